import { useEffect, useRef, useState } from 'preact/hooks';
import type { Act, Entry, Reply as ReplyTo, Response } from '../engine/types';
import { Button, CharacterCount, Input, Radios, Select } from '../../shared/components';
import { useInbox } from './context';
import { Mistakes, Progress, Quiet, errorOf, type Mistake } from './parts/ui';
import { whenInSentence } from '../../shared/when';
import { allResponses, answered, choices, roles, sentence } from './words';

const noteMost = 1000;
const other = 'other';

/** What is wrong with a reply before it is saved. */
export function checkReply(reply: { response: string; role: string; otherRole: string; name: string; note: string }, before: Response | undefined): Mistake[] {
  const found: Mistake[] = [];
  if (!reply.response) found.push({ field: 'response', text: 'Select what your care home has done' });
  if (reply.response === 'in_progress' && before === 'actioned' && reply.note.trim() === '')
    found.push({ field: 'note', text: 'You said “Done” before. Say why it is not done any more' });
  if (reply.note.length > noteMost) found.push({ field: 'note', text: 'The note must be 1,000 characters or fewer' });
  if (!reply.role) found.push({ field: 'role', text: 'Select your role' });
  if (reply.role === other && reply.otherRole.trim() === '') found.push({ field: 'other-role', text: 'Enter your role' });
  if (reply.role === other && reply.otherRole.trim().length > 40) found.push({ field: 'other-role', text: 'The role must be 40 characters or fewer' });
  if (reply.name.trim().length > 80) found.push({ field: 'name', text: 'The name must be 80 characters or fewer' });
  return found;
}

/** How far one answer has got; never more than is known. */
function AnswerLine({ act }: { act: Act }) {
  const { state } = useInbox();
  const words = `You replied “${act.response ? answered[act.response] : ''}”`;
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
        <Progress sent={false}>{words}. Saved on this device. Will be sent when you are connected.</Progress>
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

export function Reply({ entry, open }: { entry: Entry; open: boolean }) {
  const answers = entry.acts.filter((one) => one.act === 'respond');
  const asked = entry.message.acknowledgement?.required ?? false;
  const [adding, setAdding] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  // The answer is in the state a moment after it was saved: only then there is something to go to.
  const justSaved = useRef(false);
  useEffect(() => {
    if (!justSaved.current || !box.current) return;
    justSaved.current = false;
    box.current.focus();
  }, [answers.length, adding]);
  const unsent = answers.some((one) => one.is === 'held' || one.is === 'waiting');
  const form = open && (adding || (asked && answers.length === 0 && entry.response === undefined));

  return (
    <section class="app-reply app-not-printed" id="reply" aria-label="Your reply">
      {answers.length > 0 || entry.response ? (
        <div class={unsent ? 'app-replies app-replies--waiting' : 'app-replies'} ref={box} tabIndex={-1} role="group" aria-labelledby="replies">
          <h2 class="app-replies__heading" id="replies">
            {unsent ? 'Reply saved, not sent yet' : 'Your reply is recorded'}
          </h2>
          <div class="app-replies__body">
            {answers.length === 0 && entry.response ? (
              <Progress sent>Your home replied “{answered[entry.response]}” on another device.</Progress>
            ) : null}
            <ul class="app-list">
              {answers.map((one) => (
                <AnswerLine key={one.key} act={one} />
              ))}
            </ul>
          </div>
        </div>
      ) : null}
      {form ? (
        <ReplyForm
          entry={entry}
          onDone={() => {
            justSaved.current = true;
            setAdding(false);
          }}
        />
      ) : open && entry.response === 'in_progress' ? (
        <Button type="button" onClick={() => setAdding(true)}>
          Say when it is done
        </Button>
      ) : open ? (
        <p class="nhsuk-body">
          <Quiet onClick={() => setAdding(true)}>{answers.length > 0 || entry.response ? 'Add another reply' : 'Reply to this message'}</Quiet>
          {answers.length > 0 || entry.response ? <span class="app-soft"> Your earlier reply stays in your record.</span> : null}
        </p>
      ) : null}
    </section>
  );
}

function ReplyForm({ entry, onDone }: { entry: Entry; onDone: () => void }) {
  const { engine } = useInbox();
  const last = engine.lastReply;
  const known = roles.find((one) => one.toLowerCase() === last.role.toLowerCase());
  const [response, setResponse] = useState<string>('');
  const [role, setRole] = useState(known ?? (last.role ? other : ''));
  const [otherRole, setOtherRole] = useState(known ? '' : last.role);
  const [name, setName] = useState(last.name);
  const [note, setNote] = useState('');
  const [mistakes, setMistakes] = useState<Mistake[]>([]);
  const [busy, setBusy] = useState(false);
  const options = entry.message.acknowledgement?.options;
  const offered = options && options.length > 0 ? allResponses.filter((one) => options.includes(one)) : allResponses;

  async function submit(event: Event) {
    event.preventDefault();
    if (busy) return;
    const found = checkReply({ response, role, otherRole, name, note }, entry.response);
    setMistakes(found);
    if (found.length > 0) return;
    setBusy(true);
    const reply: ReplyTo = {
      response: response as Response,
      role: role === other ? otherRole.trim() : role,
      name: name.trim(),
      note: note.trim(),
    };
    const outcome = await engine.respond(entry.id, reply);
    setBusy(false);
    if (outcome.ok) onDone();
    else setMistakes([{ field: 'response', text: `It could not be saved. ${sentence(outcome.why, outcome.detail)}` }]);
  }

  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Mistakes of={mistakes} />
      <Radios
        id="response"
        legend="What has your care home done?"
        legendSize="m"
        level={2}
        items={offered.map((one) => ({ value: one, text: choices[one].label, hint: choices[one].hint }))}
        value={response}
        onChange={setResponse}
        error={errorOf('response', mistakes)}
      />
      <CharacterCount
        id="note"
        label={entry.response === 'actioned' && response === 'in_progress' ? 'Why is it not done any more?' : 'Anything to add? (optional)'}
        labelSize="s"
        hint="Do not include residents’ names"
        rows={3}
        maxlength={noteMost}
        value={note}
        onInput={setNote}
        error={errorOf('note', mistakes)}
      />
      <Select
        id="role"
        label="Your role"
        labelSize="s"
        items={[
          { value: '', text: 'Select your role' },
          ...roles.map((one) => ({ value: one, text: one })),
          { value: other, text: 'Another role' },
        ]}
        value={role}
        onChange={setRole}
        error={errorOf('role', mistakes)}
      />
      {role === other ? (
        <Input id="other-role" label="What is your role?" labelSize="s" value={otherRole} onInput={setOtherRole} error={errorOf('other-role', mistakes)} width={20} />
      ) : null}
      <Input
        id="name"
        label="Your name (optional)"
        labelSize="s"
        hint="The team that sent this will see it"
        value={name}
        onInput={setName}
        error={errorOf('name', mistakes)}
        autocomplete="name"
        width={20}
      />
      <Button busy={busy} class="app-wide-button">
        Send reply
      </Button>
    </form>
  );
}
