import { ButtonLink, SummaryList, Table, Tag, Tags } from '../../shared/components';
import { onPaper } from '../../shared/when';
import { urgencyWords } from '../../shared/words';
import type { Grant, Member, Session, Team } from '../api/types';
import { registerOf } from '../model/homes';
import { roleWords } from '../model/role-words';
import { may, rolesInWords } from '../model/roles';
import { capital } from '../model/text';
import { Loading, Top, Trouble } from '../parts/bits';
import { useLoad } from '../parts/load';
import { useSigned } from '../session';

/** Who I am and what I may do; for administrators, every team. */

const kindWords: Record<string, string> = {
  guidance_bulletin: 'bulletins',
  helpline_notice: 'helpline notices',
  test_result: 'test results',
};
const wayWords: Record<string, string> = { stream: 'inbox', email: 'email', chat: 'chat', webhook: 'webhook' };

/** A grant as sentences of a summary list. */
export function grantRows(grant: Grant, names?: ReadonlyMap<string, string>) {
  const kinds = (grant.kinds ?? []).map((kind) => kindWords[kind] ?? kind).join(', ');
  const areas = grant.all_areas ? 'All boroughs' : (grant.areas ?? []).map((area) => names?.get(area) ?? area).join(', ');
  return [
    { key: 'May send', value: capital(kinds) || 'Nothing' },
    { key: 'To', value: areas || 'Nobody' },
    ...(grant.urgency ? [{ key: 'Up to', value: urgencyWords(grant.urgency) }] : []),
    ...(grant.channels && grant.channels.length > 0 ? [{ key: 'By', value: capital(grant.channels.map((way) => wayWords[way] ?? way).join(', ')) }] : []),
    ...(grant.daily_quota ? [{ key: 'A day', value: `${grant.daily_quota} messages at most` }] : []),
    ...(grant.expires ? [{ key: 'Until', value: onPaper(grant.expires) }] : []),
  ];
}

export function TeamPage() {
  const signed = useSigned();
  const { who } = signed;
  const names = useLoad(async () => (await registerOf(signed.api)).names, [signed.api]);
  return (
    <>
      <Top title="Team" />
      <h2 class="nhsuk-heading-m">You</h2>
      <Me who={who} names={names.data} />
      {may.administer(who) ? (
        <Teams />
      ) : (
        <p>To change what you may do, or to add a colleague, ask an administrator of this service.</p>
      )}
    </>
  );
}

function Me(props: { who: Session; names: ReadonlyMap<string, string> | undefined }) {
  const { who, names } = props;
  return (
    <SummaryList
      rows={[
        { key: 'Name', value: who.name },
        { key: 'Team', value: who.team_name ?? who.team },
        {
          key: 'Roles',
          value: (
            <ul class="nhsuk-list">
              {who.roles.map((role) => (
                <li key={role}>
                  <b>{roleWords(role).name ?? role}</b>: {roleWords(role).may}
                </li>
              ))}
            </ul>
          ),
        },
        ...(who.grant ? grantRows(who.grant, names) : []),
        { key: 'Signed in until', value: `${onPaper(who.ends_at)}, if you do nothing` },
      ]}
    />
  );
}

function Teams() {
  const signed = useSigned();
  const teams = useLoad(() => signed.api.all<Team>('/v1/publishers?limit=500', 'publishers'), [signed.api]);
  return (
    <section aria-labelledby="teams">
      <h2 class="nhsuk-heading-m" id="teams">
        All teams
      </h2>
      {teams.state === 'loading' && <Loading what="teams" />}
      {teams.state === 'failed' && <Trouble why={teams.why} again={() => void teams.again()} />}
      {teams.data && (
        <div class="app-white">
          <Table
            caption="All teams"
            captionHidden
            responsive
            columns={[{ text: 'Team' }, { text: 'May send' }, { text: 'Up to' }]}
            rows={teams.data.map((team) => ({
              key: team.id,
              cells: [
                <div>
                  <a href={`/console/team/${team.id}`}>{team.name}</a>
                  {(team.revoked_at || team.administrator) && (
                    <Tags>
                      {team.revoked_at && <Tag tone="grey">Ended</Tag>}
                      {team.administrator && <Tag tone="white">Administrators</Tag>}
                    </Tags>
                  )}
                </div>,
                capital((team.kinds ?? []).map((kind) => kindWords[kind] ?? kind).join(', ')) || 'Nothing',
                team.urgency ? urgencyWords(team.urgency) : '–',
              ],
            }))}
          />
        </div>
      )}
      <ButtonLink variant="secondary" href="/console/sessions">
        Who is signed in
      </ButtonLink>
    </section>
  );
}

export const memberWords = (member: Member): string => (member.person ? rolesInWords(member.roles) : `machine, ${rolesInWords(member.roles)}`);
