import { fromUtf8, hashText } from './bytes';
import { envelopeDigest } from './canonical';
import { readJwe, unlock } from './jwe';
import { hasExactly, isJwsBy, parseJws } from './jws';
import { ecdsa, fromPem, publicKey, thumbprint, type Pair, type PublicKey } from './keys';
import { letterMembers, letterType } from './letter';

export interface Letter {
  readonly content: Record<string, unknown>;
  readonly sealedAt: string;
  /** Whoever holds this key wrote it. Keep each sender's, and say so when it changes. */
  readonly sender: PublicKey;
}

/** Padding off, in the order the sender put it on. */
const unpadded = (bytes: Uint8Array<ArrayBuffer>): string => fromUtf8(bytes).replace(/ +$/, '');

const isObject = (what: unknown): what is Record<string, unknown> =>
  typeof what === 'object' && what !== null && !Array.isArray(what);

/**
 * What a test result says. `not_for_us` when none of the keys is a recipient; `broken` when one is and it is not what its
 * sender sealed into this very message for this home; `other_key` when the relay says that the sender has registered
 * another key than the one it is signed with.
 */
export async function openResult(
  message: object & { readonly sealed?: unknown; readonly sender_key?: string },
  mine: readonly Pair[],
  home: string,
): Promise<Letter | 'not_for_us' | 'broken' | 'other_key'> {
  try {
    const jwe = await readJwe(message.sealed, 'carerelay.result.v1');
    const plain = await unlock(jwe, mine);
    if (plain === null) return 'not_for_us';
    const jws = parseJws(unpadded(plain), letterType);
    const letter = jws.payload;
    if (!hasExactly(letter, letterMembers)) return 'broken';
    const { content, envelope, sealed_at: sealedAt } = letter;
    const sender = publicKey(letter['sender_key']);
    const digest = await envelopeDigest(message);
    const isForUs = letter['home'] === home && envelope === digest && jwe.aad === digest;
    const isWhole = isObject(content) && typeof sealedAt === 'string' && !Number.isNaN(Date.parse(sealedAt));
    if (!isForUs || !isWhole || !(await isJwsBy(jws, sender))) return 'broken';
    if (message.sender_key !== undefined && message.sender_key !== (await thumbprint(sender))) return 'other_key';
    return { content, sealedAt, sender };
  } catch {
    return 'broken';
  }
}

/** What a JWE with the home's identity key is bound to. */
export const homeKeyContext = (home: string, device: string): Promise<string> =>
  hashText(`carerelay.v1 home-keys\n${home}\n${device}`);

/** The home's identity key that was locked for this device. Throws unless it was. */
export async function openHomeKey(sealed: unknown, mine: Pair, home: string, device: string): Promise<Pair> {
  const jwe = await readJwe(sealed, 'carerelay.home-keys.v1');
  if (jwe.aad !== (await homeKeyContext(home, device))) throw new Error('context');
  const plain = await unlock(jwe, [mine]);
  if (plain === null) throw new Error('not_for_us');
  return fromPem(unpadded(plain), ecdsa);
}
