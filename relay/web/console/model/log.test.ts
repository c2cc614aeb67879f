import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { expect, test } from 'vitest';
import { toBase64url } from '../../shared/seal/bytes';
import type { Checkpoint, LogEntry } from '../api/types';
import { checkLog, type LogDoor } from './log';

/** A log as docs/evidence.md describes it, made with Node's own crypto. */
const sha = (...parts: Uint8Array[]) => createHash('sha256').update(Buffer.concat(parts)).digest();
const leaf = (commitment: Uint8Array) => sha(Uint8Array.of(0), commitment);
const split = (n: number) => 2 ** Math.floor(Math.log2(n - 1));
const root = (leaves: Buffer[]): Buffer =>
  leaves.length === 0 ? sha() : leaves.length === 1 ? leaves[0]! : sha(Uint8Array.of(1), root(leaves.slice(0, split(leaves.length))), root(leaves.slice(split(leaves.length))));
/** RFC 9162, 2.1.4.1. */
function consistency(m: number, leaves: Buffer[], whole = true): Buffer[] {
  const n = leaves.length;
  if (m === n) return whole ? [] : [root(leaves)];
  const k = split(n);
  return m <= k
    ? [...consistency(m, leaves.slice(0, k), whole), root(leaves.slice(k))]
    : [...consistency(m - k, leaves.slice(k), false), root(leaves.slice(0, k))];
}

const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const raw = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32);
const origin = 'carerelay/log/1/abc';
const typed = Buffer.concat([Uint8Array.of(1), raw]);
const id = createHash('sha256').update(Buffer.concat([Buffer.from(`${origin}\n`), typed])).digest().subarray(0, 4);
const key = `${origin}+${id.toString('hex')}+${typed.toString('base64')}`;

const entries: LogEntry[] = Array.from({ length: 37 }, (_, index) => {
  const salt = Buffer.alloc(16, index);
  const event = `{"at":"2026-11-21T10:00:00Z","type":"receipt","seq":${index}}`;
  return { index, salt: toBase64url(salt), event, commitment: toBase64url(sha(salt, Buffer.from(event))) };
});
const leaves = entries.map((one) => leaf(Buffer.from(one.commitment, 'base64url')));

function checkpoint(size: number): Checkpoint {
  const top = root(leaves.slice(0, size));
  const text = `${origin}\n${size}\n${top.toString('base64')}\n`;
  const signature = Buffer.concat([id, sign(null, Buffer.from(text), privateKey)]);
  return { origin, key, size, root: toBase64url(top), signed_at: '', checkpoint: `${text}\n— ${origin} ${signature.toString('base64')}\n` };
}

function door(size: number, more: Partial<LogDoor> = {}, before?: number): LogDoor {
  return {
    checkpoint: async () => checkpoint(size),
    entries: async (from) => entries.slice(from, Math.min(size, from + 10)),
    consistency: async (from, to) => consistency(from, leaves.slice(0, to)).map(toBase64url),
    remembered: () => (before === undefined ? undefined : { origin, size: before, root: toBase64url(root(leaves.slice(0, before))) }),
    remember: () => undefined,
    progress: () => undefined,
    ...more,
  };
}

test('a log that is whole is found to be, at every size, going on from every earlier one', async () => {
  for (const [before, size] of [[undefined, 1], [1, 37], [7, 8], [8, 37], [36, 37], [37, 37], [13, 29]] as const) {
    expect(await checkLog(door(size, {}, before))).toMatchObject({ found: 'good', size, signed: 'yes' });
  }
});

test('an entry that was changed is named', async () => {
  const changed = entries.map((one) => (one.index === 12 ? { ...one, event: one.event!.replace('receipt', 'nothing') } : one));
  const verdict = await checkLog(door(37, { entries: async (from) => changed.slice(from, from + 10) }));
  expect(verdict).toEqual({ found: 'bad', words: 'Entry 12 is not what was committed to: it was changed.' });
});

test('an entry exchanged together with its commitment does not make the tree that was signed', async () => {
  const salt = Buffer.alloc(16, 99);
  const other = { index: 5, salt: toBase64url(salt), event: '{}', commitment: toBase64url(sha(salt, Buffer.from('{}'))) };
  const changed = entries.map((one) => (one.index === 5 ? other : one));
  expect(await checkLog(door(37, { entries: async (from) => changed.slice(from, from + 10) }))).toMatchObject({ found: 'bad' });
});

test('a log that is shorter than before, or another one, is found out', async () => {
  expect(await checkLog(door(20, {}, 30))).toMatchObject({ found: 'bad' });
  const forged = { remembered: () => ({ origin, size: 9, root: toBase64url(root(leaves.slice(1, 10))) }) };
  expect(await checkLog(door(37, forged))).toEqual({ found: 'bad', words: 'The log does not go on from what this browser checked before: it was rewritten.' });
});

test('a checkpoint signed by somebody else is refused', async () => {
  const stranger = generateKeyPairSync('ed25519').privateKey;
  const good = checkpoint(37);
  const text = good.checkpoint.slice(0, good.checkpoint.indexOf('\n\n') + 1);
  const signature = Buffer.concat([id, sign(null, Buffer.from(text), stranger)]).toString('base64');
  const verdict = await checkLog(door(37, { checkpoint: async () => ({ ...good, checkpoint: `${text}\n— ${origin} ${signature}\n` }) }));
  expect(verdict).toMatchObject({ found: 'bad' });
});

test('an erased entry stays proven', async () => {
  const erased = entries.map((one) => (one.index === 3 ? { index: 3, commitment: one.commitment, erased: true } : one));
  expect(await checkLog(door(37, { entries: async (from) => erased.slice(from, from + 10) }))).toMatchObject({ found: 'good', erased: 1 });
});
