import { beforeEach, expect, test, vi } from 'vitest';
import type { Coverage, Receipt } from '../api/types';
import { isNewer, liveTable, tellEvery } from './live';

const row = (home: string, state: Receipt['state'], more: Partial<Receipt> = {}): Receipt => ({ home, seq: 1, state, ...more });
const coverage = (delivered: number, acknowledged = 0): Coverage => ({ message: 'm', counted: true, counts_only: false, targeted: 3, delivered, acknowledged, areas: [] });

beforeEach(() => void vi.useFakeTimers({ now: 0 }));

test('two hundred receipts a second are told four times a second', () => {
  const table = liveTable();
  const told = vi.fn();
  table.subscribe(told);
  for (let at = 0; at < 1_000; at += 5) {
    table.receipts([row(`1-${at}`, 'delivered')]);
    vi.advanceTimersByTime(5);
  }
  vi.advanceTimersByTime(tellEvery);
  expect(told.mock.calls.length).toBeGreaterThanOrEqual(4);
  expect(told.mock.calls.length).toBeLessThanOrEqual(6);
  expect(table.rows).toHaveLength(200);
});

test('the first news is told at once', () => {
  const table = liveTable();
  const told = vi.fn();
  vi.advanceTimersByTime(10_000);
  table.subscribe(told);
  table.receipts([row('1-1', 'read')]);
  vi.advanceTimersByTime(0);
  expect(told).toHaveBeenCalledTimes(1);
});

test('a receipt only rises, whatever order the news come in', () => {
  const table = liveTable();
  table.receipts([row('1-1', 'acknowledged', { response: 'actioned', answered_at: '2026-11-21T10:00:00Z' })]);
  table.load([row('1-1', 'targeted', { home_name: 'Elm Court' }), row('1-2', 'targeted')], coverage(1, 1));
  table.receipts([row('1-1', 'delivered')]);
  vi.advanceTimersByTime(tellEvery);
  expect(table.rows.find((one) => one.home === '1-1')?.state).toBe('acknowledged');
  expect(table.rows).toHaveLength(2);
});

test('a later answer takes the place of an earlier one', () => {
  const first = row('1-1', 'acknowledged', { response: 'in_progress', answered_at: '2026-11-21T10:00:00Z' });
  const second = row('1-1', 'acknowledged', { response: 'actioned', answered_at: '2026-11-21T11:00:00Z' });
  expect(isNewer(first, second)).toBe(true);
  expect(isNewer(second, first)).toBe(false);
  expect(isNewer(second, { ...second, closed: 'superseded' })).toBe(true);
});

test('rows that were never told are noticed after a while, and not before', () => {
  const table = liveTable();
  table.load([row('1-1', 'delivered'), row('1-2', 'targeted')], coverage(1));
  vi.advanceTimersByTime(tellEvery);
  expect(table.isBehind(0)).toBe(false);
  table.cover(coverage(2));
  vi.advanceTimersByTime(tellEvery);
  expect(table.isBehind(2_000)).toBe(false);
  vi.advanceTimersByTime(2_000);
  expect(table.isBehind(2_000)).toBe(true);
  table.receipts([row('1-2', 'delivered')]);
  vi.advanceTimersByTime(tellEvery);
  expect(table.isBehind(2_000)).toBe(false);
});

test('figures without boroughs keep the boroughs that were known', () => {
  const table = liveTable();
  const areas = [{ area: 'E09000012', name: 'Hackney', targeted: 3, delivered: 1 }];
  table.load([], { ...coverage(1), areas });
  table.cover(coverage(2));
  expect(table.coverage?.areas).toEqual(areas);
  expect(table.coverage?.delivered).toBe(2);
});

test('what became of other ways comes with the whole list, and does not undo what was told live', () => {
  const table = liveTable();
  table.load([row('1-1', 'delivered', { channels: [{ channel: 'email', state: 'queued', words: 'waiting' }] })]);
  table.receipts([row('1-1', 'read')]);
  table.load([row('1-1', 'delivered', { channels: [{ channel: 'email', state: 'sent', words: 'handed over' }] })]);
  vi.advanceTimersByTime(tellEvery);
  expect(table.rows).toMatchObject([{ home: '1-1', state: 'read', channels: [{ state: 'sent' }] }]);
});
