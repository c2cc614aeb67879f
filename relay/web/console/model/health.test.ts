import { expect, test } from 'vitest';
import { healthOf } from './health';

const way = (state: string, words: string, at: string) => ({ channel: 'email', state, words, sent_at: at, news_at: at });

test('the last good delivery is the last that is known to have come, not the last that was tried', () => {
  const sent = [
    { receipt: { state: 'targeted' as const }, ways: [way('sent', 'handed to the mail server', '2026-11-21T10:00:00Z')] },
    { receipt: { state: 'read' as const, delivered_at: '2026-11-20T10:00:00Z' }, ways: [way('delivered', 'delivered to the mailbox', '2026-11-20T10:01:00Z')] },
  ];
  expect(healthOf(sent, ['email', 'whatsapp'])).toEqual([
    { channel: 'stream', good: { at: '2026-11-20T10:00:00Z', words: 'stored by a device' }, newest: 'the newest has not come there' },
    { channel: 'email', good: { at: '2026-11-20T10:01:00Z', words: 'delivered to the mailbox' }, newest: 'handed to the mail server' },
    { channel: 'whatsapp' },
  ]);
});
