import { useState } from 'preact/hooks';
import { Button, Card, Details, SummaryList, Table, Tag, Tags } from '../../shared/components';
import { timeOfDay, when, whenInSentence } from '../../shared/when';
import type { Channel, HeldMessage, Unmatched } from '../api/ways';
import { may } from '../model/roles';
import { findingWords } from '../model/findings';
import { capital } from '../model/text';
import { channelName, whyWords } from '../model/ways';
import { LinkButton, Loading, Top, Trouble } from '../parts/bits';
import { useAct, useLoad, useNow } from '../parts/load';
import { useSigned, type Signed } from '../session';

/** The ways beside the stream: how each is, and the switch that stops it at once. */
export function Channels() {
  const signed = useSigned();
  const now = useNow(10_000);
  const channels = useLoad(async () => (await signed.api.get<{ channels: Channel[] }>('/v1/channels')).channels, [signed.api, now]);
  return (
    <>
      <Top title="Channels" />
      <p>Ways beside the inbox by which messages go out. What goes there never counts as reached.</p>
      {channels.state === 'loading' && <Loading what="channels" />}
      {channels.state === 'failed' && <Trouble why={channels.why} again={() => void channels.again()} />}
      {channels.data?.length === 0 && <p>None is set up. Whoever runs this service does that in its settings.</p>}
      {channels.data?.map((one) => (
        <ChannelCard key={one.channel} channel={one} signed={signed} now={now} again={channels.again} />
      ))}
      {channels.data && channels.data.length > 0 && (
        <>
          <HeldBack channels={channels.data} signed={signed} now={now} />
          {may.administer(signed.who) && <Unsigned channels={channels.data} signed={signed} now={now} />}
        </>
      )}
    </>
  );
}

const named = (channels: readonly Channel[], channel: string): string => channels.find((one) => one.channel === channel)?.name ?? channelName(channel);

/** What waits until a person has looked at it. */
function HeldBack(props: { channels: Channel[]; signed: Signed; now: Date }) {
  const { channels, signed, now } = props;
  const held = useLoad(async () => (await signed.api.get<{ held: HeldMessage[] }>('/v1/channels/held')).held, [signed.api, now]);
  return (
    <section aria-labelledby="held">
      <h2 class="nhsuk-heading-m" id="held">
        Held back
      </h2>
      <p class="nhsuk-u-reading-width">
        Before a message leaves by another way than the inbox, it is searched for what should not leave that way. Where something is found, it waits: open the message, look, and
        let it go or withdraw it.
      </p>
      {held.state === 'loading' && <Loading />}
      {held.state === 'failed' && <Trouble why={held.why} again={() => void held.again()} />}
      {held.data?.length === 0 && <p>Nothing is held back.</p>}
      {held.data && held.data.length > 0 && (
        <Table
          caption="Held back"
          captionHidden
          responsive
          columns={[{ text: 'Message' }, { text: 'By' }, { text: 'Homes' }, { text: 'Since' }, { text: 'What was found' }]}
          rows={held.data.map((one) => ({
            key: `${one.message} ${one.channel}`,
            cells: [
              <a href={`/console/messages/${one.message}`}>{one.headline ?? 'A message'}</a>,
              named(channels, one.channel),
              // What goes to a group is one post, for no home in particular.
              channels.some((other) => other.channel === one.channel && other.room) ? 'A group' : number(one.homes),
              when(one.since, now),
              capital(one.findings.map(({ words }) => findingWords(words)).join('; ')),
            ],
          }))}
        />
      )}
    </section>
  );
}

const unsignedWords: Record<string, string> = {
  unsigned: 'It names no message of ours',
  forged: 'It claims to be about a message of ours, and the signature is wrong',
  'no such delivery': 'It is about something we never sent that way',
};

const most = 20;

/** What came back and nothing of ours had signed: it changed nothing. */
function Unsigned(props: { channels: Channel[]; signed: Signed; now: Date }) {
  const { channels, signed, now } = props;
  const list = useLoad(async () => (await signed.api.get<{ unmatched: Unmatched[] }>('/v1/channels/unmatched')).unmatched, [signed.api, now]);
  const [all, setAll] = useState(false);
  return (
    <section aria-labelledby="unmatched">
      <h2 class="nhsuk-heading-m" id="unmatched">
        Came back, and matches nothing we sent
      </h2>
      <p class="nhsuk-u-reading-width">
        Reports and replies about nothing that was sent from here. They changed nothing. A few are usual; many on one day may be somebody trying to get in.
      </p>
      {list.state === 'loading' && <Loading />}
      {list.state === 'failed' && <Trouble why={list.why} again={() => void list.again()} />}
      {list.data?.length === 0 && <p>There is none.</p>}
      {list.data && list.data.length > 0 && (
        <>
          <Table
            caption="Came back, and matches nothing we sent"
            captionHidden
            responsive
            columns={[{ text: 'When' }, { text: 'By' }, { text: 'What is known' }]}
            rows={list.data.slice(0, all ? undefined : most).map((one, at) => ({
              key: `${one.at} ${at}`,
              cells: [when(one.at, now), named(channels, one.channel), unsignedWords[one.why] ?? whyWords(one.why)],
            }))}
          />
          {!all && list.data.length > most && <LinkButton onClick={() => setAll(true)}>Show all {number(list.data.length)}</LinkButton>}
        </>
      )}
    </section>
  );
}

