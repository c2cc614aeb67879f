import { expect, test } from 'vitest';
import { inOurTime } from './relayed';

const now = new Date('2026-11-21T18:15:00Z');

test('a time in the relay’s words is said as on the rest of the page', () => {
  expect(inOurTime('they will act by Saturday 21 November 2026, 20:10 GMT (reported by B Okafor)', now)).toBe('they will act by today 8:10pm (reported by B Okafor)');
  expect(inOurTime('last delivered Monday 1 June 2026, 09:05 BST', now)).toBe(`last delivered ${inOurTime('1 June 2026, 08:05 GMT', now)}`);
  expect(inOurTime('last delivered Monday 1 June 2026, 09:05 BST', now)).toMatch(/^last delivered Monday 1 June.*9:05am$/);
});

test('words without a time stay as they are', () => {
  expect(inOurTime('handed to the mail server; nothing more is known', now)).toBe('handed to the mail server; nothing more is known');
});
