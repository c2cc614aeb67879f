// A second verifier of evidence bundles, written from docs/evidence.md with nothing of the relay's: node's own crypto.
//
//   node verify.mjs FILE       says whether one bundle holds; exit 0 or 1
//   node verify.mjs --judge    reads lines "1 BUNDLE" and "0 BUNDLE" and says where it judges otherwise
import { createHash, createPublicKey, verify as verifySignature } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

class Wrong extends Error {}
const need = (good, why) => { if (!good) throw new Wrong(why); };
const sha256 = (...parts) => { const h = createHash('sha256'); for (const p of parts) h.update(p); return h.digest(); };
const isText = (v) => typeof v === 'string';
const isObject = (v) => v !== null && typeof v === 'object' && !Array.isArray(v);
const text = (from, name) => (isObject(from) && isText(from[name]) ? from[name] : '');
const number = (from, name) => {
  const v = isObject(from) ? from[name] : undefined;
  need(Number.isSafeInteger(v) && v >= 0, `${name} is no whole number`);
  return v;
};

/** Strict base64 or base64url: what decodes must encode to the same text again. */
function bytes(value, size, coding = 'base64url') {
  need(isText(value), 'no text');
  const out = Buffer.from(value, coding);
  need(out.toString(coding) === value && (size === undefined || out.length === size), 'not the bytes expected');
  return out;
}
const hashes = (from, name) => {
  const list = isObject(from) ? from[name] : undefined;
  need(Array.isArray(list) && list.length <= 64, `${name} is no proof`);
  return list.map((each) => bytes(each, 32));
};

// RFC 9162: 2.1.1, 2.1.3.2, 2.1.4.2
const leafHash = (entry) => sha256(Buffer.of(0), entry);
const nodeHash = (left, right) => sha256(Buffer.of(1), left, right);

function isIncluded(leaf, index, size, proof, root) {
  if (index >= size) return false;
  let [fn, sn, r] = [index, size - 1n, leaf];
  for (const p of proof) {
    if (sn === 0n) return false;
    if (fn & 1n || fn === sn) {
      r = nodeHash(p, r);
      while (!(fn & 1n) && fn !== 0n) [fn, sn] = [fn >> 1n, sn >> 1n];
    } else {
      r = nodeHash(r, p);
    }
    [fn, sn] = [fn >> 1n, sn >> 1n];
  }
  return sn === 0n && r.equals(root);
}

function isConsistent(from, to, proof, rootFrom, rootTo) {
  if (from === 0n || from > to) return false;
  if (from === to) return proof.length === 0 && rootFrom.equals(rootTo);
  if (proof.length === 0) return false;
  const path = (from & (from - 1n)) === 0n ? [rootFrom, ...proof] : proof;
  let [fn, sn] = [from - 1n, to - 1n];
  while (fn & 1n) [fn, sn] = [fn >> 1n, sn >> 1n];
  let [fr, sr] = [path[0], path[0]];
  for (const c of path.slice(1)) {
    if (sn === 0n) return false;
    if (fn & 1n || fn === sn) {
      [fr, sr] = [nodeHash(c, fr), nodeHash(c, sr)];
      while (!(fn & 1n) && fn !== 0n) [fn, sn] = [fn >> 1n, sn >> 1n];
    } else {
      sr = nodeHash(sr, c);
    }
    [fn, sn] = [fn >> 1n, sn >> 1n];
  }
  return sn === 0n && fr.equals(rootFrom) && sr.equals(rootTo);
}

// C2SP signed-note and tlog-checkpoint
const isOrigin = (name) => /^[!-*,-~]{1,200}$/.test(name);

function readKey(line) {
  const [, name, id, coded] = /^([^+]*)\+([0-9a-f]{8})\+(.*)$/s.exec(line) ?? [];
  need(name !== undefined && isOrigin(name), 'no key');
  const raw = bytes(coded, 33, 'base64');
  need(raw[0] === 1 && sha256(name, '\n', raw).subarray(0, 4).toString('hex') === id, 'no Ed25519 key of that id');
  const der = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), raw.subarray(1)]);
  return { name, id, key: createPublicKey({ key: der, format: 'der', type: 'spki' }) };
}

