// @vitest-environment node
//
// Held against the same files as the program's own code (tests/unit/seal/vectors_test.cpp). WRITE_VECTORS=1 makes those
// that come from here anew: browser.json, results sealed by this code, and changes.json, what must not open.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, vi } from 'vitest';
import { isConsistent } from '../../inbox/engine/witness';
import { fromBase64, fromBase64url, toBase64url, utf8, type Bytes } from './bytes';
import { canonical, digestOf } from './canonical';
import { ecdh, ecdsa, fromPem, thumbprint, type Pair } from './keys';
import { readOn } from './lists';
import { openHomeKey, openResult } from './open';
import { makeTagKey, sealResult } from './seal';
import { keysOf, parseSheet, sheetText } from './sheet';
import { deviceWords, keyWords } from './words';

vi.setConfig({ testTimeout: 60_000 }); // a loaded machine is no fault

type Tree = Record<string, unknown>;
interface Change {
  readonly why: string;
  readonly at: string;
  readonly put?: unknown;
  readonly then: 'opens' | 'broken' | 'not_for_us';
}

const root = new URL('../../../../', import.meta.url);
const file = (name: string): string => fileURLToPath(new URL(`tests/unit/seal/vectors/${name}`, root));
const read = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));
const all = read(file('sealed.json')) as Tree & { home: string; device: string; lists: string[]; messages: Tree[] };
const pem = (name: string): string => ((all['keys'] as Record<string, Tree>)[name] as Tree)['pem'] as string;
const key = (name: string, as = ecdh): Promise<Pair> => fromPem(pem(name), as);

/** The tree with the value at `at` put there, or taken away when there is none. */
function change<T>(tree: T, { at, ...what }: Pick<Change, 'at' | 'put'>): T {
  const out = structuredClone(tree);
  const steps = at.slice(1).split('/');
  const last = steps.pop() ?? '';
  const parent = steps.reduce<unknown>((t, step) => (t as Tree)[step], out) as Tree;
  if ('put' in what) parent[last] = what.put;
  else if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else delete parent[last];
  return out;
}

const opening = async (message: Tree, by: Pair, home: string): Promise<string> => {
  const opened = await openResult(message, [by], home);
  return typeof opened === 'string' ? opened : 'opens';
};

