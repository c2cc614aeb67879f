/** The service worker as the page sees it: there or not, new releases, alerts it has shown. */

import { registerServiceWorker } from '../../shared/trusted';

export interface WorkerNews {
  /** A new release waits. */
  update(): void;
  /** The worker has shown an alert. */
  shown(kind: string): void;
}

/** None where there is no service worker (plain http, old browsers, while developing). */
export async function startWorker(news: WorkerNews): Promise<ServiceWorkerRegistration | null> {
  const container = globalThis.navigator?.serviceWorker;
  if (!container || !import.meta.env.PROD) return null;
  container.addEventListener('message', ({ data }: MessageEvent<{ say?: string; kind?: string }>) => {
    if (data?.say === 'shown') news.shown(String(data.kind));
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
