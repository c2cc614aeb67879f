import type { Checkpoint, LogEntry } from '../api/types';
import { fromBase64, fromBase64url, joined, sha256, toBase64url, utf8, type Bytes } from '../../shared/seal/bytes';

/** The evidence log checked in this browser (docs/evidence.md): RFC 9162 trees, C2SP checkpoints, Ed25519. */

const leafMark = new Uint8Array([0]);
const nodeMark = new Uint8Array([1]);

export const leafOf = (commitment: Bytes): Promise<Bytes> => sha256(joined(leafMark, commitment));
const nodeOf = (left: Bytes, right: Bytes): Promise<Bytes> => sha256(joined(nodeMark, left, right));

const same = (a: Bytes, b: Bytes): boolean => a.length === b.length && a.every((byte, at) => byte === b[at]);

/** A tree that grows: the roots of its complete subtrees, largest first. */
export function growingTree() {
  const peaks: { size: number; hash: Bytes }[] = [];
  return {
    async add(leaf: Bytes): Promise<void> {
      peaks.push({ size: 1, hash: leaf });
      while (peaks.length > 1 && peaks[peaks.length - 1]!.size === peaks[peaks.length - 2]!.size) {
        const right = peaks.pop()!;
        const left = peaks.pop()!;
        peaks.push({ size: left.size * 2, hash: await nodeOf(left.hash, right.hash) });
      }
    },
    async root(): Promise<Bytes> {
      if (peaks.length === 0) return sha256('');
      let hash = peaks[peaks.length - 1]!.hash;
      for (let at = peaks.length - 2; at >= 0; at -= 1) hash = await nodeOf(peaks[at]!.hash, hash);
      return hash;
    },
  };
}

/** RFC 9162, 2.1.3.2. */
export async function isIncluded(leaf: Bytes, index: number, size: number, proof: readonly Bytes[], root: Bytes): Promise<boolean> {
  if (index >= size) return false;
  let fn = index;
  let sn = size - 1;
  let hash = leaf;
  for (const step of proof) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      hash = await nodeOf(step, hash);
      while (fn % 2 === 0 && fn !== 0) {
        fn = Math.floor(fn / 2);
        sn = Math.floor(sn / 2);
      }
    } else hash = await nodeOf(hash, step);
    fn = Math.floor(fn / 2);
    sn = Math.floor(sn / 2);
  }
  return sn === 0 && same(hash, root);
}

/** RFC 9162, 2.1.4.2: whether the tree of `size` goes on from that of `from`. */
export async function goesOn(from: number, fromRoot: Bytes, size: number, root: Bytes, proof: readonly Bytes[]): Promise<boolean> {
  if (from > size) return false;
  if (from === size) return proof.length === 0 && same(fromRoot, root);
  if (from === 0) return proof.length === 0;
  const isPower = Number.isInteger(Math.log2(from));
  const path = isPower ? [fromRoot, ...proof] : [...proof];
  let fn = from - 1;
  let sn = size - 1;
  while (fn % 2 === 1) {
    fn = Math.floor(fn / 2);
    sn = Math.floor(sn / 2);
  }
  const begin = path[0];
  if (!begin) return false;
  let fr = begin;
  let sr = begin;
  for (const step of path.slice(1)) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      fr = await nodeOf(step, fr);
      sr = await nodeOf(step, sr);
      while (fn % 2 === 0 && fn !== 0) {
        fn = Math.floor(fn / 2);
        sn = Math.floor(sn / 2);
      }
    } else sr = await nodeOf(sr, step);
    fn = Math.floor(fn / 2);
    sn = Math.floor(sn / 2);
  }
  return sn === 0 && same(fr, fromRoot) && same(sr, root);
}

export type Signed = 'yes' | 'no' | 'cannot_tell';

