import { useEffect, useRef, useState } from 'preact/hooks';
import type { Draft, Entry, Reply as ReplyTo, Response } from '../engine/types';
import { Button, CharacterCount, Input, InsetText, Radios, Select } from '../../shared/components';
import { useInbox } from './context';
import { Mistakes, errorOf, type Mistake } from './parts/mistakes';
import { useUnsaved } from '../../shared/unsaved';
import { sentence } from './sentences';
import { isCheckIn } from './words';

/** What a home chooses. */
export const choices: Record<Response, { label: string; hint?: string }> = {
  actioned: { label: 'We have done this' },
  in_progress: { label: 'We are doing it now' },
  not_relevant: { label: 'It does not apply to us', hint: 'For example, you do not use this product' },
  need_help: { label: 'We need help', hint: 'The team that sent this will see it. If it cannot wait, ring the helpline' },
};

/** Instead, where the question is whether all is well. */
const checkIn: Partial<typeof choices> = { actioned: { label: 'No change' }, need_help: { label: 'Something has changed: please ring us' } };

export const allResponses: Response[] = ['actioned', 'in_progress', 'not_relevant', 'need_help'];

/** Roles offered; anything else may be typed. */
export const roles = ['Manager', 'Deputy manager', 'Nurse', 'Senior carer', 'Carer'];

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

const keepMs = 150;

/** Keeps what is being written, so that no link, reload or closed window loses it; where it cannot be kept it is asked before
 *  the page is left. Gives how to say that it was sent. */
function useKept(id: string, draft: Draft): () => void {
  const { engine } = useInbox();
  const text = JSON.stringify(draft);
  const now = useRef(text);
  now.current = text;
  const kept = useRef(text);
  const [isKept, setKept] = useState(true);
  const forgetIt = useUnsaved(isKept ? null : text);
  const keep = () => {
    if (now.current === kept.current) return;
    kept.current = now.current;
    void engine.keepDraft(id, JSON.parse(now.current) as Draft).then(({ ok }) => setKept(ok));
  };
  useEffect(() => {
    const timer = setTimeout(keep, keepMs);
    return () => clearTimeout(timer);
  }, [text]);
  useEffect(() => {
    document.addEventListener('visibilitychange', keep);
    addEventListener('pagehide', keep);
    return () => {
      document.removeEventListener('visibilitychange', keep);
      removeEventListener('pagehide', keep);
      keep();
    };
  }, []);
  return () => {
    kept.current = now.current;
    forgetIt();
  };
}

/** Loaded by itself: fields and their styles weigh as much as the message above them. */
export function ReplyForm({ entry, onDone }: { entry: Entry; onDone: () => void }) {
  const { engine, state } = useInbox();
  const options = entry.message.acknowledgement?.options;
  const offered = options && options.length > 0 ? allResponses.filter((one) => options.includes(one)) : allResponses;
  const [begun] = useState(() => state.drafts[entry.id] ?? entry.replaces.map((id) => state.drafts[id]).find((one) => one));
  const isOfBefore = begun !== undefined && !state.drafts[entry.id];
  const last = engine.lastReply;
  const known = roles.find((one) => one.toLowerCase() === last.role.toLowerCase());
  const [response, setResponse] = useState<string>(offered.find((one) => one === begun?.response) ?? '');
  const [role, setRole] = useState(begun?.role ?? known ?? (last.role ? other : ''));
  const [otherRole, setOtherRole] = useState(begun?.otherRole ?? (known ? '' : last.role));
  const [name, setName] = useState(begun?.name ?? last.name);
  const [note, setNote] = useState(begun?.note ?? '');
  const sent = useKept(entry.id, { response, role, otherRole, name, note });
  const [mistakes, setMistakes] = useState<Mistake[]>([]);
  const [busy, setBusy] = useState(false);
  const words = isCheckIn(entry.message) ? { ...choices, ...checkIn } : choices;

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
    if (!outcome.ok) return setMistakes([{ field: 'response', text: `It could not be saved. ${sentence(outcome.why, outcome.detail)}` }]);
    sent();
    onDone();
  }

  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Mistakes of={mistakes} />
      {isOfBefore ? <InsetText text="You began this reply to the version before this one. Check that it still fits." /> : null}
      <Radios
        id="response"
        legend="What has your care home done?"
        legendSize="m"
        level={2}
        items={offered.map((one) => ({ value: one, text: words[one].label, hint: words[one].hint }))}
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
