/**
 * The inbox's service worker: its pages without a network, new releases, and alerts. Messages are not its business: they
 * are kept by the page (engine/store.ts). Built to one file; the build puts in what there is to keep.
 */

export {};

declare const __ASSETS__: readonly string[];
declare const __RELEASE__: string;
declare const self: ServiceWorkerGlobalScope;

const prefix = 'inbox-';
const cache = prefix + __RELEASE__;
const page = '/';

async function install(): Promise<void> {
  const at = await caches.open(cache);
  // Past the browser's own cache: index.html must be that of this release. The relay gives pages to who asks for text/html.
  await at.addAll([new Request(page, { cache: 'reload', headers: { Accept: 'text/html' } }), ...__ASSETS__.map((path) => new Request(path))]);
}

/** The release before stays: a tab that still runs it may load a part of it later. */
async function tidy(): Promise<void> {
  const names = (await caches.keys()).filter((name) => name.startsWith(prefix) && name !== cache);
  await Promise.all(names.slice(0, -1).map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function answer(request: Request): Promise<Response> {
  const path = request.mode === 'navigate' ? page : request;
  return (await (await caches.open(cache)).match(path)) ?? (await caches.match(path)) ?? fetch(request);
}

const windows = (): Promise<readonly WindowClient[]> => self.clients.matchAll({ type: 'window', includeUncontrolled: true });

/** What comes is one of two words, never a text: the push service and the lock screen are not ours. */
async function alert(kind: string): Promise<void> {
  const isTest = kind === 'test';
  const title = isTest ? 'Test alert' : 'New message for your care home';
  const body = isTest ? 'Alerts work on this device.' : 'Open your inbox to read it.';
  await self.registration.showNotification(title, { body, tag: isTest ? 'test' : 'message', renotify: true, requireInteraction: !isTest } as NotificationOptions);
  for (const tab of await windows()) tab.postMessage({ say: 'shown', kind });
}

async function open(): Promise<void> {
  const tabs = (await windows()).filter((tab) => !new URL(tab.url).pathname.startsWith('/console'));
  const tab = tabs.find((one) => one.visibilityState === 'visible') ?? tabs[0];
  await (tab ? tab.focus() : self.clients.openWindow(page));
}

function kindOf(data: PushMessageData | null): string {
  try {
    return String((data?.json() as { kind?: string }).kind);
  } catch {
    return 'message';
  }
}

/** The API, sign-in and the console are never answered from here. */
const isOurs = ({ method, url, mode }: Request): boolean => {
  const { origin, pathname } = new URL(url);
  if (method !== 'GET' || origin !== self.location.origin || /^\/(v1|sign-in|console)(\/|$)/.test(pathname)) return false;
  return mode === 'navigate' || __ASSETS__.includes(pathname) || pathname.startsWith('/assets/');
};

self.addEventListener('install', (event) => event.waitUntil(install()));
self.addEventListener('activate', (event) => event.waitUntil(tidy()));
self.addEventListener('fetch', (event) => {
  if (isOurs(event.request)) event.respondWith(answer(event.request));
});
self.addEventListener('push', (event) => event.waitUntil(alert(kindOf(event.data))));
self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(open());
});
self.addEventListener('message', ({ data }) => {
  if ((data as { say?: string } | null)?.say === 'go') void self.skipWaiting();
});
