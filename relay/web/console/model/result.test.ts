import { expect, test } from 'vitest';
import { contentOf, correcting, earlierOf, emptyResult, faultsOf, isSnomed, namesSomebody, takenBackOf } from './result';

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

test('a correction says what has changed and why it is sent again, and begins with nothing of the earlier one', () => {
  const empty = correcting('1-1000000001');
  expect(faultsOf(empty).map((one) => one.field)).toEqual(['test', 'outcome', 'status', 'changed', 'specimen', 'subject', 'performer']);
  const whole2 = { ...whole, corrects: true, status: 'corrected' as const, changed: 'The sample was another resident’s.' };
  expect(faultsOf(whole2)).toEqual([]);
  expect(contentOf(whole2, new Date('2026-11-21T12:00:00Z'))).toMatchObject({
    report_status: 'corrected',
    change_note: 'The sample was another resident’s.',
    info: [{ headline: 'A test result for one resident was corrected' }],
  });
  expect(faultsOf({ ...whole2, changed: 'Born 3/4/1938' }).map((one) => one.text)).toEqual(['Take this out: it looks like a date of birth']);
});

test('what is taken back says that and why, and nothing of the result', () => {
  expect(takenBackOf('entered-in-error', ' Wrong home. ', new Date('2026-11-21T12:00:00Z'))).toEqual({
    report_status: 'entered-in-error',
    issued_at: '2026-11-21T12:00:00Z',
    info: [{ language: 'en-GB', headline: 'A test result was withdrawn' }],
    change_note: 'Wrong home.',
  });
});

test('only a test result for one home can be corrected as one', () => {
  const message = { id: 'm', kind: 'test_result', audience: { homes: ['1-1000000001'] }, sent: '2026-11-21T12:00:00Z' };
  expect(earlierOf({ message, targeted: 1, closed: 'open' } as never)).toEqual({ id: 'm', home: '1-1000000001', sent: '2026-11-21T12:00:00Z', closed: 'open' });
  expect(() => earlierOf({ message: { ...message, kind: 'guidance_bulletin' }, targeted: 1, closed: 'open' } as never)).toThrow();
});
