/** Push subscriptions, and the test of the alerts. */

import { fromBase64url } from '../../shared/seal/bytes';
import type { Api } from './device';
import { name, type Kept } from './kept';
import { no, ok } from './outcome';
import type { Outcome, Push, WayTest } from './types';

export async function pushState(at: ServiceWorkerRegistration | null): Promise<Push> {
  const isApple = 'standalone' in (globalThis.navigator ?? {}) && (navigator as { standalone?: boolean }).standalone === false;
  if (!('PushManager' in globalThis) || !('Notification' in globalThis)) return { is: isApple ? 'install' : 'unsupported' };
  if (!at) return { is: 'unsupported' };
  if (Notification.permission === 'denied') return { is: 'blocked' };
  return { is: (await at.pushManager.getSubscription()) ? 'on' : 'off' };
}

/** Tells the relay where to push, when it does not know yet. */
async function tell(kept: Kept, api: Api, to: PushSubscription): Promise<Outcome> {
  if (kept.named.pushed === to.endpoint) return ok;
  const told = await api.ask('PUT', '/v1/devices/self/push', to.toJSON());
  if (told.ok) await kept.write(name('pushed', to.endpoint));
  return told.ok ? ok : told;
}

export async function subscribe(kept: Kept, api: Api, at: ServiceWorkerRegistration | null): Promise<Outcome> {
  if (!at?.pushManager) return no('unsupported');
  if ((await Notification.requestPermission()) !== 'granted') return no('denied');
  const answer = await api.ask('GET', '/v1/push/key');
  if (!answer.ok) return answer.why === 'not_found' ? no('unsupported') : answer;
  const applicationServerKey = fromBase64url(answer.value.body['key']);
  try {
    const old = await at.pushManager.getSubscription();
    const isOurs = !old || String(new Uint8Array(old.options.applicationServerKey ?? new ArrayBuffer(0))) === String(applicationServerKey);
    if (!isOurs) await old?.unsubscribe();
    const made = await at.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey });
    const told = await tell(kept, api, made);
    if (!told.ok) await made.unsubscribe();
    return told;
  } catch (why) {
    return no('denied', why instanceof Error ? why.message : '');
  }
}

export async function unsubscribe(kept: Kept, api: Api, at: ServiceWorkerRegistration | null): Promise<Outcome> {
  await (await at?.pushManager?.getSubscription())?.unsubscribe();
  if (kept.named.pushed === undefined) return ok;
  await kept.write(name('pushed', undefined));
  const told = await api.ask('DELETE', '/v1/devices/self/push');
  return told.ok ? ok : told;
}

/** The browser may have changed the subscription by itself. */
export async function renewPush(kept: Kept, api: Api, at: ServiceWorkerRegistration | null): Promise<void> {
  const now = await at?.pushManager?.getSubscription();
  if (now) await tell(kept, api, now);
}

const notPushed: Record<string, string> = {
  off: 'The service does not send alerts.',
  refused: 'The browser’s own service did not take it.',
  unreachable: 'The browser’s own service could not be reached.',
};

const failed = (detail?: string): WayTest => ({ is: 'failed', ...(detail && { detail }) });

/** Whether the relay has sent an alert to this device. */
export async function askTest(api: Api): Promise<[Outcome, WayTest]> {
  const answer = await api.ask('POST', '/v1/devices/self/test-alert');
  if (!answer.ok) return [answer, failed(answer.detail)];
  const push = String(answer.value.body['push']);
  return [ok, push === 'sent' ? { is: 'sent' } : push === 'not_subscribed' ? { is: 'off' } : failed(notPushed[push])];
}
