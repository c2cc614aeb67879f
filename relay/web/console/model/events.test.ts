import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { eventWords } from './events';

const at = '2026-11-21T15:00:00Z';
const words = (event: Record<string, unknown>) => eventWords({ at, home: 'Elm Court', by: 'a-mensah', ...event });

test('every event that the relay can write is said in a sentence', () => {
  const source = readFileSync(join(import.meta.dirname, '../../../../protocol/evidence/event.cpp'), 'utf8');
  const names = [...source.matchAll(/case event_type::\w+: return "(\w+)";/g)].map(([, name]) => name!);
  expect(names.length).toBeGreaterThan(30);
  // The raw name with blanks for underscores is what nobody has written a sentence for.
  for (const type of names) expect(words({ type }), type).not.toBe(type.replaceAll('_', ' '));
});

test('silence, calls and chats are said with the home and what came of it', () => {
  expect(words({ type: 'escalated', outcome: 'sent', step: 'deputy', channel: 'notify_sms', contact: 2 })).toBe('Elm Court stayed silent: Text message to contact 2 was tried');
  expect(words({ type: 'escalated', outcome: 'sent', step: 'deputy', channel: 'notify_sms', contact: 2, role: 'other' })).toBe('Elm Court stayed silent: Text message to the other contact was tried');
  expect(words({ type: 'escalated', outcome: 'listed', step: 'call_list' })).toBe('Elm Court stayed silent: put on the call list');
  expect(words({ type: 'call_noted', outcome: 'will_act' })).toBe('a-mensah rang Elm Court: they will act');
  expect(words({ type: 'chat_unbound', role: 'on_call', why: 'said_stop' })).toBe('Somebody of Elm Court (on call) may no longer answer from a chat: they said so');
  expect(words({ type: 'contacts_changed', added: [3], removed: [1, 2] })).toBe('Contacts of Elm Court: added 3; removed 1, 2, by a-mensah');
  expect(words({ type: 'check_in_changed', what: 'made' })).toBe('A check-in was set up by a-mensah');
});

test('what became of a message by another way is never more than is known', () => {
  expect(words({ type: 'channel', channel: 'email', what: 'sent' })).toBe('Email to Elm Court: handed over');
  expect(words({ type: 'channel', channel: 'email', what: 'failed', why: 'mailbox_full', contact: 2 })).toBe('Email to contact 2 of Elm Court: not delivered (mailbox full)');
  expect(words({ type: 'channel', channel: 'email', what: 'failed', why: 'mailbox_full', contact: 2, role: 'deputy' })).toBe('Email to the deputy of Elm Court: not delivered (mailbox full)');
  expect(words({ type: 'receipt', act: 'responded', answer: 'in_progress', channel: 'xmpp' })).toBe('Elm Court answered: doing it now, by XMPP');
  expect(words({ type: 'receipt', act: 'superseded' })).toBe('Over for Elm Court: a newer message took its place');
});

test('what a later relay writes is still readable', () => {
  expect(words({ type: 'some_new_thing' })).toBe('some new thing');
});
