/** What this browser keeps to send test results with: the keys that sign them, and the homes' device lists it has believed. */

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
