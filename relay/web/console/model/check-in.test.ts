import { expect, test } from 'vitest';
import type { Receipt } from '../api/types';
import type { CheckIn } from '../api/ways';
import { checkInOf, countDay, dayWords, faultsOfCheckIn, firstOf, hourWords, inOrder, newCheckIn, type CheckInForm } from './check-in';

const now = new Date('2026-11-21T16:00:00Z');
const form = (more: Partial<CheckInForm> = {}): CheckInForm => ({ ...newCheckIn, text: 'Fever?', until: { day: '20', month: '12', year: '2026' }, ...more });
const fields = (of: CheckInForm, homes?: number) => faultsOfCheckIn(of, now, homes).map((one) => one.field);
const row = (more: Partial<Receipt>): Receipt => ({ home: '1-1', seq: 1, state: 'targeted', ...more });

test('what is missing is said at its field', () => {
  expect(fields(form())).toEqual([]);
  expect(fields({ ...newCheckIn, headline: ' ', time: 'early' })).toEqual(['headline', 'text', 'time', 'until']);
  expect(fields(form({ until: { day: '31', month: '11', year: '2026' } }))).toEqual(['until']);
  expect(fields(form({ until: { day: '20', month: '11', year: '2026' } }))).toEqual(['until']);
  expect(fields(form({ everyone: false }))).toEqual(['areas']);
  expect(fields(form(), 0)).toEqual(['areas']);
});

test('a check-in whose hour has passed on its last day would never be asked', () => {
  expect(fields(form({ time: '9am', until: { day: '21', month: '11', year: '2026' } }))).toEqual(['until']);
  expect(fields(form({ time: '5pm', until: { day: '21', month: '11', year: '2026' } }))).toEqual([]);
  expect(firstOf(form({ time: '9am' }), now)?.toISOString()).toBe('2026-11-22T09:00:00.000Z');
});

test('it is sent by London’s clock, to the end of its last day', () => {
  expect(checkInOf(form({ time: '9.30am', everyone: false, areas: ['E09000012'] }))).toEqual({
    headline: 'Anything new today?', text: 'Fever?', time: '09:30', until: '2026-12-20T23:59:00Z', audience: { areas: ['E09000012'] },
  });
  expect(checkInOf(form({ until: { day: '1', month: '7', year: '2027' } })).until).toBe('2027-07-01T22:59:00Z');
  expect(hourWords('09:30')).toBe('9:30am');
});

test('every home is in exactly one of the answers, and what is no answer says how far the question came', () => {
  const rows = [row({ state: 'acknowledged', response: 'actioned' }), row({ state: 'acknowledged', response: 'need_help' }), row({ state: 'read' }), row({}), row({ state: 'acknowledged', response: 'in_progress' })];
  expect(countDay(rows)).toEqual({ changed: 1, same: 1, none: 3, all: 5 });
  expect(rows.map((one) => dayWords(one).words)).toEqual(['No change', 'Something has changed', 'No answer yet: read', 'No answer yet: not reached', 'No answer yet: they have it']);
});

test('what waits for somebody stands first', () => {
  const one = (id: string, state: CheckIn['state'], made_at: string) => ({ id, state, made_at }) as CheckIn;
  expect(inOrder([one('a', 'ended', '1'), one('b', 'running', '1'), one('c', 'running', '2'), one('d', 'waiting', '1')]).map((of) => of.id)).toEqual(['d', 'c', 'b', 'a']);
});
