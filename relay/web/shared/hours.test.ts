import { expect, test } from 'vitest';
import { clockText, daysText, isBankHoliday, isOpen, nextOpening, openUntil, type OpeningPeriod } from './hours';

const date = (text: string) => Date.parse(`${text}T00:00:00Z`);
const at = (text: string) => Date.parse(text);
const weekdays: OpeningPeriod = { days: ['mon', 'tue', 'wed', 'thu', 'fri'], opens: '08:00', closes: '20:00' };

test('bank holidays of England are those the relay knows', () => {
  const holidays = [
    '2026-01-01', '2026-04-03', '2026-04-06', '2026-05-04', '2026-05-25', '2026-08-31', '2026-12-25', '2026-12-28',
    '2027-12-27', '2027-12-28', '2022-01-03', '2022-06-02', '2022-06-03', '2022-09-19', '2023-05-08', '2020-05-08', '2028-01-03', '2021-12-27', '2021-12-28',
  ];
  for (const one of holidays) expect([one, isBankHoliday(date(one))]).toEqual([one, true]);
  for (const one of ['2026-12-26', '2026-12-24', '2022-05-30', '2020-05-04', '2026-11-21', '2026-04-05', '2027-01-04']) {
    expect([one, isBankHoliday(date(one))]).toEqual([one, false]);
  }
});

test('hours are what a clock in London shows, in summer as in winter', () => {
  expect(isOpen([weekdays], at('2026-07-01T07:00:00Z'))).toBe(true);
  expect(isOpen([weekdays], at('2026-12-01T07:00:00Z'))).toBe(false);
  expect(isOpen([weekdays], at('2026-12-01T08:00:00Z'))).toBe(true);
  expect(isOpen([weekdays], at('2026-07-01T19:00:00Z'))).toBe(false);
});

test('a bank holiday has the hours of the lines that name it and no others', () => {
  const christmas = at('2026-12-25T12:00:00Z');
  expect(isOpen([weekdays], christmas)).toBe(false);
  expect(isOpen([weekdays, { days: ['bank_holiday'], opens: '10:00', closes: '16:00' }], christmas)).toBe(true);
});

test('it says when it opens again, across a weekend, a bank holiday and the clock change of October', () => {
  expect(nextOpening([weekdays], at('2026-11-21T09:00:00Z'))).toBe(at('2026-11-23T08:00:00Z'));
  expect(nextOpening([weekdays], at('2026-08-28T20:00:00Z'))).toBe(at('2026-09-01T07:00:00Z'));
  expect(nextOpening([weekdays], at('2026-10-23T20:00:00Z'))).toBe(at('2026-10-26T08:00:00Z'));
  expect(nextOpening([weekdays], at('2026-11-20T09:00:00Z'))).toBeUndefined();
  expect(nextOpening([], at('2026-11-20T09:00:00Z'))).toBeUndefined();
});

test('it says until when it is open, past midnight where two lines meet', () => {
  expect(openUntil([weekdays], at('2026-11-20T09:00:00Z'))).toBe(at('2026-11-20T20:00:00Z'));
  const night: OpeningPeriod[] = [
    { days: ['fri'], opens: '20:00', closes: '24:00' },
    { days: ['sat'], opens: '00:00', closes: '08:00' },
  ];
  expect(openUntil(night, at('2026-11-20T22:00:00Z'))).toBe(at('2026-11-21T08:00:00Z'));
  const always: OpeningPeriod[] = [{ days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun', 'bank_holiday'], opens: '00:00', closes: '24:00' }];
  expect(openUntil(always, at('2026-11-20T22:00:00Z'))).toBeUndefined();
});

test('days and times are words', () => {
  expect(daysText(['mon', 'tue', 'wed', 'thu', 'fri'])).toBe('Monday to Friday');
  expect(daysText(['sat', 'sun', 'bank_holiday'])).toBe('Saturday, Sunday and bank holidays');
  expect(daysText(['bank_holiday'])).toBe('Bank holidays');
  expect(['08:00', '17:30', '12:00', '00:00', '24:00'].map(clockText)).toEqual(['8am', '5:30pm', 'midday', 'midnight', 'midnight']);
});
