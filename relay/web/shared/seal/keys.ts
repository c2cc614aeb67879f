/** P-256 keys as WebCrypto has them and as they travel (JWK). */

import { canonical } from './canonical';
import { fromBase64url, hashText, toBase64, toBase64url, fromBase64, utf8, type Bytes } from './bytes';
import { publicOf } from './curve';

export interface PublicKey {
  readonly crv: 'P-256';
  readonly kty: 'EC';
  readonly x: string;
  readonly y: string;
}

/** A key pair of which the private part may be one that nobody can take out. */
export interface Pair {
  readonly privateKey: CryptoKey;
  readonly jwk: PublicKey;
}

export const curve = { namedCurve: 'P-256' };
export const ecdsa = { name: 'ECDSA', ...curve };
export const ecdh = { name: 'ECDH', ...curve };
const signing = { name: 'ECDSA', hash: 'SHA-256' };

/** The four members, in canonical order; throws unless `from` has them and no private part. Not whether it is a point. */
export function publicKey(from: unknown, most = Infinity): PublicKey {
  const { crv, kty, x, y, ...more } = from as Record<string, unknown>;
  if (crv !== 'P-256' || kty !== 'EC' || 'd' in more || Object.keys(more).length > most) throw new Error('key');
  fromBase64url(x, 32);
  fromBase64url(y, 32);
  return { crv, kty, x: x as string, y: y as string };
}

export const isSameKey = (a: PublicKey, b: PublicKey): boolean => a.x === b.x && a.y === b.y;

/** RFC 7638. */
export const thumbprint = (key: PublicKey): Promise<string> => hashText(canonical(key));

/** Throws when it is no point of the curve. */
export const importPublic = (key: PublicKey, as: typeof ecdsa): Promise<CryptoKey> =>
  crypto.subtle.importKey('jwk', { ...key }, as, true, as.name === 'ECDSA' ? ['verify'] : []);

/** A new pair; `canLeave` only for a key that is to be handed on at once. */
export async function makePair(as: typeof ecdsa, canLeave = false): Promise<Pair> {
  const made = await crypto.subtle.generateKey(as, canLeave, as.name === 'ECDSA' ? ['sign', 'verify'] : ['deriveBits']);
  const { privateKey, publicKey: open } = made as CryptoKeyPair;
  return { privateKey, jwk: publicKey((await crypto.subtle.exportKey('jwk', open)) as unknown) };
}

export async function signText(key: CryptoKey, text: string): Promise<string> {
  return toBase64url(new Uint8Array(await crypto.subtle.sign(signing, key, utf8(text))));
}

export async function isSignedBy(key: PublicKey, text: string, signature: string): Promise<boolean> {
  try {
    return await crypto.subtle.verify(signing, await importPublic(key, ecdsa), fromBase64url(signature, 64), utf8(text));
  } catch {
    return false;
  }
}

/** The private key with this number. */
export async function pairOf(scalar: Bytes, as: typeof ecdsa, canLeave = false): Promise<Pair> {
  const jwk = publicOf(scalar);
  const uses: KeyUsage[] = as.name === 'ECDSA' ? ['sign'] : ['deriveBits'];
  const key = { ...jwk, d: toBase64url(scalar), ext: true };
  return { privateKey: await crypto.subtle.importKey('jwk', key, as, canLeave, uses), jwk };
}

/** PKCS #8 PEM, as OpenSSL reads and writes it. */
export async function toPem(key: CryptoKey): Promise<string> {
  const lines = toBase64(new Uint8Array(await crypto.subtle.exportKey('pkcs8', key))).match(/.{1,64}/g) ?? [];
  return `-----BEGIN PRIVATE KEY-----\n${lines.join('\n')}\n-----END PRIVATE KEY-----\n`;
}

export async function fromPem(pem: string, as: typeof ecdsa): Promise<Pair> {
  const [, coded] = /^-----BEGIN PRIVATE KEY-----\s([\sA-Za-z0-9+/=]+)-----END PRIVATE KEY-----\s*$/.exec(pem) ?? [];
  const uses: KeyUsage[] = as.name === 'ECDSA' ? ['sign'] : ['deriveBits'];
  const privateKey = await crypto.subtle.importKey('pkcs8', fromBase64((coded ?? '').replace(/\s/g, '')), as, true, uses);
  const { d, ...open } = await crypto.subtle.exportKey('jwk', privateKey);
  return { privateKey, jwk: publicKey(open) };
}
