/** What few visits need, in one part that is loaded when it is; the service worker keeps it for offline all the same. */

export { isSameKey } from '../../shared/seal/keys';
export { openResult } from '../../shared/seal/open';
export { keyWords } from '../../shared/seal/words';
export * from './trust';
