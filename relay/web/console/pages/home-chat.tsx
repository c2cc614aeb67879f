import { useState } from 'preact/hooks';
import { Button, Select, Table } from '../../shared/components';
import { ago, onPaper, when } from '../../shared/when';
import { Problem } from '../../shared/api';
import type { Home } from '../api/types';
import type { Channel, ChatIdentity } from '../api/ways';
import { contactRole, contactRoles } from '../model/contacts';
import { capital } from '../model/text';
import { Loading, Trouble } from '../parts/bits';
import { useAct, useLoad } from '../parts/load';
import { useSigned, type Signed } from '../session';

/** Who may answer for a home in a chat, and the code that lets somebody. For administrators. */

const answering = new Set(['xmpp', 'matrix']);

interface Seen {
  identities: ChatIdentity[];
  /** Whether there is a chat at all in which people may answer. */
  hasChat: boolean;
}

export function Chat(props: { home: Home; now: Date }) {
  const { home, now } = props;
  const signed = useSigned();
  const seen = useLoad(async (): Promise<Seen> => {
    const [chat, channels] = await Promise.all([
      signed.api.get<{ identities: ChatIdentity[] }>(`/v1/homes/${home.id}/chat`),
      signed.api.get<{ channels: Channel[] }>('/v1/channels'),
    ]);
    return { identities: chat.identities, hasChat: channels.channels.some((one) => answering.has(one.room ?? '')) };
  }, [signed.api, home.id]);
  if (seen.data && !seen.data.hasChat && seen.data.identities.length === 0) return null;
  return (
    <section aria-labelledby="chat">
      <h2 class="nhsuk-heading-m" id="chat">
        Answering from a chat
      </h2>
      {seen.state === 'loading' && <Loading />}
      {seen.state === 'failed' && <Trouble why={seen.why} again={() => void seen.again()} />}
      {seen.data && (
        <>
          {seen.data.identities.length === 0 ? (
            <p>Nobody answers for this home from a chat.</p>
          ) : (
            <Table
              caption="Who may answer for this home from a chat"
              captionHidden
              responsive
              columns={[{ text: 'Who' }, { text: 'Speaks to' }, { text: 'Since' }, { text: 'Last answered' }, { text: 'End it' }]}
              rows={seen.data.identities.map((one) => ({
                key: one.id,
                cells: [
                  `${contactRole(one.role)}${one.contact ? `, contact ${one.contact}` : ''}`,
                  <span class="app-code">{one.account}</span>,
                  when(one.bound_at, now),
                  one.last_used_at ? capital(ago(one.last_used_at, now)) : 'Never',
                  <End of={one} home={home} signed={signed} again={seen.again} />,
                ],
              }))}
            />
          )}
          {seen.data.identities.length > 0 && <p class="nhsuk-hint">Who they are in the chat is told to nobody here: the service alone knows it.</p>}
          {seen.data.hasChat && <Join home={home} signed={signed} />}
        </>
      )}
    </section>
  );
}

function End(props: { of: ChatIdentity; home: Home; signed: Signed; again: () => Promise<void> }) {
  const { of, home, signed, again } = props;
  const { busy, why, act } = useAct();
  const end = () => {
    if (!confirm(`Let this ${contactRole(of.role).toLowerCase()} no longer answer for ${home.name} from a chat? They need a new code to join again.`)) return;
    void act(async () => {
      try {
        await signed.api.delete(`/v1/homes/${home.id}/chat/${of.id}`);
      } catch (error) {
        // Somebody else has ended it meanwhile, or they have left by themselves.
        if (!(error instanceof Problem && error.status === 404)) throw error;
      }
      await again();
    });
  };
  return (
    <>
      <Trouble why={why} />
      <Button type="button" variant="secondary" small busy={busy} label={`End it: ${contactRole(of.role)}`} onClick={end}>
        End it
      </Button>
    </>
  );
}

interface Made {
  code: string;
  expires: string;
  /** What the person writes. */
  say: string;
  /** To whom, alone. */
  to: string[];
}

function Join(props: { home: Home; signed: Signed }) {
  const { home, signed } = props;
  const [role, setRole] = useState('manager');
  const [made, setMade] = useState<Made & { role: string }>();
  const { busy, why, act } = useAct();
  const make = () => act(async () => setMade({ ...(await signed.api.post<Made>(`/v1/homes/${home.id}/chat-codes`, { role })), role }));
  return (
    <>
      <h3 class="nhsuk-heading-s">Join from a chat</h3>
      <Trouble why={why} />
      <div role="status">
        {made && (
          <div class="app-sheet">
            <p>
              For the {contactRole(made.role).toLowerCase()} of {home.name}. It works for one person, once, and is shown only now.
            </p>
            <p>They write this, alone, not in a group:</p>
            <p class="app-spelt">{made.say}</p>
            {made.to.length > 0 ? (
              <>
                <p>{made.to.length === 1 ? 'To:' : 'To one of these:'}</p>
                <ul class="nhsuk-list">
                  {made.to.map((one) => (
                    <li key={one} class="app-code">
                      {one}
                    </li>
                  ))}
                </ul>
              </>
            ) : (
              <p>No account of the service is set up in a chat: nobody can say it to anybody yet.</p>
            )}
            <p>Good until {onPaper(made.expires)}. Said in a group, it binds nobody.</p>
          </div>
        )}
      </div>
      <Select
        id="chat-role"
        label="Who is it for?"
        value={role}
        items={Object.entries(contactRoles).map(([value, text]) => ({ value, text }))}
        onChange={setRole}
      />
      <Button type="button" variant="secondary" busy={busy} onClick={() => void make()}>
        {made ? 'Make another chat code' : 'Make a chat code'}
      </Button>
    </>
  );
}
