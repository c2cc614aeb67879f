/**
 * The home's end of the stream (docs/protocol.md) as a value that answers "what next?". No socket, clock, key or database:
 * `on` takes what happened and gives what to do, in order. The same rules as relay/core/stream/home_agent.
 */

import type { KeptAct } from './facts';
import type { Link as Shown, Message } from './types';

export interface Cursor {
  readonly epoch: string;
  /** The highest entry that is kept durably. */
  readonly seq: number;
}

export interface Tree {
  readonly origin: string;
  readonly size: number;
  readonly root: string;
  /** The log's verifier key. */
  readonly key: string;
}

/** An entry as it came, for the store. */
export type Incoming =
  | { readonly seq: number; readonly message: Message }
  | { readonly seq: number; readonly skipped: string; readonly reason: 'superseded' | 'cancelled' | 'expired' | 'withdrawn'; readonly by?: string };

export interface CheckpointFrame {
  readonly checkpoint: string;
  readonly key: string;
  readonly from: number;
  readonly proof: readonly string[];
}

export type Happened =
  | { readonly on: 'start' | 'opened' | 'due' | 'online' | 'now' | 'failed' }
  | { readonly on: 'visible'; readonly silentMs: number }
  | { readonly on: 'frame'; readonly text: string }
  | { readonly on: 'closed'; readonly code: number }
  /** The answer to `hello`: where the store stands, all writes done. */
  | { readonly on: 'signed'; readonly home: string; readonly device: string; readonly signature: string; readonly cursor: Cursor }
  /** Everything up to here is kept durably. */
  | { readonly on: 'stored'; readonly seq: number }
  /** What may be sent, oldest first: all that wait and belong to entries of this epoch. */
  | { readonly on: 'acts'; readonly acts: readonly KeptAct[] }
  | { readonly on: 'witnessed'; readonly tree: Tree | null };

export type ToDo =
  | { readonly do: 'connect' }
  | { readonly do: 'close'; readonly why: string }
  | { readonly do: 'hello'; readonly nonce: string; readonly time: string }
  | { readonly do: 'say'; readonly frame: object }
  | { readonly do: 'store'; readonly entry: Incoming }
  /** The next entry is `next`, of this epoch. `why` other than `ok`: a person must hear of it. */
  | { readonly do: 'move'; readonly epoch: string; readonly next: number; readonly why: 'ok' | 'reset' | 'ahead' | 'truncated'; readonly last: number }
  | { readonly do: 'live' }
  | { readonly do: 'recorded'; readonly order: number }
  | { readonly do: 'refused'; readonly order: number; readonly why: string; readonly detail: string }
  | { readonly do: 'confirmed'; readonly message: string }
  | { readonly do: 'witness'; readonly frame: CheckpointFrame }
  | { readonly do: 'token'; readonly token: string; readonly expires: string }
  /** Say `due` after a random time between the two. Replaces the one before. */
  | { readonly do: 'wait'; readonly leastMs: number; readonly mostMs: number }
  /** Everything there is, is here. */
  | { readonly do: 'upToDate' };

const connectMs = 15_000;
/** Answers of one device that the relay takes at a time (32), with room. */
const actsAtOnce = 16;

/** By the hundreds of the close code; failures in a row double the wait from 0.5 s to 30 s. */
export function afterClose(code: number, failures: number): { leastMs: number; mostMs: number } | Shown['why'] {
  if (code === 4002) return 'suspended';
  if (code === 4003) return 'revoked';
  if (code === 4004) return 'replaced';
  if (code >= 4000 && code < 4100) return 'too_old';
  const doubled = Math.min(30_000, 500 * 2 ** Math.min(failures, 6));
  if (code >= 4200 && code < 4300) return { leastMs: 500, mostMs: Math.max(doubled, 5_000) };
  return { leastMs: 0, mostMs: doubled };
}

export class Link {
  is: Shown['is'] = 'starting';
  why: Shown['why'];
  /** The newest entry the relay spoke of. */
  last = 0;
  #phase: 'down' | 'opening' | 'hello' | 'welcome' | 'live' = 'down';
  #cursor: Cursor = { epoch: '', seq: 0 };
  #next = 1;
  #heartbeatMs = 25_000;
  #failures = 0;
  #strangers = 0;
  #goaway: readonly [number, number] | undefined;
  #isBroken = false;
  #asked = 0;
  /** On this connection, not recorded yet. */
  readonly #said = new Set<number>();
  #waiting: readonly KeptAct[] = [];

  #tree: Tree | null;
  readonly #canWitness: boolean;

  constructor(tree: Tree | null, canWitness: boolean) {
    this.#tree = tree;
    this.#canWitness = canWitness;
  }

