/** Moves what `link.ts` decides: a WebSocket, a clock, the device's key and what is kept. Decides nothing itself. */

import { digestOf } from '../../shared/seal/canonical';
import { signText } from '../../shared/seal/keys';
import type { KeptAct } from './facts';
import { name, type Kept } from './kept';
import { Link, type Happened, type Incoming, type ToDo } from './link';
import type { Change } from './store';
import type { Alarm, Closure } from './types';

/** The world, so that tests can be it. */
export interface Outside {
  /** Calls back in order: opened, text …, closed (once). */
  connect(on: { opened(): void; text(text: string): void; closed(code: number): void }): { send(text: string): void; close(): void };
  /** Returns how to call it off. */
  later(ms: number, work: () => void): () => void;
  random(): number;
  now(): number;
  /** The relay's name in the address bar: part of what is signed. */
  readonly host: string;
}

export const isoOf = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

/** The lines that an answer's signature is over. */
export function respondText(act: KeptAct, digest: string, home: string, device: string): string {
  const { id, seq, response, key, at, checkpoint } = act;
  const tree = checkpoint ? [checkpoint.origin, checkpoint.size, checkpoint.root] : [];
  return ['carerelay.v1 respond', id, digest, home, device, seq, response, key, at, ...tree].join('\n');
}

/** Signs an answer to a message that is here. */
export async function signAct(kept: Kept, act: KeptAct): Promise<string> {
  const who = kept.named.device;
  const digest = kept.entries.get(act.id)?.message?.digest;
  if (!who || !digest) throw new Error('nothing to sign');
  return signText(who.sign.privateKey, respondText(act, digest, who.home, who.device));
}

/** What whoever opened the stream is told. */
export interface News {
  /** The link's own state changed. */
  link(): void;
  arrived(ids: readonly string[]): void;
  alarm(is: Alarm['is'], detail: string): Promise<void>;
  /** Older entries are gone from the relay: what is in force has to be asked for. */
  truncated(): void;
  /** This device has everything. */
  upToDate(): void;
  /** How far the relay's clock is ahead of ours. */
  clock(aheadMs: number): void;
}

const closures: Record<string, Closure> = { superseded: 'superseded', cancelled: 'withdrawn', withdrawn: 'withdrawn', expired: 'expired' };
const upToDateEveryMs = 20_000;

export class Stream {
  readonly link: Link;
  /** When the relay was last heard. */
  heardMs = 0;
  #socket: { send(text: string): void; close(): void } | null = null;
  #stopTimer: () => void = () => undefined;
  #pending: Incoming[] = [];
  /** Everything that touches what is kept happens one after the other. */
  #chain: Promise<void> = Promise.resolve();
  #tokens: ((token: { token: string; expires: string } | null) => void)[] = [];
  #hasMoved = false;
  #isOver = false;

  readonly #kept: Kept;
  readonly #outside: Outside;
  readonly #tell: News;

  constructor(
    kept: Kept,
    outside: Outside,
    canWitness: boolean,
    tell: News,
  ) {
    this.#kept = kept;
    this.#outside = outside;
    this.#tell = tell;
    this.link = new Link(kept.named.tree ?? null, canWitness);
  }

