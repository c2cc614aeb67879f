import '../receipts.scss';
import { ButtonLink, Details, NotificationBanner, Tags } from '../../shared/components';
import { onPaper, timeOfDay, whenInSentence } from '../../shared/when';
import type { MessageView } from '../api/types';
import { type Link } from '../api/watch';
import { may } from '../model/roles';
import { homesInWords, Loading, StandingTags, Top, Trouble, UrgencyTag } from '../parts/bits';
import { useLoad, useNow } from '../parts/load';
import { lazy } from '../parts/lazy';
import { MessageBody } from '../parts/shown';
import { usePlace } from '../../shared/router';
import { useSigned, type Signed } from '../session';
import { Confirm } from './message-confirm';
import { useReceipts } from '../parts/receipts';
import { Reach } from './message-reach';

/** Not before it has been seen whom it reached. */
const Withdraw = lazy(async () => (await import('./message-acts')).Withdraw, 'quiet');
const Evidence = lazy(async () => (await import('./message-acts')).Evidence, 'quiet');
/** Only where there are groups. */
const Posts = lazy(async () => (await import('./message-posts')).Posts, 'part');

/** One bulletin and how far it has come, live. */

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
      {view.posts && view.posts.length > 0 && <Posts id={message.id} />}
      <Details summary="What was sent">
        {() => <MessageBody draft={message} now={now} />}
      </Details>
      <Evidence id={message.id} targeted={view.targeted} signed={signed} />
      {view.closed === 'open' && message.kind === 'test_result' && message.msg_type !== 'cancel' && may.sendResults(signed.who) && (
        <>
          <h2 class="nhsuk-heading-m app-not-printed">Change it</h2>
          <ButtonLink variant="secondary" href={`/console/result?corrects=${message.id}`}>
            Send a correction
          </ButtonLink>{' '}
          <ButtonLink variant="secondary" href={`/console/result?withdraws=${message.id}`}>
            Withdraw it
          </ButtonLink>
        </>
      )}
      {view.closed === 'open' && message.kind !== 'test_result' && message.msg_type !== 'cancel' && may.write(signed.who, message.kind) && (
        <>
          <h2 class="nhsuk-heading-m app-not-printed">Change it</h2>
          {message.kind === 'guidance_bulletin' && (
            <ButtonLink variant="secondary" href={`/console/write?replaces=${message.id}`}>
              Write a new version
            </ButtonLink>
          )}
          <Withdraw view={view} signed={signed} />
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
