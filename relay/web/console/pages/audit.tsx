import { useState } from 'preact/hooks';
import { Bar, Button, Details, Input, SummaryList, Table } from '../../shared/components';
import { onPaper, when } from '../../shared/when';
import { Problem } from '../../shared/api';
import type { Checkpoint, LogEntry, MessageRow } from '../api/types';
import { aboutWords, eventWords } from '../model/events';
import { registerOf } from '../model/homes';
import { checkLog, type Verdict } from '../model/log';
import { may } from '../model/roles';
import { LinkButton, Loading, Top, Trouble } from '../parts/bits';
import { useAct, useLoad } from '../parts/load';
import { useSigned, type Signed } from '../session';
import { Evidence } from './message-acts';
import { NotAllowed } from './not-found';

/** The evidence log: read it, check all of it in this browser, take proof of one message away. */

const atOnce = 20;

async function checkpointOf(signed: Signed): Promise<Checkpoint | undefined> {
  try {
    return await signed.api.get<Checkpoint>('/v1/log/checkpoint');
  } catch (why) {
    if (why instanceof Problem && why.status === 404) return undefined;
    throw why;
  }
}

export function Audit() {
  const signed = useSigned();
  const newest = useLoad(() => checkpointOf(signed), [signed.api]);
  const [id, setId] = useState('');
  if (!may.audit(signed.who)) return <NotAllowed what="read the audit log" role="auditor" />;
  return (
    <>
      <Top title="Audit" />
      <p class="nhsuk-u-reading-width">
        Everything that was sent, received, answered and changed is kept in a log that cannot be rewritten without it being noticed.
      </p>
      {newest.state === 'loading' && <Loading what="the log" />}
      {newest.state === 'failed' && <Trouble why={newest.why} again={() => void newest.again()} />}
      {newest.state === 'ready' && !newest.data && <p>Nothing has been signed yet. The first entry is signed within seconds of something happening.</p>}
      {newest.data && (
        <>
          <CheckIt signed={signed} newest={newest.data} />
          <Entries key={newest.data.size} signed={signed} newest={newest.data} again={newest.again} />
        </>
      )}
      <h2 class="nhsuk-heading-m">Evidence of one message</h2>
      <Input id="message" label="Number of the message" labelSize="s" hint="The last part of its address, for example 0193a1b2-…" value={id} onInput={(text) => setId(text.trim())} />
      {/^[0-9a-f-]{36}$/.test(id) && <Evidence id={id} targeted={0} signed={signed} />}
    </>
  );
}

const memory = 'carerelay.console.log';

function CheckIt(props: { signed: Signed; newest: Checkpoint }) {
  const { signed, newest } = props;
  const { busy, why, act } = useAct();
  const [verdict, setVerdict] = useState<Verdict>();
  const [done, setDone] = useState(0);
  const run = () =>
    act(async () => {
      setVerdict(undefined);
      setDone(0);
      setVerdict(
        await checkLog({
          checkpoint: () => checkpointOf(signed),
          entries: async (from) => (await signed.api.get<{ entries: LogEntry[] }>(`/v1/log/entries?from=${from}&limit=1000`)).entries,
          consistency: async (from, to) => (await signed.api.get<{ proof: string[] }>(`/v1/log/proof/consistency?from=${from}&to=${to}`)).proof,
          remembered: () => JSON.parse(localStorage.getItem(memory) ?? 'null') ?? undefined,
          remember: (what) => localStorage.setItem(memory, JSON.stringify(what)),
          progress: setDone,
        }),
      );
    });
  return (
    <section class="app-sheet" aria-labelledby="check">
      <h2 class="nhsuk-heading-m" id="check">
        Check the log
      </h2>
      <p>
        {newest.size.toLocaleString('en-GB')} entries, signed {onPaper(newest.signed_at)}. This browser reads every entry, works out the tree they make, and
        compares it with what was signed and with what it checked before.
      </p>
      <Trouble why={why} />
      {busy && (
        <div class="app-measure" role="status">
          <Bar value={done} of={newest.size} label={`${done} of ${newest.size} entries checked`} />
        </div>
      )}
      {verdict && <Found verdict={verdict} />}
      <Button type="button" busy={busy} onClick={() => void run()}>
        Check the log
      </Button>
      <Details summary="The key to compare">
        <p>Compare it with what the people who run this service have published. This page cannot know whose key it is.</p>
        <p class="app-code">{newest.key}</p>
      </Details>
    </section>
  );
}

