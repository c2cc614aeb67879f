// @vitest-environment node
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { toBase64url } from '../../shared/seal/bytes';
import { askTest, unsubscribe, subscribe, pushState, renewPush } from './alerts';
import type { Api } from './device';
import { no } from './outcome';
import { Kept } from './kept';
import type { Store } from './store';

const vapid = new Uint8Array(65).fill(4);

/** A browser's push manager. */
class Manager {
  now: Sub | null = null;
  made = 0;
  async getSubscription(): Promise<Sub | null> {
    return this.now;
  }
  async subscribe({ userVisibleOnly, applicationServerKey }: { userVisibleOnly: boolean; applicationServerKey: Uint8Array<ArrayBuffer> }): Promise<Sub> {
    expect(userVisibleOnly).toBe(true);
    this.now = new Sub(this, `https://push.example/${++this.made}`, applicationServerKey.buffer);
    return this.now;
  }
}
class Sub {
  readonly options: { applicationServerKey: ArrayBuffer };
  constructor(readonly of: Manager, readonly endpoint: string, key: ArrayBuffer) {
    this.options = { applicationServerKey: key };
  }
  async unsubscribe(): Promise<boolean> {
    this.of.now = null;
    return true;
  }
  toJSON(): object {
    return { endpoint: this.endpoint, expirationTime: null, keys: { p256dh: 'p', auth: 'a' } };
  }
}

let asked: unknown[][];
let answers: Record<string, unknown>;
const api = {
  ask: async (method: string, path: string, body?: object) => {
    asked.push([method, path, ...(body ? [body] : [])]);
    return answers[`${method} ${path}`] ?? { ok: true, value: { body: {} } };
  },
} as unknown as Api;
const store = { onLost: () => undefined, write: async (changes: { name: string; value: unknown }[]) => ({ entries: [], acts: [], dropped: [], named: Object.fromEntries(changes.map((c) => [c.name, c.value])) }) } as unknown as Store;

let kept: Kept;
let manager: Manager;
let at: ServiceWorkerRegistration;
let permission: string;

beforeEach(() => {
  asked = [];
  answers = { 'GET /v1/push/key': { ok: true, value: { body: { key: toBase64url(vapid) } } } };
  kept = new Kept(store);
  manager = new Manager();
  at = { pushManager: manager } as unknown as ServiceWorkerRegistration;
  permission = 'default';
  vi.stubGlobal('PushManager', class {});
  vi.stubGlobal('Notification', { get permission() { return permission; }, requestPermission: async () => (permission = 'granted') });
});
afterEach(() => vi.unstubAllGlobals());

describe('alerts', () => {
  it('are off until a person turns them on, and the relay is told where to push', async () => {
    expect(await pushState(at)).toEqual({ is: 'off' });
    expect(await subscribe(kept, api, at)).toEqual({ ok: true, value: undefined });
    expect(await pushState(at)).toEqual({ is: 'on' });
    expect(new Uint8Array(manager.now?.options.applicationServerKey ?? new ArrayBuffer(0))).toEqual(vapid);
    expect(asked).toEqual([['GET', '/v1/push/key'], ['PUT', '/v1/devices/self/push', manager.now?.toJSON()]]);
  });

  it('that the relay does not take are taken back, so that nobody believes in them', async () => {
    answers['PUT /v1/devices/self/push'] = no('offline');
    expect(await subscribe(kept, api, at)).toMatchObject({ ok: false, why: 'offline' });
    expect(await pushState(at)).toEqual({ is: 'off' });
  });

  it('are not there when the service sends none, the person says no, or the browser cannot', async () => {
    answers['GET /v1/push/key'] = no('not_found');
    expect(await subscribe(kept, api, at)).toMatchObject({ ok: false, why: 'unsupported' });
    vi.stubGlobal('Notification', { permission: 'denied', requestPermission: async () => 'denied' });
    expect(await subscribe(kept, api, at)).toMatchObject({ ok: false, why: 'denied' });
    expect(await pushState(at)).toEqual({ is: 'blocked' });
    expect(await subscribe(kept, api, null)).toMatchObject({ ok: false, why: 'unsupported' });
    expect(await pushState(null)).toEqual({ is: 'unsupported' });
    vi.stubGlobal('PushManager', undefined);
    delete (globalThis as { PushManager?: unknown }).PushManager;
    vi.stubGlobal('navigator', { standalone: false });
    expect(await pushState(at)).toEqual({ is: 'install' });
  });

  it('made with an older key of the relay are made anew', async () => {
    await manager.subscribe({ userVisibleOnly: true, applicationServerKey: new Uint8Array(65) });
    await subscribe(kept, api, at);
    expect(manager.made).toBe(2);
    await subscribe(kept, api, at);
    expect(asked.filter(([method]) => method === 'PUT')).toHaveLength(2);
  });

  it('are told again when the browser has changed them by itself, and only then', async () => {
    await subscribe(kept, api, at);
    asked = [];
    await renewPush(kept, api, at);
    expect(asked).toEqual([]);
    await manager.subscribe({ userVisibleOnly: true, applicationServerKey: vapid });
    await renewPush(kept, api, at);
    expect(asked.map(([method]) => method)).toEqual(['PUT']);
  });

  it('are off at both ends when they are turned off', async () => {
    await subscribe(kept, api, at);
    asked = [];
    expect((await unsubscribe(kept, api, at)).ok).toBe(true);
    expect(asked).toEqual([['DELETE', '/v1/devices/self/push']]);
    expect(await pushState(at)).toEqual({ is: 'off' });
    await renewPush(kept, api, at);
    expect(asked).toHaveLength(1);
  });

  it('are tested for real: what the relay could not push is said', async () => {
    for (const [push, is] of [['sent', 'sent'], ['off', 'failed'], ['not_subscribed', 'off'], ['refused', 'failed']] as const) {
      answers['POST /v1/devices/self/test-alert'] = { ok: true, value: { body: { push } } };
      const [outcome, test] = await askTest(api);
      expect(outcome.ok).toBe(true);
      expect(test.is).toBe(is);
      expect(test.detail !== undefined).toBe(is === 'failed');
    }
    answers['POST /v1/devices/self/test-alert'] = no('offline');
    expect(await askTest(api)).toEqual([{ ok: false, why: 'offline' }, { is: 'failed' }]);
  });
});
