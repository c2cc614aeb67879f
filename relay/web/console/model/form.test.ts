import { expect, test } from 'vitest';
import type { Home, Message } from '../api/types';
import { areasOf, countIn } from './audience';
import { draftOf, formReplacing, isTooLateToday, linesOf, newForm, notLinesOf, problemsOf, replyInstant, slugOf, statusOfBlock, type Form } from './form';
import { whatOf } from './topic';
import { keepOf } from './keep';
import { readTime } from './london';
import { newReference } from './reference';

const noon = new Date('2026-11-21T12:00:00Z');
const whole: Form = {
  ...newForm('c-1'),
  what: 'alert',
  urgency: 'immediate',
  topic: 'Hand hygiene',
  blocks: [{ language: 'en-GB', headline: ' Stop using  the gel ', must: '1. Take it out\n- Put it in a bag\n\n', mustNot: 'Do not pour it away', details: '' }],
  replyBy: 'today',
};

test('a whole form has no problem and becomes what is sent', () => {
  expect(problemsOf(whole, noon, 72)).toEqual([]);
  const draft = draftOf(whole, noon);
  expect(draft.info).toEqual([{ language: 'en-GB', headline: 'Stop using the gel', must_do: ['Take it out', 'Put it in a bag'], must_not: ['pour it away'] }]);
  expect(draft.topic).toBe('hand-hygiene');
  expect([whatOf(draft), whatOf(draftOf({ ...whole, what: 'guidance' }, noon))]).toEqual(['Alert', 'Guidance']);
  expect(draft.audience).toEqual({ everyone: true });
  expect(draft.acknowledgement).toEqual({ required: true, by: '2026-11-21T17:00:00Z' });
});

test('an empty form says everything that is missing, in the order of the page', () => {
  expect(problemsOf(newForm('c-2'), noon).map((one) => one.field)).toEqual(['what', 'urgency', 'topic', 'headline-0', 'must-0', 'reply']);
});

test('boroughs alone, without everybody, are the audience', () => {
  const form = { ...whole, everyone: false, areas: ['E09000025', 'E09000012'], types: [] };
  expect(draftOf(form, noon).audience).toEqual({ areas: ['E09000012', 'E09000025'] });
  expect(problemsOf({ ...form, areas: [] }, noon).map((one) => one.field)).toEqual(['areas']);
  expect(problemsOf(form, noon, 0).map((one) => one.text)).toEqual(['No home is in this choice']);
});

test('times are London’s, also in summer and on the days the clocks change', () => {
  const at = (now: string, replyBy: Form['replyBy']) => replyInstant({ ...whole, replyBy }, new Date(now))?.toISOString();
  expect(at('2026-07-01T09:00:00Z', 'today')).toBe('2026-07-01T16:00:00.000Z');
  expect(at('2026-03-28T12:00:00Z', 'tomorrow')).toBe('2026-03-29T11:00:00.000Z');
  expect(at('2026-10-24T12:00:00Z', 'tomorrow')).toBe('2026-10-25T12:00:00.000Z');
  expect(at('2026-12-28T12:00:00Z', 'week')).toBe('2027-01-04T17:00:00.000Z');
  expect(isTooLateToday(new Date('2026-11-21T17:00:00Z'))).toBe(true);
});

test('a day that does not exist, and a time that is none, are told', () => {
  const other = { day: '31', month: '11', year: '2026', time: '5pm' };
  expect(problemsOf({ ...whole, replyBy: 'other', other }, noon).map((one) => one.field)).toEqual(['other']);
  expect(problemsOf({ ...whole, replyBy: 'other', other: { ...other, day: '30' } }, noon)).toEqual([]);
  expect(problemsOf({ ...whole, replyBy: 'other', other: { ...other, day: '20' } }, noon)[0]?.text).toContain('future');
  expect([readTime('5pm'), readTime('17:05'), readTime('9.30am'), readTime('noon'), readTime('12am')]).toEqual([
    { hour: 17, minute: 0 },
    { hour: 17, minute: 5 },
    { hour: 9, minute: 30 },
    { hour: 12, minute: 0 },
    { hour: 0, minute: 0 },
  ]);
  expect([readTime('5'), readTime('25:00'), readTime('13pm')]).toEqual([undefined, undefined, undefined]);
});

test('what was pasted with bullets and numbers is lines', () => {
  expect(linesOf('• one\n2) two\n – three ')).toEqual(['one', 'two', 'three']);
  expect(notLinesOf('Don’t share\nshare')).toEqual(['share', 'share']);
});

test('what replaces a bulletin names it and says what changed', () => {
  const old = { ...draftOf(whole, noon), id: 'm-1', sent: '2026-11-20T12:00:00Z', sender: 'x', sender_name: 'X', digest: '' } as Message;
  const form = { ...formReplacing(old, 'c-3'), replyBy: 'none' as const };
  expect(problemsOf(form, noon).map((one) => one.field)).toEqual(['changed']);
  const draft = draftOf({ ...form, changed: 'A new batch' }, noon);
  expect(draft).toMatchObject({ msg_type: 'update', references: ['m-1'], change_note: 'A new batch', topic: 'hand-hygiene' });
  expect(draft.acknowledgement).toBeUndefined();
  expect(draft.info).toEqual(old.info);
});

test('a translation says what is missing', () => {
  const [first] = whole.blocks;
  expect(statusOfBlock({ ...first!, must: 'Jeden' }, first!).words).toBe('Missing: 1 of 2 things to do');
  expect(statusOfBlock({ language: 'pl', headline: '', must: '', mustNot: '', details: '' }, first!).words).toBe('Not started');
  expect(statusOfBlock({ ...first!, language: 'pl' }, first!).done).toBe(true);
});

test('a reference is short enough to be read out, and of the day in London', () => {
  expect(newReference(new Date('2026-06-30T23:30:00Z'))).toMatch(/^20260701-[0-9A-HJKMNP-TV-Z]{6}$/);
});

test('a topic is named as the relay names it', () => {
  expect(slugOf('  Hand hygiène & soap ')).toBe('hand-hygiene-soap');
});

const home = (id: string, area: string, more: Partial<Home> = {}): Home => ({ id, name: id, area, service_types: ['care_home_with_nursing'], ...more });

test('homes are counted as the relay counts them', () => {
  const homes = [home('a', 'E1'), home('b', 'E2', { service_types: ['care_home_without_nursing'] }), home('c', 'E1', { dormant: true })];
  expect(countIn({ everyone: true }, homes)).toBe(2);
  expect(countIn({ areas: ['E1'] }, homes)).toBe(1);
  expect(countIn({ areas: ['E1', 'E2'], service_types: ['care_home_without_nursing'] }, homes)).toBe(1);
  expect(countIn({ homes: ['c'] }, homes)).toBe(0);
  expect(areasOf(homes, new Map([['E2', 'Camden']]))).toEqual([
    { area: 'E2', name: 'Camden', homes: 1 },
    { area: 'E1', name: 'E1', homes: 1 },
  ]);
});

test('drafts are kept for whoever wrote them, and gone once deleted', () => {
  const mine = keepOf('ada', localStorage, () => noon);
  expect(mine.put(whole)).toBe(true);
  expect(keepOf('bob').all()).toEqual([]);
  expect(keepOf('ada').one('c-1')?.topic).toBe('Hand hygiene');
  mine.put(newForm('c-9'));
  expect(mine.all()).toHaveLength(1);
  mine.drop('c-1');
  expect(mine.all()).toEqual([]);
});
