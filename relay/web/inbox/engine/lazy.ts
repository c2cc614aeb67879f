/** What few visits need, loaded when it is: the service worker keeps it for offline all the same. */

export interface HomeResultModules {
  readonly trust: typeof import('./trust');
}

export const lazy = {
  trust: () => import('./trust'),
  open: async () => {
    const [{ openResult }, { keyWords }, { isSameKey }] = await Promise.all([
      import('../../shared/seal/open'), import('../../shared/seal/words'), import('../../shared/seal/keys'),
    ]);
    return { openResult, keyWords, isSameKey };
  },
};
