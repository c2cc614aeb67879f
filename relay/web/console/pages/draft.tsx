import { Button, Details, NotificationBanner, SummaryList, Tag, Tags, WarningCallout } from '../../shared/components';
import { digestOf } from '../../shared/seal/canonical';
import { timeOfDay, whenInSentence } from '../../shared/when';
import { Problem } from '../../shared/api';
import type { DraftView, Preview, Published } from '../api/types';
import { may } from '../model/roles';
import { untilWords } from '../model/until';
import { homesInWords, Loading, Top, Trouble, UrgencyTag } from '../parts/bits';
import { useAct, useLoad, useNow } from '../parts/load';
import { usePolled } from '../parts/polled';
import { MessageBody } from '../parts/body';
import { go } from '../../shared/router';
import { forget } from '../../shared/unsaved';
import { useSigned, type Signed } from '../session';
import { summaryOf } from '../parts/summary';
import { lazy } from '../parts/lazy';
import type { Shown } from './draft-parts';

/** What is rarely done, and needs a form. */
const Reject = lazy(async () => (await import('./draft-acts')).Reject, 'quiet');
const SendNow = lazy(async () => (await import('./draft-acts')).SendNow, 'quiet');

/** What waits for a second person: all of it on one page, approved as exactly what is shown, for exactly these homes. */

export function DraftPage(props: { id: string }) {
  const signed = useSigned();
  const now = useNow(5_000);
  // Somebody else may approve, reject or send it meanwhile.
  const shown = usePolled(async (): Promise<Shown> => {
    const draft = await signed.api.get<DraftView>(`/v1/drafts/${props.id}`);
    const content = draft.content!;
    return { draft, content, same: (await digestOf(content)) === draft.digest };
  }, [signed.api, props.id], 5_000);

  const back = { href: '/console', text: 'All bulletins' };
  if (!shown.data && shown.why === undefined) return <Loading what="what waits" />;
  if (!shown.data)
    return (
      <>
        <Top title="Waiting for approval" back={back} />
        <Trouble why={shown.why} again={() => void shown.again()} />
      </>
    );
  return <Opened shown={shown.data} signed={signed} now={now} again={shown.again} stale={shown.why === undefined ? undefined : shown.at} />;
}

function Opened(props: { shown: Shown; signed: Signed; now: Date; again: () => Promise<void>; stale: Date | undefined }) {
  const { shown, signed, now, again, stale } = props;
  const { draft, content } = shown;
  const { who } = signed;
  const author = draft.author_name ?? draft.author;
  const isAuthor = draft.author === who.member;
  const hasSigned = draft.signatures.some((one) => one.member === who.member);
  const open = draft.state === 'waiting' && new Date(draft.expires) > now;
  const mayApprove = open && may.approve(who) && !isAuthor && !hasSigned && shown.same;
  const counted = useLoad(
    async () => await signed.api.post<Preview>('/v1/messages/preview', content),
    [signed.api, draft.draft, draft.audience_hash],
  );
  return (
    <>
      <Top title={content.info[0]?.headline ?? 'Waiting for approval'} caption={captionOf(draft)} back={{ href: '/console', text: 'All bulletins' }} />
      <Tags>
        <UrgencyTag urgency={content.urgency} />
        <StateTag draft={draft} open={open} />
      </Tags>
      <p class="app-meta">
        Written by {author}, {whenInSentence(draft.made_at, now)}
      </p>
      {stale && (
        <p class="app-meta">
          <strong>Not up to date since {timeOfDay(stale)}: trying again</strong>
        </p>
      )}
      <Standing draft={draft} open={open} now={now} mine={isAuthor} />
      {!shown.same && (
        <WarningCallout heading="This page does not show what would be sent" level={2}>
          <p>What is shown has another fingerprint than what waits, so it cannot be approved here. Tell the people who run this service.</p>
        </WarningCallout>
      )}
      <SummaryList rows={summaryOf(content, now, '')} />
      <h2 class="nhsuk-heading-m">{homesInWords(draft.count)}</h2>
      {counted.data && counted.data.targeted === draft.count && <Areas counted={counted.data} />}
      <div class="app-sheet">
        <MessageBody draft={content} now={now} />
      </div>
      {mayApprove && <Approve {...props} />}
      {open && may.approve(who) && (isAuthor || hasSigned) && (
        <p>{isAuthor ? 'You wrote this: another person must approve it.' : 'You have approved this: it waits for another person.'}</p>
      )}
      {open && !may.approve(who) && !isAuthor && <p>You are not an approver. Ask a colleague who is, or an administrator.</p>}
      {open && (may.approve(who) || isAuthor) && <Reject shown={shown} signed={signed} again={again} mine={isAuthor} />}
      {open && may.publish(who) && <SendNow shown={shown} signed={signed} now={now} />}
      <Details summary="Fingerprints of what is approved">
        <SummaryList
          rows={[
            { key: 'Content', value: <code class="app-code">{draft.digest}</code> },
            { key: 'Homes', value: <code class="app-code">{draft.audience_hash}</code> },
            { key: 'Number of homes', value: String(draft.count) },
          ]}
        />
      </Details>
    </>
  );
}

