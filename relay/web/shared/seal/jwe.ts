/**
 * JWE (RFC 7516), General JSON, of the one profile of docs/protocol.md: ECDH-ES+A256KW on P-256, A256GCM, additional data
 * of 32 bytes, plaintext in steps of 1 KiB. Every member that is not part of it is refused.
 */

import { canonical } from './canonical';
import { fromBase64url, fromUtf8, hashText, joined, sha256, toBase64url, utf8, type Bytes } from './bytes';
import { hasExactly } from './jws';
import { ecdh, importPublic, makePair, publicKey, thumbprint, type Pair, type PublicKey } from './keys';

export type Purpose = 'carerelay.result.v1' | 'carerelay.home-keys.v1';

interface Recipient {
  readonly kid: string;
  readonly epk: CryptoKey;
  readonly key: Bytes;
}

export interface Jwe {
  readonly header: string;
  readonly aad: string;
  readonly recipients: readonly Recipient[];
  readonly iv: Bytes;
  /** With the tag behind it, as WebCrypto has them. */
  readonly ciphertext: Bytes;
}

const alg = 'ECDH-ES+A256KW';
const step = 1024;
const most = 144 * step;

const toHash = (kids: readonly string[]): Promise<string> => hashText(kids.map((kid) => `${kid}\n`).join(''));

async function readRecipient(from: unknown): Promise<Recipient> {
  if (!hasExactly(from, ['header', 'encrypted_key'])) throw new Error('recipient');
  const { header } = from;
  if (!hasExactly(header, ['alg', 'epk', 'kid']) || header['alg'] !== alg) throw new Error('header');
  fromBase64url(header['kid'], 32);
  return {
    kid: header['kid'] as string,
    epk: await importPublic(publicKey(header['epk'], 0), ecdh),
    key: fromBase64url(from['encrypted_key'], 40),
  };
}

/** Throws unless it is of this form, with every point on the curve and exactly the recipients that the header names. */
export async function readJwe(from: unknown, typ: Purpose): Promise<Jwe> {
  if (!hasExactly(from, ['protected', 'recipients', 'aad', 'iv', 'ciphertext', 'tag'])) throw new Error('jwe');
  const header: unknown = JSON.parse(fromUtf8(fromBase64url(from['protected'])));
  const isOurs = hasExactly(header, ['enc', 'to', 'typ']) && header['enc'] === 'A256GCM' && header['typ'] === typ;
  const list = from['recipients'];
  if (!isOurs || !Array.isArray(list) || list.length < 1 || list.length > 21) throw new Error('protected');
  const recipients = await Promise.all(list.map(readRecipient));
  const kids = recipients.map((one) => one.kid);
  if (new Set(kids).size !== kids.length || header['to'] !== (await toHash(kids))) throw new Error('recipients');
  fromBase64url(from['aad'], 32);
  const ciphertext = fromBase64url(from['ciphertext']);
  if (ciphertext.length === 0 || ciphertext.length % step !== 0 || ciphertext.length > most) throw new Error('size');
  return {
    header: from['protected'] as string,
    aad: from['aad'] as string,
    recipients,
    iv: fromBase64url(from['iv'], 12),
    ciphertext: joined(ciphertext, fromBase64url(from['tag'], 16)),
  };
}

/** The key that wraps the content key (RFC 7518 section 4.6.2; one round of SHA-256 is all that 256 bits need). */
async function wrappingKey(mine: CryptoKey, theirs: CryptoKey, use: KeyUsage): Promise<CryptoKey> {
  const shared = new Uint8Array(await crypto.subtle.deriveBits({ name: 'ECDH', public: theirs }, mine, 256));
  const size = (bytes: number): Bytes => Uint8Array.of(0, 0, bytes >> 8, bytes & 255);
  const info = joined(size(alg.length), utf8(alg), size(0), size(0), size(256));
  const key = await sha256(joined(size(1), shared, info));
  return crypto.subtle.importKey('raw', key, 'AES-KW', false, [use]);
}

const authenticated = (header: string, aad: string): Bytes => utf8(`${header}.${aad}`);

/** None: none of these keys is a recipient. Throws when one is and anything at all was changed. */
export async function unlock(what: Jwe, mine: readonly Pair[]): Promise<Bytes | null> {
  for (const { privateKey, jwk } of mine) {
    const kid = await thumbprint(jwk);
    const found = what.recipients.find((one) => one.kid === kid);
    if (!found) continue;
    const under = await wrappingKey(privateKey, found.epk, 'unwrapKey');
    const key = await crypto.subtle.unwrapKey('raw', found.key, under, 'AES-KW', 'AES-GCM', false, ['decrypt']);
    const how = { name: 'AES-GCM', iv: what.iv, additionalData: authenticated(what.header, what.aad) };
    return new Uint8Array(await crypto.subtle.decrypt(how, key, what.ciphertext));
  }
  return null;
}

async function wrapFor(to: PublicKey, key: CryptoKey): Promise<object> {
  const once = await makePair(ecdh);
  const under = await wrappingKey(once.privateKey, await importPublic(to, ecdh), 'wrapKey');
  const wrapped = new Uint8Array(await crypto.subtle.wrapKey('raw', key, under, 'AES-KW'));
  return { header: { alg, epk: once.jwk, kid: await thumbprint(to) }, encrypted_key: toBase64url(wrapped) };
}

/** Blanks behind it up to the next step; at most 144 KiB, else it throws. */
function padded(text: string): Bytes {
  const bytes = utf8(text);
  const out = new Uint8Array(Math.ceil(bytes.length / step) * step).fill(32);
  if (out.length === 0 || out.length > most) throw new Error('size');
  out.set(bytes);
  return out;
}

/** Locks `text` for every key of `to`, 1 to 21 of them and none twice. `aad`: a SHA-256 in base64url. */
export async function lock(text: string, typ: Purpose, aad: string, to: readonly PublicKey[]): Promise<object> {
  const kids = await Promise.all(to.map(thumbprint));
  if (kids.length < 1 || kids.length > 21 || new Set(kids).size !== kids.length) throw new Error('recipients');
  const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, ['encrypt']);
  const recipients = await Promise.all(to.map((one) => wrapFor(one, key)));
  const header = toBase64url(utf8(canonical({ enc: 'A256GCM', to: await toHash(kids), typ })));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const how = { name: 'AES-GCM', iv, additionalData: authenticated(header, aad) };
  const locked = new Uint8Array(await crypto.subtle.encrypt(how, key, padded(text)));
  return {
    aad,
    ciphertext: toBase64url(locked.subarray(0, -16)),
    iv: toBase64url(iv),
    protected: header,
    recipients,
    tag: toBase64url(locked.subarray(-16)),
  };
}
