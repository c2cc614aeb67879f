import '../../shared/styles/tables.scss';
import { useMemo, useState } from 'preact/hooks';
import { Figures, Table, Tag } from '../../shared/components';
import { onPaper, timeOfDay, when, whenInSentence } from '../../shared/when';
import { telephone } from '../../shared/words';
import type { Receipt } from '../api/types';
import type { CheckIn } from '../api/ways';
import { countDay, dayFilters, dayWords, hourWords, isOfDay, type DayFilter } from '../model/check-in';
import { writeCsv } from '../model/csv';
import { byWhom, chosen, lastAt, namesOf, pageOf, type Names } from '../model/receipts';
import { Chips, LinkButton, Loading, Top, Trouble } from '../parts/bits';
import { download, useNow } from '../parts/load';
import { Pages } from '../parts/pages';
import { usePolled } from '../parts/polled';
import { useReceipts } from '../parts/receipts';
import { setQuery, usePlace } from '../../shared/router';
import { useSigned, type Signed } from '../session';

/** What homes answered to the question of the day, live. */

const size = 20;

export function CheckInPage(props: { id: string }) {
  const signed = useSigned();
  const now = useNow(15_000);
  // The next day's message takes the place of this one's.
  const found = usePolled(() => signed.api.get<CheckIn>(`/v1/check-ins/${props.id}`), [signed.api, props.id], 30_000);
  const one = found.data;
  return (
    <>
      <Top title={one?.headline ?? 'Check-in'} caption="Check-in" back={{ href: '/console/check-ins', text: 'Check-ins' }} />
      {!one && found.why === undefined && <Loading what="the check-in" />}
      {!one && <Trouble why={found.why} again={() => void found.again()} />}
      {one && !one.last_message && <p>It was not asked yet. {one.state === 'waiting' ? 'A second person must approve it first.' : `It is asked every day at ${hourWords(one.time)}.`}</p>}
      {one?.last_message && <Answers key={one.last_message} of={one} message={one.last_message} signed={signed} now={now} />}
    </>
  );
}

function Answers(props: { of: CheckIn; message: string; signed: Signed; now: Date }) {
  const { of, message, signed, now } = props;
  const live = useReceipts(signed, message);
  const { query } = usePlace();
  const [filter, setFilter] = useState<DayFilter>(() => dayFilters.find((one) => one.filter === query.get('show'))?.filter ?? 'changed');
  const [page, setPage] = useState(1);
  const { rows, coverage } = live.table;
  const names = useMemo(() => namesOf(coverage), [coverage]);
  const counts = countDay(rows);
  const shown = chosen(rows, 'all', '', names).filter((row) => isOfDay(filter, row));
  const here = pageOf(shown, page, size);
  return (
    <>
      <p class="app-meta">
        Asked {whenInSentence(of.last_sent ?? of.made_at, now)} · {live.link.state === 'live' ? 'updating live' : live.link.state === 'connecting' ? 'connecting' : `not live since ${timeOfDay(live.link.since)}`}
        {of.state === 'ended' && ' · it has ended'}
      </p>
      {live.why !== undefined && <Trouble why={live.why} again={live.again} />}
      {!live.whole ? (
        live.why === undefined && <Loading what="answers" />
      ) : (
        <>
          <Figures
            figures={[
              { name: 'Something has changed', value: counts.changed.toLocaleString('en-GB') },
              { name: 'No change', value: counts.same.toLocaleString('en-GB') },
              { name: 'No answer yet', value: counts.none.toLocaleString('en-GB') },
            ]}
          />
          <Chips
            label="Which homes"
            value={filter}
            choose={(next) => {
              setFilter(next);
              setPage(1);
              setQuery({ show: next });
            }}
            options={dayFilters.map((one) => ({ value: one.filter, text: `${one.label} (${counts[one.filter].toLocaleString('en-GB')})` }))}
          />
          <p>
            <LinkButton onClick={() => save(rows, names, of)}>Download all answers (CSV)</LinkButton>
          </p>
          {shown.length === 0 ? (
            <p>{filter === 'changed' ? 'No home has said that something has changed.' : 'No home is in this list.'}</p>
          ) : (
            <div class="app-white">
              <Table
                caption="Answers, home by home"
                captionHidden
                responsive
                columns={[{ text: 'Home' }, { text: 'Borough' }, { text: 'Answer' }, { text: 'By' }, { text: 'Time' }, { text: 'Ring' }]}
                rows={here.rows.map((row) => ({ key: row.home, cells: cellsOf(row, names, now) }))}
              />
              <Pages what="homes" current={here.page} pages={here.pages} go={setPage} />
            </div>
          )}
        </>
      )}
      <p>
        <a href={`/console/messages/${message}`}>Everything about the message of that day</a>
      </p>
    </>
  );
}

function cellsOf(row: Receipt, names: Names, now: Date) {
  const { words, tone } = dayWords(row);
  const at = lastAt(row);
  return [
    <a href={`/console/homes/${row.home}`}>{row.home_name ?? row.home}</a>,
    names.get(row.area ?? '') ?? row.area ?? '–',
    <div>
      <Tag tone={tone}>{words}</Tag>
      {row.note && <div>{row.note}</div>}
    </div>,
    byWhom(row) || '–',
    at ? when(at, now) : '–',
    row.telephone && row.response !== 'actioned' ? (
      <a href={`tel:${row.telephone}`} aria-label={`Ring ${row.home_name ?? row.home}: ${telephone(row.telephone)}`}>
        {telephone(row.telephone)}
      </a>
    ) : (
      '–'
    ),
  ];
}

function save(rows: readonly Receipt[], names: Names, of: CheckIn) {
  const time = (text: string | undefined) => (text ? onPaper(text) : '');
  download(
    `check-in-${(of.last_sent ?? of.made_at).slice(0, 10)}.csv`,
    'text/csv',
    writeCsv([
      ['Home', 'CQC or ODS code', 'Borough', 'Telephone', 'Answer', 'By', 'Answered', 'Note', 'Asked'],
      ...chosen(rows, 'all', '', names).map((row) => [
        row.home_name ?? '', row.home, names.get(row.area ?? '') ?? row.area ?? '', telephone(row.telephone ?? ''), dayWords(row).words, byWhom(row),
        time(row.answered_at), row.note ?? '', time(of.last_sent),
      ]),
    ]),
  );
}
