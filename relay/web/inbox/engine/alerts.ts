/** The service worker as the page sees it: new releases, push subscriptions, and the test of the alerts. */

import { fromBase64url } from '../../shared/seal/bytes';
import { registerServiceWorker } from '../../shared/trusted';
import { no, ok, type Api } from './device';
import { name, type Kept } from './kept';
import type { AlertTest, Outcome, Push } from './types';

export interface WorkerNews {
  /** A new release waits. */
  update(): void;
  /** The worker has shown an alert. */
  shown(kind: string): void;
  /** A person tapped an alert: what it is about is in the inbox. */
  opened(): void;
}

/** None where there is no service worker (plain http, old browsers, while developing). */
export async function startWorker(news: WorkerNews): Promise<ServiceWorkerRegistration | null> {
  const container = globalThis.navigator?.serviceWorker;
  if (!container || !import.meta.env.PROD) return null;
  container.addEventListener('message', ({ data }: MessageEvent<{ say?: string; kind?: string }>) => {
    if (data?.say === 'shown') news.shown(String(data.kind));
    if (data?.say === 'opened') news.opened();
  });
  try {
    const at = await registerServiceWorker();
    const watch = (worker: ServiceWorker | null): void => {
      // The first install of all is no update: nothing older is running.
      const look = (): void => void (worker?.state === 'installed' && container.controller && news.update());
      worker?.addEventListener('statechange', look);
      look();
    };
    watch(at.waiting);
    at.addEventListener('updatefound', () => watch(at.installing));
    // The first worker takes over the page that installed it: that is no update either.
    let hadWorker = container.controller !== null;
    container.addEventListener('controllerchange', () => {
      if (hadWorker) news.update();
      hadWorker = true;
    });
    return at;
  } catch {
    return null;
  }
}

/** Goes over to the release that waits. */
export function takeUpdate(at: ServiceWorkerRegistration | null): void {
  const reload = (): void => location.reload();
  if (!at?.waiting) return reload();
  navigator.serviceWorker.addEventListener('controllerchange', reload, { once: true });
  at.waiting.postMessage({ say: 'go' });
}

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

export async function enablePush(kept: Kept, api: Api, at: ServiceWorkerRegistration | null): Promise<Outcome> {
  if (!at?.pushManager) return no('unsupported');
  if ((await Notification.requestPermission()) !== 'granted') return no('denied');
  const answer = await api.ask('GET', '/v1/push');
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

export async function disablePush(kept: Kept, api: Api, at: ServiceWorkerRegistration | null): Promise<Outcome> {
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
  not_subscribed: 'Alerts are off on this device.',
  refused: 'The browser’s own service did not take it.',
};

export async function askTest(api: Api, startedMs: number): Promise<[Outcome, AlertTest]> {
  const answer = await api.ask('POST', '/v1/devices/self/test-alert');
  if (!answer.ok) return [answer, { startedMs, is: 'failed', ...(answer.detail && { detail: answer.detail }) }];
  const push = String(answer.value.body['push']);
  return [ok, push === 'sent' ? { startedMs, is: 'sent' } : { startedMs, is: 'failed', detail: notPushed[push] ?? '' }];
}
