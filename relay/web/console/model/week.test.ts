import { expect, test } from 'vitest';
import { canWait, isEnough } from './week';

const now = new Date('2026-11-21T12:00:00Z');

test('pages of the week are read until one ends before it', () => {
  expect(isEnough([], now)).toBe(false);
  expect(isEnough([{ sent: '2026-11-20T12:00:00Z' }] as never, now)).toBe(false);
  expect(isEnough([{ sent: '2026-11-20T12:00:00Z' }, { sent: '2026-11-14T11:00:00Z' }] as never, now)).toBe(true);
});

test('drafts are read until they are too old to wait for anybody', () => {
  expect(canWait([{ made_at: '2026-11-20T12:00:00Z' }], now)).toBe(true);
  expect(canWait([{ made_at: '2026-11-20T12:00:00Z' }, { made_at: '2026-11-17T12:00:00Z' }], now)).toBe(false);
  expect(canWait([], now)).toBe(false);
});
