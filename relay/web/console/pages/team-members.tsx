import { useState } from 'preact/hooks';
import { Button, ButtonLink, Card, Checkboxes, Details, ErrorSummary, Input, Radios, Select, SummaryList, Table, Tag, Tags, Textarea } from '../../shared/components';
import { publicKey } from '../../shared/seal/keys';
import { keyWords } from '../../shared/seal/words';
import { onPaper, when } from '../../shared/when';
import { Problem } from '../../shared/api';
import type { Grant, Kind, Member, OpenSession, Role, Team, Urgency } from '../api/types';
import { areasOf } from '../model/audience';
import type { Fault } from '../model/form';
import { registerOf } from '../model/homes';
import { may, roleWords } from '../model/roles';
import { Loading, Top, Trouble, wrongIn } from '../parts/bits';
import { useAct, useLoad } from '../parts/load';
import { go } from '../../shared/router';
import { useSigned, type Signed } from '../session';
import { NotAllowed } from './not-found';
import { grantRows, memberWords } from './team';

/** One team: what it may do, its people and machines, and how they sign in. */

interface Shown {
  team: Team;
  members: Member[];
}

const back = { href: '/console/team', text: 'Team' };

async function read(signed: Signed, id: string): Promise<Shown> {
  const teams = await signed.api.all<Team>('/v1/publishers?limit=500', 'publishers');
  const team = teams.find((one) => one.id === id);
  if (!team) throw new Problem(404, 'not_found', '');
  return { team, members: await signed.api.all<Member>(`/v1/publishers/${id}/members?limit=500`, 'members') };
}

export function OneTeam(props: { id: string }) {
  const signed = useSigned();
  const shown = useLoad(() => read(signed, props.id), [signed.api, props.id]);
  const names = useLoad(async () => (await registerOf(signed.api)).names, [signed.api]);
  if (!may.administer(signed.who)) return <NotAllowed what="look after teams" role="administrator" />;
  if (shown.state === 'loading') return <Loading what="the team" />;
  if (shown.state === 'failed')
    return (
      <>
        <Top title="Team" back={back} />
        <Trouble why={shown.why} again={() => void shown.again()} />
      </>
    );
  const { team, members } = shown.data;
  const live = members.filter((one) => !one.revoked_at);
  const gone = members.filter((one) => one.revoked_at);
  return (
    <>
      <Top title={team.name} caption={team.id} back={back} />
      {team.revoked_at && <p>This team was ended {onPaper(team.revoked_at)}.</p>}
      <h2 class="nhsuk-heading-m">What it may do</h2>
      <SummaryList rows={grantRows(team, names.data)} />
      {!team.revoked_at && <GrantForm team={team} signed={signed} again={shown.again} />}
      <h2 class="nhsuk-heading-m">Members</h2>
      {live.map((member) => (
        <MemberCard key={member.id} member={member} team={team} signed={signed} again={shown.again} />
      ))}
      {live.length === 0 && <p>It has no members.</p>}
      {!team.revoked_at && <ButtonLink href={`/console/team/${team.id}/new`}>Add a member</ButtonLink>}
      {gone.length > 0 && (
        <Details summary={`Ended members (${gone.length})`}>
          <Table
            caption="Ended members"
            captionHidden
            columns={[{ text: 'Name' }, { text: 'Ended' }]}
            rows={gone.map((one) => ({ key: one.id, cells: [one.name, onPaper(one.revoked_at!)] }))}
          />
        </Details>
      )}
    </>
  );
}

interface Of {
  team: Team;
  signed: Signed;
  again: () => Promise<void>;
}

function MemberCard(props: Of & { member: Member }) {
  const { member, team, signed, again } = props;
  const { busy, why, act } = useAct();
  const path = `/v1/publishers/${team.id}/members/${member.id}`;
  const end = () => {
    if (!confirm(`End ${member.name}? They are signed out at once.`)) return;
    void act(async () => {
      await signed.api.delete(path);
      await again();
    });
  };
  return (
    <Card
      edge={member.person ? 'blue' : 'grey'}
      size="s"
      level={3}
      heading={member.name}
      lead={
        <Tags>
          <Tag tone={member.person ? 'blue' : 'grey'}>{member.person ? 'Person' : 'Machine'}</Tag>
        </Tags>
      }
      description={`${member.id} · ${memberWords(member)}`}
    >
      <Trouble why={why} />
      {member.person && <SignInHelp {...props} />}
      {member.roles.includes('result_sender') && <SigningKey {...props} />}
      <Details summary="Change roles">
        <RolesForm {...props} />
      </Details>
      <Button type="button" variant="secondary" small busy={busy} onClick={end}>
        End {member.name}
      </Button>
    </Card>
  );
}

