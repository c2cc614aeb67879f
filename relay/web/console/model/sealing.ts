import { parseList, type SignedList } from '../../shared/seal/lists';
import { within } from './vault';

/** What is needed once a home is chosen: believing its list of devices, and sealing for them. */

export { readOn, recipientsOf } from '../../shared/seal/lists';
export { makeTagKey, sealResult } from '../../shared/seal/seal';

export async function pinnedOf(home: string): Promise<SignedList | null> {
  const text = await within<string | undefined>('lists', 'readonly', (at) => at.get(home));
  return text ? parseList(text) : null;
}

export const pin = (home: string, list: SignedList): Promise<unknown> => within('lists', 'readwrite', (at) => at.put(list.text, home));