function openCheckpoint(note, known) {
  const gap = note.lastIndexOf('\n\n');
  need(Buffer.byteLength(note) <= 8192 && gap > 0 && !/[\x00-\x09\x0b-\x1f\x7f]/.test(note), 'no note');
  const body = note.slice(0, gap + 1);
  const lines = note.slice(gap + 2).split('\n');
  need(lines.pop() === '' && lines.length >= 1 && lines.length <= 16, 'no signatures');
  let signed = false;
  for (const line of lines) {
    const [, name, coded] = /^\u2014 ([^ ]*) (.*)$/s.exec(line) ?? [];
    need(name !== undefined && isOrigin(name), 'no signature line');
    const raw = bytes(coded, undefined, 'base64');
    need(raw.length >= 5, 'no signature');
    if (name !== known.name || raw.subarray(0, 4).toString('hex') !== known.id) continue;
    need(raw.length === 68 && verifySignature(null, Buffer.from(body), known.key, raw.subarray(4)), 'wrong signature');
    signed = true;
  }
  const [origin, size, root, ...more] = body.split('\n');
  need(more.pop() === '' && more.every((line) => line !== ''), 'no checkpoint');
  need(isOrigin(origin) && /^(0|[1-9][0-9]{0,18})$/.test(size) && BigInt(size) < 1n << 63n, 'no checkpoint');
  need(signed && origin === known.name, 'not signed by the log');
  return { origin, size: BigInt(size), root: bytes(root, 32, 'base64') };
}

function readLog(from) {
  need(isObject(from), 'no log');
  const head = openCheckpoint(text(from, 'checkpoint'), readKey(text(from, 'key')));
  need(Array.isArray(from.entries) && from.entries.length > 0, 'no entries');
  const events = [];
  for (const entry of from.entries) {
    const index = number(entry, 'index');
    const proof = hashes(entry, 'proof');
    const erased = entry.erased === true;
    const event = text(entry, 'event');
    const committed = erased ? bytes(entry.commitment, 32) : sha256(bytes(entry.salt, 16), event);
    need(isIncluded(leafHash(committed), BigInt(index), head.size, proof, head.root), `entry ${index} is not in the tree`);
    if (erased) continue;
    const what = JSON.parse(event);
    need(text(what, 'type') !== '', 'no event');
    events.push({ index, what });
  }
  events.sort((a, b) => a.index - b.index);
  need(events.every((each, i) => i === 0 || each.index !== events[i - 1].index), 'an entry twice');
  return { head, events, witnesses: Array.isArray(from.witnesses) ? from.witnesses : [] };
}

const lastOf = (log, type, device, before) =>
  log.events.filter((e) => BigInt(e.index) < before && e.what.type === type && text(e.what, 'device') === device).pop();

/** The device's own signature, with the key that its enrolment put into the log. */
function checkDevice(log, lines, signature, device, home, before) {
  const enrolled = lastOf(log, 'device_enrolled', device, before);
  need(enrolled && text(enrolled.what, 'home') === home, 'no enrolment');
  need(!lastOf(log, 'device_revoked', device, before), 'revoked');
  const { kty, crv, x, y } = enrolled.what.public_key;
  const key = createPublicKey({ key: { kty, crv, x, y }, format: 'jwk' });
  need(verifySignature('sha256', Buffer.from(lines.join('\n')), { key, dsaEncoding: 'ieee-p1363' },
                       bytes(signature, 64)), 'not signed by the device');
}

function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  return `{${Object.keys(value).sort().map((k) => `${JSON.stringify(k)}:${canonical(value[k])}`).join(',')}}`;
}

const moment = (value) => {
  need(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/.test(value) && !Number.isNaN(Date.parse(value)), 'no moment');
  return Date.parse(value);
};

/** Who stood for a message: other people than its author, each once, in time, for its bytes and its homes. */
function checkApprovals(events, digestOf) {
  for (const e of events) {
    const id = text(e, 'message');
    if (!['approved', 'sent_alone', 'confirmed'].includes(e.type) || id === '') continue;
    const about = (type) => events.find((o) => o.type === type && text(o, 'message') === id);
    const sum = digestOf(id);
    need(sum !== '' && text(e, e.type === 'confirmed' ? 'digest' : 'message_digest') === sum, 'approval of another text');
    const by = text(e, 'by');
    if (e.type === 'confirmed') {
      const alone = about('sent_alone');
      need(alone && ![text(alone, 'by'), text(alone, 'author'), ''].includes(by), 'no second person');
      need(moment(e.at) >= moment(alone.at) && moment(e.at) < moment(alone.due), 'confirmed too late');
      continue;
    }
    const taken = about('audience_taken');
    need(!taken || (text(taken, 'homes') === text(e, 'audience_hash') && taken.count === e.count), 'approved for others');
    if (e.type === 'sent_alone') {
      need(by !== '' && moment(e.due) > moment(e.at), 'sent by nobody');
      continue;
    }
    const [asked, until] = [moment(e.asked_at), moment(e.expires)];
    need(Array.isArray(e.signatures) && e.signatures.length >= Math.max(1, number(e, 'needs')) && number(e, 'needs') > 0, 'too few');
    const persons = e.signatures.map((one) => text(one, 'member'));
    need(![...persons, text(e, 'author')].includes('') && new Set([...persons, e.author]).size === persons.length + 1, 'one person');
    need(e.signatures.every((one) => moment(one.at) >= asked && moment(one.at) < until), 'not in time');
    need(by === persons.at(-1) && e.at === e.signatures.at(-1).at, 'another signed last');
    need(moment(text(about('message_published'), 'at')) >= moment(e.at), 'sent before it was approved');
  }
}

