import { expect, test } from 'vitest';
import type { Step } from '../api/ways';
import { stepWords } from './silence';

const now = new Date('2026-11-21T16:00:00Z');
const words = (of: Partial<Step>) => stepWords({ step: 'email', at: '2026-11-21T15:00:00Z', outcome: 'sent', ...of }, now);

test('what was tried is said with whom and when, what was passed over with why', () => {
  expect(words({ channel: 'email', contact: 0 })).toBe('Email to the home’s own address, today 3pm');
  expect(words({ step: 'deputy', channel: 'notify_sms', contact: 2 })).toBe('Text message to contact 2, the second one, today 3pm');
  expect(words({ step: 'deputy', channel: 'notify_sms', contact: 2, role: 'nurse' })).toBe('Text message to the nurse, the second one, today 3pm');
  expect(words({ step: 'whatsapp', channel: 'whatsapp', contact: 1, role: 'on_call' })).toBe('WhatsApp to the person on call, today 3pm');
  expect(words({ step: 'call_list', outcome: 'listed' })).toBe('Put on the call list, today 3pm');
  expect(words({ step: 'whatsapp', outcome: 'skipped', why: 'not_granted' })).toBe('WhatsApp: not tried, the team may not use it');
  expect(words({ step: 'deputy', outcome: 'skipped', why: 'no_second_contact' })).toBe('The second contact: not tried, no second contact is known');
});

test('what nobody wrote words for is still readable, and that the inbox had it says nothing new', () => {
  expect(words({ outcome: 'skipped', why: 'some_new_reason' })).toBe('Email: not tried, some new reason');
  expect(words({ step: 'stream', outcome: 'skipped', why: 'went_before' })).toBeUndefined();
});
