/** The recovery sheet: 160 bits on paper from which a home's two own keys are made again. */

import { joined, utf8, type Bytes } from './bytes';
import { order, toBytes, toNumber } from './curve';
import { ecdh, ecdsa, pairOf, type Pair } from './keys';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U'; // the last five only check
const lines = [0, 1, 2, 3];

export const makeSeed = (): Bytes => crypto.getRandomValues(new Uint8Array(20));

/** Four lines, `ABCD-EFGH-*`: eight characters of Crockford's base 32 and their check symbol (value modulo 37). */
export function sheetText(seed: Bytes): string {
  return lines.map((line) => {
    const value = toNumber(seed.subarray(line * 5, line * 5 + 5));
    const digits = [7n, 6n, 5n, 4n, 3n, 2n, 1n, 0n].map((i) => alphabet[Number((value >> (5n * i)) & 31n)]).join('');
    return `${digits.slice(0, 4)}-${digits.slice(4)}-${alphabet[Number(value % 37n)]}\n`;
  }).join('');
}

/** What a person typed of it: either case, I and L for 1, O for 0, any blanks, hyphens and line ends. `form`: not four
 *  lines of nine characters; `check`: a line does not agree with its last character. */
export function parseSheet(typed: string): Bytes | 'form' | 'check' {
  const plain = typed.toUpperCase().replace(/[\s-]/g, '').replace(/[IL]/g, '1').replace(/O/g, '0');
  if (plain.length !== 36) return 'form';
  let isRight = true;
  const parts: Bytes[] = [];
  for (const line of lines) {
    const digits = [...plain.slice(line * 9, line * 9 + 9)].map((c) => alphabet.indexOf(c));
    const check = digits.pop() ?? -1;
    if (digits.some((d) => d < 0 || d > 31)) return 'form';
    const value = digits.reduce((all, d) => (all << 5n) | BigInt(d), 0n);
    isRight &&= BigInt(check) === value % 37n;
    parts.push(toBytes(value).slice(-5));
  }
  return isRight ? joined(...parts) : 'check';
}

export interface HomeKeys {
  /** ECDSA; signs device lists. It can leave: it is locked for every trusted device. */
  readonly identity: Pair;
  /** ECDH; opens what was sealed for the home. */
  readonly recovery: Pair;
}

async function scalarOf(seed: Bytes, purpose: string, home: string): Promise<Bytes> {
  const key = await crypto.subtle.importKey('raw', seed, 'HKDF', false, ['deriveBits']);
  const info = utf8(`carerelay.v1 ${purpose}\n${home}`);
  const how = { name: 'HKDF', hash: 'SHA-256', salt: utf8('carerelay.v1 recovery sheet'), info };
  const bits = new Uint8Array(await crypto.subtle.deriveBits(how, key, 384));
  return toBytes((toNumber(bits) % (order - 1n)) + 1n);
}

/** The sheet's keys for this home; it makes none of another. */
export async function keysOf(seed: Bytes, home: string): Promise<HomeKeys> {
  return {
    identity: await pairOf(await scalarOf(seed, 'home identity', home), ecdsa, true),
    recovery: await pairOf(await scalarOf(seed, 'home recovery', home), ecdh),
  };
}
