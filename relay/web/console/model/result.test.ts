import { expect, test } from 'vitest';
import { contentOf, emptyResult, faultsOf, isSnomed, namesSomebody } from './result';

const whole = { ...emptyResult, home: '1-1000000001', test: '871555000', outcome: 'negative' as const, specimen: 'SPEC-0417', subject: 'R-17', performer: 'rx9ld', words: '' };

test('a code of SNOMED CT is known by its check digit', () => {
  expect(['871555000', '840539006', '271649006'].every(isSnomed)).toBe(true);
  expect(['871555001', '8715550', '', 'abc'].some(isSnomed)).toBe(false);
});

test('what could name somebody is stopped', () => {
  expect(namesSomebody('943 476 5919')).toBe('looks like an NHS number');
  expect(namesSomebody('9434765918')).toBeUndefined();
  expect(namesSomebody('born 3/4/1938')).toBe('looks like a date of birth');
  expect(namesSomebody('born 3 April 1938')).toBe('looks like a date of birth');
  expect(namesSomebody('room 12, R-17')).toBeUndefined();
});

test('a whole result is sealed with its own words only', () => {
  expect(faultsOf(whole)).toEqual([]);
  expect(contentOf(whole, new Date('2026-11-21T12:00:00Z'))).toEqual({
    report_status: 'final',
    test_code: '871555000',
    outcome: 'negative',
    specimen_ref: 'SPEC-0417',
    subject_ref: 'R-17',
    issued_at: '2026-11-21T12:00:00Z',
    performer_ods: 'RX9LD',
    info: [{ language: 'en-GB', headline: 'A test result for one resident is ready' }],
  });
  expect(faultsOf({ ...emptyResult, words: 'NHS number 943 476 5919' }).map((one) => one.field)).toEqual(['result-home', 'test', 'outcome', 'specimen', 'subject', 'performer', 'words']);
});
