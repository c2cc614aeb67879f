import { ecdsa, makePair, thumbprint, type Pair } from '../../shared/seal/keys';
import type { Sender } from '../../shared/seal/seal';
import { keyWords } from '../../shared/seal/words';

/** What this browser keeps to send test results with: the key that signs them, which cannot be taken out, and the homes'
 *  device lists it has believed. */

const open = (): Promise<IDBDatabase> =>
  new Promise((done, failed) => {
    const asked = indexedDB.open('carerelay.console', 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore('senders');
      asked.result.createObjectStore('lists');
    };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error ?? new Error('no database'));
  });

export async function within<T>(store: 'senders' | 'lists', mode: IDBTransactionMode, act: (at: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await open();
  try {
    return await new Promise<T>((done, failed) => {
      const transaction = database.transaction(store, mode);
      const asked = act(transaction.objectStore(store));
      transaction.oncomplete = () => done(asked.result);
      transaction.onerror = () => failed(transaction.error ?? new Error('not kept'));
    });
  } finally {
    database.close();
  }
}

export interface OwnSender extends Sender {
  pair: Pair;
  thumbprint: string;
  /** Eight words, to compare over the telephone with whoever registers the key. */
  words: string;
}

/** This member's key in this browser; made when there is none. */
export async function senderOf(member: string): Promise<OwnSender> {
  let kept = await within<Sender | undefined>('senders', 'readonly', (at) => at.get(member));
  if (!kept) {
    const { makeTagKey } = await import('./sealing');
    kept = { pair: await makePair(ecdsa), tagKey: await makeTagKey() };
    await within('senders', 'readwrite', (at) => at.put(kept, member));
  }
  return { ...kept, thumbprint: await thumbprint(kept.pair.jwk), words: await keyWords('sender', kept.pair.jwk) };
}
