import { useState } from 'preact/hooks';
import { Button, ButtonLink, Card, Checkboxes, Details, Input, SummaryList, Table, Tag, Tags } from '../../shared/components';
import { useUnsaved } from '../../shared/unsaved';
import { onPaper } from '../../shared/when';
import type { Member } from '../api/types';
import { registerOf } from '../model/homes';
import { may } from '../model/roles';
import { Loading, Top, Trouble } from '../parts/bits';
import { useAct, useLoad } from '../parts/load';
import { useSigned } from '../session';
import { NotAllowed } from './not-found';
import { grantRows, memberWords } from './team';
import { GrantForm } from './team-grant';
import { readTeam, roleItems, type Of } from './team-parts';
import { SignInHelp, SigningKey } from './team-sign-in';

/** One team: what it may do, its people and machines, and how they sign in. */

const back = { href: '/console/team', text: 'Team' };

export function OneTeam(props: { id: string }) {
  const signed = useSigned();
  const shown = useLoad(() => readTeam(signed, props.id), [signed.api, props.id]);
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
        <Details summary={`Removed members (${gone.length})`}>
          <Table
            caption="Removed members"
            captionHidden
            columns={[{ text: 'Name' }, { text: 'Removed' }]}
            rows={gone.map((one) => ({ key: one.id, cells: [one.name, onPaper(one.revoked_at!)] }))}
          />
        </Details>
      )}
    </>
  );
}

function MemberCard(props: Of & { member: Member }) {
  const { member, team, signed, again } = props;
  const { busy, why, act } = useAct();
  const path = `/v1/publishers/${team.id}/members/${member.id}`;
  const end = () => {
    if (!confirm(`Remove ${member.name} from the team? ${member.person ? 'They are signed out' : 'Its token stops working'} at once.`)) return;
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
        Remove {member.name}
      </Button>
    </Card>
  );
}

function RolesForm(props: Of & { member: Member }) {
  const { member, team, signed, again } = props;
  const [name, setName] = useState(member.name);
  const [roles, setRoles] = useState<string[]>(member.roles);
  const { busy, why, act } = useAct();
  const saved = useUnsaved([name, roles]);
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
      saved();
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
