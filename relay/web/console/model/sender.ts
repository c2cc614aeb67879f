import { ecdsa, makePair, thumbprint, type Pair } from '../../shared/seal/keys';
import type { Sender } from '../../shared/seal/seal';
import { keyWords } from '../../shared/seal/words';
import { within } from './vault';

/** The key that this browser signs test results with, which cannot be taken out of it. */

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