/** Whether the verifier key signed the checkpoint, and the checkpoint says what was said beside it. */
export async function isSigned(what: Checkpoint): Promise<Signed> {
  try {
    const note = what.checkpoint;
    const end = note.indexOf('\n\n');
    const text = note.slice(0, end + 1);
    const [origin, size, root] = text.split('\n');
    const [name, id, encoded] = splitKey(what.key);
    const key = fromBase64(encoded);
    if (origin !== what.origin || name !== origin || Number(size) !== what.size) return 'no';
    if (toBase64url(fromBase64(root ?? '')) !== what.root || key[0] !== 1 || key.length !== 33) return 'no';
    const hash = await sha256(joined(utf8(`${name}\n`), key));
    const hint = [...hash.slice(0, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    if (hint !== id) return 'no';
    const line = note
      .slice(end + 2)
      .split('\n')
      .find((one) => one.startsWith(`— ${name} `));
    const signature = fromBase64(line?.slice(`— ${name} `.length) ?? '');
    if (signature.length !== 68 || !same(signature.slice(0, 4), hash.slice(0, 4))) return 'no';
    const verifier = await importEd25519(key.slice(1));
    if (!verifier) return 'cannot_tell';
    const good = await crypto.subtle.verify('Ed25519', verifier, signature.slice(4), utf8(text));
    return good ? 'yes' : 'no';
  } catch {
    return 'no';
  }
}

/** `name+id+base64`, where base64 may have plus signs of its own. */
function splitKey(key: string): [string, string, string] {
  const found = /^(.*?)\+([0-9a-f]{8})\+(.*)$/s.exec(key);
  return found ? [found[1]!, found[2]!, found[3]!] : ['', '', ''];
}

async function importEd25519(raw: Bytes): Promise<CryptoKey | undefined> {
  try {
    return await crypto.subtle.importKey('raw', raw, 'Ed25519', false, ['verify']);
  } catch {
    return undefined;
  }
}

/** Whether the entry is what was committed to; an erased one cannot be looked into. */
export async function isWhole(entry: LogEntry): Promise<boolean> {
  if (entry.erased) return true;
  if (entry.salt === undefined || entry.event === undefined) return false;
  const made = await sha256(joined(fromBase64url(entry.salt), utf8(entry.event)));
  return toBase64url(made) === entry.commitment;
}

export type Verdict =
  | { found: 'good'; size: number; root: string; signed: Signed; since?: number; erased: number }
  | { found: 'nothing' }
  | { found: 'bad'; words: string };

export interface LogDoor {
  checkpoint(): Promise<Checkpoint | undefined>;
  entries(from: number): Promise<LogEntry[]>;
  consistency(from: number, to: number): Promise<string[]>;
  /** What this browser verified before, and what it verifies now. */
  remembered(): { origin: string; size: number; root: string } | undefined;
  remember(what: { origin: string; size: number; root: string }): void;
  progress(done: number, size: number): void;
}

/** Reads the whole log again and works out what was signed; says the first thing that is wrong. */
export async function checkLog(door: LogDoor): Promise<Verdict> {
  const newest = await door.checkpoint();
  if (!newest) return { found: 'nothing' };
  const signed = await isSigned(newest);
  if (signed === 'no') return { found: 'bad', words: 'The newest checkpoint is not signed by the key it names.' };

  const before = door.remembered();
  let since: number | undefined;
  if (before && before.origin === newest.origin) {
    if (before.size > newest.size)
      return { found: 'bad', words: `The log was shorter (${newest.size} entries) than when this browser last checked it (${before.size}).` };
    const proof = before.size === newest.size ? [] : await door.consistency(before.size, newest.size);
    const on = await goesOn(before.size, fromBase64url(before.root), newest.size, fromBase64url(newest.root), proof.map((one) => fromBase64url(one)));
    if (!on) return { found: 'bad', words: 'The log does not go on from what this browser checked before: it was rewritten.' };
    since = before.size;
  }

  const tree = growingTree();
  let erased = 0;
  for (let at = 0; at < newest.size; ) {
    const page = await door.entries(at);
    if (page.length === 0) return { found: 'bad', words: `Entry ${at} is missing.` };
    for (const entry of page) {
      if (at >= newest.size) break;
      if (entry.index !== at) return { found: 'bad', words: `Entry ${at} is missing.` };
      if (!(await isWhole(entry))) return { found: 'bad', words: `Entry ${at} is not what was committed to: it was changed.` };
      if (entry.erased) erased += 1;
      await tree.add(await leafOf(fromBase64url(entry.commitment)));
      at += 1;
    }
    door.progress(at, newest.size);
  }
  if (toBase64url(await tree.root()) !== newest.root)
    return { found: 'bad', words: 'The entries do not make the tree that was signed: some were exchanged.' };
  door.remember({ origin: newest.origin, size: newest.size, root: newest.root });
  return { found: 'good', size: newest.size, root: newest.root, signed, ...(since !== undefined && { since }), erased };
}
