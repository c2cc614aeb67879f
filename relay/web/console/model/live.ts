import type { Coverage, Receipt, Stage } from '../api/types';

/** Every home's receipt of one message, as it changes. Frames come often; those who look are told at most every 250 ms. */

const rank: Record<Stage, number> = { targeted: 0, delivered: 1, read: 2, acknowledged: 3 };

export const figures = ['delivered', 'read', 'acknowledged', 'need_help'] as const;

/** Whether `next` says more of the home than `now`: a receipt only rises, and a later answer replaces an earlier one. */
export function isNewer(now: Receipt | undefined, next: Receipt): boolean {
  if (!now) return true;
  if (rank[next.state] !== rank[now.state]) return rank[next.state] > rank[now.state];
  if ((next.answered_at ?? '') !== (now.answered_at ?? '')) return (next.answered_at ?? '') > (now.answered_at ?? '');
  const wasOpen = (now.closed ?? 'open') === 'open';
  if (wasOpen !== ((next.closed ?? 'open') === 'open')) return wasOpen;
  return Boolean(next.read_at && !now.read_at);
}

/** Other ways are not told live: they come with the whole list, whatever the receipt says. */
const sameWays = (a: Receipt, b: Receipt): boolean => JSON.stringify(a.channels) === JSON.stringify(b.channels);

export interface LiveTable {
  /** The homes in no order; a new array after each change that was told. */
  readonly rows: readonly Receipt[];
  readonly coverage: Coverage | undefined;
  /** The whole list, from GET …/receipts: what came live meanwhile and says more is kept. */
  load(rows: readonly Receipt[], coverage?: Coverage): void;
  receipts(rows: readonly Receipt[]): void;
  cover(figures: Coverage): void;
  /** Whether the figures have been ahead of the rows (or the other way round) since `ms` ago: some rows were not told. */
  isBehind(ms: number): boolean;
  subscribe(told: () => void): () => void;
  close(): void;
}

interface Clock {
  now(): number;
  later(act: () => void, ms: number): unknown;
  never(timer: unknown): void;
}

const browserClock: Clock = {
  now: () => Date.now(),
  later: (act, ms) => setTimeout(act, ms),
  never: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>),
};

export const tellEvery = 250;

export function liveTable(clock: Clock = browserClock): LiveTable {
  const byHome = new Map<string, Receipt>();
  const listeners = new Set<() => void>();
  let rows: Receipt[] = [];
  let coverage: Coverage | undefined;
  let changed = false;
  let timer: unknown;
  let lastTold = -Infinity;
  let apartSince: number | undefined;

  function look() {
    const of = coverage;
    if (!of || of.counts_only || byHome.size === 0) {
      apartSince = undefined;
      return;
    }
    let delivered = 0;
    let acknowledged = 0;
    for (const row of byHome.values()) {
      if (row.state !== 'targeted') delivered += 1;
      if (row.state === 'acknowledged') acknowledged += 1;
    }
    const apart = delivered !== (of.delivered ?? delivered) || acknowledged !== (of.acknowledged ?? acknowledged);
    apartSince = apart ? (apartSince ?? clock.now()) : undefined;
  }

  function tell() {
    timer = undefined;
    lastTold = clock.now();
    if (changed) rows = [...byHome.values()];
    changed = false;
    look();
    for (const told of listeners) told();
  }

  function due() {
    if (timer !== undefined) return;
    timer = clock.later(tell, Math.max(0, lastTold + tellEvery - clock.now()));
  }

  function merge(list: readonly Receipt[]) {
    for (const next of list) {
      const now = byHome.get(next.home);
      if (isNewer(now, next)) byHome.set(next.home, { ...now, ...next });
      else if (now && next.channels && !sameWays(now, next)) byHome.set(next.home, { ...now, channels: next.channels });
      else continue;
      changed = true;
    }
  }

  return {
    get rows() {
      return rows;
    },
    get coverage() {
      return coverage;
    },
    load(list, of) {
      merge(list);
      if (of) coverage = of;
      due();
    },
    receipts(list) {
      merge(list);
      due();
    },
    cover(of) {
      coverage = of.areas.length === 0 && coverage ? { ...of, areas: coverage.areas } : of;
      due();
    },
    isBehind: (ms) => apartSince !== undefined && clock.now() - apartSince >= ms,
    subscribe(told) {
      listeners.add(told);
      return () => listeners.delete(told);
    },
    close() {
      if (timer !== undefined) clock.never(timer);
      timer = undefined;
      listeners.clear();
    },
  };
}
