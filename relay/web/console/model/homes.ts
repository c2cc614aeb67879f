import type { Api } from '../../shared/api';
import type { Home } from '../api/types';

/** The homes this person may see, read once and kept for a minute: several pages count and search in them. */

export interface Register {
  homes: Home[];
  /** Names of the boroughs by their code. */
  names: Map<string, string>;
}

let kept: { api: Api; at: number; register: Promise<Register> } | undefined;

async function read(api: Api): Promise<Register> {
  const homes = await api.all<Home>('/v1/homes?limit=1000', 'homes');
  return { homes, names: new Map(homes.map((home) => [home.area, home.area_name ?? home.area])) };
}

export function registerOf(api: Api, fresh = false): Promise<Register> {
  if (!fresh && kept && kept.api === api && Date.now() - kept.at < 60_000) return kept.register;
  const register = read(api);
  kept = { api, at: Date.now(), register };
  register.catch(() => (kept = undefined));
  return register;
}

/** After something was changed. */
export const forgetRegister = (): void => void (kept = undefined);
