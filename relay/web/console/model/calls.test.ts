import { expect, test } from 'vitest';
import type { Call, CallEntry } from '../api/ways';
import { byHome, callOf, chosenCalls, countCalls, faultsOfCall, newCallForm, standingOf, whyParts, type CallForm } from './calls';

const now = new Date('2026-11-21T16:00:00Z');
const call = (outcome: Call['outcome'], more: Partial<Call> = {}): Call => ({ at: '2026-11-21T15:00:00Z', by: 'a', outcome, words: '', ...more });
const entry = (home: string, message: string, more: Partial<CallEntry> = {}): CallEntry => ({
  message, headline: `About ${message}`, home, home_name: `Home ${home}`, area: 'E09000012', area_name: 'Hackney', telephone: '+442079460101',
  since: '2026-11-21T12:00:00Z', state: 'Not reached', why: 'not reached after 4 h', contacts: [], calls: [], ...more,
});
const form = (more: Partial<CallForm>): CallForm => ({ ...newCallForm(byHome([entry('1', 'm')])[0]!), ...more });

test('a home stands once, with all it is silent about, the longest waiting first', () => {
  const list = byHome([entry('2', 'old'), entry('1', 'old'), entry('2', 'new', { since: '2026-11-21T11:00:00Z' })]);
  expect(list.map((one) => one.home)).toEqual(['2', '1']);
  expect(list[0]!.about.map((one) => one.message)).toEqual(['old', 'new']);
  expect(list[0]!.since).toBe('2026-11-21T11:00:00Z');
});

test('a home that was rung about one message and is silent about another is still to be rung', () => {
  const list = byHome([
    entry('1', 'a', { calls: [call('reached')] }), entry('1', 'b'),
    entry('2', 'a', { calls: [call('reached', { at: '2026-11-21T13:00:00Z' }), call('no_answer')] }),
    entry('3', 'a', { calls: [call('will_act')] }),
  ]);
  expect(countCalls(list)).toEqual({ all: 3, not_rung: 1, no_answer: 1, spoken: 1 });
  expect(chosenCalls(list, 'spoken', '').map((one) => one.home)).toEqual(['3']);
  expect(chosenCalls(list, 'all', '020 7946 0101')).toHaveLength(3);
  expect(chosenCalls(list, 'all', 'about b').map((one) => one.home)).toEqual(['1']);
});

test('a time that was promised and has passed is no comfort any more', () => {
  const by = (will_act_by: string) => standingOf(byHome([entry('1', 'a', { calls: [call('will_act', { will_act_by })] })])[0]!, now);
  expect(by('2026-11-21T17:00:00Z')).toEqual({ words: 'Will act by today 5pm', tone: 'blue' });
  expect(by('2026-11-21T15:30:00Z')).toEqual({ words: 'Would act by today 3:30pm: no answer yet', tone: 'red' });
});

test('why a home is on the list is said way by way', () => {
  expect(whyParts('not reached after 6 h; email: handed to the mail server; nothing more is known; notify_sms to the deputy: no address or number is known')).toEqual([
    'Not reached after 6 h',
    'Email: handed to the mail server; nothing more is known',
    'Text message to the deputy: no address or number is known',
  ]);
  expect(whyParts('arrived, not read after 90 min; email: held back until a person has looked at it: nhs_number in description')[1]).toBe(
    'Email: held back until a person has looked at it: an NHS number in the details',
  );
});

test('what is missing of a call is said at its field', () => {
  expect(faultsOfCall(form({}), 'c', now).map((one) => one.field)).toEqual(['c-outcome']);
  expect(faultsOfCall(form({ outcome: 'will_act', time: 'soon' }), 'c', now)).toEqual([{ field: 'c-time', text: 'Enter by what time they will act, such as 5pm' }]);
  expect(faultsOfCall(form({ outcome: 'will_act', time: '3pm' }), 'c', now)[0]!.text).toBe('3pm has passed: choose a later time');
  expect(faultsOfCall(form({ outcome: 'will_act', time: '3pm', day: 'tomorrow' }), 'c', now)).toEqual([]);
  expect(faultsOfCall(form({ outcome: 'no_answer', about: [] }), 'c', now)[0]!.field).toBe('c-about');
});

test('only what belongs to what came of it is sent', () => {
  expect(callOf(form({ outcome: 'no_answer', spokeTo: 'the nurse', time: '5pm', note: ' Engaged ' }), now)).toEqual({ outcome: 'no_answer', note: 'Engaged' });
  expect(callOf(form({ outcome: 'will_act', spokeTo: 'the nurse', time: '5pm' }), now)).toEqual({ outcome: 'will_act', spoke_to: 'the nurse', will_act_by: '2026-11-21T17:00:00Z' });
  expect(callOf(form({ outcome: 'reached', time: '5pm' }), now)).toEqual({ outcome: 'reached' });
});
