import '../calls.scss';
import { useState } from 'preact/hooks';
import { Card, Input, Live, Tag, Tags } from '../../shared/components';
import { timeOfDay, whenInSentence } from '../../shared/when';
import { telephone } from '../../shared/words';
import { Problem } from '../../shared/api';
import { setQuery, usePlace } from '../../shared/router';
import type { MessageView } from '../api/types';
import type { CallEntry } from '../api/ways';
import { byHome, callFilters, chosenCalls, countCalls, standingOf, whyParts, type CallFilter, type ToRing } from '../model/calls';
import { contactRole } from '../model/contacts';
import { pageOf } from '../model/receipts';
import { inOurTime } from '../model/relayed';
import { Chips, homesInWords, Loading, Top, Trouble } from '../parts/bits';
import { Pages } from '../parts/pages';
import { useLoad, useNow } from '../parts/load';
import { usePolled } from '../parts/polled';
import { useSigned, type Signed } from '../session';
import { RecordCall } from './calls-record';

/** Whom to ring: of all messages, or of one. Somebody sits at a desk with this page and a telephone. */

const every = 10_000;
const size = 20;

export function Calls(props: { message?: string }) {
  const { message } = props;
  const signed = useSigned();
  const now = useNow(15_000);
  const path = message ? `/v1/messages/${message}/call-list` : '/v1/call-list';
  const list = usePolled(async () => byHome((await signed.api.get<{ calls: CallEntry[] }>(path)).calls), [signed.api, path], every);
  const about = useLoad(async () => (message ? (await signed.api.get<MessageView>(`/v1/messages/${message}`)).message.info[0]?.headline : undefined), [signed.api, message]);
  const nobodys = list.why instanceof Problem && list.why.status === 403;
  return (
    <>
      <Top
        title="Call list"
        caption={about.data}
        back={message ? { href: `/console/messages/${message}`, text: 'The message' } : { href: '/console', text: 'Bulletins' }}
      />
      {nobodys ? (
        <p>What single homes did with a message about wellbeing is shown to nobody.</p>
      ) : (
        <>
          <p class="nhsuk-u-reading-width">
            Homes that have not answered by any way. Ring them, and write down what came of it. A home leaves this list only when it has answered itself: a
            note here is the word of whoever rang, and takes nobody off.
          </p>
          {!list.data && list.why === undefined && <Loading what="the call list" />}
          {!list.data && <Trouble why={list.why} again={() => void list.again()} />}
          {list.data && <List list={list.data} signed={signed} now={now} one={message !== undefined} again={list.again} csv={`${path}?format=csv`} at={list.at!} why={list.why} />}
          {message && (
            <p>
              <a href="/console/calls">Call list of all messages</a>
            </p>
          )}
        </>
      )}
    </>
  );
}

interface ListProps {
  list: ToRing[];
  signed: Signed;
  now: Date;
  one: boolean;
  again: () => Promise<void>;
  csv: string;
  at: Date;
  why: unknown;
}

