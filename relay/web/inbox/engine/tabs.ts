/** One line for all tabs of a device: the relay allows one session a device. The tab that holds the lock has the line. */

import type { Written } from './store';
import type { Link } from './types';

export type Word =
  | { readonly say: 'written'; readonly written: Written }
  | { readonly say: 'link'; readonly link: Link }
  | { readonly say: 'arrived'; readonly ids: readonly string[] }
  /** A tab that does not have the line asks for its state, or to try now. */
  | { readonly say: 'hello' | 'reconnect' | 'erased' };

export interface Tabs {
  tell(word: Word): void;
  /** Resolves when this tab has the line, which it keeps until it is gone. */
  readonly leads: Promise<void>;
  end(): void;
}

/** In a browser without locks every tab takes the line, and the relay closes the older (4004). */
export function openTabs(hear: (word: Word) => void): Tabs {
  const channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel('carerelay') : null;
  if (channel) channel.onmessage = ({ data }) => hear(data as Word);
  const gone = new AbortController();
  let release = (): void => undefined;
  const leads = new Promise<void>((resolve) => {
    if (!globalThis.navigator?.locks) return resolve();
    const hold = (): Promise<void> => new Promise((done) => {
      release = done;
      resolve();
    });
    navigator.locks.request('carerelay-line', { signal: gone.signal }, hold).catch(() => undefined);
  });
  return {
    tell: (word) => channel?.postMessage(word),
    leads,
    end() {
      gone.abort();
      release();
      channel?.close();
    },
  };
}