function Found(props: { verdict: Verdict }) {
  const { verdict } = props;
  if (verdict.found === 'nothing') return <p role="status">Nothing has been signed yet.</p>;
  if (verdict.found === 'bad')
    return (
      <div class="app-trouble" role="alert">
        <h3 class="nhsuk-heading-s nhsuk-u-margin-bottom-2">The log is not right</h3>
        <p class="nhsuk-u-margin-bottom-2">{verdict.words}</p>
        <p class="nhsuk-u-margin-bottom-0">Do not use it as evidence. Tell the people who run this service, and keep what was downloaded before.</p>
      </div>
    );
  return (
    <div role="status">
      <SummaryList
        rows={[
          { key: 'Entries', value: `All ${verdict.size.toLocaleString('en-GB')} are what was committed to, and make the tree that was signed` },
          {
            key: 'Signature',
            value: verdict.signed === 'yes' ? 'Good, by the key below' : 'Not checked: this browser does not know Ed25519. Use carerelay verify --log',
          },
          {
            key: 'Since last time',
            value:
              verdict.since === undefined
                ? 'This browser had not checked this log before'
                : `Goes on from the ${verdict.since.toLocaleString('en-GB')} entries this browser checked before`,
          },
          ...(verdict.erased > 0 ? [{ key: 'Erased', value: `${verdict.erased} entries were erased; that they existed is still proven` }] : []),
        ]}
      />
    </div>
  );
}

function Entries(props: { signed: Signed; newest: Checkpoint; again: () => Promise<void> }) {
  const { signed, newest, again } = props;
  const [from, setFrom] = useState(() => Math.max(0, newest.size - atOnce));
  const now = new Date();
  // Homes by their names, where this person may see them.
  const homes = useLoad(async () => new Map((await registerOf(signed.api)).homes.map((home) => [home.id, home.name])), [signed.api]);
  const titles = useLoad(async () => {
    const { messages } = await signed.api.get<{ messages: MessageRow[] }>('/v1/messages?limit=500');
    return new Map(messages.map((row) => [row.id, row.headline]));
  }, [signed.api]);
  const page = useLoad(
    async () => (await signed.api.get<{ entries: LogEntry[] }>(`/v1/log/entries?from=${from}&limit=${atOnce}`)).entries,
    [signed.api, from],
  );
  const rows = [...(page.data ?? [])].reverse();
  return (
    <section aria-labelledby="entries">
      <h2 class="nhsuk-heading-m" id="entries">
        Entries
      </h2>
      {page.state === 'failed' && <Trouble why={page.why} again={() => void page.again()} />}
      <div class="app-white">
        <Table
          caption={`Entries ${from} to ${from + rows.length - 1}, newest first`}
          captionHidden
          responsive
          columns={[{ text: 'Entry' }, { text: 'When' }, { text: 'What happened' }, { text: 'About' }]}
          rows={rows.map((entry) => {
            const event = entry.event ? (JSON.parse(entry.event) as Record<string, unknown>) : undefined;
            return {
              key: entry.index,
              cells: [
                entry.index,
                event ? when(String(event['at']), now) : '–',
                event ? eventWords({ ...event, ...(typeof event['home'] === 'string' && { home: homes.data?.get(event['home']) ?? event['home'] }) }) : 'Erased',
                event && typeof event['message'] === 'string' ? (
                  <a href={`/console/messages/${event['message']}`}>{titles.data?.get(event['message']) ?? aboutWords(event)}</a>
                ) : event ? (
                  aboutWords(event) || '–'
                ) : (
                  '–'
                ),
              ],
            };
          })}
        />
        <p class="app-both">
          {from > 0 && <LinkButton onClick={() => setFrom(Math.max(0, from - atOnce))}>Earlier entries</LinkButton>}
          {from + atOnce < newest.size ? (
            <LinkButton onClick={() => setFrom(Math.min(Math.max(0, newest.size - atOnce), from + atOnce))}>Later entries</LinkButton>
          ) : (
            <LinkButton onClick={() => void again()}>Look for newer entries</LinkButton>
          )}
        </p>
      </div>
    </section>
  );
}
