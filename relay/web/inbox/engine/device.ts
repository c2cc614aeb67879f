/** Making this device's keys, and asking the relay by HTTP in its name. */

import { ecdh, ecdsa, makePair, signText } from '../../shared/seal/keys';
import type { DeviceRecord } from './kept';
import { no } from './outcome';
import { isoOf } from './stream';
import type { Outcome, Why } from './types';

const words: Record<string, Why> = {
  code_invalid: 'code_wrong',
  code_locked: 'code_locked',
  device_limit: 'device_limit',
  rate_limited: 'too_many',
  words_differ: 'words_differ',
  not_found: 'not_found',
  device_revoked: 'removed',
};

export interface Answer {
  readonly status: number;
  /** JSON, when it is that. */
  readonly body: Record<string, unknown>;
  /** How far the relay's clock is ahead of ours, as its Date header says. */
  readonly aheadMs: number;
  readonly raw: Response;
}

/** A line that is dead says nothing for minutes: nobody waits that long for an answer to begin. */
const patienceMs = 30_000;

/** `offline` when nobody answered; otherwise whatever was. */
async function ask(method: string, path: string, body?: object, token?: string): Promise<Answer | null> {
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(), patienceMs);
  try {
    const raw = await fetch(path, {
      method,
      signal: over.signal,
      credentials: 'omit',
      cache: 'no-store',
      headers: { ...(body && { 'Content-Type': 'application/json' }), ...(token && { Authorization: `Bearer ${token}` }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    clearTimeout(timer);
    const isJson = /json/.test(raw.headers.get('Content-Type') ?? '');
    const read = isJson ? ((await raw.json()) as Record<string, unknown>) : {};
    const aheadMs = Date.parse(raw.headers.get('Date') ?? '') - Date.now();
    return { status: raw.status, body: read, aheadMs: Math.abs(aheadMs) > 5_000 ? aheadMs : 0, raw };
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

function outcomeOf(answer: Answer | null): Outcome<Answer> {
  if (!answer) return no('offline');
  if (answer.status < 400) return { ok: true, value: answer };
  const { code, detail } = answer.body;
  const why = words[String(code)] ?? (answer.status === 429 ? 'too_many' : answer.status >= 500 ? 'busy' : 'refused');
  return no(why, detail === undefined ? undefined : String(detail));
}

/** Makes both keys, which cannot be taken out of this browser, and spends the code. */
export async function enrol(code: string, deviceName: string): Promise<Outcome<DeviceRecord>> {
  const [sign, sealing] = await Promise.all([makePair(ecdsa), makePair(ecdh)]);
  const body = { code: code.trim(), public_key: sign.jwk, sealing_key: sealing.jwk, name: deviceName.trim() };
  const answer = outcomeOf(await ask('POST', '/v1/devices', body));
  if (!answer.ok) return answer.why === 'refused' && /code/.test(answer.detail ?? '') ? no('code_wrong', answer.detail) : answer;
  const { device, home, home_name: homeName } = answer.value.body;
  return { ok: true, value: { device: String(device), home: String(home), homeName: String(homeName ?? home), name: body.name, sign, sealing } };
}

/** How far the relay's clock is ahead of ours: what is signed with a time must be near the relay's. */
export interface Clock {
  aheadMs: number;
}

/** Calls in the name of the device. */
export class Api {
  #token = '';
  #untilMs = 0;
  readonly #who: () => DeviceRecord | undefined;
  readonly #overStream: () => Promise<{ token: string; expires: string } | null>;
  readonly #clock: Clock;

  /** `overStream`: asks for a token there; none when it is not live. */
  constructor(
    who: () => DeviceRecord | undefined,
    overStream: () => Promise<{ token: string; expires: string } | null>,
    clock: Clock,
  ) {
    this.#who = who;
    this.#overStream = overStream;
    this.#clock = clock;
  }

  get aheadMs(): number {
    return this.#clock.aheadMs;
  }

  async ask(method: string, path: string, body?: object): Promise<Outcome<Answer>> {
    for (const isLast of [false, true]) {
      const token = await this.#getToken();
      if (!token.ok) return token;
      const answer = await ask(method, path, body, token.value);
      if (answer?.status !== 401 || isLast) return outcomeOf(answer);
      this.#untilMs = 0;
    }
    return no('offline');
  }

  async #getToken(): Promise<Outcome<string>> {
    if (Date.now() < this.#untilMs) return { ok: true, value: this.#token };
    let got: { token: string; expires: string } | null = await this.#overStream();
    if (!got) {
      let proved = await this.#prove();
      // A clock that is wrong is put right by the relay's own, once.
      if (proved && proved.status === 403 && proved.aheadMs !== 0 && proved.aheadMs !== this.#clock.aheadMs) {
        this.#clock.aheadMs = proved.aheadMs;
        proved = await this.#prove();
      }
      const outcome = outcomeOf(proved);
      if (!outcome.ok) return outcome;
      got = outcome.value.body as unknown as { token: string; expires: string };
    }
    this.#token = got.token;
    this.#untilMs = Date.parse(got.expires) - this.#clock.aheadMs - 30_000;
    return { ok: true, value: this.#token };
  }

  async #prove(): Promise<Answer | null> {
    const who = this.#who();
    if (!who) return null;
    const at = isoOf(Date.now() + this.#clock.aheadMs);
    const signature = await signText(who.sign.privateKey, `carerelay.v1 token\n${who.home}\n${who.device}\n${at}`);
    return ask('POST', `/v1/devices/${who.device}/token`, { at, signature });
  }
}