/** How a person gets in: by an invitation where an identity provider is used, else by a link that is good once. */
function SignInHelp(props: Of & { member: Member }) {
  const { member, signed } = props;
  const [email, setEmail] = useState('');
  const [link, setLink] = useState<{ url: string; expires_at: string }>();
  const [invited, setInvited] = useState(false);
  const [tries, setTries] = useState(0);
  const { busy, why, act } = useAct();
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
function SigningKey(props: Of & { member: Member }) {
  const { member, team, signed, again } = props;
  const [text, setText] = useState('');
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

const all: readonly Role[] = ['drafter', 'publisher', 'approver', 'borough_viewer', 'auditor', 'result_sender', 'administrator'];

const roleItems = (person: boolean, team: Team) =>
  all
    .filter((role) => (person || role !== 'approver') && (role !== 'administrator' || team.administrator))
    .map((role) => ({ value: role, text: roleWords[role].name, hint: `This person ${roleWords[role].may}`.replace('This person', person ? 'This person' : 'It') }));

function RolesForm(props: Of & { member: Member }) {
  const { member, team, signed, again } = props;
  const [name, setName] = useState(member.name);
  const [roles, setRoles] = useState<string[]>(member.roles);
  const { busy, why, act } = useAct();
  const save = () =>
    act(async () => {
      await signed.api.put(`/v1/publishers/${team.id}/members/${member.id}`, {
        name: name.trim(),
        person: member.person,
        roles,
        ...(member.grant && { grant: member.grant }),
        ...(member.issuer && { issuer: member.issuer }),
        ...(member.subject && { subject: member.subject }),
      });
      await again();
    });
  return (
    <>
      <Trouble why={why} />
      <Input id={`name-${member.id}`} label="Name" labelSize="s" value={name} onInput={setName} />
      <Checkboxes id={`roles-${member.id}`} legend="Roles" legendSize="s" values={roles} onChange={setRoles} items={roleItems(member.person, team)} />
      <Button type="button" small busy={busy} onClick={() => void save()}>
        Save
      </Button>
    </>
  );
}

/** A person, or a machine with a token that is shown once. */
export function NewMember(props: { id: string }) {
  const signed = useSigned();
  const shown = useLoad(() => read(signed, props.id), [signed.api, props.id]);
  if (!may.administer(signed.who)) return <NotAllowed what="look after teams" role="administrator" />;
  if (shown.state === 'loading') return <Loading />;
  if (shown.state === 'failed') return <Trouble why={shown.why} again={() => void shown.again()} />;
  return <Adding team={shown.data.team} signed={signed} />;
}

const idOf = (name: string): string =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');

function Adding(props: { team: Team; signed: Signed }) {
  const { team, signed } = props;
  const [person, setPerson] = useState(true);
  const [name, setName] = useState('');
  const [id, setId] = useState('');
  const [roles, setRoles] = useState<string[]>([]);
  const [made, setMade] = useState<Member>();
  const [problems, setProblems] = useState<Fault[]>([]);
  const [tries, setTries] = useState(0);
  const { busy, why, act } = useAct();
  const href = `/console/team/${team.id}`;
  const save = () =>
    act(async () => {
      setTries((count) => count + 1);
      const found: Fault[] = [];
      if (name.trim() === '') found.push({ field: 'name', text: 'Enter a name' });
      if (roles.length === 0) found.push({ field: 'roles', text: 'Choose at least one role' });
      setProblems(found);
      if (found.length > 0) return;
      try {
        const body = await signed.api.post<Member>(`/v1/publishers/${team.id}/members`, {
          id: id.trim() || idOf(name),
          name: name.trim(),
          person,
          roles,
        });
        if (body.token) setMade(body);
        else go(href);
      } catch (error) {
        if (!(error instanceof Problem) || error.status !== 422 || error.errors.length === 0) throw error;
        setProblems(error.errors.map((one) => ({ field: one.pointer.split('/')[1] ?? 'name', text: one.detail })));
      }
    });
  if (made)
    return (
      <>
        <Top title={`${made.name} was added`} back={{ href, text: team.name }} />
        <p>Its token is shown only now. Put it into a file that only the machine reads.</p>
        <p class="app-code">{made.token}</p>
      </>
    );
  return (
    <>
      <Top title={`Add a member of ${team.name}`} back={{ href, text: team.name }} problem={problems.length > 0} />
      {problems.length > 0 && <ErrorSummary faults={problems} attempt={tries} />}
      <Trouble why={why} />
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Radios
          id="person"
          legend="Who is it?"
          legendSize="s"
          value={person ? 'person' : 'machine'}
          onChange={(value) => {
            setPerson(value === 'person');
            setRoles([]);
          }}
          items={[
            { value: 'person', text: 'A person', hint: 'Signs in with a browser' },
            { value: 'machine', text: 'A machine', hint: 'Has a token' },
          ]}
        />
        <Input id="name" label="Name" labelSize="s" error={wrongIn(problems, 'name')} value={name} onInput={setName} />
        <Input id="id" label="Short name (optional)" labelSize="s" hint="Small letters, digits and hyphens. It stays for ever" error={wrongIn(problems, 'id')} width={20} value={id || idOf(name)} onInput={setId} />
        <Checkboxes id="roles" legend="Roles" legendSize="s" error={wrongIn(problems, 'roles')} values={roles} onChange={setRoles} items={roleItems(person, team)} />
        <Button busy={busy}>Add</Button>
      </form>
    </>
  );
}

/** What the team may do, said anew. */
function GrantForm(props: Of) {
  const { team, signed, again } = props;
  const register = useLoad(() => registerOf(signed.api), [signed.api]);
  const [kinds, setKinds] = useState<string[]>(team.kinds ?? []);
  const [everywhere, setEverywhere] = useState(Boolean(team.all_areas));
  const [areas, setAreas] = useState<string[]>(team.areas ?? []);
  const [urgency, setUrgency] = useState<string>(team.urgency ?? 'expected');
  const [quota, setQuota] = useState(team.daily_quota ? String(team.daily_quota) : '');
  const { busy, why, act } = useAct();
  const save = () =>
    act(async () => {
      const grant: Grant & { name: string } = {
        name: team.name,
        kinds: kinds as Kind[],
        ...(everywhere ? { all_areas: true } : { areas }),
        urgency: urgency as Urgency,
        ...(team.administrator && { administrator: true }),
        ...(team.channels && { channels: team.channels }),
        ...(/^\d+$/.test(quota.trim()) && { daily_quota: Number(quota.trim()) }),
        ...(team.expires && { expires: team.expires }),
      };
      await signed.api.put(`/v1/publishers/${team.id}`, grant);
      await again();
    });
  const end = () => {
    if (!confirm(`End ${team.name}? All its members are signed out at once.`)) return;
    void act(async () => {
      await signed.api.delete(`/v1/publishers/${team.id}`);
      go('/console/team');
    });
  };
  return (
    <Details summary="Change what it may do">
      <Trouble why={why} />
      <Checkboxes
        id="grant-kinds"
        legend="May send"
        legendSize="s"
        values={kinds}
        onChange={setKinds}
        items={[
          { value: 'guidance_bulletin', text: 'Bulletins' },
          { value: 'helpline_notice', text: 'Helpline notices' },
          { value: 'test_result', text: 'Test results' },
        ]}
      />
      <Checkboxes
        id="grant-everywhere"
        values={everywhere ? ['yes'] : []}
        onChange={(values) => setEverywhere(values.length > 0)}
        items={[{ value: 'yes', text: 'To all boroughs' }]}
      />
      {!everywhere && register.data && (
        <Checkboxes
          id="grant-areas"
          legend="To these boroughs"
          legendSize="s"
          values={areas}
          onChange={setAreas}
          items={areasOf(register.data.homes, register.data.names).map((one) => ({ value: one.area, text: one.name }))}
        />
      )}
      <Select
        id="grant-urgency"
        label="Up to"
        labelSize="s"
        value={urgency}
        onChange={setUrgency}
        items={[
          { value: 'future', text: 'For information' },
          { value: 'expected', text: 'Action needed' },
          { value: 'immediate', text: 'Urgent' },
        ]}
      />
      <Input id="grant-quota" label="Messages a day at most (optional)" labelSize="s" width={5} inputmode="numeric" value={quota} onInput={setQuota} />
      <Button type="button" busy={busy} onClick={() => void save()}>
        Save
      </Button>{' '}
      {!team.administrator && (
        <Button type="button" variant="warning" busy={busy} onClick={end}>
          End this team
        </Button>
      )}
    </Details>
  );
}

/** Who is signed in, each to be signed out. */
export function Sessions() {
  const signed = useSigned();
  const sessions = useLoad(() => signed.api.all<OpenSession>('/v1/sessions?limit=500', 'sessions'), [signed.api]);
  const { why, act } = useAct();
  if (!may.administer(signed.who)) return <NotAllowed what="see who is signed in" role="administrator" />;
  const end = (one: OpenSession) =>
    act(async () => {
      await signed.api.delete(`/v1/sessions/${one.id}`);
      await sessions.again();
    });
  return (
    <>
      <Top title="Who is signed in" back={back} />
      <Trouble why={why} />
      {sessions.state === 'loading' && <Loading />}
      {sessions.state === 'failed' && <Trouble why={sessions.why} again={() => void sessions.again()} />}
      {sessions.data && (
        <div class="app-white">
          <Table
            caption="Who is signed in"
            captionHidden
            responsive
            columns={[{ text: 'Member' }, { text: 'Since' }, { text: 'Last used' }, { text: 'Ends' }, { text: 'Action' }]}
            rows={sessions.data.map((one) => ({
              key: one.id,
              cells: [
                one.member,
                when(one.made_at),
                when(one.used_at),
                when(one.ends_at),
                one.id === signed.who.id ? (
                  'This is you'
                ) : (
                  <Button type="button" variant="secondary" small label={`Sign out ${one.member}`} onClick={() => void end(one)}>
                    Sign out
                  </Button>
                ),
              ],
            }))}
          />
        </div>
      )}
    </>
  );
}
