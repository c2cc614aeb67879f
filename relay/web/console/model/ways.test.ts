import { expect, test } from 'vitest';
import type { Receipt, Way } from '../api/types';
import { chosen, countRows } from './receipts';
import { channelName, countWays, heldIn, isMissed, whyWords } from './ways';

const way = (state: string, words = state, channel = 'email'): Way => ({ channel, state, words });
const row = (home: string, state: Receipt['state'], ...channels: Way[]): Receipt => ({ home, seq: 1, state, channels });

test('handed to a mail server is not reached; delivered to the mailbox is, and the receipt stays as it was', () => {
  expect(isMissed(row('a', 'targeted'))).toBe(true);
  expect(isMissed(row('a', 'targeted', way('sent')))).toBe(true);
  expect(isMissed(row('a', 'targeted', way('relayed'), way('posted', 'posted', 'managers')))).toBe(true);
  expect(isMissed(row('a', 'targeted', way('delivered')))).toBe(false);
  expect(isMissed(row('a', 'delivered', way('failed')))).toBe(false);
  const rows = [row('a', 'targeted', way('delivered')), row('b', 'targeted', way('failed')), row('c', 'read')];
  expect(countRows(rows)).toMatchObject({ not_reached: 2, no_way: 1 });
  expect(chosen(rows, 'no_way', '', new Map()).map((one) => one.home)).toEqual(['b']);
});

test('each way is counted by what became of it, what came furthest first', () => {
  const rows = [
    row('a', 'targeted', way('failed', 'not delivered: the mailbox is full')),
    row('b', 'targeted', way('delivered', 'delivered to the mailbox'), way('queued', 'waiting to be sent', 'ward')),
    row('c', 'read', way('delivered', 'delivered to the mailbox')),
  ];
  expect(countWays(rows)).toEqual([
    {
      channel: 'email',
      states: [
        { state: 'delivered', words: 'delivered to the mailbox', homes: 2 },
        { state: 'failed', words: 'not delivered: the mailbox is full', homes: 1 },
      ],
    },
    { channel: 'ward', states: [{ state: 'queued', words: 'waiting to be sent', homes: 1 }] },
  ]);
});

test('what is held back says for how many homes and what was found', () => {
  const held = way('held', 'held back until a person has looked at it: date_of_birth in the text');
  expect(heldIn([row('a', 'targeted', held), row('b', 'targeted', held), row('c', 'targeted', way('sent'))])).toEqual({
    homes: 2,
    found: ['date_of_birth in the text'],
  });
});

test('channels and what ails them have words, also those nobody foresaw', () => {
  expect([channelName('email'), channelName('managers-group')]).toEqual(['Email', 'Managers group']);
  expect([whyWords('sign_in_refused'), whyWords('some_new_thing')]).toEqual(['Their server refused the password', 'Some new thing']);
});
