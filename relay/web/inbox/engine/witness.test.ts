// @vitest-environment node
import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { CheckpointFrame, Tree } from './link';
import { canWitness } from './ed25519';
import { look } from './witness';

const sha = (...parts: Uint8Array[]): Buffer => createHash('sha256').update(Buffer.concat(parts)).digest();
const leaf = (n: number): Buffer => sha(Buffer.of(0), Buffer.from(`entry ${n}`));
const node = (l: Uint8Array, r: Uint8Array): Buffer => sha(Buffer.of(1), l, r);
const split = (n: number): number => 2 ** (31 - Math.clz32(n - 1));
const rootOf = (leaves: readonly Buffer[]): Buffer =>
  leaves.length === 1 ? (leaves[0] as Buffer) : node(rootOf(leaves.slice(0, split(leaves.length))), rootOf(leaves.slice(split(leaves.length))));
/** RFC 9162 section 2.1.4.1, written down as it stands there. */
function proofOf(m: number, leaves: readonly Buffer[], isKnown = true): Buffer[] {
  const n = leaves.length;
  if (m === n) return isKnown ? [] : [rootOf(leaves)];
  const k = split(n);
  return m <= k ? [...proofOf(m, leaves.slice(0, k), isKnown), rootOf(leaves.slice(k))] : [...proofOf(m - k, leaves.slice(k), false), rootOf(leaves.slice(0, k))];
}

class Log {
  readonly #key: KeyObject = generateKeyPairSync('ed25519').privateKey;
  constructor(readonly origin: string, readonly leaves: readonly Buffer[]) {}
  get key(): string {
    const jwk = this.#key.export({ format: 'jwk' });
    const raw = Buffer.concat([Buffer.of(1), Buffer.from(jwk.x ?? '', 'base64url')]);
    const id = sha(Buffer.from(`${this.origin}\n`), raw).subarray(0, 4);
    return `${this.origin}+${id.toString('hex')}+${raw.toString('base64')}`;
  }
  note(size: number, root = rootOf(this.leaves.slice(0, size)), more = ''): string {
    const body = `${this.origin}\n${size}\n${root.toString('base64')}\n${more}`;
    const id = Buffer.from(this.key.split('+')[1] ?? '', 'hex');
    const signed = Buffer.concat([id, sign(null, Buffer.from(body), this.#key)]);
    return `${body}\n\u2014 ${this.origin} ${signed.toString('base64')}\n`;
  }
  frame(size: number, from = 0): CheckpointFrame {
    const proof = from > 0 && from <= size ? proofOf(from, this.leaves.slice(0, size)) : [];
    return { checkpoint: this.note(size), key: this.key, from, proof: proof.map((p) => p.toString('base64url')) };
  }
}

const leaves = Array.from({ length: 70 }, (_, n) => leaf(n));

describe('the relay’s log, as a device sees it', () => {
  it('is believed from its first checkpoint on, and wherever it goes on from there', async () => {
    expect(await canWitness()).toBe(true);
    const log = new Log('carerelay/log/e/r', leaves);
    for (const from of [1, 2, 3, 7, 8, 41, 64, 69]) {
      const first = await look(log.frame(from), null);
      expect(first).toMatchObject({ tree: { origin: log.origin, size: from }, detail: '' });
      for (const to of [from, from + 1, 70]) {
        expect(await look(log.frame(to, from), first.tree), `${from} to ${to}`).toMatchObject({ tree: { size: to }, detail: '' });
      }
    }
  });

  it('that is smaller, rewritten, signed by another key or not at all is not', async () => {
    const log = new Log('carerelay/log/e/r', leaves);
    const { tree } = await look(log.frame(41), null) as { tree: Tree };
    expect(await look(log.frame(40, 0), tree)).toEqual({ tree: null, alarm: 'log', detail: 'smaller' });
    expect(await look({ ...log.frame(50, 41), proof: [] }, tree)).toEqual({ tree: null, alarm: 'log', detail: 'rewritten' });
    const other = new Log(log.origin, [leaf(99), ...leaves.slice(1)]);
    expect(await look(other.frame(50, 41), { ...tree, key: other.key })).toEqual({ tree: null, alarm: 'log', detail: 'rewritten' });
    expect(await look(other.frame(50, 41), tree)).toEqual({ tree: null, alarm: 'log', detail: 'another key' });
    for (const checkpoint of [other.note(50), log.note(50).replace('\n50\n', '\n51\n'), log.note(50).replace('\u2014', '-'), log.note(50).slice(0, -1), '', log.note(50, undefined, '\n')]) {
      expect(await look({ ...log.frame(50, 41), checkpoint }, tree)).toEqual({ tree: null, alarm: 'log', detail: 'not signed' });
    }
    for (const key of ['', log.key.replace('+', '-'), `${log.key}A`, log.key.replace(/\+[0-9a-f]{8}\+/, '+00000000+')]) {
      expect(await look({ ...log.frame(50, 41), key }, tree)).toMatchObject({ tree: null, alarm: 'log' });
    }
  });

  it('that is a new one is taken, and said', async () => {
    const { tree } = await look(new Log('carerelay/log/e/r', leaves).frame(41), null);
    expect(await look(new Log('carerelay/log/e2/r', leaves).frame(3), tree)).toMatchObject({ tree: { size: 3 }, alarm: 'new_log' });
  });
});