export function verify(bundle) {
  const from = JSON.parse(bundle);
  need(text(from, 'format') === 'carerelay-evidence/1', 'no bundle');
  need(Array.isArray(from.logs) && from.logs.length >= 1 && from.logs.length <= 64, 'no logs');
  const logs = from.logs.map(readLog);
  const events = logs.flatMap((log) => log.events.map((e) => e.what));
  const digestOf = (id) => text(events.find((e) => e.type === 'message_published' && text(e, 'message') === id), 'digest');
  if ('message' in from) {
    const { digest, ...rest } = JSON.parse(text(from, 'message'));
    need(digestOf(rest.id) === sha256(canonical(rest)).toString('base64url'), 'another message');
    const alone = events.some((e) => e.type === 'sent_alone' && text(e, 'message') === rest.id);
    need(alone === (rest.confirmation === 'awaiting_second_person'), 'another mark');
  }
  if (Array.isArray(from.audience)) {
    need(from.audience.every(isText), 'no list of homes');
    const sum = sha256(from.audience.map((id) => Buffer.from(`${id}\n`)).sort(Buffer.compare).reduce(
      (all, id) => Buffer.concat([all, id]), Buffer.alloc(0))).toString('base64url');
    need(events.some((e) => e.type === 'audience_taken' && text(e, 'homes') === sum), 'another audience');
  }
  checkApprovals(events, digestOf);
  for (const log of logs) {
    for (const { index, what: e } of log.events) {
      if (e.type !== 'receipt' || e.act !== 'responded') continue;
      const digest = digestOf(e.message);
      need(digest !== '', 'no publication');
      const tree = e.checkpoint ? [e.checkpoint.origin, `${e.checkpoint.size}`, e.checkpoint.root] : [];
      checkDevice(log, ['carerelay.v1 respond', e.message, digest, e.home, e.device, `${e.seq}`, e.answer, e.event,
                        e.said_at, ...tree], e.signature, e.device, e.home, BigInt(index));
    }
    for (const w of log.witnesses) {
      const [seq, size, proof, root] = [number(w, 'seq'), number(w, 'size'), hashes(w, 'proof'), bytes(w.root, 32)];
      need(text(w, 'origin') === log.head.origin, 'a witness of another log');
      checkDevice(log, ['carerelay.v1 respond', text(w, 'message'), text(w, 'digest'), text(w, 'home'), text(w, 'device'),
                        `${seq}`, text(w, 'response'), text(w, 'event'), text(w, 'said_at'), w.origin, `${size}`, w.root],
                  w.signature, text(w, 'device'), text(w, 'home'), log.head.size);
      need(isConsistent(BigInt(size), log.head.size, proof, root, log.head.root), 'a witness of another tree');
    }
  }
}

function holds(bundle) {
  try {
    verify(bundle);
    return '';
  } catch (why) {
    return why.message || 'no';
  }
}

if (process.argv[2] === '--judge') {
  let [count, good, differ] = [0, 0, 0];
  for await (const line of createInterface({ input: process.stdin })) {
    const why = holds(line.slice(2));
    count += 1;
    good += why === '' ? 1 : 0;
    if ((why === '') === (line[0] === '1')) continue;
    differ += 1;
    if (differ <= 3) console.log(`judged ${line[0] === '1' ? 'good' : 'bad'} by the other, here: ${why || 'good'}\n${line.slice(2)}`);
  }
  console.log(`${count} bundles, ${good} good, ${differ} judged otherwise`);
  process.exit(count >= Number(process.argv[3] ?? 1) && good > 0 && differ === 0 ? 0 : 1);
} else if (process.argv[2]) {
  const why = holds(readFileSync(process.argv[2], 'utf8'));
  console.log(why === '' ? 'holds' : `does not hold: ${why}`);
  process.exit(why === '' ? 0 : 1);
}
