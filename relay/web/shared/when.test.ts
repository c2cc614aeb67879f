import { describe, expect, test } from 'vitest';
import { ago, dayAndMonth, dayNumber, fromLocalInput, inLondon, longDate, onPaper, timeOfDay, toLocalInput, when, whenInSentence } from './when';

const now = '2026-11-21T00:44:00Z';

describe('in November London has UTC', () => {
  test.each([
    ['2026-11-21T00:32:00Z', 'Today 12:32am'],
    ['2026-11-20T21:34:00Z', 'Yesterday 9:34pm'],
    ['2026-11-22T02:44:00Z', 'Tomorrow 2:44am'],
    ['2026-11-12T00:44:00Z', 'Thursday 12 November, 12:44am'],
    ['2026-11-21T17:00:00Z', 'Today 5pm'],
    ['2026-11-21T12:00:00Z', 'Today midday'],
    ['2026-11-22T00:00:00Z', 'Tomorrow midnight'],
    ['2025-12-31T23:59:00Z', 'Wednesday 31 December 2025, 11:59pm'],
  ])('%s is %s', (instant, words) => {
    expect(when(instant, now)).toBe(words);
  });
});

test('yesterday begins at midnight of London, not 24 hours ago', () => {
  expect(when('2026-11-20T23:59:59Z', '2026-11-21T00:00:00Z')).toBe('Yesterday 11:59pm');
  expect(when('2026-11-21T00:00:00Z', '2026-11-21T00:00:01Z')).toBe('Today midnight');
  // In summer midnight of London is 23:00 UTC.
  expect(when('2026-07-01T23:30:00Z', '2026-07-02T08:00:00Z')).toBe('Today 12:30am');
  expect(when('2026-07-01T22:30:00Z', '2026-07-02T08:00:00Z')).toBe('Yesterday 11:30pm');
});

test('clocks go forward on 29 March 2026: one hour is missing, no day is', () => {
  expect(timeOfDay('2026-03-29T00:59:00Z')).toBe('12:59am');
  expect(timeOfDay('2026-03-29T01:00:00Z')).toBe('2am');
  expect(when('2026-03-28T12:00:00Z', '2026-03-29T22:30:00Z')).toBe('Yesterday midday');
  expect(when('2026-03-30T11:00:00Z', '2026-03-29T00:30:00Z')).toBe('Tomorrow midday');
  expect(dayNumber('2026-03-29T23:30:00Z') - dayNumber('2026-03-28T23:30:00Z')).toBe(2);
});

test('clocks go back on 25 October 2026: one hour comes twice', () => {
  expect(timeOfDay('2026-10-25T00:30:00Z')).toBe('1:30am');
  expect(timeOfDay('2026-10-25T01:30:00Z')).toBe('1:30am');
  expect(when('2026-10-24T23:30:00Z', '2026-10-25T23:30:00Z')).toBe('Today 12:30am');
  expect(when('2026-10-24T22:30:00Z', '2026-10-25T23:30:00Z')).toBe('Yesterday 11:30pm');
  expect(when('2026-10-26T00:00:00Z', '2026-10-25T00:30:00Z')).toBe('Tomorrow midnight');
});

test('a time somebody enters is one of London', () => {
  expect(inLondon(2026, 11, 21, 17).toISOString()).toBe('2026-11-21T17:00:00.000Z');
  expect(inLondon(2026, 7, 1, 17).toISOString()).toBe('2026-07-01T16:00:00.000Z');
  expect(inLondon(2026, 7, 1).toISOString()).toBe('2026-06-30T23:00:00.000Z');
  // Twice in October: the first. Never in March: as if the clocks had not gone forward.
  expect(inLondon(2026, 10, 25, 1, 30).toISOString()).toBe('2026-10-25T00:30:00.000Z');
  expect(inLondon(2026, 10, 25, 2, 0).toISOString()).toBe('2026-10-25T02:00:00.000Z');
  expect(inLondon(2026, 3, 29, 0, 59).toISOString()).toBe('2026-03-29T00:59:00.000Z');
  expect(inLondon(2026, 3, 29, 1, 30).toISOString()).toBe('2026-03-29T01:30:00.000Z');
  expect(inLondon(2026, 3, 29, 2, 0).toISOString()).toBe('2026-03-29T01:00:00.000Z');
});

test('what a field for date and time shows comes back as the same instant', () => {
  for (const instant of ['2026-11-21T17:00:00.000Z', '2026-07-01T23:15:00.000Z', '2026-01-01T00:00:00.000Z']) {
    expect(fromLocalInput(toLocalInput(instant))?.toISOString()).toBe(instant);
  }
  expect(toLocalInput('2026-07-01T23:15:00Z')).toBe('2026-07-02T00:15');
  expect(fromLocalInput('')).toBeUndefined();
});

test('in a sentence, on paper, long', () => {
  expect(whenInSentence('2026-11-21T17:00:00Z', now)).toBe('today 5pm');
  expect(whenInSentence('2026-11-12T17:00:00Z', now)).toBe('Thursday 12 November, 5pm');
  expect(onPaper('2026-11-21T00:36:00Z')).toBe('21 November 2026, 12:36am');
  expect(longDate('2026-11-21T00:36:00Z')).toBe('Saturday 21 November 2026');
  expect(dayAndMonth('2027-01-02T10:00:00Z', now)).toBe('Saturday 2 January 2027');
});

test('how long ago a device was seen', () => {
  const from = Date.parse(now);
  expect(ago(from - 20_000, from)).toBe('just now');
  expect(ago(from - 60_000, from)).toBe('1 minute ago');
  expect(ago(from - 59 * 60_000, from)).toBe('59 minutes ago');
  expect(ago(from - 3 * 3_600_000, from)).toBe('3 hours ago');
  expect(ago(from - 13 * 3_600_000, from)).toBe('Yesterday 11:44am');
});
