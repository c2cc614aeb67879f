import type { Audience, Home } from '../api/types';

/** Counting homes as the relay does (protocol/register/audience): to say a number while boxes are ticked. The relay's own count decides. */

const band = (beds: number | undefined): string => {
  if (!beds) return 'unknown';
  if (beds < 10) return '1-9';
  if (beds < 25) return '10-24';
  if (beds < 40) return '25-39';
  return beds <= 60 ? '40-60' : '61+';
};

const oneOf = <T>(wanted: readonly T[] | undefined, has: readonly T[]): boolean =>
  !wanted || wanted.length === 0 || has.some((one) => wanted.includes(one));

/** A home of ours that tries the way to homes: in no audience, in no count. */
export const isCanary = (home: Home): boolean => home.tags?.includes('canary') ?? false;

/** Counted among the homes there are. */
export const isCounted = (home: Home): boolean => !home.dormant && !isCanary(home);

export function isIn(who: Audience, home: Home): boolean {
  if (!isCounted(home)) return false;
  if (who.homes && who.homes.length > 0) return who.homes.includes(home.id);
  if (who.everyone) return true;
  return (
    oneOf(who.areas, [home.area]) &&
    oneOf(who.service_types, home.service_types ?? []) &&
    oneOf(who.bed_bands, [band(home.beds)]) &&
    oneOf(who.tags, home.tags ?? [])
  );
}

export const countIn = (who: Audience, homes: readonly Home[]): number =>
  homes.reduce((sum, home) => sum + (isIn(who, home) ? 1 : 0), 0);

export interface AreaChoice {
  area: string;
  name: string;
  homes: number;
}

/** Boroughs there are homes in, by name. A name that is not known yet is its code. */
export function areasOf(homes: readonly Home[], names: ReadonlyMap<string, string>): AreaChoice[] {
  const counts = new Map<string, number>();
  for (const home of homes) if (isCounted(home)) counts.set(home.area, (counts.get(home.area) ?? 0) + 1);
  return [...counts]
    .map(([area, count]) => ({ area, name: names.get(area) ?? area, homes: count }))
    .sort((a, b) => a.name.localeCompare(b.name, 'en-GB'));
}
