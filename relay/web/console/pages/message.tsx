import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import {
  Bar,
  ButtonLink,
  Details,
  Figures,
  Hidden,
  Input,
  Live,
  NotificationBanner,
  Table,
  Tag,
  Tags,
  WarningCallout,
  type Children,
} from '../../shared/components';
import { onPaper, timeOfDay, when, whenInSentence } from '../../shared/when';
import type { Coverage, MessageView, Receipt } from '../api/types';
import { watch, type Link } from '../api/watch';
import { writeCsv } from '../model/csv';
import { liveTable, type LiveTable } from '../model/live';
import {
  byWhom,
  chosen,
  countRows,
  filters,
  lastAt,
  lowestFirst,
  namesOf,
  pageOf,
  spoken,
  statusOf,
  type Filter,
  type Names,
} from '../model/receipts';
import { may } from '../model/roles';
import { telephone } from '../../shared/words';
import { Chips, homesInWords, LinkButton, Loading, StandingTags, Top, Trouble, UrgencyTag } from '../parts/bits';
import { download, useLoad, useNow } from '../parts/load';
import { MessageBody } from '../parts/shown';
import { Pages } from '../parts/pages';
import { setQuery, usePlace } from '../../shared/router';
import { useSigned, type Signed } from '../session';
import { Confirm, Evidence, Withdraw } from './message-acts';
import '../../shared/styles/tables.scss';

/** One bulletin and how far it has come, live. */

interface Watched {
  table: LiveTable;
  link: Link;
  /** Counts up with every change of the table. */
  turn: number;
  /** Receipts of single homes are shown to nobody (wellbeing), or not to this person. */
  countsOnly: boolean;
  /** The whole list has been read at least once: until then nobody knows who is missing. */
  whole: boolean;
  why?: unknown;
}

function useReceipts(signed: Signed, id: string): Watched {
  const table = useMemo(() => liveTable(), [id]);
  const [link, setLink] = useState<Link>({ state: 'connecting' });
  const [turn, setTurn] = useState(0);
  const [why, setWhy] = useState<unknown>();
  const [countsOnly, setCountsOnly] = useState(false);
  const [whole, setWhole] = useState(false);

  useEffect(() => {
    let gone = false;
    let reading = false;
    const read = async () => {
      if (reading || gone) return;
      reading = true;
      try {
        const coverage = await signed.api.get<Coverage>(`/v1/messages/${id}/coverage?by=area`);
        if (gone) return;
        setCountsOnly(coverage.counts_only);
        const rows = coverage.counts_only ? [] : await signed.api.all<Receipt>(`/v1/messages/${id}/receipts?limit=1000`, 'receipts');
        if (gone) return;
        table.load(rows, coverage);
        setWhole(true);
        setWhy(undefined);
      } catch (error) {
        setWhy(error);
      } finally {
        reading = false;
      }
    };
    const stop = table.subscribe(() => setTurn((count) => count + 1));
    void read();
    const line = watch(id, {
      link: setLink,
      begin: () => void read(),
      coverage: (of) => table.cover(of),
      receipts: (rows) => table.receipts(rows),
    });
    // Where the figures went on and rows did not, some were not told: read them again.
    const look = setInterval(() => table.isBehind(2_000) && void read(), 2_000);
    return () => {
      gone = true;
      clearInterval(look);
      stop();
      table.close();
      line.close();
    };
  }, [id, signed.api, table, signed.ended]);

  return { table, link, turn, countsOnly, whole, why };
}

export function MessagePage(props: { id: string }) {
  const signed = useSigned();
  const now = useNow(15_000);
  const found = useLoad(() => signed.api.get<MessageView>(`/v1/messages/${props.id}`), [signed.api, props.id]);
  const back = { href: '/console', text: 'All bulletins' };
  if (found.state === 'loading') return <Loading what="the bulletin" />;
  if (found.state === 'failed')
    return (
      <>
        <Top title="Bulletin" back={back} />
        <Trouble why={found.why} again={() => void found.again()} />
      </>
    );
  return <Opened view={found.data} signed={signed} now={now} again={found.again} />;
}

