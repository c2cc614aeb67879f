#!/usr/bin/node
// A care home in plain JavaScript (ws, WebCrypto): enrols, connects, stores, answers, resumes.
//
//     node_home.mjs SERVER CA CODE FOLDER
//
// Prints one JSON line for each thing that happened. This is the whole of the protocol a home needs.
import { createRequire } from 'node:module';
import { readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { webcrypto, randomUUID, createHash } from 'node:crypto';
import https from 'node:https';

const WebSocket = createRequire(import.meta.url)('/usr/share/nodejs/ws') // Debian's node-ws
const [server, caFile, code, folder] = process.argv.slice(2);
const ca = readFileSync(caFile);
const host = new URL(server).hostname;
const { subtle } = webcrypto;
const b64 = (data) => Buffer.from(data).toString('base64url');
const happened = (what) => console.log(JSON.stringify(what));

async function sign(key, ...lines) {
  const text = new TextEncoder().encode(lines.join('\n'));
  return b64(await subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key, text));
}

function post(path, body) {
  return new Promise((resolve, reject) => {
    const text = JSON.stringify(body);
    const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) };
    const request = https.request(server + path, { method: 'POST', headers, ca }, (answer) => {
      let got = '';
      answer.on('data', (part) => { got += part; });
      answer.on('end', () => answer.statusCode < 300 ? resolve(JSON.parse(got)) : reject(new Error(got)));
    });
    request.on('error', reject);
    request.end(text);
  });
}

async function enrol() {
  const pair = await subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']);
  const { kty, crv, x, y } = await subtle.exportKey('jwk', pair.publicKey);
  const { home, device } = await post('/v1/devices', { code, public_key: { kty, crv, x, y }, name: 'a node script' });
  happened({ did: 'enrolled', home });
  return { key: pair.privateKey, home, device };
}

// RFC 8785 for what messages hold: strings, whole numbers, booleans, arrays, objects.
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object') return JSON.stringify(value);
  return `{${Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`;
}

function digestIsRight({ digest, ...rest }) {
  return digest === createHash('sha256').update(canonical(rest)).digest('base64url');
}

async function answer(stream, me, seq, message) {
  const act = { type: 'respond', seq, response: 'actioned', role: 'manager', key: randomUUID(), at: new Date().toISOString() };
  act.signature = await sign(me.key, 'carerelay.v1 respond', message.id, message.digest, me.home, me.device, `${seq}`,
    act.response, act.key, act.at);
  stream.send(JSON.stringify({ type: 'read', seq }));
  stream.send(JSON.stringify(act));
}

// One connection: until the relay has recorded an answer to a message.
function connect(me, inbox) {
  return new Promise((resolve, reject) => {
    const stream = new WebSocket(`${server.replace('https', 'wss')}/v1/stream`, ['carerelay.v1'],
      { ca, perMessageDeflate: false });
    let messages = [];
    const say = (frame) => stream.send(JSON.stringify(frame));
    const hear = {
      async challenge({ nonce }) {
        const signature = await sign(me.key, 'carerelay.v1 hello', host, nonce, me.home, me.device);
        const resume = inbox.epoch ? { resume: { epoch: inbox.epoch, seq: inbox.seq } } : {};
        say({ type: 'hello', home: me.home, device: me.device, signature, ...resume, window: 64, client: 'node/1.0' });
      },
      welcome({ epoch, resume, last }) {
        inbox.epoch = epoch;
        happened({ did: 'connected', resume, last });
      },
      deliver({ seq, message }) {
        if (!digestIsRight(message)) throw new Error('the digest does not match');
        hear.skip({ seq, type: 'deliver' });
        messages.push([seq, message]);
      },
      skip({ seq, type }) {
        if (seq !== inbox.seq + 1) throw new Error('a gap or a double');
        inbox.seq = seq;
        writeFileSync(`${folder}/inbox.json`, JSON.stringify(inbox));
        happened({ did: type, seq });
        say({ type: 'stored', up_to: seq });
      },
      async recorded({ up_to, seq, state }) {
        if (up_to !== undefined) {
          happened({ did: 'recorded', up_to });
          const due = messages.filter(([n]) => n <= up_to);
          messages = messages.filter(([n]) => n > up_to);
          for (const [n, message] of due) await answer(stream, me, n, message);
        } else {
          happened({ did: 'answered', seq, state });
          if (state === 'acknowledged') stream.close(1000);
        }
      },
      ping() { say({ type: 'pong' }); },
      error({ code: word, detail }) { happened({ did: 'error', code: word, detail }); },
    };
    stream.on('message', (text) => {
      const frame = JSON.parse(text);
      Promise.resolve().then(() => hear[frame.type]?.(frame)).catch(reject);
    });
    stream.on('close', resolve);
    stream.on('error', reject);
  });
}

const me = await enrol();
const inbox = { epoch: '', seq: 0 };
await connect(me, inbox);
happened({ did: 'away' });
const lines = createInterface({ input: process.stdin });
await new Promise((resolve) => { lines.once('line', resolve); }); // the test publishes while we are away
lines.close();
await connect(me, inbox);
happened({ did: 'done', seq: inbox.seq });
process.exit(0);
