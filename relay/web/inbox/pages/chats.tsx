import { useEffect, useState } from 'preact/hooks';
import type { ChatCode, ChatPerson, ChatRole, Chats as Known } from '../engine/types';
import { Button, ButtonGroup, Card, Hidden, Select } from '../../shared/components';
import { useInbox } from './context';
import { Progress, Quiet, Said } from './parts/ui';
import { whenInSentence } from '../../shared/when';
import { sentence } from './sentences';

const roles: Record<ChatRole, string> = {
  manager: 'Manager',
  deputy: 'Deputy manager',
  nurse: 'Nurse',
  office: 'Office',
  on_call: 'Whoever is on call',
  other: 'Somebody else',
};
/** How often it is looked whether a code was used. */
const lookMs = 10_000;
const roleOf = (role: ChatRole): string => roles[role] ?? roles.other;

/** Who of the home may answer in a chat. Nothing where the service is in no chat that answers, and while nobody knows. */
export function Chats() {
  const { engine } = useInbox();
  const [known, setKnown] = useState<Known>();
  async function look() {
    const outcome = await engine.chats();
    if (outcome.ok) setKnown(outcome.value);
  }
  useEffect(() => void look(), []);
  if (!known || (known.to.length === 0 && known.people.length === 0)) return null;
  return (
    <Card heading="Answer from a chat" level={2} size="m">
      <p class="nhsuk-body">
        In a chat group that this service is in, somebody of your home can say “we have seen it and are dealing with it”, without opening this page. To say
        that it is done, use this page.
      </p>
      <h3 class="nhsuk-heading-s">Who may answer for your home</h3>
      {known.people.length === 0 ? <p class="nhsuk-body">Nobody yet.</p> : null}
      <ul class="nhsuk-list app-people">
        {known.people.map((one) => (
          <Person key={one.id} who={one} onEnd={look} />
        ))}
      </ul>
      {known.to.length > 0 ? <LetIn people={known.people} look={look} /> : <p class="nhsuk-body">The service is in no chat at present, so nobody else can be added.</p>}
    </Card>
  );
}

function Person({ who, onEnd }: { who: ChatPerson; onEnd: () => Promise<void> }) {
  const { engine, state } = useInbox();
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  const id = `person-${who.id}`;
  async function end() {
    if (busy) return;
    setBusy(true);
    const outcome = await engine.endChat(who.id);
    setBusy(false);
    // Somebody else was faster: it is what was wanted.
    if (outcome.ok || outcome.why === 'not_found') await onEnd();
    else setProblem(sentence(outcome.why, outcome.detail));
  }
  return (
    <li class="app-people__one">
      <p class="nhsuk-body app-people__name" id={id}>
        <strong>{roleOf(who.role)}</strong>
      </p>
      <p class="app-meta">
        Since {whenInSentence(who.bound, state.nowMs)}. {who.lastUsed ? `Last answered ${whenInSentence(who.lastUsed, state.nowMs)}.` : 'Has not answered yet.'} Writes to {who.account}.
      </p>
      {asking ? (
        <div role="group" aria-labelledby={id}>
          <p class="nhsuk-body">They can no longer answer for your home. To let them again, make a new code.</p>
          <ButtonGroup>
            <Button type="button" variant="warning" small busy={busy} onClick={() => void end()}>
              Yes, stop it
            </Button>
            <Button type="button" variant="secondary" small onClick={() => setAsking(false)}>
              Keep it
            </Button>
          </ButtonGroup>
        </div>
      ) : (
        <Quiet onClick={() => setAsking(true)}>
          Stop them answering<Hidden>: {roleOf(who.role)}</Hidden>
        </Quiet>
      )}
      {problem ? (
        <p class="nhsuk-error-message" role="alert">
          {problem}
        </p>
      ) : null}
    </li>
  );
}

interface Made extends ChatCode {
  role: ChatRole;
  /** Who could answer before. */
  before: readonly ChatPerson[];
}

function LetIn({ people, look }: { people: readonly ChatPerson[]; look: () => Promise<void> }) {
  const { engine, state } = useInbox();
  const [role, setRole] = useState<ChatRole>('manager');
  const [made, setMade] = useState<Made>();
  const hasCome = made !== undefined && people.some(({ id }) => !made.before.some((one) => one.id === id));
  const waits = made !== undefined && !hasCome;
  useEffect(() => {
    if (!waits) return;
    const timer = setInterval(() => document.visibilityState === 'visible' && void look(), lookMs);
    return () => clearInterval(timer);
  }, [waits]);
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  async function make(event: Event) {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    const outcome = await engine.makeChatCode(role);
    setBusy(false);
    if (outcome.ok) setMade({ ...outcome.value, role, before: people });
    setProblem(outcome.ok ? '' : outcome.why === 'device_limit' ? 'You have made three codes that nobody has used yet. Use one of them, or wait until they run out.' : sentence(outcome.why, outcome.detail));
  }
  return (
    <>
      <Said>
        {hasCome ? <Progress sent>They may answer now.</Progress> : null}
        {made && waits ? (
          <>
            <h3 class="nhsuk-heading-s">A code for: {roleOf(made.role).toLowerCase()}</h3>
            <ol class="nhsuk-list nhsuk-list--number">
              <li>
                In their chat app they write to <strong class="app-people__account">{made.to.join(' or ')}</strong>, alone, not in the group.
              </li>
              <li>
                They say only this:
                <span class="app-code app-code--said">
                  {made.say.split(' ').map((part, at) => (
                    <>
                      {at > 0 ? ' ' : ''}
                      <span class="app-code__part">{part}</span>
                    </>
                  ))}
                </span>
              </li>
            </ol>
            <p class="nhsuk-body">
              It is for one person, and works until {whenInSentence(made.expires, state.nowMs)}. Whoever says it answers for your home, so show it to nobody else.
            </p>
            <p>
              <Quiet onClick={() => void look()}>See whether they have said it</Quiet>
            </p>
          </>
        ) : null}
        {problem ? <p class="nhsuk-error-message">{problem}</p> : null}
      </Said>
      <form class="app-last" onSubmit={(event) => void make(event)} noValidate>
        <Select
          id="chat-role"
          label={made ? 'Who else may answer?' : 'Who may answer?'}
          labelSize="s"
          items={Object.entries(roles).map(([value, text]) => ({ value, text }))}
          value={role}
          onChange={(to) => setRole(to as ChatRole)}
        />
        <Button variant="secondary" small busy={busy}>
          {made ? 'Make another code' : 'Make a code for them'}
        </Button>
      </form>
    </>
  );
}
