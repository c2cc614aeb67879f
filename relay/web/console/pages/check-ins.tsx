import { Button, ButtonGroup, ButtonLink, Card, SummaryList, Tag, Tags } from '../../shared/components';
import { dayAndMonth, when, whenInSentence } from '../../shared/when';
import type { Audience } from '../api/types';
import type { CheckIn } from '../api/ways';
import { hourWords, inOrder } from '../model/check-in';
import { registerOf } from '../model/homes';
import { may } from '../model/roles';
import { capital } from '../model/text';
import { homesInWords, Loading, Top, Trouble } from '../parts/bits';
import { useAct, useLoad, useNow } from '../parts/load';
import { usePolled } from '../parts/polled';
import { useSigned, type Signed } from '../session';

/** Questions that go to homes every day: what runs, what waits for a second person, what is over. */

export function CheckIns() {
  const signed = useSigned();
  const now = useNow(15_000);
  const list = usePolled(async () => inOrder((await signed.api.get<{ check_ins: CheckIn[] }>('/v1/check-ins')).check_ins), [signed.api], 15_000);
  const names = useLoad(async () => (await registerOf(signed.api)).names, [signed.api]);
  return (
    <>
      <Top title="Check-ins" />
      <p class="nhsuk-u-reading-width">A question that goes to homes every day at the same hour. They answer with one tap: no change, or something has changed.</p>
      {may.write(signed.who) && <ButtonLink href="/console/check-ins/new">Set up a check-in</ButtonLink>}
      {!list.data && list.why === undefined && <Loading what="check-ins" />}
      {list.why !== undefined && <Trouble why={list.why} again={() => void list.again()} />}
      {list.data?.length === 0 && <p>None is set up.</p>}
      {list.data?.map((one) => (
        <OneCheckIn key={one.id} of={one} names={names.data} signed={signed} now={now} again={list.again} />
      ))}
    </>
  );
}

const states = {
  waiting: { text: 'Waits for a second person', tone: 'orange' },
  running: { text: 'Running', tone: 'green' },
  ended: { text: 'Ended', tone: 'grey' },
} as const;

interface Of {
  of: CheckIn;
  names: ReadonlyMap<string, string> | undefined;
  signed: Signed;
  now: Date;
  again: () => Promise<void>;
}

function OneCheckIn(props: Of) {
  const { of, names, signed, now, again } = props;
  const { who } = signed;
  const { busy, why, act } = useAct();
  const state = states[of.state];
  const isAuthor = of.author === who.member;
  const mayApprove = of.state === 'waiting' && may.approve(who) && who.team === of.team && !isAuthor;
  const approve = () =>
    act(async () => {
      await signed.api.post(`/v1/check-ins/${of.id}/approve`, {});
      await again();
    });
  const stop = () => {
    if (!confirm(`Stop “${of.headline}”? It is not asked any more. What was answered stays.`)) return;
    void act(async () => {
      await signed.api.delete(`/v1/check-ins/${of.id}`);
      await again();
    });
  };
  return (
    <Card
      edge={state.tone}
      size="s"
      level={2}
      heading={of.headline ?? 'Check-in'}
      lead={
        <Tags>
          <Tag tone={state.tone}>{state.text}</Tag>
        </Tags>
      }
      description={`Every day at ${hourWords(of.time)}, until ${dayAndMonth(of.until, now)}`}
    >
      <SummaryList
        rows={[
          { key: 'Text', value: of.text ?? '–' },
          ...(of.audience ? [{ key: 'Goes to', value: whom(of.audience, of.count, names) }] : []),
          { key: 'Set up by', value: `${isAuthor ? 'You' : (of.author_name ?? of.author)}, ${whenInSentence(of.made_at, now)}` },
          ...(of.approver ? [{ key: 'Approved by', value: of.approver === who.member ? 'You' : (of.approver_name ?? of.approver) }] : []),
          ...(of.state === 'running' && of.next ? [{ key: 'Next', value: when(of.next, now) }] : []),
          ...(of.state === 'ended' && of.ended_at ? [{ key: 'Ended', value: when(of.ended_at, now) }] : []),
        ]}
      />
      {of.last_message && of.last_sent ? (
        <p>
          <a href={`/console/check-ins/${of.id}`}>Answers to the one of {whenInSentence(of.last_sent, now)}</a>
        </p>
      ) : (
        <p>{of.state === 'waiting' ? 'It is not asked before a second person has approved it.' : 'It was not asked yet.'}</p>
      )}
      <Trouble why={why} />
      {of.state === 'waiting' && !mayApprove && <p>{isAuthor ? 'You set this up: another person must approve it.' : 'An approver of its team must approve it.'}</p>}
      {of.state !== 'ended' && (
        <ButtonGroup>
          {mayApprove && (
            <Button type="button" small busy={busy} label={`Approve: ${of.headline}`} onClick={() => void approve()}>
              Approve: it goes out every day
            </Button>
          )}
          <Button type="button" variant={of.state === 'running' ? 'warning' : 'secondary'} small busy={busy} label={`Stop: ${of.headline}`} onClick={stop}>
            Stop
          </Button>
        </ButtonGroup>
      )}
    </Card>
  );
}

const kinds = { care_home_with_nursing: 'nursing homes', care_home_without_nursing: 'residential homes' } as const;

/** "Hackney, Newham, nursing homes: 12 homes" */
function whom(audience: Audience, count: number | undefined, names: ReadonlyMap<string, string> | undefined): string {
  const parts = [...(audience.areas ?? []).map((one) => names?.get(one) ?? one), ...(audience.service_types ?? []).map((one) => kinds[one]), ...(audience.homes ? ['chosen homes'] : [])];
  const words = audience.everyone || parts.length === 0 ? 'Every home' : capital(parts.join(', '));
  return count === undefined ? words : `${words}: ${homesInWords(count)}`;
}