  on(what: Happened): void {
    if (this.#isOver) return;
    for (const each of this.link.on(what)) this.#run(each);
    this.#tell.link();
  }

  /** No more of it; what was kept stays. */
  end(): void {
    this.#isOver = true;
    this.#stopTimer();
    this.#socket?.close();
    this.#socket = null;
    this.#giveToken(null);
  }

  /** What waits was changed by somebody. */
  actsChanged(): void {
    this.#then(async () => {
      await this.#moveActs();
      this.on({ on: 'acts', acts: this.#kept.sendable() });
    });
  }

  /** An act belongs to a place in the relay's register; when its entry has another by now, it is signed for that one. */
  async #moveActs(): Promise<void> {
    const changes: Change[] = [];
    for (const act of this.#kept.acts.values()) {
      const { seq, epoch } = this.#kept.entries.get(act.id) ?? {};
      const isStale = epoch === this.#kept.cursor.epoch && (act.seq !== seq || act.epoch !== epoch);
      if (act.is !== 'waiting' || !isStale) continue;
      const moved: KeptAct = { ...act, seq, epoch };
      changes.push({ act: act.act === 'read' ? moved : { ...moved, signature: await signAct(this.#kept, moved) }, if: 'waiting' });
    }
    if (changes.length > 0) await this.#kept.write(...changes);
  }

  /** A short token for HTTP, over the stream; none when it is not live or nobody answers. */
  token(): Promise<{ token: string; expires: string } | null> {
    if (!this.link.isLive) return Promise.resolve(null);
    return new Promise((resolve) => {
      this.#tokens.push(resolve);
      this.#send({ type: 'token' });
      this.#outside.later(5_000, () => resolve(null));
    });
  }

  #giveToken(token: { token: string; expires: string } | null): void {
    for (const each of this.#tokens.splice(0)) each(token);
  }

  #send(frame: object): void {
    this.#socket?.send(JSON.stringify(frame));
  }

  #run(what: ToDo): void {
    switch (what.do) {
      case 'connect':
        return this.#connect();
      case 'close':
        return this.#close();
      case 'wait': {
        this.#stopTimer();
        const ms = what.leastMs + this.#outside.random() * (what.mostMs - what.leastMs);
        this.#stopTimer = this.#outside.later(ms, () => this.on({ on: 'due' }));
        return;
      }
      case 'say':
        return this.#send(what.frame);
      case 'hello':
        this.#tell.clock(Date.parse(what.time) - this.#outside.now());
        return this.#then(() => this.#hello(what.nonce));
      case 'store':
        this.#pending.push(what.entry);
        return this.#then(() => this.#keep());
      case 'move':
        return this.#then(() => this.#move(what));
      case 'live':
        return this.actsChanged();
      case 'recorded':
        return this.#then(() => this.#recorded(what.order));
      case 'refused':
        return this.#then(() => this.#refused(what.order, what.why, what.detail));
      case 'confirmed':
        return this.#then(async () => {
          const entry = this.#kept.entries.get(what.message);
          if (entry && !entry.confirmed) await this.#kept.write({ entry: { id: entry.id, confirmed: true } });
        });
      case 'witness':
        return this.#then(async () => {
          const { look } = await import('./witness');
          const verdict = await look(what.frame, this.#kept.named.tree ?? null);
          if (verdict.tree) await this.#kept.write(name('tree', verdict.tree));
          if (verdict.alarm) await this.#tell.alarm(verdict.alarm, verdict.detail);
          this.on({ on: 'witnessed', tree: verdict.tree });
        });
      case 'token':
        return this.#giveToken(what);
      case 'upToDate':
        return this.#then(() => this.#upToDate());
    }
  }

  #then(work: () => Promise<void>): void {
    this.#chain = this.#chain.then(async () => {
      if (!this.#isOver) await work();
    }).catch(() => this.on({ on: 'failed' }));
  }

  #connect(): void {
    this.#pending = [];
    let isMine = true;
    const of = <A extends unknown[]>(work: (...args: A) => void) => (...args: A): void => {
      if (isMine && !this.#isOver) work(...args);
    };
    const closed = of((code: number) => {
      isMine = false;
      this.#socket = null;
      this.#pending = [];
      this.#giveToken(null);
      this.on({ on: 'closed', code });
    });
    const socket = this.#outside.connect({
      opened: of(() => this.on({ on: 'opened' })),
      text: of((text: string) => {
        this.heardMs = this.#outside.now();
        this.on({ on: 'frame', text });
      }),
      closed,
    });
    // A line that is dead may take minutes to say so: who hangs up does not wait for it.
    this.#socket = { send: (text) => socket.send(text), close: () => (socket.close(), closed(1006)) };
  }

  #close(): void {
    this.#socket?.close();
  }

  async #hello(nonce: string): Promise<void> {
    const who = this.#kept.named.device;
    if (!who) return this.#close();
    const lines = ['carerelay.v1 hello', this.#outside.host, nonce, who.home, who.device];
    const signature = await signText(who.sign.privateKey, lines.join('\n'));
    this.on({ on: 'signed', home: who.home, device: who.device, signature, cursor: this.#kept.cursor });
  }

  async #move({ epoch, next, why, last }: Extract<ToDo, { do: 'move' }>): Promise<void> {
    await this.#kept.write(name('cursor', { epoch, seq: next - 1 }));
    if (why === 'ok') return;
    this.#hasMoved = true;
    await this.#tell.alarm(why, `${next} ${last}`);
    if (why === 'truncated') this.#tell.truncated();
  }

  /** All that came meanwhile, in one transaction with the place to resume from. */
  async #keep(): Promise<void> {
    const batch = this.#pending.splice(0);
    const last = batch.at(-1);
    if (!last) return;
    const { epoch } = this.#kept.cursor;
    const changes: Change[] = [];
    const ids: string[] = [];
    for (const one of batch) {
      const isNew = await this.#changesOf(one, epoch, changes);
      if (isNew && 'message' in one) ids.push(one.message.id);
    }
    await this.#kept.write(...changes, name('cursor', { epoch, seq: last.seq }));
    if (ids.length > 0) this.#tell.arrived(ids);
    this.on({ on: 'stored', seq: last.seq });
    this.actsChanged();
  }

  /** Whether it is a message that was not here before. Throws when it is not what it says it is. */
  async #changesOf(one: Incoming, epoch: string, changes: Change[]): Promise<boolean> {
    const { seq } = one;
    const id = 'message' in one ? one.message.id : one.skipped;
    const before = this.#kept.entries.get(id);
    const arrived = before?.arrived ?? isoOf(this.#outside.now() + this.#kept.aheadMs);
    if ('message' in one) {
      if ((await digestOf(one.message)) !== one.message.digest) throw new Error('digest');
      changes.push({ entry: { id, seq, epoch, arrived, message: one.message } });
    } else {
      const how = closures[one.reason] ?? 'superseded';
      changes.push({ entry: { id, seq, epoch, arrived, closedBy: one.by, ...(before?.message ? { closed: how } : { skip: how }) } });
    }
    if (before && (before.epoch !== epoch || before.seq !== seq)) {
      // The relay's register began anew and may have lost what it had recorded: everything is said again.
      for (const { order } of this.#kept.actsOf(id)) changes.push({ act: { order, is: 'waiting' }, if: 'recorded' });
    }
    return before?.message === undefined;
  }

  /** From now on it is what the relay knows of the home, until it tells of something later. */
  async #recorded(order: number): Promise<void> {
    const { id, response } = this.#kept.acts.get(order) ?? {};
    const said: Change[] = id && response ? [{ entry: { id, response, stage: 'acknowledged' } }] : [];
    await this.#kept.write({ act: { order, is: 'recorded' } }, ...said);
  }

  async #refused(order: number, why: string, detail: string): Promise<void> {
    // The relay has this answer already: it was said again after its register had moved.
    const isThere = why === 'signature_replayed';
    const { acts } = await this.#kept.write({ act: { order, ...(isThere ? { is: 'recorded' } : { is: 'refused', why, detail }) } });
    if (!isThere && acts[0]?.act === 'respond') await this.#tell.alarm('refused', acts[0].id);
  }

  async #upToDate(): Promise<void> {
    const now = this.#outside.now();
    const before = this.#kept.named.upToDateMs ?? 0;
    if (now - before >= upToDateEveryMs || before > now) await this.#kept.write(name('upToDateMs', now));
    if (this.#hasMoved) {
      this.#hasMoved = false;
      const { epoch } = this.#kept.cursor;
      const left = [...this.#kept.acts.values()].filter((a) => a.is === 'waiting' && a.epoch !== epoch && a.act === 'respond');
      if (left.length > 0) await this.#tell.alarm('undelivered', String(left.length));
    }
    this.#tell.upToDate();
  }
}
