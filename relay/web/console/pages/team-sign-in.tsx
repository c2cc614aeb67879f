import { useState } from 'preact/hooks';
import { Button, Details, Input, Textarea } from '../../shared/components';
import { publicKey } from '../../shared/seal/keys';
import { keyWords } from '../../shared/seal/words';
import { useUnsaved } from '../../shared/unsaved';
import { when } from '../../shared/when';
import type { Member } from '../api/types';
import { Trouble } from '../parts/bits';
import { useAct, useLoad } from '../parts/load';
import type { Of } from './team-parts';

/** How a member gets in, and the key homes know their results by. */

/** How a person gets in: by an invitation where an identity provider is used, else by a link that is good once. */
export function SignInHelp(props: Of & { member: Member }) {
  const { member, signed } = props;
  const [email, setEmail] = useState('');
  const [link, setLink] = useState<{ url: string; expires_at: string }>();
  const [invited, setInvited] = useState(false);
  const [tries, setTries] = useState(0);
  const { busy, why, act } = useAct();
  const saved = useUnsaved(email);
  const way = signed.who.sign_in;
  const wrong = tries > 0 && !/^\S+@\S+$/.test(email.trim()) ? 'Enter an email address, such as name@example.org' : undefined;
  if (member.subject) return <p>Signs in with the identity provider.</p>;
  const make = () =>
    act(async () => setLink(await signed.api.post<{ url: string; expires_at: string }>(`/v1/members/${member.id}/sign-in-links`)));
  const invite = () => {
    setTries((count) => count + 1);
    if (!/^\S+@\S+$/.test(email.trim())) return;
    void act(async () => {
      await signed.api.put(`/v1/members/${member.id}/invitation`, { email: email.trim() });
      saved();
      setInvited(true);
    });
  };
  return (
    <Details summary="Help them sign in">
      <Trouble why={why} />
      {way !== 'provider' && (
        <>
          {link ? (
            <div role="status">
              <p>Give this link to {member.name} alone. It works once, until {when(link.expires_at)}, and is shown only now.</p>
              <p class="app-code">{link.url}</p>
            </div>
          ) : (
            <p>Make a link for {member.name} that signs in once.</p>
          )}
          <Button type="button" variant="secondary" small busy={busy} onClick={() => void make()}>
            Make a sign-in link
          </Button>
        </>
      )}
      {way !== 'link' && (
        <>
          {invited && <p role="status">Invited. Whoever signs in with that address for the first time is {member.name}.</p>}
          <Input
            id={`invite-${member.id}`}
            type="email"
            label="Work email address"
            labelSize="s"
            hint="As their identity provider knows it"
            error={wrong}
            value={email}
            onInput={setEmail}
          />
          <Button type="button" variant="secondary" small busy={busy} onClick={invite}>
            Invite
          </Button>
        </>
      )}
    </Details>
  );
}

/** The key that homes are told to expect under this member's results: compared by telephone before it is registered. */
export function SigningKey(props: Of & { member: Member }) {
  const { member, team, signed, again } = props;
  const [text, setText] = useState('');
  useUnsaved(text);
  const { busy, why, act } = useAct();
  const path = `/v1/publishers/${team.id}/members/${member.id}/signing-key`;
  const read = useLoad(async () => {
    if (text.trim() === '') return undefined;
    const key = publicKey(JSON.parse(text), 0);
    return { key, words: await keyWords('sender', key) };
  }, [text]);
  const set = (key?: object) =>
    act(async () => {
      await (key ? signed.api.put(path, { signing_key: key }) : signed.api.delete(path));
      setText('');
      await again();
    });
  return (
    <Details summary={member.signing_key ? 'Key for test results: registered' : 'Key for test results: none yet'}>
      <p>Ring {member.name}. Have the eight words on their screen read out, and compare them with those that appear below.</p>
      <Textarea
        id={`key-${member.id}`}
        label="The key they sent you"
        labelSize="s"
        hint="It begins with {"
        error={read.state === 'failed' ? 'This is not a whole key: copy all of it' : undefined}
        rows={3}
        value={text}
        onInput={setText}
      />
      <Trouble why={why} />
      {read.data && (
        <>
          <p class="app-words" role="status">
            {read.data.words}
          </p>
          <Button type="button" small busy={busy} onClick={() => void set(read.data!.key)}>
            The words are the same: register it
          </Button>
        </>
      )}
      {member.signing_key && (
        <Button type="button" variant="secondary" small busy={busy} onClick={() => void set()}>
          Take the key away
        </Button>
      )}
    </Details>
  );
}
