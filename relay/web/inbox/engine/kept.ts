/** What is kept, as this tab has it in memory: follows every write, its own and those of other tabs. */

import { isFull, type Change, type Store, type Written } from './store';
import type { Pair, PublicKey } from '../../shared/seal/keys';
import type { KeptAct, KeptEntry } from './facts';
import type { Cursor, Tree } from './link';
import type { Alarm, Device, Draft, Trust } from './types';

/** Who this device is. The private keys are the browser's: they are used here and never leave. */
export interface DeviceRecord {
  readonly home: string;
  readonly homeName: string;
  readonly device: string;
  readonly name: string;
  /** Signs: hello, answers, lists are by the home's own key. */
  readonly sign: Pair;
  /** Opens results. */
  readonly sealing: Pair;
}

export interface Settings {
  readonly language: string;
  readonly duty: boolean;
  readonly role: string;
  readonly name: string;
}

/** Everything that is kept under a name. */
export interface Named {
  readonly device?: DeviceRecord;
  readonly cursor?: Cursor;
  readonly tree?: Tree;
  readonly upToDateMs?: number;
  readonly settings?: Settings;
  readonly alarms?: readonly Alarm[];
  /** The newest device list that was believed, compact JWS. */
  readonly list?: string;
  /** The home's identity key, locked for this device: nothing on the disk signs without the device's own key. */
  readonly homeKey?: object;
  /** Of sheets that were typed here. */
  readonly recovered?: readonly Pair[];
  readonly senders?: Readonly<Record<string, PublicKey>>;
  readonly trust?: Pick<Trust, 'is' | 'first' | 'homeWords' | 'askedMs'> & { readonly devices: readonly Device[] };
  /** The push subscription the relay was told of. */
  readonly pushed?: string;
  readonly refreshedMs?: number;
  /** How far the relay's clock is ahead of this device's, where that is more than some seconds. */
  readonly aheadMs?: number;
  /** Replies that were begun, by message. */
  readonly drafts?: Readonly<Record<string, Draft>>;
}

export const name = <K extends keyof Named>(key: K, value: Named[K]): Change => ({ name: key, value });

export class Kept {
  readonly entries = new Map<string, KeptEntry>();
  readonly acts = new Map<number, KeptAct>();
  named: Named = {};
  /** The last write failed for want of room. */
  full = false;
  /** It is gone under the page: nothing is kept any more. */
  lost = false;

  /** Called after each write of this tab, and after a failed one (with nothing). */
  tell: (written: Written | null) => void = () => undefined;
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
    store.onLost(() => {
      this.lost = true;
      this.tell(null);
    });
  }

  get cursor(): Cursor {
    return this.named.cursor ?? { epoch: '', seq: 0 };
  }

  get aheadMs(): number {
    return this.named.aheadMs ?? 0;
  }

  /** Acts of an entry, oldest first. */
  actsOf(id: string): KeptAct[] {
    return [...this.acts.values()].filter((a) => a.id === id).sort((a, b) => a.order - b.order);
  }

  /** What may be sent now: it waits, and belongs to an entry of the relay's present register. */
  sendable(): KeptAct[] {
    const { epoch } = this.cursor;
    return [...this.acts.values()].filter((a) => a.is === 'waiting' && a.epoch === epoch).sort((a, b) => a.order - b.order);
  }

  async load(): Promise<void> {
    const rows = await this.#store.read();
    this.entries.clear();
    this.acts.clear();
    this.named = {};
    this.apply({ ...rows, dropped: [] });
  }

  /** Durable when it resolves; rejects with nothing changed. */
  async write(...changes: readonly Change[]): Promise<Written> {
    try {
      const written = await this.#store.write(changes);
      this.full = false;
      this.apply(written);
      this.tell(written);
      return written;
    } catch (why) {
      this.full = isFull(why);
      this.tell(null);
      throw why;
    }
  }

  apply(written: Written): void {
    for (const entry of written.entries) this.entries.set(entry.id, entry);
    for (const act of written.acts) this.acts.set(act.order, act);
    for (const order of written.dropped) this.acts.delete(order);
    this.named = { ...this.named, ...written.named };
  }

  async erase(): Promise<void> {
    await this.#store.erase();
    await this.load();
  }
}
