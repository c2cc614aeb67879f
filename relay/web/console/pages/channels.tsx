import { Button, Card, Details, SummaryList, Tag, Tags } from '../../shared/components';
import { timeOfDay, whenInSentence } from '../../shared/when';
import type { Channel } from '../api/types';
import { may } from '../model/roles';
import { channelName, whyWords } from '../model/ways';
import { Loading, Top, Trouble } from '../parts/bits';
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
    </>
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
          { key: 'Sort', value: kinds[channel.kind] ?? channel.kind },
          { key: 'Sent today', value: `${number(channel.sent_today)} of ${number(channel.per_day)} at most` },
          { key: 'Waiting', value: waitingWords(channel, now) },
          ...(rows['held'] ? [{ key: 'Held back', value: `${number(rows['held'])}, until a person has looked: open the message under Bulletins` }] : []),
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
