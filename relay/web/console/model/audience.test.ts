import { expect, test } from 'vitest';
import type { Home } from '../api/types';
import { areasOf, countIn } from './audience';

const home = (id: string, more: Partial<Home> = {}): Home => ({ id, name: id, area: 'E09000012', ...more });
const homes = [home('1'), home('2', { area: 'E09000025', service_types: ['care_home_with_nursing'], beds: 40 }), home('3', { dormant: true }), home('4', { tags: ['canary'] })];

test('homes are counted as the relay counts them: nobody lives in some, and some are only ours', () => {
  expect(countIn({ everyone: true }, homes)).toBe(2);
  expect(countIn({ areas: ['E09000012'] }, homes)).toBe(1);
  expect(countIn({ homes: ['1', '4'] }, homes)).toBe(1);
  expect(countIn({ tags: ['canary'] }, homes)).toBe(0);
  expect(countIn({ service_types: ['care_home_with_nursing'], bed_bands: ['40-60'] }, homes)).toBe(1);
  expect(areasOf(homes, new Map([['E09000012', 'Hackney']]))).toEqual([
    { area: 'E09000025', name: 'E09000025', homes: 1 },
    { area: 'E09000012', name: 'Hackney', homes: 1 },
  ]);
});
