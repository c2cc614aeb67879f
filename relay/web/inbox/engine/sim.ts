/** For tests: a relay in memory that says what docs/protocol.md says, on a line that breaks when it is told to, and a clock
 *  that moves when it is told to. It checks every signature and keeps account of what it was told. */

import { digestOf } from '../../shared/seal/canonical';
import { isSignedBy, type PublicKey } from '../../shared/seal/keys';
import type { KeptAct } from './facts';
import { isoOf, respondText, type Outside } from './stream';
import type { Message } from './types';

type Json = Record<string, unknown>;

export function randomOf(seed: number): () => number {
  let at = seed >>> 0;
  return () => {
    // mulberry32
    at = (at + 0x6d2b79f5) >>> 0;
    let t = Math.imul(at ^ (at >>> 15), at | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export async function messageOf(number: number, change: Partial<Message> = {}): Promise<Message> {
  const hex = number.toString(16).padStart(12, '0');
  const bare = {
    id: `01935a00-0000-7000-8000-${hex}`, kind: 'guidance_bulletin', msg_type: 'alert', status: 'actual', scope: 'restricted',
    sender: 'nel-ipc', sender_name: 'North East London IPC team', sent: isoOf(Date.parse('2026-11-21T08:00:00Z') + number * 1000),
    urgency: 'expected', severity: 'moderate', topic: 'norovirus',
    acknowledgement: { required: true, options: ['in_progress', 'actioned', 'not_relevant', 'need_help'] },
    info: [{ language: 'en-GB', headline: `Message ${number}` }], ...change,
  };
  return { ...bare, digest: await digestOf(bare) } as Message;
}

interface Timer {
  readonly at: number;
  readonly work: () => void;
}

/** Time stands still until `pass`. */
export class Clock {
  nowMs = Date.parse('2026-11-21T09:00:00Z');
  private readonly timers = new Set<Timer>();

  later(ms: number, work: () => void): () => void {
    const timer = { at: this.nowMs + ms, work };
    this.timers.add(timer);
    return () => void this.timers.delete(timer);
  }

  /** Lets `ms` pass; what falls due is done in order, with everything it brings about. */
  async pass(ms: number): Promise<void> {
    const end = this.nowMs + ms;
    for (await settled(); ; await settled()) {
      const next = [...this.timers].filter((t) => t.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.timers.delete(next);
      this.nowMs = Math.max(this.nowMs, next.at);
      next.work();
    }
    this.nowMs = end;
  }
}

/** Cryptography under way: on a busy machine one call may take longer than many turns of the loop. */
let underWay = 0;
for (const name of ['sign', 'verify', 'generateKey', 'importKey', 'exportKey', 'deriveBits', 'deriveKey', 'encrypt', 'decrypt', 'digest'] as const) {
  const call = (crypto.subtle[name] as (...given: unknown[]) => Promise<unknown>).bind(crypto.subtle);
  Object.defineProperty(crypto.subtle, name, {
    configurable: true,
    writable: true,
    value: async (...given: unknown[]) => {
      ++underWay;
      try {
        return await call(...given);
      } finally {
        --underWay;
      }
    },
  });
}

/** Until promises, the database and cryptography have come to rest. */
export async function settled(): Promise<void> {
  for (let quiet = 0; quiet < 40; quiet = underWay > 0 ? 0 : quiet + 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

interface Enrolled {
  readonly device: string;
  readonly key: PublicKey;
  readonly sealing: PublicKey;
  revoked?: boolean;
}

export class SimRelay {
  epoch = 'epoch-1';
  first = 1;
  entries: { readonly message: Message; skip?: { reason: string; by?: string } }[] = [];
  /** By key, as first recorded. */
  answers = new Map<string, Json>();
  reads = new Set<string>();
  delivered = new Set<string>();
  readonly devices = new Map<string, Enrolled>();
  readonly faults: string[] = [];
  /** Before each frame either way: whether the line breaks here. */
  breaks: () => boolean = () => false;
  isReachable = true;
  /** Says what to answer to an answer, when not "recorded". */
  refuses: (frame: Json) => Json | null = () => null;
  connections = 0;
  pings = true;
  codes = new Set(['ABCDE-FGHJK']);
  readonly home = '1-1435221697';
  private session: Session | null = null;

  constructor(readonly clock: Clock, readonly random: () => number) {}

  outside(): Outside {
    return {
      host: 'relay.example',
      now: () => this.clock.nowMs,
      random: this.random,
      later: (ms, work) => this.clock.later(ms, work),
      connect: (on) => {
        this.connections += 1;
        const session = new Session(this, on);
        if (!this.isReachable) {
          this.clock.later(10, () => session.cut(1006));
          return session;
        }
        this.session?.cut(4004);
        this.session = session;
        this.clock.later(1, () => session.open());
        return session;
      },
    };
  }

  /** Breaks the line there is. */
  cut(code = 1006): void {
    this.session?.cut(code);
  }
  say(frame: Json): void {
    this.session?.say(frame);
  }
  get isConnected(): boolean {
    return this.session?.isLive ?? false;
  }

  publish(message: Message): void {
    this.entries.push({ message });
    for (const old of message.references ?? []) {
      const entry = this.entries.find((e) => e.message.id === old);
      if (entry) entry.skip = { reason: message.msg_type === 'cancel' ? 'cancelled' : 'superseded', by: message.id };
    }
    this.session?.published();
  }

  /** From a backup that had `count` entries, and none of what was recorded since. */
  restore(count: number, epoch = this.epoch): void {
    this.cut();
    const ids = new Set(this.entries.slice(0, count).map((e) => e.message.id));
    this.entries = this.entries.slice(0, count);
    this.epoch = epoch;
    this.answers = new Map([...this.answers].filter(([, a]) => ids.has(String(a['message'])) && this.random() < 0.5));
    this.delivered = new Set([...this.delivered].filter((id) => ids.has(id)));
  }

  /** `fetch` for the routes that the engine asks. */
  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    await settled();
    if (!this.isReachable || this.breaks()) throw new TypeError('network');
    const reply = (status: number, body: object): Response =>
      new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json', Date: new Date(this.clock.nowMs).toUTCString() } });
    const body = init.body ? (JSON.parse(String(init.body)) as Json) : {};
    if (path === '/v1/devices') {
      if (!this.codes.delete(String(body['code']))) return reply(403, { code: 'code_invalid', detail: 'the code is wrong, used or out of date' });
      const device = `0f6f2c1e-7b1a-4f65-9c3e-${String(this.devices.size).padStart(12, '0')}`;
      this.devices.set(device, { device, key: body['public_key'] as PublicKey, sealing: body['sealing_key'] as PublicKey });
      return reply(201, { device, home: this.home, home_name: 'Elm Court' });
    }
    if (path.endsWith('/token')) return reply(200, { token: 't', expires: isoOf(Date.now() + 900_000) });
    if (path.startsWith('/v1/inbox')) {
      const cursor = new URL(path, 'https://x').searchParams.get('cursor');
      const after = cursor === null ? 0 : Number(atob(cursor));
      const page = this.entries.slice(after, after + 5).map(({ message, skip }, i) => ({
        seq: after + i + 1, message, closed: skip ? { cancelled: 'withdrawn' }[skip.reason] ?? skip.reason : 'open', closed_by: skip?.by,
        state: [...this.answers.values()].some((a) => a['message'] === message.id) ? 'acknowledged' : 'targeted',
      }));
      const isMore = after + 5 < this.entries.length;
      return reply(200, { home: this.home, epoch: this.epoch, entries: page, ...(isMore && { next: `/v1/inbox?cursor=${btoa(String(after + 5)).replace(/=/g, '')}` }) });
    }
    if (path.startsWith('/v1/record')) {
      const after = Number(new URL(path, 'https://x').searchParams.get('cursor') ?? 0);
      const page = this.entries.slice(after, after + 2).map(({ message }) => ({
        message: message.id,
        answers: [...this.answers.values()].filter((one) => one['message'] === message.id && one['response']),
      }));
      return reply(200, { entries: page, ...(after + 2 < this.entries.length && { next: `/v1/record?cursor=${after + 2}` }) });
    }
    if (init.method === 'DELETE') return new Response(null, { status: 204 });
    return reply(404, { code: 'not_found', detail: path });
  }
}

class Session {
  isLive = false;
  private isOver = false;
  private sent = 0;
  private stored = 0;
  private readonly window = 8;
  private device: Enrolled | undefined;
  private epoch = '';
  private work: Promise<void> = Promise.resolve();

  constructor(private readonly relay: SimRelay, private readonly on: Parameters<Outside['connect']>[0]) {}

  open(): void {
    if (this.isOver) return;
    this.on.opened();
    this.say({ type: 'challenge', nonce: 'nonce', time: isoOf(this.relay.clock.nowMs) });
  }
  say(frame: Json): void {
    if (this.isOver) return;
    if (this.relay.breaks()) return this.cut(1006);
    this.on.text(JSON.stringify(frame));
  }
  cut(code: number): void {
    if (this.isOver) return;
    this.isOver = true;
    this.isLive = false;
    this.on.closed(code);
  }
  close(): void {
    this.isOver = true;
    this.isLive = false;
  }
  /** From the home. */
  send(text: string): void {
    this.work = this.work.then(async () => {
      if (this.isOver) return;
      if (this.relay.breaks()) return this.cut(1006);
      await this.hear(JSON.parse(text) as Json);
    });
  }

  published(): void {
    if (this.isLive) this.deliver();
  }

  private deliver(): void {
    while (!this.isOver && this.sent < this.relay.entries.length && this.sent - this.stored < this.window) {
      const entry = this.relay.entries[this.sent];
      const seq = ++this.sent;
      if (entry?.skip) this.say({ type: 'skip', seq, message: entry.message.id, ...entry.skip });
      else this.say({ type: 'deliver', seq, message: entry?.message });
    }
  }

  private async hear(f: Json): Promise<void> {
    const { relay } = this;
    if (f['type'] === 'hello') return this.hello(f);
    if (!this.isLive) return void relay.faults.push(`${String(f['type'])} before welcome`);
    const seq = Number(f['seq']);
    const entry = relay.entries[seq - 1];
    switch (f['type']) {
      case 'stored': {
        const upTo = Number(f['up_to']);
        if (upTo > this.sent) return void relay.faults.push(`stored ${upTo} of ${this.sent}`);
        for (; this.stored < upTo; ++this.stored) {
          const done = relay.entries[this.stored];
          if (done && !done.skip) relay.delivered.add(done.message.id);
        }
        this.say({ type: 'recorded', up_to: this.stored });
        return this.deliver();
      }
      case 'read':
        if (!entry || seq > this.sent) return void relay.faults.push(`read ${seq} of ${this.sent}`);
        relay.reads.add(entry.message.id);
        return this.say({ type: 'recorded', seq, state: 'read', receipt: 'r' });
      case 'respond': {
        if (!entry || seq > this.sent) return void relay.faults.push(`respond ${seq} of ${this.sent}`);
        const { id, digest } = entry.message;
        const lines = respondText({ ...(f as unknown as KeptAct), id }, digest, relay.home, this.device?.device ?? '');
        const isGood = this.device && (await isSignedBy(this.device.key, lines, String(f['signature'])));
        if (!isGood) return void relay.faults.push(`signature of ${String(f['key'])}`);
        const no = relay.refuses(f);
        if (no) return this.say(no);
        const before = relay.answers.get(String(f['key']));
        if (before && before['response'] !== f['response']) relay.faults.push(`two answers under one key ${String(f['key'])}`);
        if (!before) relay.answers.set(String(f['key']), { ...f, message: id });
        return this.say({ type: 'recorded', seq, state: 'acknowledged', receipt: f['key'] });
      }
      case 'pong':
        return;
      case 'token':
        return this.say({ type: 'token', token: 't', expires: isoOf(Date.now() + 900_000) });
      case 'log':
        return;
      default:
        relay.faults.push(`unknown ${String(f['type'])}`);
    }
  }

  private async hello(f: Json): Promise<void> {
    const { relay } = this;
    this.device = relay.devices.get(String(f['device']));
    const lines = `carerelay.v1 hello\nrelay.example\nnonce\n${relay.home}\n${String(f['device'])}`;
    if (!this.device || !(await isSignedBy(this.device.key, lines, String(f['signature'])))) return this.cut(4300);
    if (this.device.revoked) return this.cut(4003);
    const { epoch, seq } = f['resume'] as { epoch: string; seq: number };
    const last = relay.entries.length;
    const isSame = epoch === relay.epoch || epoch.startsWith(`${relay.epoch}+`);
    const isNew = epoch === '' && seq === 0;
    const resume = !isSame && !isNew ? 'reset' : seq > last ? 'ahead' : seq + 1 < relay.first ? 'truncated' : 'ok';
    this.epoch = isSame && resume !== 'ahead' ? epoch : relay.epoch;
    if (resume === 'ahead') this.epoch = `${relay.epoch}+${Math.floor(relay.random() * 1e8)}`;
    this.sent = this.stored = resume === 'ok' ? seq : relay.first - 1;
    // What a device resumes after, it holds.
    for (const done of relay.entries.slice(0, this.stored)) if (!done.skip) relay.delivered.add(done.message.id);
    this.isLive = true;
    this.say({ type: 'welcome', epoch: this.epoch, first: relay.first, last, resume, heartbeat_ms: 25_000, window: 8 });
    this.deliver();
    this.ping();
  }

  private ping(): void {
    this.relay.clock.later(25_000, () => {
      if (!this.isLive || !this.relay.pings) return;
      this.say({ type: 'ping', last: this.relay.entries.length });
      this.ping();
    });
  }
}
