import { Problem } from '../../shared/api';
import type { Member, Role, Team } from '../api/types';
import { roleWords } from '../model/role-words';
import type { Signed } from '../session';

/** What the pages about one team share. */

export interface Shown {
  team: Team;
  members: Member[];
}

export interface Of {
  team: Team;
  signed: Signed;
  again: () => Promise<void>;
}

export async function readTeam(signed: Signed, id: string): Promise<Shown> {
  const teams = await signed.api.all<Team>('/v1/publishers?limit=500', 'publishers');
  const team = teams.find((one) => one.id === id);
  if (!team) throw new Problem(404, 'not_found', 'This does not exist, or you may not see it.');
  return { team, members: await signed.api.all<Member>(`/v1/publishers/${id}/members?limit=500`, 'members') };
}

const all: readonly Role[] = ['drafter', 'publisher', 'approver', 'borough_viewer', 'auditor', 'result_sender', 'administrator'];

export const roleItems = (person: boolean, team: Team) =>
  all
    .filter((role) => (person || role !== 'approver') && (role !== 'administrator' || team.administrator))
    .map((role) => ({ value: role, text: roleWords(role).name, hint: `This person ${roleWords(role).may}`.replace('This person', person ? 'This person' : 'It') }));
