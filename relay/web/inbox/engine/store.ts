/**
 * What this device keeps, in IndexedDB. One write is one transaction: a message, the place to resume from and what it does
 * to acts are there together or not at all. All tabs of the device write here; rows are merged, never replaced unread.
 */

import type { KeptAct, KeptEntry } from './facts';

/** One thing of a write. An act of `order` 0 is new; `if` leaves the act alone unless it is kept in that condition. */
export type Change =
  | { readonly entry: Partial<KeptEntry> & { readonly id: string } }
  | { readonly act: Partial<KeptAct> & { readonly order: number }; readonly if?: KeptAct['is'] }
  | { readonly drop: number; readonly if?: KeptAct['is'] }
  | { readonly name: string; readonly value: unknown };

/** What became of it: whole rows, for memories that follow. */
export interface Written {
  readonly entries: readonly KeptEntry[];
  readonly acts: readonly KeptAct[];
  readonly dropped: readonly number[];
  readonly named: Readonly<Record<string, unknown>>;
}

export interface Rows {
  readonly entries: readonly KeptEntry[];
  readonly acts: readonly KeptAct[];
  readonly named: Readonly<Record<string, unknown>>;
}

export interface Store {
  read(): Promise<Rows>;
  /** Durable when it resolves. Rejects with nothing written; `isFull` says whether for want of room. */
  write(changes: readonly Change[]): Promise<Written>;
  erase(): Promise<void>;
  close(): void;
  /** What is called when it is gone under the page: cleared by the browser or a person, or taken by a newer release. */
  onLost(work: () => void): void;
}

/** Step n brings a database of version n to n + 1. Old steps are never edited. */
export type Migration = (db: IDBDatabase, change: IDBTransaction) => void;
export const migrations: readonly Migration[] = [
  (db) => {
    db.createObjectStore('entries', { keyPath: 'id' });
    db.createObjectStore('acts', { keyPath: 'order', autoIncrement: true });
    db.createObjectStore('named');
  },
];

const names = ['entries', 'acts', 'named'];

const answerOf = <T>(asked: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });

const ended = (change: IDBTransaction): Promise<void> =>
  new Promise((resolve, reject) => {
    change.oncomplete = () => resolve();
    change.onabort = change.onerror = () => reject(change.error ?? new DOMException('', 'AbortError'));
  });

export const isFull = (why: unknown): boolean => why instanceof DOMException && why.name === 'QuotaExceededError';

/** Puts one change; `written` is filled as rows are known. Not async: a transaction that waits for anything else is over. */
function put(change: IDBTransaction, what: Change, written: Sink): void {
  if ('name' in what) {
    change.objectStore('named').put(what.value, what.name);
    written.named[what.name] = what.value;
    return;
  }
  if ('entry' in what) {
    const entries = change.objectStore('entries');
    entries.get(what.entry.id).onsuccess = ({ target }) => {
      const row = { ...(target as IDBRequest<KeptEntry | undefined>).result, ...what.entry } as KeptEntry;
      entries.put(row);
      written.entries.push(row);
    };
    return;
  }
  const acts = change.objectStore('acts');
  if ('act' in what && what.act.order === 0) {
    const { order: _, ...rest } = what.act;
    acts.add(rest).onsuccess = ({ target }) => {
      written.acts.push({ ...rest, order: (target as IDBRequest<number>).result } as KeptAct);
    };
    return;
  }
  const order = 'act' in what ? what.act.order : what.drop;
  acts.get(order).onsuccess = ({ target }) => {
    const before = (target as IDBRequest<KeptAct | undefined>).result;
    if (!before || (what.if && before.is !== what.if)) return;
    if ('drop' in what) {
      acts.delete(order);
      written.dropped.push(order);
    } else {
      const row = { ...before, ...what.act };
      acts.put(row);
      written.acts.push(row);
    }
  };
}

interface Sink extends Written {
  readonly entries: KeptEntry[];
  readonly acts: KeptAct[];
  readonly dropped: number[];
  readonly named: Record<string, unknown>;
}

/** Rejects when this browser keeps nothing. */
export async function openStore(name = 'carerelay', steps = migrations, idb = globalThis.indexedDB): Promise<Store> {
  const asked = idb.open(name, steps.length);
  asked.onupgradeneeded = ({ oldVersion }) => {
    for (const step of steps.slice(oldVersion)) step(asked.result, asked.transaction as IDBTransaction);
  };
  const db = await answerOf(asked);
  let lost = (): void => undefined;
  db.onclose = () => lost();
  db.onversionchange = () => {
    db.close(); // a newer release in another tab goes first; this one has to be loaded again
    lost();
  };
  const change = (mode: IDBTransactionMode): IDBTransaction => db.transaction(names, mode, { durability: 'strict' });
  return {
    async read() {
      const look = change('readonly');
      const [entries, acts, keys, values] = await Promise.all([
        answerOf<KeptEntry[]>(look.objectStore('entries').getAll()),
        answerOf<KeptAct[]>(look.objectStore('acts').getAll()),
        answerOf(look.objectStore('named').getAllKeys()),
        answerOf<unknown[]>(look.objectStore('named').getAll()),
      ]);
      return { entries, acts, named: Object.fromEntries(keys.map((key, i) => [String(key), values[i]])) };
    },
    async write(changes) {
      const written: Sink = { entries: [], acts: [], dropped: [], named: {} };
      const one = change('readwrite');
      const end = ended(one);
      try {
        for (const each of changes) put(one, each, written);
      } catch (why) {
        one.abort();
        await end.catch(() => undefined);
        throw why;
      }
      await end;
      return written;
    },
    async erase() {
      const one = change('readwrite');
      for (const each of names) one.objectStore(each).clear();
      await ended(one);
    },
    close: () => db.close(),
    onLost: (work) => void (lost = work),
  };
}