  get behind(): number {
    return Math.max(0, this.last - this.#cursor.seq);
  }
  get isLive(): boolean {
    return this.#phase === 'live';
  }

  on(what: Happened): ToDo[] {
    switch (what.on) {
      case 'start':
      case 'now':
        return this.#phase === 'down' ? this.#connect() : [];
      case 'online':
        return this.#hurry();
      case 'visible':
        // Asleep for longer than the relay is ever silent: whatever the socket says, nobody is there any more.
        if (this.#phase === 'live' && what.silentMs > 1.5 * this.#heartbeatMs) return this.#broken('silent');
        return this.#hurry();
      case 'due':
        if (this.#phase === 'down') return this.is === 'stopped' ? [] : this.#connect();
        return this.#broken(this.#phase === 'live' ? 'silent' : 'slow');
      case 'opened':
        this.#phase = 'hello';
        return [];
      case 'signed':
        return this.#signed(what);
      case 'frame':
        return this.#phase === 'down' || this.#isBroken ? [] : this.#heard(what.text);
      case 'stored':
        return this.#stored(what.seq);
      case 'failed':
        return this.#phase === 'down' ? [] : this.#broken('not kept');
      case 'acts':
        this.#waiting = what.acts;
        return this.#sendActs();
      case 'witnessed':
        this.#tree = what.tree ?? this.#tree;
        return [];
      case 'closed':
        return this.#closed(what.code);
    }
  }

  #connect(): ToDo[] {
    this.#phase = 'opening';
    this.is = 'connecting';
    this.why = undefined;
    this.#isBroken = false;
    this.#goaway = undefined;
    return [{ do: 'connect' }, { do: 'wait', leastMs: connectMs, mostMs: connectMs }];
  }

  /** At once, unless the relay has asked everybody to come back one by one. */
  #hurry(): ToDo[] {
    const isStopped = this.is === 'stopped' && this.why !== 'replaced' && this.why !== 'not_ours';
    if (this.#phase !== 'down' || isStopped || this.#goaway || this.is === 'starting') return [];
    this.#failures = 0;
    return this.#connect();
  }

  #broken(why: string): ToDo[] {
    this.#isBroken = true;
    return [{ do: 'close', why }];
  }

  #closed(code: number): ToDo[] {
    if (this.#phase === 'down') return [];
    this.#phase = 'down';
    this.#said.clear();
    this.#strangers = code === 4300 ? this.#strangers + 1 : 0;
    const next = this.#strangers >= 5 ? ('not_ours' as const) : afterClose(code, this.#failures++);
    if (typeof next !== 'object') {
      this.is = 'stopped';
      this.why = next;
      return [];
    }
    this.is = 'waiting';
    const [leastMs, mostMs] = this.#goaway ?? [next.leastMs, next.mostMs];
    return [{ do: 'wait', leastMs, mostMs }];
  }

  #signed({ home, device, signature, cursor }: Extract<Happened, { on: 'signed' }>): ToDo[] {
    if (this.#phase !== 'hello') return [];
    this.#phase = 'welcome';
    this.#cursor = cursor;
    this.#next = cursor.seq + 1;
    return [{ do: 'say', frame: { type: 'hello', home, device, signature, resume: cursor, window: 64, client: 'inbox/1' } }];
  }

  #heard(text: string): ToDo[] {
    let frame: Record<string, unknown>;
    try {
      frame = JSON.parse(text) as Record<string, unknown>;
    } catch {
      return this.#broken('not a frame');
    }
    const silence: ToDo[] = this.#phase === 'live' ? [this.#watch()] : [];
    return [...silence, ...this.#hear(frame)];
  }

  #watch(): ToDo {
    return { do: 'wait', leastMs: 2.5 * this.#heartbeatMs, mostMs: 2.5 * this.#heartbeatMs };
  }

  #hear(f: Record<string, unknown>): ToDo[] {
    const text = (name: string): string => String(f[name] ?? '');
    const number = (name: string): number => (Number.isSafeInteger(f[name]) ? (f[name] as number) : 0);
    const isLive = this.#phase === 'live';
    switch (f['type']) {
      case 'challenge':
        return this.#phase === 'hello' ? [{ do: 'hello', nonce: text('nonce'), time: text('time') }] : [];
      case 'welcome':
        return this.#phase === 'welcome' ? this.#welcome(number, text) : [];
      case 'deliver': {
        const message = f['message'] as Message | undefined;
        if (!isLive || typeof message?.id !== 'string' || typeof message.digest !== 'string') return this.#broken('no message');
        return this.#entry({ seq: number('seq'), message });
      }
      case 'skip': {
        if (!isLive || typeof f['message'] !== 'string') return this.#broken('no message');
        const reason = text('reason') as 'expired';
        return this.#entry({ seq: number('seq'), skipped: text('message'), reason, ...(f['by'] !== undefined && { by: text('by') }) });
      }
      case 'recorded': // with `up_to` instead of `seq` it is about what was stored, which this device knows
        return f['seq'] === undefined ? [] : this.#recorded(number('seq'), text('receipt'));
      case 'ping':
        this.last = Math.max(this.last, number('last'));
        this.#said.clear(); // what was refused for now is said again
        return [{ do: 'say', frame: { type: 'pong' } }, ...this.#whenUpToDate(), ...this.#sendActs(), ...this.#lookAtLog(number('log'))];
      case 'confirmed':
        return [{ do: 'confirmed', message: text('message') }];
      case 'checkpoint':
        if (!f['checkpoint'] || !Array.isArray(f['proof'])) return [];
        return [{ do: 'witness', frame: { checkpoint: text('checkpoint'), key: text('key'), from: number('from'), proof: f['proof'].map(String) } }];
      case 'token':
        return [{ do: 'token', token: text('token'), expires: text('expires') }];
      case 'goaway': {
        const [least, most] = Array.isArray(f['retry_ms']) ? (f['retry_ms'] as number[]) : [];
        this.#goaway = [Number(least) || 2_000, Number(most) || 60_000];
        return [];
      }
      case 'error':
        return f['temporary'] === true ? [] : this.#refused(number('seq'), text('code'), text('detail'));
      default:
        return []; // a newer relay may say more
    }
  }

  #welcome(number: (name: string) => number, text: (name: string) => string): ToDo[] {
    this.#phase = 'live';
    this.is = 'live';
    this.#strangers = 0;
    this.#asked = 0;
    this.last = number('last');
    this.#heartbeatMs = Math.max(1_000, number('heartbeat_ms') || 25_000);
    const why = text('resume') as 'ok';
    const epoch = text('epoch');
    const out: ToDo[] = [];
    const next = why === 'ok' ? this.#next : number('first');
    if (epoch !== this.#cursor.epoch || next !== this.#next) out.push({ do: 'move', epoch, next, why, last: this.last });
    this.#next = next;
    this.#cursor = { epoch, seq: next - 1 };
    return [...out, { do: 'live' }, this.#watch(), ...this.#whenUpToDate(), ...this.#lookAtLog(number('log'))];
  }

  /** Entries come in order without gaps: one that was due before is kept already, one that leaps is a fault. */
  #entry(entry: Incoming): ToDo[] {
    this.last = Math.max(this.last, entry.seq);
    if (entry.seq > this.#next || entry.seq < 1) return this.#broken('a gap');
    if (entry.seq < this.#next) return [{ do: 'say', frame: { type: 'stored', up_to: this.#cursor.seq } }];
    this.#next += 1;
    return [{ do: 'store', entry }];
  }

  #stored(seq: number): ToDo[] {
    if (this.#phase !== 'live' || seq <= this.#cursor.seq || seq >= this.#next) return [];
    this.#cursor = { ...this.#cursor, seq };
    return [{ do: 'say', frame: { type: 'stored', up_to: seq } }, ...this.#whenUpToDate()];
  }

  #whenUpToDate(): ToDo[] {
    if (this.behind > 0) return [];
    this.#failures = 0; // not before: a relay that always fails at the same entry is not to be hurried
    return [{ do: 'upToDate' }];
  }

  #sendActs(): ToDo[] {
    const out: ToDo[] = [];
    for (const act of this.#waiting) {
      if (!this.isLive || this.#said.size >= actsAtOnce) break;
      if (this.#said.has(act.order)) continue;
      this.#said.add(act.order);
      out.push({ do: 'say', frame: frameOf(act) });
    }
    return out;
  }

  /** Of one answer by its key; of a read by its entry, when no answer has that key. */
  #recorded(seq: number, key: string): ToDo[] {
    const found = this.#waiting.find((a) => a.seq === seq && a.key === key) ?? this.#waiting.find((a) => a.seq === seq && a.act === 'read');
    if (!found) return [];
    this.#forget(found);
    return [{ do: 'recorded', order: found.order }, ...this.#sendActs()];
  }

  #refused(seq: number, why: string, detail: string): ToDo[] {
    const ofEntry = this.#waiting.filter((a) => a.seq === seq && this.#said.has(a.order));
    const act = ofEntry.find((a) => a.act === 'respond') ?? ofEntry[0];
    // The relay will never take it: saying it again on every connection would help nobody.
    if (!act) return [];
    this.#forget(act);
    return [{ do: 'refused', order: act.order, why, detail }, ...this.#sendActs()];
  }

  #forget(act: KeptAct): void {
    this.#waiting = this.#waiting.filter((a) => a.order !== act.order);
    this.#said.delete(act.order);
  }

  /** Also when it is less than what was verified: then the relay has to sign for it. Once for each size. */
  #lookAtLog(size: number): ToDo[] {
    if (!this.#canWitness || size === 0 || size === this.#tree?.size || size === this.#asked) return [];
    this.#asked = size;
    const { origin, size: from } = this.#tree ?? {};
    return [{ do: 'say', frame: { type: 'log', ...(this.#tree && { origin, size: from }) } }];
  }
}

export function frameOf(act: KeptAct): object {
  const { seq, at, key, response, role, name, note, signature, checkpoint } = act;
  if (act.act === 'read') return { type: 'read', seq, at };
  return { type: 'respond', seq, response, role, ...(name && { name }), ...(note && { note }), key, at, signature, ...(checkpoint && { checkpoint }) };
}
