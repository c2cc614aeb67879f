import { useEffect, useRef, useState } from 'preact/hooks';
import type { Act, Entry, Message } from '../engine/types';
import { Button, InsetText } from '../../shared/components';
import { useInbox } from './context';
import { Progress, Quiet } from './parts/ui';
import { whenInSentence } from '../../shared/when';
import { pathOf } from './card';
import { newestOf } from './versions';
import { answerTo, unsentSentence } from './words';
import { LazyPart } from '../lazy';
import { parts } from '../parts';

/** How far one answer has got; never more than is known. */
function AnswerLine({ act, message }: { act: Act; message: Message }) {
  const { state } = useInbox();
  const words = `You replied “${act.response ? answerTo(message, act.response) : ''}”`;
  const who = [act.role, act.name].filter(Boolean).join(', ');
  return (
    <li class="app-replied">
      {act.is === 'recorded' ? (
        <Progress sent>
          {words} {whenInSentence(act.at, state.nowMs)}. The service has recorded it.
        </Progress>
      ) : act.is === 'refused' ? (
        <p class="nhsuk-error-message">
          {words} {whenInSentence(act.at, state.nowMs)}, but it was not accepted{act.detail ? `: ${act.detail}` : '.'} Reply again, or ring the helpline.
        </p>
      ) : (
        <Progress sent={false}>
          {words}. {unsentSentence(state)}
        </Progress>
      )}
      {who || act.note ? (
        <p class="app-replied__more">
          {who}
          {who && act.note ? ': ' : ''}
          {act.note ? `“${act.note}”` : ''}
        </p>
      ) : null}
    </li>
  );
}

/** The message was closed while somebody was writing: what they wrote is here, or goes on in the newest version. */
function Overtaken({ entry, note }: { entry: Entry; note: string }) {
  const { state } = useInbox();
  const newest = newestOf(entry, state.entries);
  return (
    <div role="alert">
      {newest?.inForce ? (
        <InsetText>
          <p>
            This was replaced before you sent your reply. What you wrote is kept: <a href={`${pathOf(newest)}#reply`}>go on with it in the newest version</a>.
          </p>
        </InsetText>
      ) : (
        <InsetText>
          <p>No reply is asked for any more, so yours was not sent.{note ? ` You had written: “${note}”` : ''} If it still matters, ring the helpline.</p>
        </InsetText>
      )}
    </div>
  );
}

export function Reply({ entry, open }: { entry: Entry; open: boolean }) {
  const answers = entry.acts.filter((one) => one.act === 'respond');
  const asked = entry.message.acknowledgement?.required ?? false;
  const { state } = useInbox();
  const begun = state.drafts[entry.id];
  const [adding, setAdding] = useState(begun !== undefined);
  const box = useRef<HTMLDivElement>(null);
  // The answer is in the state a moment before or after the form says it is saved: whichever is last goes there.
  const justSaved = useRef(false);
  const goToAnswers = () => {
    if (!justSaved.current || !box.current) return;
    justSaved.current = false;
    box.current.focus();
  };
  useEffect(goToAnswers, [answers.length, adding]);
  const isWaiting = answers.some((one) => one.is === 'held' || one.is === 'waiting');
  const isRefused = entry.response === undefined && answers.length > 0 && answers.every((one) => one.is === 'refused');
  const form = open && (adding || (asked && answers.length === 0 && entry.response === undefined));

  return (
    <section class="app-reply app-not-printed" id="reply" aria-label="Your reply">
      {answers.length > 0 || entry.response ? (
        <div class={isWaiting ? 'app-replies app-replies--waiting' : isRefused ? 'app-replies app-replies--refused' : 'app-replies'} ref={box} tabIndex={-1} role="group" aria-labelledby="replies">
          <h2 class="app-replies__heading" id="replies">
            {isWaiting ? (state.storage.is === 'lost' ? 'Reply not sent' : 'Reply saved, not sent yet') : isRefused ? 'Your reply was not accepted' : 'Your reply is recorded'}
          </h2>
          <div class="app-replies__body">
            {answers.length === 0 && entry.response ? (
              <Progress sent>Your home replied “{answerTo(entry.message, entry.response)}” on another device.</Progress>
            ) : null}
            <ul class="app-list">
              {answers.map((one) => (
                <AnswerLine key={one.key} act={one} message={entry.message} />
              ))}
            </ul>
          </div>
        </div>
      ) : null}
      {!open && begun ? <Overtaken entry={entry} note={begun.note} /> : null}
      {form ? (
        <LazyPart
          loader={parts.replyForm}
          with={{
            entry,
            onDone: () => {
              justSaved.current = true;
              setAdding(false);
              goToAnswers();
            },
          }}
        />
      ) : open && entry.response === 'in_progress' ? (
        <Button type="button" onClick={() => setAdding(true)}>
          Say when it is done
        </Button>
      ) : open ? (
        <p class="nhsuk-body">
          <Quiet onClick={() => setAdding(true)}>{answers.length > 0 || entry.response ? 'Add another reply' : 'Reply to this message'}</Quiet>
          {answers.length > 0 || entry.response ? <span class="app-soft">. Your earlier reply stays in your record.</span> : null}
        </p>
      ) : null}
    </section>
  );
}
