/// The one place of a page that needs Trusted Types: the service worker's address is a script's. Nothing else of ours sets
/// HTML, scripts or their addresses, so this policy passes exactly one string.

interface Policy {
  createScriptURL(url: string): string;
}
interface Factory {
  createPolicy(name: string, rules: Policy): Policy;
}

const only = '/sw.js';

function checked(url: string): string {
  if (url !== only) throw new TypeError('not a script of ours');
  return url;
}

/// Registers the service worker of the inbox. Throws what the browser throws.
export function registerServiceWorker(): Promise<ServiceWorkerRegistration> {
  const factory = (globalThis as { trustedTypes?: Factory }).trustedTypes;
  const url = factory ? factory.createPolicy('carerelay-sw', { createScriptURL: checked }).createScriptURL(only) : only;
  return navigator.serviceWorker.register(url, { scope: '/', updateViaCache: 'none' });
}
