#!/usr/bin/node
// A care home in plain JavaScript that gets sealed results: says its eight words, founds its device list, opens what comes.
// Nothing here is ours but docs/reference/words.txt; JWE and JWS are npm's jose.
//
//     node_sealed_home.mjs SERVER CA CODE WORDS
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { webcrypto, createHash, pbkdf2Sync } from 'node:crypto';
import https from 'node:https';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

globalThis.crypto ??= webcrypto;
const tests = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
const jose = await import(pathToFileURL(createRequire(path.join(tests, 'js', 'package.json')).resolve('jose')).href);
const [server, caFile, code, wordsFile] = process.argv.slice(2);
const ca = readFileSync(caFile);
const words = readFileSync(wordsFile, 'utf8').trim().split('\n');
const { subtle } = webcrypto;
const sha256 = (data) => createHash('sha256').update(data).digest();
const b64 = (data) => Buffer.from(data).toString('base64url');
const happened = (what) => console.log(JSON.stringify(what));

function call(method, where, body, token) {
  return new Promise((resolve, reject) => {
    const text = body === undefined ? '' : JSON.stringify(body);
    const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) };
    if (token) headers.Authorization = `Bearer ${token}`;
    const request = https.request(server + where, { method, headers, ca }, (answer) => {
      let got = '';
      answer.on('data', (part) => { got += part; });
      answer.on('end', () => (answer.statusCode < 300 ? resolve(JSON.parse(got)) : reject(new Error(got))));
    });
    request.on('error', reject);
    request.end(text);
  });
}

async function newKey(kind, uses) {
  const pair = await subtle.generateKey({ name: kind, namedCurve: 'P-256' }, false, uses);
  const { crv, kty, x, y } = await subtle.exportKey('jwk', pair.publicKey);
  const jwk = { crv, kty, x, y }; // members in order: the canonical form
  return { private: pair.privateKey, jwk, kid: await jose.calculateJwkThumbprint(jwk) };
}

async function token(me) {
  const at = new Date().toISOString();
  const text = ['carerelay.v1 token', me.home, me.device, at].join('\n');
  const signature = await subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, me.key.private, Buffer.from(text));
  return (await call('POST', `/v1/devices/${me.device}/token`, { at, signature: b64(signature) })).token;
}

function eightWords(me) {
  const lines = ['carerelay.v1 device', me.home, me.device, JSON.stringify(me.key.jwk), JSON.stringify(me.sealing.jwk)];
  return [...pbkdf2Sync(sha256(lines.join('\n')), 'carerelay.v1 words', 65536, 8, 'sha256')].map((n) => words[n]).join(' ');
}

function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object') return JSON.stringify(value);
  return `{${Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`;
}

async function open(message, me) {
  const { id, sender, sender_name, sent, effective, digest, sealed, ...envelope } = message;
  const { plaintext, protectedHeader, additionalAuthenticatedData } = await jose.generalDecrypt(sealed, me.sealing.private);
  if (b64(additionalAuthenticatedData) !== b64(sha256(canonical(envelope)))) throw new Error('another envelope');
  if (protectedHeader.typ !== 'carerelay.result.v1') throw new Error('not a result');
  const compact = new TextDecoder().decode(plaintext).trimEnd();
  const { sender_key } = JSON.parse(Buffer.from(compact.split('.')[1], 'base64url'));
  const { payload } = await jose.compactVerify(compact, await jose.importJWK(sender_key, 'ES256'));
  const letter = JSON.parse(new TextDecoder().decode(payload));
  if (letter.home !== me.home || letter.envelope !== b64(additionalAuthenticatedData)) throw new Error('for somebody else');
  return letter.content;
}

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const me = { key: await newKey('ECDSA', ['sign', 'verify']), sealing: await newKey('ECDH', ['deriveBits']) };
Object.assign(me, await call('POST', '/v1/devices',
  { code, public_key: me.key.jwk, sealing_key: me.sealing.jwk, name: 'a node script' }));
happened({ did: 'enrolled', device: me.device, words: eightWords(me) });
await lines.next(); // somebody rings, and the administrator confirms
const identity = await newKey('ECDSA', ['sign', 'verify']);
const recovery = await newKey('ECDH', ['deriveBits']);
const list = { devices: [{ device: me.device, key: me.key.jwk, sealing_key: me.sealing.jwk }], home: me.home,
  identity: identity.jwk, made_at: new Date().toISOString(), recovery: recovery.jwk, version: 1 };
const signed = await new jose.CompactSign(Buffer.from(canonical(list)))
  .setProtectedHeader({ alg: 'ES256', kid: identity.kid, typ: 'carerelay.devices.v1' }).sign(identity.private);
await call('POST', `/v1/homes/${me.home}/device-lists`, { list: signed }, await token(me));
happened({ did: 'trusted' });
await lines.next(); // a result is sent
const { entries } = await call('GET', '/v1/inbox', undefined, await token(me));
happened({ did: 'opened', content: await open(entries.at(-1).message, me) });
process.exit(0);
