/**
 * Whether the relay's evidence log goes on from what this device has verified (docs/evidence.md): C2SP checkpoint in a
 * signed note, RFC 9162 section 2.1.4.2.
 */

import { fromBase64, fromBase64url, joined, sha256, toBase64url, utf8, type Bytes } from '../../shared/seal/bytes';
import type { CheckpointFrame, Tree } from './link';

export interface Head {
  readonly origin: string;
  readonly size: number;
  readonly root: Bytes;
}

const isOrigin = (text: string | undefined): text is string => text !== undefined && /^[!-*,-~]{1,200}$/.test(text);
const isSame = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, i) => byte === b[i]);

interface LogKey {
  readonly name: string;
  readonly id: Bytes;
  readonly key: Bytes;
}

/** `origin+id+base64(0x01 ‖ key)`. Throws unless it is an Ed25519 key of that id. */
async function readKey(line: string): Promise<LogKey> {
  const [, name, id, coded] = /^([^+]*)\+([0-9a-f]{8})\+(.*)$/s.exec(line) ?? [];
  const raw = fromBase64(coded ?? '');
  if (!isOrigin(name) || raw.length !== 33 || raw[0] !== 1) throw new Error('key');
  const sum = (await sha256(joined(utf8(`${name}\n`), raw))).slice(0, 4);
  if ([...sum].map((byte) => byte.toString(16).padStart(2, '0')).join('') !== id) throw new Error('key');
  return { name, id: sum, key: raw.slice(1) };
}

/** What the key has signed. Throws unless it has. */
export async function openCheckpoint(note: string, by: string): Promise<Head> {
  const known = await readKey(by);
  const gap = note.lastIndexOf('\n\n');
  // eslint-disable-next-line no-control-regex
  if (utf8(note).length > 8192 || gap <= 0 || /[\x00-\x09\x0b-\x1f\x7f]/.test(note)) throw new Error('note');
  const body = note.slice(0, gap + 1);
  const lines = note.slice(gap + 2).split('\n');
  if (lines.pop() !== '' || lines.length < 1 || lines.length > 16) throw new Error('note');
  let isSigned = false;
  for (const line of lines) {
    const [, name, coded] = /^\u2014 ([^ ]*) (.*)$/s.exec(line) ?? [];
    const raw = fromBase64(coded ?? '');
    if (!isOrigin(name) || raw.length < 5) throw new Error('note');
    if (name !== known.name || !isSame(raw.subarray(0, 4), known.id)) continue;
    const key = await crypto.subtle.importKey('raw', known.key, 'Ed25519', false, ['verify']);
    isSigned = raw.length === 68 && (await crypto.subtle.verify('Ed25519', key, raw.slice(4), utf8(body)));
    if (!isSigned) throw new Error('signature');
  }
  const [origin, size, root, ...more] = body.split('\n');
  const isForm = more.pop() === '' && more.every((line) => line !== '') && /^(0|[1-9][0-9]{0,15})$/.test(size ?? '');
  const hash = fromBase64(root ?? '');
  if (!isForm || !isSigned || origin !== known.name || hash.length !== 32) throw new Error('checkpoint');
  return { origin, size: Number(size), root: hash };
}

const nodeHash = (left: Bytes, right: Bytes): Promise<Bytes> => sha256(joined(Uint8Array.of(1), left, right));

/** RFC 9162 section 2.1.4.2. */
export async function isConsistent(from: bigint, to: bigint, proof: readonly Bytes[], rootFrom: Bytes, rootTo: Bytes): Promise<boolean> {
  if (from <= 0n || from > to) return false;
  if (from === to) return proof.length === 0 && isSame(rootFrom, rootTo);
  if (proof.length === 0) return false;
  let [fn, sn] = [from - 1n, to - 1n];
  while (fn & 1n) [fn, sn] = [fn >> 1n, sn >> 1n];
  const isPower = (from & (from - 1n)) === 0n;
  const [first, ...rest] = isPower ? [rootFrom, ...proof] : proof;
  let [fr, sr] = [first as Bytes, first as Bytes];
  for (const c of rest) {
    if (sn === 0n) return false;
    if (fn & 1n || fn === sn) {
      [fr, sr] = [await nodeHash(c, fr), await nodeHash(c, sr)];
      while (!(fn & 1n) && fn !== 0n) [fn, sn] = [fn >> 1n, sn >> 1n];
    } else {
      sr = await nodeHash(sr, c);
    }
    [fn, sn] = [fn >> 1n, sn >> 1n];
  }
  return sn === 0n && isSame(fr, rootFrom) && isSame(sr, rootTo);
}

export interface Verdict {
  /** To keep; none when it is not to be believed. */
  readonly tree: Tree | null;
  readonly alarm?: 'log' | 'new_log';
  readonly detail: string;
}

export async function look(frame: CheckpointFrame, before: Tree | null): Promise<Verdict> {
  const alarm = (detail: string): Verdict => ({ tree: null, alarm: 'log', detail });
  try {
    const head = await openCheckpoint(frame.checkpoint, frame.key);
    const tree: Tree = { origin: head.origin, size: head.size, root: toBase64url(head.root), key: frame.key };
    if (before === null) return { tree, detail: '' };
    if (before.origin !== head.origin) return { tree, alarm: 'new_log', detail: `${before.origin}, ${before.size}; ${head.origin}` };
    if (before.key !== frame.key) return alarm('another key');
    if (head.size < before.size) return alarm('smaller');
    const proof = frame.proof.map((each) => fromBase64url(each, 32));
    const goesOn = await isConsistent(BigInt(before.size), BigInt(head.size), proof, fromBase64url(before.root, 32), head.root);
    return goesOn ? { tree, detail: '' } : alarm('rewritten');
  } catch {
    return alarm('not signed');
  }
}