function Opened(props: { view: MessageView; signed: Signed; now: Date; again: () => Promise<void> }) {
  const { view, signed, now } = props;
  const { message } = view;
  const live = useReceipts(signed, message.id);
  const { query } = usePlace();
  const coverage = live.table.coverage;
  const repliesAsked = Boolean(message.acknowledgement?.required);
  const by = message.acknowledgement?.by;
  return (
    <>
      <Top
        title={message.info[0]?.headline ?? 'Bulletin'}
        caption={message.issuer_reference ?? message.reference}
        back={{ href: '/console', text: 'All bulletins' }}
      />
      <Tags>
        <UrgencyTag urgency={message.urgency} />
        <StandingTags of={{ ...message, closed: view.closed, confirmed: view.confirmed }} />
      </Tags>
      <p class="app-meta app-not-printed">
        Sent {whenInSentence(message.sent, now)} by {message.sender_name}
        {repliesAsked && (by ? ` · reply by ${whenInSentence(by, now)}` : ' · reply asked')} · <LinkWords link={live.link} now={now} />
      </p>
      <p class="app-printed">
        Sent {onPaper(message.sent)}
        {by && `, reply by ${onPaper(by)}`}. As it was on {onPaper(now)}.
      </p>
      {query.get('sent') && (
        <NotificationBanner success text={`Sent to ${homesInWords(view.targeted)}`}>
          <p>This page shows whom it reaches, live.</p>
        </NotificationBanner>
      )}
      <Confirm view={view} signed={signed} now={now} again={props.again} />
      <Closed view={view} />
      {live.why !== undefined && <Trouble why={live.why} />}
      {coverage ? (
        <Reach coverage={coverage} live={live} view={view} />
      ) : (
        live.why === undefined && <Loading what="receipts" />
      )}
      <Details summary="What was sent">
        <MessageBody draft={message} now={now} />
      </Details>
      <Evidence id={message.id} targeted={view.targeted} signed={signed} />
      {view.closed === 'open' && may.write(signed.who, message.kind) && (
        <>
          <h2 class="nhsuk-heading-m app-not-printed">Change it</h2>
          {message.kind === 'guidance_bulletin' && (
            <ButtonLink variant="secondary" href={`/console/write?replaces=${message.id}`}>
              Write a new version
            </ButtonLink>
          )}
          <Withdraw view={view} signed={signed} again={props.again} />
        </>
      )}
    </>
  );
}

/** Whether what stands on the page is live, and since when it is not. */
function LinkWords(props: { link: Link; now: Date }) {
  const { link } = props;
  switch (link.state) {
    case 'connecting':
      return <span>connecting</span>;
    case 'live':
      return <span class="app-live">updating live</span>;
    case 'lost':
      return <strong class="app-lost">not live since {timeOfDay(link.since)}: connecting again</strong>;
    case 'ended':
      return <strong class="app-lost">not live since {timeOfDay(link.since)}: you have been signed out</strong>;
  }
}

function Closed(props: { view: MessageView }) {
  const { closed, closed_by: by } = props.view;
  if (closed === 'open') return null;
  const words = {
    superseded: 'A newer version has replaced this one.',
    withdrawn: 'This was withdrawn: homes were told not to act on it.',
    expired: 'This has ended by itself.',
  }[closed];
  return (
    <div class="nhsuk-inset-text">
      <p>
        {words} {by && <a href={`/console/messages/${by}`}>Go to {closed === 'superseded' ? 'the newer version' : 'what was sent'}</a>}
      </p>
    </div>
  );
}

const figure = (value: number | null | undefined): string =>
  value === null ? 'fewer than 5' : value === undefined ? '–' : value.toLocaleString('en-GB');

function Reach(props: { coverage: Coverage; live: Watched; view: MessageView }) {
  const { coverage, live, view } = props;
  const targeted = coverage.targeted ?? view.targeted;
  const asked = Boolean(view.message.acknowledgement?.required);
  const unreached = coverage.unreached ?? (typeof coverage.delivered === 'number' ? targeted - coverage.delivered : null);
  const isOpen = view.closed === 'open';
  const names = useMemo(() => namesOf(coverage), [coverage]);
  return (
    <>
      <Summary coverage={coverage} />
      <section class="app-reached" aria-labelledby="reached">
        <h2 class="app-reached__heading" id="reached">
          <span class="app-reached__figure">
            {figure(coverage.delivered)} of {targeted.toLocaleString('en-GB')}
          </span>{' '}
          <span class="app-reached__words">homes reached</span>
        </h2>
        <Bar large value={coverage.delivered ?? 0} of={targeted} label={`${figure(coverage.delivered)} of ${targeted} homes reached`} />
      </section>
      <Figures
        figures={[
          { name: 'Not reached', value: figure(unreached) },
          { name: 'Read it', value: figure(coverage.read) },
          ...(asked ? [{ name: 'Replied', value: figure(coverage.acknowledged) }, { name: 'Need help', value: figure(coverage.need_help) }] : []),
        ]}
      />
      {!coverage.counted && <p>This was an exercise: it counts in no figure.</p>}
      {isOpen && !live.countsOnly && typeof unreached === 'number' && unreached > 0 && (
        <CallList count={unreached} live={live} names={names} view={view} />
      )}
      {coverage.areas.length > 0 && <Boroughs areas={lowestFirst(coverage.areas)} asked={asked} />}
      {live.countsOnly ? (
        <p>What single homes did with a message about wellbeing is shown to nobody. A count below five is not shown either.</p>
      ) : (
        <Homes live={live} names={names} view={view} asked={asked} />
      )}
    </>
  );
}

