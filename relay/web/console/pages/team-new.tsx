import { useState } from 'preact/hooks';
import { Button, Checkboxes, ErrorSummary, Input, Radios } from '../../shared/components';
import { Problem } from '../../shared/api';
import type { Member, Team } from '../api/types';
import type { Fault } from '../model/form';
import { may } from '../model/roles';
import { Loading, Top, Trouble, wrongIn } from '../parts/bits';
import { useAct, useLoad } from '../parts/load';
import { go } from '../../shared/router';
import { useUnsaved } from '../../shared/unsaved';
import { useSigned, type Signed } from '../session';
import { NotAllowed } from './not-found';
import { readTeam, roleItems } from './team-parts';

/** A new member of a team: a person, or a machine with a token that is shown once. */

export function NewMember(props: { id: string }) {
  const signed = useSigned();
  const shown = useLoad(() => readTeam(signed, props.id), [signed.api, props.id]);
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
  const saved = useUnsaved([person, name, id, roles]);
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
        saved();
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
