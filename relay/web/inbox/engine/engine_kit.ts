/** Tabs with engines against a relay in memory, for the engine's tests. */
import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, expect, vi } from 'vitest';
import { makeEngine } from './engine';
import type { Engine } from './types';
import { Clock, randomOf, settled, SimRelay } from './sim';
import { migrations, openStore, type Store } from './store';
// Loaded before a test begins: what is loaded when it is needed comes in its own time, which no clock of a test waits for.
import './work';
import './errands';
import './home';
import './witness';

export type Tab = Engine & { end(): void };

/** One lock for all tabs of a test. */
function makeLocks(): object {
  const queue: (() => void)[] = [];
  let isHeld = false;
  const next = (): void => {
    const first = queue.shift();
    isHeld = first !== undefined;
    first?.();
  };
  return {
    request: (_: string, { signal }: { signal: AbortSignal }, work: () => Promise<void>) =>
      new Promise((resolve, reject) => {
        const run = (): void => void (signal.aborted ? next() : work().then(resolve).finally(next));
        signal.addEventListener('abort', () => {
          const at = queue.indexOf(run);
          if (at >= 0) queue.splice(at, 1);
          reject(new Error('aborted'));
        });
        queue.push(run);
        if (!isHeld) next();
      }),
  };
}

export let idb: IDBFactory;
export let clock: Clock;
export let relay: SimRelay;
export let tabs: Tab[] = [];

beforeEach(() => {
  idb = new IDBFactory();
  clock = new Clock();
  relay = new SimRelay(clock, randomOf(7));
  vi.stubGlobal('navigator', { locks: makeLocks() });
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => relay.fetch(path, init));
});
afterEach(() => {
  for (const tab of tabs) tab.end();
  tabs = [];
  vi.unstubAllGlobals();
});

/** Begins anew within a test. */
export function anew(random: () => number): void {
  idb = new IDBFactory();
  relay = new SimRelay(clock, random);
}

export const open = (): Promise<Store> => openStore('carerelay', migrations, idb);

export async function startTab(store: () => Promise<Store> = open): Promise<Tab> {
  const tab = makeEngine({ outside: relay.outside(), open: store });
  tabs.push(tab);
  await clock.pass(100);
  return tab;
}

export async function enrolled(store = open): Promise<Tab> {
  const tab = await startTab(store);
  expect(await tab.enrol('ABCDE-FGHJK', 'office tablet')).toEqual({ ok: true, value: undefined });
  await clock.pass(100);
  return tab;
}

/** The tab is gone, as when the browser kills it: nothing is said or written any more. */
export async function kill(tab: Tab): Promise<void> {
  tab.end();
  tabs = tabs.filter((one) => one !== tab);
  relay.cut();
  await settled();
}

export const headlines = (tab: Tab): string[] => tab.state.entries.map((e) => e.message.info[0]?.headline ?? '').reverse();
export const reply = { response: 'actioned', role: 'manager', name: 'Grace', note: '' } as const;