/** The figures for who hears the page: at most every ten seconds. */
function Summary(props: { coverage: Coverage }) {
  const [said, say] = useState('');
  const last = useRef(0);
  const words = spoken(props.coverage);
  useEffect(() => {
    if (words === said) return;
    const timer = setTimeout(
      () => {
        last.current = Date.now();
        say(words);
      },
      Math.max(0, last.current + 10_000 - Date.now()),
    );
    return () => clearTimeout(timer);
  }, [words, said]);
  return <Live>{said}</Live>;
}

function CallList(props: { count: number; live: Watched; names: Names; view: MessageView }) {
  const { count, live, names, view } = props;
  const save = () => {
    const rows = chosen(live.table.rows, 'not_reached', '', names);
    download(
      `call-list-${fileName(view)}.csv`,
      'text/csv',
      writeCsv([
        ['Home', 'Borough', 'Telephone', 'CQC or ODS code', 'Rung at', 'Spoke to'],
        ...rows.map((row) => [row.home_name ?? row.home, names.get(row.area ?? '') ?? row.area ?? '', telephone(row.telephone ?? ''), row.home, '', '']),
      ]),
    );
  };
  return (
    <WarningCallout heading={count === 1 ? '1 home has not been reached' : `${count.toLocaleString('en-GB')} homes have not been reached`} level={2}>
      <p>
        None of their devices has it yet. Ring them. <LinkButton onClick={save}>Download the call list</LinkButton>
      </p>
    </WarningCallout>
  );
}

function Boroughs(props: { areas: Coverage['areas']; asked: boolean }) {
  const { areas, asked } = props;
  return (
    <Table
      caption="By borough, lowest first"
      captionSize="m"
      responsive
      columns={[{ text: 'Borough' }, { text: 'Reached' }, { text: 'Coverage' }, ...(asked ? [{ text: 'Replied' }] : [])]}
      rows={areas.map((one) => ({
        key: one.area,
        cells: [
          one.name,
          `${figure(one.delivered)} of ${figure(one.targeted)}`,
          <Bar value={one.delivered ?? 0} of={one.targeted ?? 0} label={`${one.name}: ${figure(one.delivered)} of ${figure(one.targeted)}`} />,
          ...(asked ? [figure(one.acknowledged)] : []),
        ],
      }))}
    />
  );
}

const fileName = (view: MessageView): string =>
  (view.message.issuer_reference ?? view.message.reference ?? view.message.id.slice(0, 8)).replace(/[^\w.-]+/g, '-').toLowerCase();

const size = 20;

