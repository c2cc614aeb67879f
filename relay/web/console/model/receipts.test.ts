import { expect, test } from 'vitest';
import type { Coverage, Receipt } from '../api/types';
import { chosen, countRows, lowestFirst, pageOf, spoken, statusOf } from './receipts';

const names = new Map([
  ['E09000012', 'Hackney'],
  ['E09000025', 'Newham'],
]);
const row = (home_name: string, more: Partial<Receipt> = {}): Receipt => ({ home: `1-${home_name.length}${home_name}`, home_name, seq: 1, state: 'targeted', area: 'E09000025', ...more });

const rows = [
  row('Oak Lodge', { telephone: '+442079460102' }),
  row('St Mary’s House', { area: 'E09000012', state: 'read' }),
  row('Elm Court', { state: 'acknowledged', response: 'need_help', note: 'We have no bleach.' }),
  row('Ash Grove', { area: 'E09000012', state: 'delivered' }),
];

test('homes are found by name, borough and number, however they are typed', () => {
  const found = (search: string) => chosen(rows, 'all', search, names).map((one) => one.home_name);
  expect(found('st marys')).toEqual(['St Mary’s House']);
  expect(found('020 7946 0102')).toEqual(['Oak Lodge']);
  expect(found('hackney')).toEqual(['Ash Grove', 'St Mary’s House']);
  expect(found('nothing like it')).toEqual([]);
});

test('those who need help stand first', () => {
  expect(chosen(rows, 'all', '', names)[0]?.home_name).toBe('Elm Court');
});

test('every home is in exactly one of the lists of how far it came', () => {
  const counted = countRows(rows);
  expect(counted.not_reached + counted.not_read + counted.no_reply + counted.replied).toBe(counted.all);
  expect(counted.need_help).toBe(1);
});

test('the status is in words of people', () => {
  expect(statusOf(rows[0]!).words).toBe('Not reached');
  expect(statusOf(rows[2]!).words).toBe('Needs help');
  expect(statusOf(row('x', { closed: 'superseded' })).words).toBe('Not reached in time');
});

test('the borough that was reached least stands first', () => {
  const areas = [
    { area: 'a', name: 'Newham', targeted: 10, delivered: 9 },
    { area: 'b', name: 'Hackney', targeted: 20, delivered: 10 },
    { area: 'c', name: 'Redbridge', targeted: 0, delivered: 0 },
  ];
  expect(lowestFirst(areas).map((one) => one.name)).toEqual(['Hackney', 'Newham', 'Redbridge']);
});

test('a page beyond the last one is the last one', () => {
  expect(pageOf([1, 2, 3], 9, 2)).toEqual({ rows: [3], page: 2, pages: 2 });
  expect(pageOf([], 1, 20).pages).toBe(1);
});

test('a hidden figure is not said as if it were known', () => {
  const of = { message: 'm', counted: true, counts_only: true, targeted: 72, delivered: 40, acknowledged: null, need_help: 0, areas: [] } as Coverage;
  expect(spoken(of)).toBe('40 of 72 homes reached, fewer than 5 replied.');
});
