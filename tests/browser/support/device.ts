// A home's device without a browser: enrols with a code, keeps a connection, stores, reads and answers as told.
import { readFileSync } from 'node:fs';
import { webcrypto } from 'node:crypto';
import { WebSocket } from 'ws';
import type { Relay } from './relay';

const base64url = (bytes: ArrayBuffer) => Buffer.from(bytes).toString('base64url');

export interface Delivered {
  seq: number;
  message: { id: string; digest: string; kind: string; acknowledgement?: { required?: boolean }; [member: string]: unknown };
}

export interface Habits {
  /** Reads each message by itself. */
  reads?: boolean;
  /** Answers each message that wants an answer. */
  answers?: 'actioned' | 'in_progress' | 'not_relevant' | 'need_help';
  name?: string;
  role?: string;
  note?: string;
}

export class Device {
  readonly inbox: Delivered[] = [];
  private socket: WebSocket | undefined;
  private seq = 0;
  private readonly said: object[] = [];
  private epoch = '';

  private constructor(
    private readonly relay: Relay,
    readonly home: string,
    readonly id: string,
    private readonly key: webcrypto.CryptoKey,
    private readonly habits: Habits,
  ) {}

  static async enrol(relay: Relay, code: string, habits: Habits = {}, name = 'office tablet'): Promise<Device> {
    const pair = (await webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify'])) as webcrypto.CryptoKeyPair;
    const { kty, crv, x, y } = await webcrypto.subtle.exportKey('jwk', pair.publicKey);
    const answer = await relay.call('POST', '/v1/devices', { body: { code, public_key: { kty, crv, x, y }, name } });
    if (answer.status !== 201) throw new Error(`enrolment: ${answer.status} ${answer.text}`);
    return new Device(relay, answer.body.home, answer.body.device, pair.privateKey, habits);
  }

  private async sign(...lines: (string | number)[]): Promise<string> {
    return base64url(await webcrypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, this.key, new TextEncoder().encode(lines.join('\n'))));
  }

  /** Ready when the relay has welcomed it. From then on it comes back by itself, until `disconnect`. */
  connect(): Promise<this> {
    return new Promise((done, failed) => this.dial(done, failed));
  }

  private dial(welcomed: (device: this) => void, failed: (why: unknown) => void): void {
    const socket = new WebSocket(`wss://localhost:${this.relay.port}/v1/stream`, 'carerelay.v1', { ca: readFileSync(this.relay.certificate) });
    this.socket = socket;
    socket.on('error', (why) => (this.epoch === '' ? failed(why) : undefined));
    socket.on('message', (data: Buffer) => {
      this.take(JSON.parse(data.toString('utf8')), welcomed).catch(failed);
    });
    // A busy machine may have been too slow for the heartbeat; a relay may be away. Whom it sends away (40xx) stays away.
    socket.on('close', (code) => {
      if (this.socket !== socket || this.epoch === '' || (code >= 4000 && code < 4100)) return;
      setTimeout(() => this.socket === socket && this.dial(() => undefined, () => undefined), 100);
    });
  }

  private async take(frame: any, welcomed: (device: this) => void): Promise<void> {
    switch (frame.type) {
      case 'challenge':
        this.send({
          type: 'hello',
          home: this.home,
          device: this.id,
          signature: await this.sign('carerelay.v1 hello', 'localhost', frame.nonce, this.home, this.id),
          ...(this.seq > 0 ? { resume: { epoch: this.epoch, seq: this.seq } } : {}),
          window: 64,
          client: 'test/1.0',
        });
        return;
      case 'welcome':
        this.epoch = frame.epoch;
        // What was on its way when the line was lost; the relay takes each once.
        for (const act of this.said) this.send(act);
        welcomed(this);
        return;
      case 'ping':
        this.send({ type: 'pong' });
        return;
      case 'skip':
        this.seq = frame.seq;
        return;
      case 'deliver': {
        const { seq, message } = frame as Delivered;
        this.seq = seq;
        this.inbox.push({ seq, message });
        this.send({ type: 'stored', up_to: seq });
        if (this.habits.reads || this.habits.answers) this.read(seq);
        if (this.habits.answers && message.acknowledgement?.required) await this.respond(seq, this.habits.answers);
        return;
      }
    }
  }

  private send(frame: unknown): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(frame));
  }

  private say(act: object): void {
    this.said.push(act);
    this.send(act);
  }

  read(seq: number): void {
    this.say({ type: 'read', seq, at: new Date().toISOString() });
  }

  async respond(seq: number, response: NonNullable<Habits['answers']>, note = this.habits.note): Promise<void> {
    const message = this.inbox.find((one) => one.seq === seq)?.message;
    if (!message) throw new Error(`nothing was delivered as ${seq}`);
    const key = webcrypto.randomUUID();
    const at = new Date().toISOString();
    const signature = await this.sign('carerelay.v1 respond', message.id, message.digest, this.home, this.id, seq, response, key, at);
    const who = { role: this.habits.role ?? 'manager', ...(this.habits.name ? { name: this.habits.name } : {}), ...(note ? { note } : {}) };
    this.say({ type: 'respond', seq, response, ...who, key, at, signature });
  }

  disconnect(): void {
    this.socket?.terminate();
    this.socket = undefined;
  }
}