function List(props: ListProps) {
  const { list, now } = props;
  const { query } = usePlace();
  const [filter, setFilter] = useState<CallFilter>(() => callFilters.find((one) => one.filter === query.get('show'))?.filter ?? 'all');
  const [search, setSearch] = useState('');
  const [page, setPage] = useState(1);
  // Homes of which a call is being written down: they stay on the page whatever happens to the list.
  const [writing, setWriting] = useState<ReadonlyMap<string, ToRing>>(new Map());
  const counts = countCalls(list);
  const chosen = chosenCalls(list, filter, search);
  const here = pageOf(chosen, page, size);
  const shown = [...here.rows, ...[...writing.values()].filter((one) => !here.rows.some((other) => other.home === one.home))];
  const write = (of: ToRing, on: boolean) =>
    setWriting((was) => {
      const next = new Map(was);
      if (on) next.set(of.home, of);
      else next.delete(of.home);
      return next;
    });
  return (
    <>
      <p class="app-meta">
        {props.why === undefined ? `As of ${timeOfDay(props.at)} · updates by itself` : <strong>Not up to date since {timeOfDay(props.at)}: trying again</strong>}
      </p>
      <Live>{`${homesInWords(list.length)} to ring, ${counts.not_rung} not rung yet`}</Live>
      {list.length === 0 && shown.length === 0 ? (
        <p>{props.one ? 'Nobody is to be rung about this message.' : 'Nobody is to be rung.'} Homes come here when they stay silent by every other way.</p>
      ) : (
        <>
          <Chips
            label="Which homes"
            value={filter}
            choose={(next) => {
              setFilter(next);
              setPage(1);
              setQuery({ show: next === 'all' ? undefined : next });
            }}
            options={callFilters.map((one) => ({ value: one.filter, text: `${one.label} (${counts[one.filter].toLocaleString('en-GB')})` }))}
          />
          <Input
            id="find"
            label={props.one ? 'Find a home or borough' : 'Find a home, borough or message'}
            labelSize="s"
            width={20}
            value={search}
            onInput={(text) => {
              setSearch(text);
              setPage(1);
            }}
          />
          <p>
            <a href={props.csv} download="calls.csv">
              Download the call list (CSV)
            </a>
          </p>
          {shown.length === 0 && <p>No home is in this list.</p>}
          {shown.map((home) => (
            <Home
              key={home.home}
              home={home}
              isGone={!list.some((one) => one.home === home.home)}
              isWriting={writing.has(home.home)}
              write={(on) => write(home, on)}
              one={props.one}
              now={now}
              signed={props.signed}
              again={props.again}
            />
          ))}
          <Pages what="homes" current={here.page} pages={here.pages} go={setPage} />
        </>
      )}
    </>
  );
}

interface HomeProps {
  home: ToRing;
  /** It has answered while somebody was writing. */
  isGone: boolean;
  isWriting: boolean;
  write: (on: boolean) => void;
  one: boolean;
  now: Date;
  signed: Signed;
  again: () => Promise<void>;
}

function Home(props: HomeProps) {
  const { home, isGone, now } = props;
  const standing = standingOf(home, now);
  return (
    <Card
      edge={isGone ? 'green' : standing.tone}
      size="s"
      level={2}
      href={`/console/homes/${home.home}`}
      heading={home.name}
      lead={<Tags>{isGone ? <Tag tone="green">Not on the list any more</Tag> : <Tag tone={standing.tone}>{standing.words}</Tag>}</Tags>}
      description={`${home.area} · on this list since ${whenInSentence(home.since, now)}`}
    >
      {isGone && <p role="status">This home has left the list while this was open: it has answered, or the message has ended. What you wrote can still be saved.</p>}
      <div class="app-call">
        <Numbers home={home} />
        <div>
          {home.about.map((one) => (
            <About key={one.message} entry={one} now={now} named={!props.one} />
          ))}
        </div>
      </div>
      <RecordCall home={home} isOpen={props.isWriting} open={props.write} signed={props.signed} again={props.again} />
    </Card>
  );
}

const Ring = (props: { to: string; whom: string }) => (
  <a href={`tel:${props.to}`} aria-label={`Ring ${props.whom}: ${telephone(props.to)}`}>
    {telephone(props.to)}
  </a>
);

function Numbers(props: { home: ToRing }) {
  const { home } = props;
  return (
    <ul class="app-call__numbers" aria-label={`Numbers of ${home.name}`}>
      <li class="app-call__first">{home.telephone ? <Ring to={home.telephone} whom={home.name} /> : 'No telephone number known'}</li>
      {home.contacts.map((one) => (
        <li key={one.contact}>
          {one.label ?? contactRole(one.role)}:{' '}
          {one.telephone ? <Ring to={one.telephone} whom={`${one.label ?? contactRole(one.role)}, ${home.name}`} /> : 'no number'}
        </li>
      ))}
    </ul>
  );
}

/** One message it is silent about: why it is here, and who rang. */
function About(props: { entry: CallEntry; now: Date; named: boolean }) {
  const { entry, now } = props;
  return (
    <>
      {props.named && (
        <p class="app-plain">
          <a href={`/console/messages/${entry.message}`}>{entry.headline}</a>
        </p>
      )}
      <ul class="app-call__why">
        {whyParts(entry.why).map((part) => (
          <li key={part}>{part}</li>
        ))}
        {[...entry.calls].reverse().map((call) => (
          <li key={call.at}>
            <b>
              Rung {whenInSentence(call.at, now)}: {inOurTime(call.words, now)}
            </b>
            {call.note && ` “${call.note}”`}
          </li>
        ))}
      </ul>
    </>
  );
}
