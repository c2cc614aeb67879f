import type { Api } from '../../shared/api';
import type { Home, Preview } from '../api/types';

/** The homes this person may see, read once and kept for a minute: several pages count and search in them. */

export interface Register {
  homes: Home[];
  /** Names of the boroughs by their code. */
  names: Map<string, string>;
}

let kept: { api: Api; at: number; register: Promise<Register> } | undefined;

async function read(api: Api): Promise<Register> {
  const homes = await api.all<Home>('/v1/homes?limit=1000', 'homes');
  const areas = [...new Set(homes.map((home) => home.area))];
  return { homes, names: await namesOf(api, areas) };
}

/** Names come with the count of a message that nobody sends. */
async function namesOf(api: Api, areas: readonly string[]): Promise<Map<string, string>> {
  if (areas.length === 0) return new Map();
  try {
    const counted = await api.post<Preview>('/v1/messages/preview', {
      kind: 'guidance_bulletin',
      msg_type: 'alert',
      status: 'test',
      scope: 'restricted',
      urgency: 'future',
      severity: 'minor',
      topic: 'names',
      audience: { areas },
      info: [{ language: 'en-GB', headline: 'Names', description: 'Names' }],
    });
    return new Map(counted.areas.map((one) => [one.area, one.name]));
  } catch {
    return new Map();
  }
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
