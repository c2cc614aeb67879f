import { canonical } from './canonical';
import { fromBase64url, fromUtf8, toBase64url, utf8 } from './bytes';
import { isSignedBy, signText, thumbprint, type Pair, type PublicKey } from './keys';

/** JWS (RFC 7515), compact, ES256 and nothing else; the header has `alg`, `kid` and `typ`, and no other member. */
export interface Jws {
  readonly payload: unknown;
  readonly kid: string;
  readonly signed: string;
  readonly signature: string;
}

const coded = (what: unknown): string => toBase64url(utf8(canonical(what)));

export async function signJws(by: Pair, typ: string, payload: object): Promise<string> {
  const text = `${coded({ alg: 'ES256', kid: await thumbprint(by.jwk), typ })}.${coded(payload)}`;
  return `${text}.${await signText(by.privateKey, text)}`;
}

/** Whether `from` is an object of exactly these members. */
export function hasExactly(from: unknown, names: readonly string[]): from is Record<string, unknown> {
  if (typeof from !== 'object' || from === null || Array.isArray(from)) return false;
  const found = Object.keys(from);
  return found.length === names.length && names.every((name) => name in from);
}

/** Reads one, not yet believed. Throws unless it is of this form and type. */
export function parseJws(compact: string, typ: string): Jws {
  const [header, payload, signature, ...more] = compact.split('.');
  const head: unknown = JSON.parse(fromUtf8(fromBase64url(header)));
  const isOurs = hasExactly(head, ['alg', 'kid', 'typ']) && head['alg'] === 'ES256' && head['typ'] === typ;
  if (!isOurs || more.length > 0) throw new Error('jws');
  fromBase64url(head['kid'], 32);
  fromBase64url(signature, 64);
  return {
    payload: JSON.parse(fromUtf8(fromBase64url(payload))),
    kid: head['kid'] as string,
    signed: `${header}.${payload}`,
    signature: signature as string,
  };
}

export const isJwsBy = async (what: Jws, key: PublicKey): Promise<boolean> =>
  what.kid === (await thumbprint(key)) && isSignedBy(key, what.signed, what.signature);