const states = {
  running: { text: 'Running', tone: 'green', edge: 'green' },
  paused: { text: 'Paused by the service', tone: 'orange', edge: 'orange' },
  stopped: { text: 'Stopped by a person', tone: 'red', edge: 'red' },
} as const;

const kinds: Record<string, string> = { email: 'Email', chat: 'Chat', webhook: 'Webhook' };

const number = (value: number | undefined): string => (value ?? 0).toLocaleString('en-GB');

function ChannelCard(props: { channel: Channel; signed: Signed; now: Date; again: () => Promise<void> }) {
  const { channel, signed, now, again } = props;
  const { busy, why, act } = useAct();
  const state = states[channel.state];
  const name = channel.name ?? channelName(channel.channel);
  const kind = kinds[channel.kind] ?? channel.kind;
  const set = (next: 'running' | 'stopped') => {
    if (next === 'stopped' && !confirm(`Stop ${name}? Nothing more goes out by it until somebody starts it again. What waits is kept.`)) return;
    void act(async () => {
      await signed.api.put(`/v1/channels/${encodeURIComponent(channel.channel)}/state`, { state: next });
      await again();
    });
  };
  const { rows } = channel;
  const rests = channel.rests_until && new Date(channel.rests_until) > now ? channel.rests_until : undefined;
  return (
    <Card
      edge={state.edge}
      size="s"
      level={2}
      heading={name}
      lead={
        <Tags>
          <Tag tone={state.tone}>{state.text}</Tag>
          {(rows['held'] ?? 0) > 0 && <Tag tone="orange">{number(rows['held'])} held back</Tag>}
        </Tags>
      }
      description={
        <>
          {channel.why && channel.state !== 'stopped' && <>{whyWords(channel.why)}. </>}
          {channel.quiet_since && <>Nothing has come back from it since {whenInSentence(channel.quiet_since, now)}, where something used to. </>}
          {rests && channel.state !== 'stopped' && <>Tries again at {timeOfDay(rests)}.</>}
        </>
      }
    >
      <Trouble why={why} />
      <SummaryList
        rows={[
          ...(kind === name ? [] : [{ key: 'Kind', value: kind }]),
          { key: 'Sent today', value: `${number(channel.sent_today)} of ${number(channel.per_day)} at most` },
          { key: 'Waiting', value: waitingWords(channel, now) },
          ...(rows['held'] ? [{ key: 'Held back', value: `${number(rows['held'])}, until a person has looked: see below` }] : []),
          ...(rows['unknown'] ? [{ key: 'Nobody knows', value: `${number(rows['unknown'])} may have gone out, perhaps twice` }] : []),
        ]}
      />
      <Details summary="All it has done">
        <SummaryList rows={Object.entries(rows).map(([word, count]) => ({ key: rowWords[word] ?? word.replaceAll('_', ' '), value: number(count) }))} />
      </Details>
      {may.administer(signed.who) ? (
        channel.state === 'running' ? (
          <Button type="button" variant="warning" small busy={busy} label={`Stop: ${name}`} onClick={() => set('stopped')}>
            Stop
          </Button>
        ) : (
          <>
            <Button type="button" small busy={busy} label={`${channel.state === 'paused' ? 'Try now' : 'Start'}: ${name}`} onClick={() => set('running')}>
              {channel.state === 'paused' ? 'Try now' : 'Start'}
            </Button>{' '}
            {channel.state === 'paused' && (
              <Button type="button" variant="secondary" small busy={busy} label={`Stop: ${name}`} onClick={() => set('stopped')}>
                Stop
              </Button>
            )}
          </>
        )
      ) : (
        <p>Administrators stop and start it.</p>
      )}
    </Card>
  );
}

const rowWords: Record<string, string> = {
  queued: 'Waiting',
  sending: 'Being sent',
  sent: 'Handed over',
  unknown: 'May have gone out',
  failed: 'Not delivered',
  suppressed: 'Not sent: may not go this way, or no address',
  expired: 'Not sent in time',
  withdrawn: 'Not sent: a newer message took its place',
  held: 'Held back',
};

function waitingWords(channel: Channel, now: Date): string {
  const waiting = (channel.rows['queued'] ?? 0) + (channel.rows['sending'] ?? 0);
  if (waiting === 0) return 'Nothing';
  const next = channel.next && new Date(channel.next) > now ? `, the next ${whenInSentence(channel.next, now)}` : '';
  return `${number(waiting)}${next}`;
}