function Homes(props: { live: Watched; names: Names; view: MessageView; asked: boolean }) {
  const { live, names, view, asked } = props;
  const { query } = usePlace();
  const [filter, setFilter] = useState<Filter>(() => (query.get('show') as Filter | null) ?? 'not_reached');
  const [search, setSearch] = useState('');
  const [page, setPage] = useState(1);
  const now = new Date();
  const { rows } = live.table;
  const counts = useMemo(() => countRows(rows), [rows]);
  const shown = useMemo(() => chosen(rows, filter, search, names), [rows, filter, search, names]);
  const here = pageOf(shown, page, size);
  const offered = filters.filter((one) => asked || (one.filter !== 'need_help' && one.filter !== 'replied'));
  const choose = (next: Filter) => {
    setFilter(next);
    setPage(1);
    setQuery({ show: next });
  };
  return (
    <section aria-labelledby="homes">
      <h2 class="nhsuk-heading-m" id="homes">
        Homes
      </h2>
      <Chips
        label="Which homes"
        value={filter}
        choose={choose}
        options={offered.map((one) => ({
          value: one.filter,
          text: `${!asked && one.filter === 'no_reply' ? 'Read' : one.label} (${counts[one.filter].toLocaleString('en-GB')})`,
        }))}
      />
      <Input
        id="find"
        label="Find a home or borough"
        labelSize="s"
        width={20}
        value={search}
        onInput={(value) => {
          setSearch(value);
          setPage(1);
        }}
      />
      <p>
        <LinkButton onClick={() => saveReceipts(rows, names, view)}>Download all receipts (CSV)</LinkButton>
      </p>
      {!live.whole ? (
        <Loading what="homes" />
      ) : shown.length === 0 ? (
        <p>No home is in this list.</p>
      ) : (
        <div class="app-white">
          <table class="nhsuk-table app-homes">
            <caption class="nhsuk-u-visually-hidden">
              {homesInWords(shown.length)}, page {here.page} of {here.pages}
            </caption>
            <thead class="nhsuk-table__head">
              <tr class="nhsuk-table__row">
                {['Home', 'Borough', 'Status', 'By', 'Time', 'Reply'].map((name) => (
                  <th key={name} class="nhsuk-table__header" scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody class="nhsuk-table__body">
              {here.rows.map((row) => (
                <Row key={row.home} row={row} names={names} now={now} />
              ))}
            </tbody>
          </table>
          <Pages what="homes" current={here.page} pages={here.pages} go={setPage} />
        </div>
      )}
    </section>
  );
}

const Cell = (props: { children?: Children; of: 'borough' | 'status' | 'by' | 'time' | 'reply' }) => {
  const look = {
    borough: 'nhsuk-table__cell app-homes__borough',
    status: 'nhsuk-table__cell app-homes__status',
    by: 'nhsuk-table__cell app-homes__by',
    time: 'nhsuk-table__cell app-homes__time',
    reply: 'nhsuk-table__cell app-homes__reply',
  }[props.of];
  return (
    <td class={look} role="cell">
      {props.children}
    </td>
  );
};

/** One home: a line of the table, on a phone two lines. */
function Row(props: { row: Receipt; names: Names; now: Date }) {
  const { row, names, now } = props;
  const status = statusOf(row);
  const at = lastAt(row);
  return (
    <tr class="nhsuk-table__row app-homes__row" role="row">
      <th class="nhsuk-table__header app-homes__name" scope="row" role="rowheader">
        {row.home_name ?? row.home}
      </th>
      <Cell of="borough">{names.get(row.area ?? '') ?? row.area}</Cell>
      <Cell of="status">
        <Tag tone={status.tone}>{status.words}</Tag>
        {row.late && ' after it ended'}
      </Cell>
      <Cell of="by">{byWhom(row)}</Cell>
      <Cell of="time">{at && when(at, now)}</Cell>
      <Cell of="reply">
        <Reply row={row} />
      </Cell>
    </tr>
  );
}

function Reply(props: { row: Receipt }) {
  const { row } = props;
  const ring = row.telephone && (row.state === 'targeted' || row.response === 'need_help');
  return (
    <>
      {row.note && <span class="app-note">{row.note}</span>}
      {ring && (
        <a class="app-ring" href={`tel:${row.telephone}`}>
          Ring {telephone(row.telephone!)}
          <Hidden>, {row.home_name ?? row.home}</Hidden>
        </a>
      )}
    </>
  );
}

function saveReceipts(rows: readonly Receipt[], names: Names, view: MessageView) {
  const time = (text: string | undefined) => (text ? onPaper(text) : '');
  const mark = view.confirmed === false ? 'Not confirmed by a second person' : '';
  download(
    `receipts-${fileName(view)}.csv`,
    'text/csv',
    writeCsv([
      ['Home', 'CQC or ODS code', 'Borough', 'Telephone', 'Status', 'After it ended', 'Reached', 'Read', 'Replied', 'By', 'Note', 'Message'],
      ...chosen(rows, 'all', '', names).map((row) => [
        row.home_name ?? '',
        row.home,
        names.get(row.area ?? '') ?? row.area ?? '',
        telephone(row.telephone ?? ''),
        statusOf(row).words,
        row.late ? 'yes' : '',
        time(row.delivered_at),
        time(row.read_at),
        time(row.answered_at),
        byWhom(row),
        row.note ?? '',
        mark,
      ]),
    ]),
  );
}
