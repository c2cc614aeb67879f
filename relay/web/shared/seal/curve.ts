/**
 * The point of P-256 that a private number stands for (SEC 1, section 3.2.1): WebCrypto takes a private key only together
 * with it. Used where a person has just typed the recovery sheet, never in answer to somebody else, so that the time it
 * takes tells nobody anything.
 */

import { toBase64url, type Bytes } from './bytes';
import type { PublicKey } from './keys';

const p = 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n;
export const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const base: Point = [
  0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296n,
  0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5n,
];

type Point = readonly [bigint, bigint];

const mod = (a: bigint): bigint => ((a % p) + p) % p;

/** By Euclid's algorithm. */
function inverse(a: bigint): bigint {
  let [r, next, x, y] = [p, mod(a), 0n, 1n];
  while (next !== 0n) {
    const q = r / next;
    [r, next, x, y] = [next, r - q * next, y, x - q * y];
  }
  return mod(x);
}

function sum(a: Point | null, b: Point): Point {
  if (a === null) return b;
  const isSame = a[0] === b[0];
  const slope = isSame ? mod((3n * a[0] * a[0] - 3n) * inverse(2n * a[1])) : mod((b[1] - a[1]) * inverse(b[0] - a[0]));
  const x = mod(slope * slope - a[0] - b[0]);
  return [x, mod(slope * (a[0] - x) - a[1])];
}

export const toNumber = (bytes: Uint8Array): bigint => bytes.reduce((all, byte) => (all << 8n) | BigInt(byte), 0n);

/** 32 bytes, big-endian. */
export function toBytes(number: bigint): Bytes {
  const out = new Uint8Array(32);
  for (let i = 31; i >= 0; --i, number >>= 8n) out[i] = Number(number & 255n);
  return out;
}

/** Of a number from 1 to order - 1. */
export function publicOf(scalar: Uint8Array): PublicKey {
  const number = toNumber(scalar);
  if (number === 0n || number >= order) throw new Error('key');
  let out: Point | null = null;
  for (const bit of number.toString(2)) {
    // From the highest bit: a sum is never of a point and its opposite, nor of a point and itself unless it is doubled.
    if (out !== null) out = sum(out, out);
    if (bit === '1') out = sum(out, base);
  }
  const [x, y] = out as Point;
  return { crv: 'P-256', kty: 'EC', x: toBase64url(toBytes(x)), y: toBase64url(toBytes(y)) };
}