function makeChanges(message: Tree): Change[] {
  const sealed = message['sealed'] as Record<string, string> & { recipients: { encrypted_key: string; header: Record<string, unknown> }[] };
  const [mine, other] = sealed.recipients as [typeof sealed.recipients[0], typeof sealed.recipients[0]];
  const flip = (text: string): string => (text[0] === 'A' ? 'B' : 'A') + text.slice(1);
  const out: Change[] = [];
  const broken = (why: string, at: string, put: unknown): void => void out.push({ why, at, put, then: 'broken' });
  const gone = (at: string): void => void out.push({ why: `without ${at}`, at, then: 'broken' });
  for (const name of ['protected', 'aad', 'iv', 'ciphertext', 'tag']) {
    const text = sealed[name] as string;
    broken(`${name} changed`, `/sealed/${name}`, flip(text));
    broken(`${name} cut`, `/sealed/${name}`, text.slice(4));
    broken(`${name} grown`, `/sealed/${name}`, `${text}AAAA`);
    broken(`${name} with padding`, `/sealed/${name}`, `${text}=`);
    gone(`/sealed/${name}`);
  }
  const head = JSON.parse(new TextDecoder().decode(fromBase64url(sealed['protected']))) as Tree;
  const header = (put: object): string => toBase64url(utf8(canonical(put)));
  const at = '/sealed/recipients/0';
  for (const name of ['zip', 'crit', 'jku', 'x5u', 'jwk', 'apu', 'apv', 'x']) {
    broken(`${name} beside`, `/sealed/${name}`, 'DEF');
    broken(`${name} in the protected header`, '/sealed/protected', header({ ...head, [name]: 'DEF' }));
    broken(`${name} in a recipient`, `${at}/${name}`, 'DEF');
    broken(`${name} in a recipient's header`, `${at}/header/${name}`, 'DEF');
  }
  broken('another cipher', '/sealed/protected', header({ ...head, enc: 'A128GCM' }));
  broken('another purpose', '/sealed/protected', header({ ...head, typ: 'carerelay.home-keys.v1' }));
  broken('another algorithm', `${at}/header/alg`, 'ECDH-ES+A128KW');
  broken('the sender agreed directly', `${at}/header/alg`, 'dir');
  broken("another recipient's key", `${at}/encrypted_key`, other.encrypted_key);
  broken('a wrapped key changed', `${at}/encrypted_key`, flip(mine.encrypted_key));
  broken("another recipient's point", `${at}/header/epk`, other.header['epk']);
  const point = mine.header['epk'] as Record<string, string>;
  broken('a point that is not on the curve', `${at}/header/epk/y`, point['x']);
  broken('a point off the curve in another recipient', '/sealed/recipients/1/header/epk/y', point['x']);
  broken('the point 0, 0', `${at}/header/epk`, { ...point, x: 'A'.repeat(43), y: 'A'.repeat(43) });
  broken('a point of another curve', `${at}/header/epk/crv`, 'P-384');
  broken('a private part', `${at}/header/epk/d`, point['x']);
  broken('a coordinate cut', `${at}/header/epk/x`, (point['x'] ?? '').slice(4));
  broken("another's key id", `${at}/header/kid`, other.header['kid']);
  gone(`${at}/header/kid`);
  gone(`${at}/header/epk`);
  gone(`${at}/encrypted_key`);
  gone('/sealed/recipients/2');
  broken('a recipient twice', '/sealed/recipients/3', mine);
  broken('nobody', '/sealed/recipients', []);
  // The message around it.
  broken('another topic', '/topic', 'other');
  broken('another urgency', '/urgency', 'future');
  broken('another reference', '/reference', 'L-2026-0418');
  broken('another tag', '/content_tag', 'A'.repeat(43));
  broken('another home', '/audience', { homes: ['RX9LD'] });
  broken('another acknowledgement', '/acknowledgement/required', false);
  broken('an end', '/expires', '2027-11-21T09:00:00Z');
  out.push({ why: 'another moment of effect, which nothing binds', at: '/effective', put: '2026-11-22T09:00:00Z', then: 'opens' });
  out.push({ why: 'another name of the sender', at: '/sender_name', put: 'Somebody', then: 'opens' });
  return out;
}

if (process.env['WRITE_VECTORS']) {
  const by = { pair: await key('21', ecdsa), tagKey: await makeTagKey() };
  const to = (await Promise.all(['11', '12', '13'].map((name) => key(name)))).map((one) => one.jwk);
  const content = { report_status: 'final', outcome: 'positive', test_code: '871555000', subject_ref: 'R-18', info: [{ language: 'en-GB', headline: 'Positive', description: 'Grüße 🙂' }] };
  const messages: Tree[] = [];
  for (const msgType of ['alert', 'update', 'cancel'] as const) {
    const references = msgType === 'alert' ? [] : ['0193a1b2-0000-7000-8000-000000000000'];
    const envelope = { home: all.home, msgType, references, reference: `B-${msgType}`, topic: 'test-results', acknowledgement: { required: true } };
    const draft = await sealResult(envelope, content, by, to, all.home, new Date('2026-11-21T09:00:00Z'));
    const message: Tree = { ...draft, id: '0193a1b2-0000-7000-8000-000000000002', sender: 'royal-london-virology', sender_name: 'Royal London virology', sent: '2026-11-21T09:00:00Z', effective: '2026-11-21T09:00:00Z' };
    messages.push({ ...message, digest: await digestOf(message) });
  }
  writeFileSync(file('browser.json'), `${canonical({ messages })}\n`);
  writeFileSync(file('changes.json'), `${JSON.stringify(makeChanges(all.messages[0] as Tree), null, 0).replace(/\},\{"why/g, '},\n{"why')}\n`);
}

