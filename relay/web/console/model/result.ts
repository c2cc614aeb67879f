import type { MessageView } from '../api/types';
import type { Fault } from './form';

/** A test result while it is written, and what is sealed of it. Never kept in the browser. */

export interface ResultForm {
  home: string;
  test: string;
  outcome: 'positive' | 'negative' | 'indeterminate' | 'void' | '';
  status: 'preliminary' | 'final' | 'corrected' | 'amended' | '';
  /** In a correction: what has changed. */
  changed: string;
  corrects: boolean;
  specimen: string;
  subject: string;
  performer: string;
  words: string;
}

export const emptyResult: ResultForm = { home: '', test: '', outcome: '', status: 'final', changed: '', corrects: false, specimen: '', subject: '', performer: '', words: '' };

/** A correction begins with nothing but its home: what the earlier one says, nobody here can read. */
export const correcting = (home: string): ResultForm => ({ ...emptyResult, home, corrects: true, status: '' });

/** The result that a correction or a withdrawal speaks of, as far as the relay knows it. */
export interface Earlier {
  id: string;
  home: string;
  sent: string;
  closed: MessageView['closed'];
}

export function earlierOf(view: MessageView): Earlier {
  const [home] = view.message.audience.homes ?? [];
  if (view.message.kind !== 'test_result' || !home) throw new Error('no test result');
  return { id: view.message.id, home, sent: view.message.sent, closed: view.closed };
}

/** SNOMED CT identifiers end in a check digit (Verhoeff). */
const multiply = [
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 3, 4, 0, 6, 7, 8, 9, 5], [2, 3, 4, 0, 1, 7, 8, 9, 5, 6], [3, 4, 0, 1, 2, 8, 9, 5, 6, 7],
  [4, 0, 1, 2, 3, 9, 5, 6, 7, 8], [5, 9, 8, 7, 6, 0, 4, 3, 2, 1], [6, 5, 9, 8, 7, 1, 0, 4, 3, 2], [7, 6, 5, 9, 8, 2, 1, 0, 4, 3],
  [8, 7, 6, 5, 9, 3, 2, 1, 0, 4], [9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
];
const permute = [
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 5, 7, 6, 2, 8, 3, 0, 9, 4], [5, 8, 0, 3, 7, 9, 6, 1, 4, 2], [8, 9, 1, 6, 0, 4, 3, 5, 2, 7],
  [9, 4, 5, 3, 1, 2, 6, 8, 7, 0], [4, 2, 8, 6, 5, 7, 3, 9, 0, 1], [2, 7, 9, 3, 8, 0, 6, 4, 1, 5], [7, 0, 4, 6, 9, 1, 3, 2, 5, 8],
];

export const isSnomed = (code: string): boolean =>
  /^[1-9]\d{5,17}$/.test(code) &&
  [...code].reverse().reduce((check, digit, at) => multiply[check]![permute[at % 8]![Number(digit)]!]!, 0) === 0;

/** Ten digits of which the last checks the others (modulo 11). */
function hasNhsNumber(text: string): boolean {
  for (const [found] of text.matchAll(/(?<!\d)\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)/g)) {
    const digits = [...found.replace(/\D/g, '')].map(Number);
    const sum = digits.slice(0, 9).reduce((all, digit, at) => all + digit * (10 - at), 0);
    if ((11 - (sum % 11)) % 11 === digits[9]) return true;
  }
  return false;
}

const month = '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*';
const birthDate = new RegExp(`\\b\\d{1,2}[./ -](?:\\d{1,2}|${month})[./ -](?:19|20)?\\d{2}\\b|\\b(?:19|20)\\d{2}-\\d{2}-\\d{2}\\b`, 'i');

/** What must not leave even sealed: an NHS number, a date of birth. */
export const namesSomebody = (text: string): string | undefined =>
  hasNhsNumber(text) ? 'looks like an NHS number' : birthDate.test(text) ? 'looks like a date of birth' : undefined;

export function faultsOf(form: ResultForm): Fault[] {
  const out: Fault[] = [];
  const add = (field: string, text: string) => out.push({ field, text });
  if (!form.home) add('result-home', 'Choose the home');
  if (!isSnomed(form.test.trim())) add('test', 'Enter the SNOMED CT code of the test, for example 871555000');
  if (form.outcome === '') add('outcome', 'Choose the result');
  if (form.status === '') add('status', 'Choose why it is sent again');
  if (form.corrects && form.changed.trim() === '') add('changed', 'Enter what has changed');
  if (form.specimen.trim() === '') add('specimen', 'Enter the reference of the specimen');
  if (form.subject.trim() === '') add('subject', 'Enter the home’s own reference for the resident');
  if (!/^[A-Z0-9]{3,8}$/.test(form.performer.trim().toUpperCase())) add('performer', 'Enter the ODS code of the laboratory, for example RX9LD');
  for (const [field, text] of [['specimen', form.specimen], ['subject', form.subject], ['words', form.words], ['changed', form.changed]] as const) {
    const why = namesSomebody(text);
    if (why) add(field, `Take this out: it ${why}`);
  }
  return out;
}

/** The JSON object that is sealed (docs/protocol.md, "The content"). */
export function contentOf(form: ResultForm, now: Date): Record<string, unknown> {
  const words = form.words.trim();
  return {
    report_status: form.status,
    test_code: form.test.trim(),
    outcome: form.outcome,
    specimen_ref: form.specimen.trim(),
    subject_ref: form.subject.trim(),
    issued_at: now.toISOString().replace(/\.\d{3}Z$/, 'Z'),
    performer_ods: form.performer.trim().toUpperCase(),
    info: [
      {
        language: 'en-GB',
        headline: form.corrects ? 'A test result for one resident was corrected' : 'A test result for one resident is ready',
        ...(words && { description: words }),
      },
    ],
    ...(form.corrects && { change_note: form.changed.trim() }),
  };
}

export type TakenBack = 'cancelled' | 'entered-in-error';

/** What is sealed when a result is taken back: that, and why. */
export const takenBackOf = (how: TakenBack, reason: string, now: Date): Record<string, unknown> => ({
  report_status: how,
  issued_at: now.toISOString().replace(/\.\d{3}Z$/, 'Z'),
  info: [{ language: 'en-GB', headline: 'A test result was withdrawn' }],
  change_note: reason.trim(),
});
