import { useInbox } from './context';
import type { Act, Entry, State } from '../engine/types';
import { directionOf } from '../../shared/language';
import { Button, ButtonLink, Hidden, Icon, Tag, Tags as TagRow } from '../../shared/components';
import { Progress } from './parts/ui';
import { when, whenInSentence } from '../../shared/when';
import { answerTo, firstLine, infoIn, resultTitle, unsentSentence } from './words';

type Tone = 'urgent' | 'action' | 'info' | 'done';

const cards: Record<Tone, string> = {
  urgent: 'nhsuk-card app-message app-message--urgent',
  action: 'nhsuk-card app-message app-message--action',
  info: 'nhsuk-card app-message app-message--info',
  done: 'nhsuk-card app-message app-message--done',
};

export function toneOf(entry: Entry): Tone {
  if (entry.closed !== 'open') return 'done';
  if (entry.message.status !== 'actual') return 'info';
  if (entry.message.kind === 'test_result') return entry.toDo ? 'action' : 'info';
  if (entry.message.urgency === 'immediate') return 'urgent';
  return entry.toDo || entry.message.acknowledgement?.required ? 'action' : 'info';
}

/** What it is, in words and colour; never by colour alone. */
export function Tags({ entry }: { entry: Entry }) {
  const { message } = entry;
  const tone = toneOf(entry);
  return (
    <TagRow>
      {message.status === 'exercise' ? <Tag tone="purple">Exercise</Tag> : null}
      {message.status === 'test' ? <Tag tone="purple">Test message</Tag> : null}
      {entry.closed === 'superseded' ? <Tag tone="grey">Replaced</Tag> : null}
      {entry.closed === 'withdrawn' || message.msg_type === 'cancel' ? <Tag tone="grey">Withdrawn</Tag> : null}
      {entry.closed === 'expired' ? <Tag tone="grey">Ended</Tag> : null}
      {message.kind === 'test_result' ? <Tag tone="purple">Test result</Tag> : null}
      {tone === 'urgent' ? <Tag tone="red">Urgent</Tag> : null}
      {tone === 'action' && message.kind !== 'test_result' ? <Tag tone="orange">Action needed</Tag> : null}
      {tone === 'info' && message.status === 'actual' && message.kind !== 'test_result' && message.msg_type !== 'cancel' ? (
        <Tag tone="blue">For information</Tag>
      ) : null}
      {message.msg_type === 'update' ? <Tag tone="white">{updated(message.kind)}</Tag> : null}
      {!entry.confirmed ? <Tag tone="yellow">Not yet confirmed</Tag> : null}
    </TagRow>
  );
}

const updated = (kind: Entry['message']['kind']) => (kind === 'guidance_bulletin' ? 'Updated guidance' : 'Updated');

export const pathOf = (entry: Entry) => (entry.message.kind === 'test_result' ? `/results/${entry.id}` : `/messages/${entry.id}`);

/** "Reply by today 5pm": what is asked and by when. */
export function dueText(entry: Entry, nowMs: number): string {
  if (!entry.due) return '';
  const verb = entry.message.acknowledgement?.required ? 'Reply' : entry.message.kind === 'guidance_bulletin' && entry.message.action_by ? 'Act' : 'Read';
  const when = whenInSentence(entry.due, nowMs);
  if (Date.parse(entry.due) < nowMs) return `${verb} now: it was due ${when}`;
  return `${verb} by ${when}`;
}

/** What has been done with it here, and how far that has got. Says no more than is known. */
export function progress(entry: Entry, state: State): { text: string; sent: boolean } | undefined {
  const { nowMs } = state;
  const answer = entry.acts.filter((one) => one.act === 'respond' && one.is !== 'refused').pop();
  if (answer?.response) {
    const words = `You replied “${answerTo(entry.message, answer.response)}”`;
    if (answer.is === 'recorded') return { text: `${words} ${whenInSentence(answer.at, nowMs)}.`, sent: true };
    return { text: `${words}. ${unsentSentence(state)}`, sent: false };
  }
  if (entry.response) return { text: `Your home replied “${answerTo(entry.message, entry.response)}” on another device.`, sent: true };
  const read = entry.acts.find((one) => one.act === 'read');
  if (read?.is === 'waiting') return { text: `Read. ${unsentSentence(state)}`, sent: false };
  if (read) return { text: `Read ${whenInSentence(read.at, nowMs)}.`, sent: read.is === 'recorded' };
  if (entry.stage !== 'delivered') return { text: 'Read on another device.', sent: true };
  return undefined;
}

/** What is known of whether a result opens here. */
const locked: Record<State['trust']['is'], string> = {
  sealed: 'Locked. Open it on this device.',
  unknown: 'Locked until it is opened.',
  bulletins: 'Locked. This device may not open results yet.',
  broken: 'Locked. Results are not opened on this device now.',
};

export function MessageCard({ entry, onRead }: { entry: Entry; onRead?: (entry: Entry) => void }) {
  const { state } = useInbox();
  const { message } = entry;
  const info = infoIn(message, state.language);
  const isResult = message.kind === 'test_result';
  const summary = isResult ? locked[state.trust.is] : firstLine(info.description) || firstLine(info.instruction);
  const due = entry.toDo ? dueText(entry, state.nowMs) : '';
  const done = entry.toDo && entry.response !== 'in_progress' ? undefined : progress(entry, state);
  const titleId = `title-${entry.id}`;
  return (
    <li class={cards[toneOf(entry)]}>
      <div class="nhsuk-card__content app-message__content">
        <Tags entry={entry} />
        <h3 class="nhsuk-card__heading app-message__title">
          <a href={pathOf(entry)} id={titleId} lang={info.language} dir={directionOf(info.language)}>
            {isResult ? resultTitle[message.msg_type] : info.headline}
          </a>
        </h3>
        {message.change_note && !isResult ? (
          <p class="app-message__summary">
            <strong>What has changed:</strong> {message.change_note}
          </p>
        ) : summary ? (
          <p class="app-message__summary" lang={isResult ? undefined : info.language} dir={isResult ? undefined : directionOf(info.language)}>
            {summary}
          </p>
        ) : null}
        <p class="app-meta">
          {message.sender_name} · {when(message.sent, state.nowMs)}
        </p>
        {due ? (
          <p class="app-message__due">
            <Icon name="clock" />
            <span>{due}</span>
          </p>
        ) : null}
        {done ? (
          <Progress sent={done.sent}>{done.text}</Progress>
        ) : null}
        {entry.toDo ? <CardButton entry={entry} titleId={titleId} onRead={onRead} /> : null}
      </div>
    </li>
  );
}

function CardButton({ entry, titleId, onRead }: { entry: Entry; titleId: string; onRead?: ((entry: Entry) => void) | undefined }) {
  const { trust } = useInbox().state;
  const isResult = entry.message.kind === 'test_result';
  const mayNot = trust.is === 'bulletins' || trust.is === 'broken';
  if (!isResult && !entry.message.acknowledgement?.required && onRead)
    return (
      <Button class="app-message__button" type="button" describedBy={titleId} onClick={() => onRead(entry)}>
        We have read this
      </Button>
    );
  return (
    <ButtonLink class="app-message__button" href={pathOf(entry)}>
      {isResult ? (mayNot ? 'See what to do' : 'Open result') : entry.response === 'in_progress' ? 'Say when it is done' : 'Read and reply'}
      <Hidden>: {infoIn(entry.message, '').headline}</Hidden>
    </ButtonLink>
  );
}

/** Acts that can still be taken back. */
export const heldRead = (entry: Entry): Act | undefined => entry.acts.find((one) => one.act === 'read' && one.is === 'held');