describe('the shared vectors', () => {
  it('words, sheet, keys and lists are the same as the program makes', async () => {
    const { home, device } = all;
    expect(await deviceWords(home, device, (await key('10', ecdsa)).jwk, (await key('11')).jwk)).toBe(all['device_words']);
    expect(await keyWords(`home ${home}`, (await key('31', ecdsa)).jwk)).toBe(all['home_words']);
    expect(await keyWords('sender', (await key('21', ecdsa)).jwk)).toBe(all['sender_words']);
    for (const name of ['10', '21']) expect(await thumbprint((await key(name, ecdsa)).jwk)).toBe((all['keys'] as Record<string, Tree>)[name]?.['thumbprint']);
    const sheet = all['sheet'] as Record<string, unknown>;
    const seed = fromBase64url(sheet['seed']);
    expect(sheetText(seed)).toBe(sheet['text']);
    expect(parseSheet(String(sheet['text']))).toEqual(seed);
    const made = await keysOf(seed, home);
    expect([made.identity.jwk, made.recovery.jwk]).toEqual([sheet['identity'], sheet['recovery']]);
    expect((await openHomeKey(all['home_key'], await key('11'), home, device)).jwk).toEqual((await key('31', ecdsa)).jwk);
    expect(await readOn(null, all.lists)).toMatchObject({ is: 'good', newest: { what: { version: 3 } } });
    expect((await readOn(null, [...all.lists.slice(0, 2), String(all['begins_anew'])])).is).toBe('begins_anew');
  });

  it('the words are those of the reference list', async () => {
    const list = readFileSync(fileURLToPath(new URL('docs/reference/words.txt', root)), 'utf8').trim().split('\n');
    expect(list).toHaveLength(256);
    expect(readFileSync(fileURLToPath(new URL('./words.ts', import.meta.url)), 'utf8').match(/'[a-z ]+'/g)?.join('').replace(/'/g, '').split(' ').filter(Boolean).slice(0, 256)).toEqual(list);
  });

  it('results sealed by the program and by this code open, each message with its digest', async () => {
    for (const name of ['sealed.json', 'browser.json']) {
      const { messages } = read(file(name)) as { messages: Tree[] };
      expect(messages.length).toBeGreaterThan(1);
      for (const message of messages) {
        expect(await digestOf(message)).toBe(message['digest']);
        for (const one of ['11', '12', '13']) expect(await opening(message, await key(one), all.home)).toBe('opens');
        expect(await opening(message, await key('41'), all.home)).toBe('not_for_us');
        expect(await opening(message, await key('11'), 'RX9LD')).toBe('broken');
      }
    }
  });

  it('nothing that was changed opens', async () => {
    const changes = read(file('changes.json')) as Change[];
    expect(changes.length).toBeGreaterThan(40);
    const mine = await key('11');
    for (const one of changes) expect(await opening(change(all.messages[0] as Tree, one), mine, all.home), one.why).toBe(one.then);
  });
});

describe('the log', () => {
  const sample = fileURLToPath(new URL('tests/unit/protocol/evidence/vectors/consistency.json', root));
  const shared = `${process.env['CARERELAY_REGISTER_DATA'] ?? ''}/merkle-vectors/consistency.json`;

  for (const path of [sample, shared].filter(existsSync)) {
    it(`goes on, or does not, as ${path === sample ? 'the project' : 'the public vectors'} say`, async () => {
      // Sizes of up to 2^64 - 1 are no numbers of JavaScript.
      const text = readFileSync(path, 'utf8').replace(/"(size[12])":\s*(\d+)/g, '"$1":"$2"');
      const cases = JSON.parse(text) as { size1: string; size2: string; root1: string; root2: string; proof: string[] | null; wantErr: boolean; name: string }[];
      expect(cases.length).toBeGreaterThan(9);
      const hash = (coded: string): Bytes => {
        const bytes = fromBase64(coded);
        if (bytes.length !== 32) throw new Error('no hash');
        return bytes;
      };
      for (const one of cases) {
        // Roots that no hash can be, equal to each other: ours refuses what is no hash before it compares.
        if (one.root1 === one.root2 && Buffer.from(one.root1, 'base64').length !== 32) continue;
        const isGood = async (): Promise<boolean> =>
          isConsistent(BigInt(one.size1), BigInt(one.size2), (one.proof ?? []).map(hash), hash(one.root1), hash(one.root2));
        expect(await isGood().catch(() => false), one.name).toBe(!one.wantErr);
      }
    });
  }
});