const Areas = (props: { counted: Preview }) => (
  <ul class="app-areas">
    {props.counted.areas.map((one) => (
      <li key={one.area}>
        {one.name} <b>{one.targeted.toLocaleString('en-GB')}</b>
      </li>
    ))}
  </ul>
);

const captionOf = (draft: DraftView): string => (draft.state === 'waiting' ? 'Check and approve' : 'Draft');

function StateTag(props: { draft: DraftView; open: boolean }) {
  const { draft, open } = props;
  if (draft.state === 'waiting') return open ? <Tag tone="white">Waiting for approval</Tag> : <Tag tone="grey">Ran out</Tag>;
  const words: Record<DraftView['state'], string> = {
    waiting: '',
    sent: 'Sent',
    rejected: 'Rejected',
    expired: 'Ran out',
    sent_alone: 'Sent by one person',
    confirmed: 'Sent and confirmed',
    corrected: 'Sent, and nobody confirmed it',
  };
  return <Tag tone={draft.state === 'sent' || draft.state === 'confirmed' ? 'green' : 'grey'}>{words[draft.state]}</Tag>;
}

function Standing(props: { draft: DraftView; open: boolean; now: Date; mine: boolean }) {
  const { draft, open, now, mine } = props;
  const by = draft.closed_by_name ?? draft.closed_by;
  if (open) {
    const missing = draft.needs - draft.signatures.length;
    return (
      <div class="nhsuk-inset-text">
        <p>
          {mine && 'Nothing has been sent yet. '}
          {missing === 1 ? 'Another person' : `${missing} other people`} must approve it by {timeOfDay(draft.expires)}, {untilWords(draft.expires, now)}. If
          nobody does, it is not sent.
        </p>
        {draft.signatures.length > 0 && <p>Approved by {draft.signatures.map((one) => one.name ?? one.member).join(', ')}.</p>}
        {draft.why.includes('immediate') && <p>It waits because it is urgent.</p>}
        {draft.why.includes('all_homes') && <p>It waits because it goes to every home.</p>}
      </div>
    );
  }
  switch (draft.state) {
    case 'sent':
    case 'confirmed':
    case 'corrected':
    case 'sent_alone':
      return (
        <NotificationBanner success={draft.state === 'sent'} text={draft.state === 'sent' ? 'It was approved and sent' : 'It was sent'}>
          <p>{draft.message && <a href={`/console/messages/${draft.message}`}>See who it reaches</a>}</p>
        </NotificationBanner>
      );
    case 'rejected':
      return (
        <div class="nhsuk-inset-text">
          <p>
            <strong>Rejected{by && ` by ${by}`}: it was not sent.</strong>
          </p>
          {draft.reason && <p>{draft.reason}</p>}
        </div>
      );
    case 'waiting':
    case 'expired':
      return (
        <div class="nhsuk-inset-text">
          <p>
            <strong>Nobody approved it in time: it was not sent.</strong> Write it again if it is still needed.
          </p>
        </div>
      );
  }
}

function Approve(props: { shown: Shown; signed: Signed; again: () => Promise<void> }) {
  const { shown, signed, again } = props;
  const { draft } = shown;
  const { busy, why, act } = useAct();
  const last = draft.needs - draft.signatures.length <= 1;
  const approve = () =>
    act(async () => {
      const looked = { digest: draft.digest, audience_hash: draft.audience_hash, count: draft.count };
      try {
        const answer = await signed.api.post<Partial<Published>>(`/v1/drafts/${draft.draft}/approve`, looked);
        if (!answer.id) return await again();
        forget();
        go(`/console/messages/${answer.id}?sent=1`);
      } catch (error) {
        if (error instanceof Problem && error.status === 409) await again();
        throw error;
      }
    });
  return (
    <>
      <Trouble why={why} />
      <Button type="button" busy={busy} onClick={() => void approve()}>
        {last ? `Approve and send to ${homesInWords(draft.count)}` : `Approve: ${homesInWords(draft.count)}`}
      </Button>
    </>
  );
}
