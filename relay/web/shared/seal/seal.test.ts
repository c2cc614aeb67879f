// @vitest-environment node
import * as jose from 'jose';
import { describe, expect, it, vi } from 'vitest';
import { fromBase64url, hashText, toBase64url, utf8 } from './bytes';
import { canonical, digestOf, envelopeDigest } from './canonical';
import { toBytes, toNumber } from './curve';
import { lock, readJwe, unlock } from './jwe';
import { signJws } from './jws';
import { ecdh, ecdsa, fromPem, makePair, pairOf, publicKey, thumbprint, toPem, type Pair } from './keys';
import { homeWords, parseList, readOn, recipientsOf, signList, type DeviceList } from './lists';
import { openHomeKey, openResult } from './open';
import { envelopeOf, lockHomeKey, makeTagKey, sealResult, type Sender } from './seal';
import { keysOf, makeSeed, parseSheet, sheetText } from './sheet';
import { deviceWords, isSameWords, keyWords } from './words';

vi.setConfig({ testTimeout: 60_000 }); // a loaded machine is no fault

const home = '1-1435221697';
const now = new Date('2026-11-21T09:00:00Z');
const content = { report_status: 'final', outcome: 'negative', info: [], note: 'grüße 🙂 " \\' };

async function makeSender(): Promise<Sender> {
  return { pair: await makePair(ecdsa), tagKey: await makeTagKey() };
}
const pairs = (count: number): Promise<Pair[]> => Promise.all(Array.from({ length: count }, () => makePair(ecdh, true)));

type Tree = Record<string, unknown>;
interface Sealed extends Tree {
  readonly recipients: { encrypted_key: string; header: { alg: string; kid: string; epk: Record<string, string> } }[];
}
async function sealed(keys: readonly Pair[], sender?: Sender): Promise<Tree> {
  const by = sender ?? (await makeSender());
  const draft = await sealResult({ home, msgType: 'alert', reference: 'L-1' }, content, by, keys.map((k) => k.jwk), home, now);
  // What the relay adds.
  return { ...draft, id: '0193a1b2-0000-7000-8000-000000000001', sender: 'rlh', sender_name: 'Lab', sent: '2026-11-21T09:00:01Z', effective: '2026-11-21T09:00:01Z', digest: 'x' };
}

describe('a sealed result', () => {
  it('opens with every key it was sealed for, and with no other', async () => {
    const keys = await pairs(21);
    const sender = await makeSender();
    const message = await sealed(keys, sender);
    for (const key of keys) {
      expect(await openResult(message, [key], home)).toEqual({ content, sealedAt: '2026-11-21T09:00:00Z', sender: sender.pair.jwk });
    }
    expect(await openResult(message, await pairs(2), home)).toBe('not_for_us');
    expect(await openResult(message, [...(await pairs(1)), ...keys], home)).toMatchObject({ content });
  });

  it('opens at this home only, and in the message it was sealed into only', async () => {
    const keys = await pairs(1);
    const message = await sealed(keys);
    expect(await openResult(message, keys, 'RX9LD')).toBe('broken');
    for (const change of [{ topic: 'other' }, { urgency: 'future' }, { audience: { homes: ['RX9LD'] } }, { content_tag: 'A'.repeat(43) }, { info: [] }]) {
      expect(await openResult({ ...message, ...change }, keys, home)).toBe('broken');
    }
    // What the relay adds is not part of what it is bound to.
    for (const change of [{ effective: '2027-01-01T00:00:00Z' }, { sender_name: 'X' }, { confirmation: 'awaiting_second_person' }]) {
      expect(await openResult({ ...message, ...change }, keys, home)).toMatchObject({ content });
    }
  });

  it('is not shown when its sender has registered another key', async () => {
    const keys = await pairs(1);
    const sender = await makeSender();
    const message = await sealed(keys, sender);
    expect(await openResult({ ...message, sender_key: await thumbprint(sender.pair.jwk) }, keys, home)).toMatchObject({ content });
    expect(await openResult({ ...message, sender_key: await thumbprint((await makeSender()).pair.jwk) }, keys, home)).toBe('other_key');
  });

  it('is refused when any text of it was flipped, cut, grown or emptied', async () => {
    const keys = await pairs(2);
    const message = await sealed(keys);
    const paths: string[][] = [];
    const collect = (at: unknown, path: string[]): void => {
      if (typeof at === 'string') paths.push(path);
      else if (typeof at === 'object' && at !== null) for (const [name, value] of Object.entries(at)) collect(value, [...path, name]);
    };
    collect(message['sealed'], []);
    expect(paths).toHaveLength(5 + 2 * 7);
    const at = (tree: unknown, path: string[]): string => path.reduce<unknown>((t, step) => (t as Tree)[step], tree) as string;
    const flip = (text: string, i: number): string => text.slice(0, i) + (text[i] === 'A' ? 'B' : 'A') + text.slice(i + 1);
    let refused = 0;
    for (const path of paths) {
      const text = at(message['sealed'], path);
      const changes = [0, text.length >> 1, text.length - 1].map((i) => flip(text, i));
      changes.push(text.slice(1), `${text}A`, `${text}AAAA`, `${text}=`, '');
      for (const changed of changes) {
        const tree = structuredClone(message['sealed']) as Tree;
        const parent = path.slice(0, -1).reduce<Tree>((t, step) => t[step] as Tree, tree);
        parent[path.at(-1) as string] = changed;
        const opened = await openResult({ ...message, sealed: tree }, keys.slice(0, 1), home);
        const isOfAnother = path[0] === 'recipients' && path[1] !== '0';
        if (isOfAnother && typeof opened !== 'string') expect(opened.content).toEqual(content);
        else expect(['broken', 'not_for_us'], `${path.join('/')}: ${changed}`).toContain(opened);
        refused += 1;
      }
    }
    expect(refused).toBe(paths.length * 8);
  });

  it('is refused with any member that is not part of it', async () => {
    const keys = await pairs(1);
    const message = await sealed(keys);
    const tree = message['sealed'] as Sealed;
    const recipient = tree.recipients[0] as Sealed['recipients'][0];
    const withHeader = (header: object): object => ({ ...tree, recipients: [{ ...recipient, header: { ...recipient.header, ...header } }] });
    const bad: object[] = [];
    for (const name of ['zip', 'crit', 'jku', 'x5u', 'jwk', 'apu', 'apv', 'unprotected', 'x']) {
      bad.push({ ...tree, [name]: 'DEF' }, { ...tree, recipients: [{ ...recipient, [name]: 'x' }] }, withHeader({ [name]: 'x' }));
      const header = JSON.parse(new TextDecoder().decode(fromBase64url(tree['protected'] as string))) as Tree;
      bad.push({ ...tree, protected: toBase64url(utf8(canonical({ ...header, [name]: 'x' }))) });
    }
    bad.push(withHeader({ alg: 'ECDH-ES+A128KW' }), withHeader({ alg: 'dir' }), withHeader({ epk: { ...recipient.header.epk, d: recipient.header.epk['x'] } }));
    bad.push(withHeader({ epk: { ...recipient.header.epk, ext: true } }), { ...tree, recipients: [] }, { ...tree, recipients: [recipient, recipient] });
    // Not on the curve: x and y of no point, infinity, another curve.
    bad.push(withHeader({ epk: { ...recipient.header.epk, y: recipient.header.epk['x'] } }));
    bad.push(withHeader({ epk: { kty: 'EC', crv: 'P-256', x: 'A'.repeat(43), y: 'A'.repeat(43) } }));
    bad.push(withHeader({ epk: { ...recipient.header.epk, crv: 'P-384' } }));
    for (const one of bad) expect(await openResult({ ...message, sealed: one }, keys, home)).toBe('broken');
    for (const one of [undefined, null, 'x', [], 7, {}]) expect(await openResult({ ...message, sealed: one }, keys, home)).toBe('broken');
  });

  it('is refused when somebody who may seal for the home signs as another', async () => {
    const keys = await pairs(1);
    const [one, other] = [await makeSender(), await makeSender()];
    const message = await sealed(keys, one);
    const digest = await envelopeDigest(message);
    const letter = { content, envelope: digest, home, sealed_at: '2026-11-21T09:00:00Z', sender_key: one.pair.jwk };
    const to = keys.map((k) => k.jwk);
    const put = async (text: string): Promise<unknown> =>
      openResult({ ...message, sealed: await lock(text, 'carerelay.result.v1', digest, to) }, keys, home);
    expect(await put(await signJws(one.pair, 'carerelay.letter.v1', letter))).toMatchObject({ content });
    expect(await put(await signJws(other.pair, 'carerelay.letter.v1', letter))).toBe('broken');
    expect(await put(await signJws({ ...other.pair, jwk: one.pair.jwk }, 'carerelay.letter.v1', letter))).toBe('broken');
    expect(await put(await signJws(one.pair, 'JWT', letter))).toBe('broken');
    // A letter to us, taken out of another message and locked again by somebody who may seal for the home.
    expect(await put(await signJws(one.pair, 'carerelay.letter.v1', { ...letter, envelope: await hashText('other') }))).toBe('broken');
    expect(await put(await signJws(one.pair, 'carerelay.letter.v1', { ...letter, more: 1 }))).toBe('broken');
    expect(await put(await signJws(one.pair, 'carerelay.letter.v1', { ...letter, content: [] }))).toBe('broken');
    expect(await put(`${await signJws(one.pair, 'carerelay.letter.v1', letter)}.x`)).toBe('broken');
    expect(await put('nothing')).toBe('broken');
  });

  it('is padded to steps of 1 KiB, and at most 64 KiB of content', async () => {
    const keys = await pairs(1);
    const by = await makeSender();
    const of = (note: string): Promise<Tree> => sealResult({ home, msgType: 'alert' }, { note }, by, keys.map((k) => k.jwk), home, now);
    expect(fromBase64url(((await of('')) ['sealed'] as Tree)['ciphertext']).length % 1024).toBe(0);
    expect(await openResult(await of('x'.repeat(65_000)), keys, home)).toMatchObject({ content: { note: 'x'.repeat(65_000) } });
    await expect(of('x'.repeat(65_536))).rejects.toThrow();
    await expect(sealResult({ home, msgType: 'alert' }, content, by, [], home, now)).rejects.toThrow();
  });

  it('has the same tag for the same content under the same reference, and tells nothing in the clear', async () => {
    const keys = await pairs(1);
    const by = await makeSender();
    const to = keys.map((k) => k.jwk);
    const make = (reference: string, what: object): Promise<Tree> => sealResult({ home, msgType: 'alert', reference }, what, by, to, home, now);
    const first = await make('L-1', content);
    expect((await make('L-1', content))['content_tag']).toBe(first['content_tag']);
    expect((await make('L-1', { ...content, outcome: 'positive' }))['content_tag']).not.toBe(first['content_tag']);
    expect((await make('L-2', content))['content_tag']).not.toBe(first['content_tag']);
    expect(JSON.stringify(first)).not.toContain('negative');
    expect(envelopeOf({ home, msgType: 'update' })['change_note']).toBe('It takes the place of an earlier result.');
  });
});

describe('npm jose and we', () => {
  const decoder = new TextDecoder();

  it('jose opens what we seal', async () => {
    const keys = await pairs(3);
    const sender = await makeSender();
    const message = await sealed(keys, sender);
    for (const key of keys) {
      const { plaintext, additionalAuthenticatedData, protectedHeader } = await jose.generalDecrypt(message['sealed'] as jose.GeneralJWE, key.privateKey, {
        keyManagementAlgorithms: ['ECDH-ES+A256KW'],
        contentEncryptionAlgorithms: ['A256GCM'],
      });
      expect(toBase64url(additionalAuthenticatedData as Uint8Array)).toBe(await envelopeDigest(message));
      expect(protectedHeader?.['typ']).toBe('carerelay.result.v1');
      const compact = decoder.decode(plaintext).trimEnd();
      const { payload } = await jose.compactVerify(compact, await jose.importJWK({ ...sender.pair.jwk }, 'ES256'), { algorithms: ['ES256'] });
      expect(JSON.parse(decoder.decode(payload))).toMatchObject({ content, home });
    }
  });

  it('we open what jose seals', async () => {
    const keys = await pairs(3);
    const sender = await makePair(ecdsa, true);
    const envelope = envelopeOf({ home, msgType: 'alert' });
    const digest = await envelopeDigest(envelope);
    const kids = await Promise.all(keys.map((k) => thumbprint(k.jwk)));
    for (const [index, kid] of kids.entries()) {
      expect(kid).toBe(await jose.calculateJwkThumbprint({ ...(keys[index] as Pair).jwk }));
    }
    const letter = { content, envelope: digest, home, sealed_at: '2026-11-21T09:00:00Z', sender_key: sender.jwk };
    const compact = await new jose.CompactSign(utf8(JSON.stringify(letter)))
      .setProtectedHeader({ alg: 'ES256', kid: await thumbprint(sender.jwk), typ: 'carerelay.letter.v1' })
      .sign(sender.privateKey);
    const to = await hashText(kids.map((kid) => `${kid}\n`).join(''));
    const sealing = new jose.GeneralEncrypt(utf8(compact.padEnd(Math.ceil(compact.length / 1024) * 1024, ' ')))
      .setProtectedHeader({ enc: 'A256GCM', to, typ: 'carerelay.result.v1' })
      .setAdditionalAuthenticatedData(fromBase64url(digest));
    for (const [i, key] of keys.entries()) {
      sealing.addRecipient(await jose.importJWK({ ...key.jwk }, 'ECDH-ES+A256KW')).setUnprotectedHeader({ alg: 'ECDH-ES+A256KW', kid: kids[i] as string });
    }
    const jwe = await sealing.encrypt();
    for (const key of keys) expect(await openResult({ ...envelope, sealed: jwe }, [key], home)).toEqual({ content, sealedAt: '2026-11-21T09:00:00Z', sender: sender.jwk });
  });
});

describe('the list of devices', () => {
  async function cast() {
    const keys = await keysOf(makeSeed(), home);
    const devices = await Promise.all(['a', 'b'].map(async (c) => ({
      device: `${c.repeat(8)}-0000-4000-8000-000000000000`, key: (await makePair(ecdsa)).jwk, sealing: (await makePair(ecdh)).jwk,
    })));
    const first: DeviceList = { home, version: 1, madeAt: '2026-11-21T09:00:00Z', identity: keys.identity.jwk, recovery: keys.recovery.jwk, devices: devices.slice(0, 1) };
    return { keys, devices, first, one: await signList(first, keys.identity) };
  }

  it('is believed from its first on, when each follows the one before', async () => {
    const { keys, devices, first, one } = await cast();
    const two = await signList({ ...first, version: 2, previous: one.sum, devices }, keys.identity);
    const next = await keysOf(makeSeed(), home);
    const three = await signList({ ...two.what, version: 3, previous: two.sum, identity: next.identity.jwk }, keys.identity);
    const four = await signList({ ...three.what, version: 4, previous: three.sum }, next.identity);
    const texts = [one, two, three, four].map((l) => l.text);
    expect(await readOn(null, texts)).toMatchObject({ is: 'good', newest: { what: { version: 4 } } });
    expect(await readOn(two, texts.slice(2))).toMatchObject({ is: 'good', newest: { what: { version: 4 } } });
    expect(await readOn(null, [])).toEqual({ is: 'nothing', newest: null });
    expect(recipientsOf(two.what, [])).toHaveLength(3);
    expect(recipientsOf(two.what, [devices[0]?.device ?? ''])).toEqual([devices[1]?.sealing, keys.recovery.jwk]);
    expect(recipientsOf(two.what, devices.map((d) => d.device))).toEqual([]);
  });

  it('is not believed when somebody else signed it, or it is not in its place', async () => {
    const { keys, devices, first, one } = await cast();
    const stranger = await keysOf(makeSeed(), home);
    const second = { ...first, version: 2, previous: one.sum, devices };
    const is = async (what: DeviceList, by: Pair): Promise<string> => (await readOn(one, [(await signList(what, by)).text])).is;
    expect(await is(second, keys.identity)).toBe('good');
    expect(await is(second, stranger.identity)).toBe('broken');
    expect(await is({ ...second, version: 3 }, keys.identity)).toBe('broken');
    expect(await is({ ...second, previous: await hashText('other') }, keys.identity)).toBe('broken');
    expect(await is({ ...second, home: 'RX9LD' }, keys.identity)).toBe('broken');
    expect(await is({ ...second, madeAt: '2026-11-20T09:00:00Z' }, keys.identity)).toBe('broken');
    expect((await readOn(null, [`${one.text}A`])).is).toBe('broken');
    const anew = await signList({ ...second, identity: stranger.identity.jwk }, stranger.identity);
    expect(await readOn(one, [anew.text])).toMatchObject({ is: 'begins_anew', newest: { text: anew.text } });
    expect((await readOn(one, [anew.text], await homeWords(anew.what))).is).toBe('good');
    expect((await readOn(one, [anew.text], 'acorn acorn')).is).toBe('begins_anew');
    expect((await readOn(null, [one.text], 'acorn acorn')).is).toBe('broken');
    expect((await readOn(null, [one.text], await homeWords(one.what))).is).toBe('good');
  });

  it('is no list with a device twice, a point off the curve or a member too many', async () => {
    const { keys, devices, first } = await cast();
    const sign = (payload: object): Promise<string> => signJws(keys.identity, 'carerelay.devices.v1', payload);
    const payload = {
      devices: first.devices.map(({ device, key, sealing }) => ({ device, key, sealing_key: sealing })),
      home, identity: first.identity, made_at: first.madeAt, recovery: first.recovery, version: 1,
    };
    await parseList(await sign(payload));
    const off = { ...(devices[0]?.key as object), y: devices[0]?.key.x };
    for (const change of [{ more: 1 }, { version: 0 }, { version: 2 }, { devices: [] }, { devices: [...payload.devices, ...payload.devices] }, { identity: off },
      { recovery: { ...first.recovery, d: 'A'.repeat(43) } }, { made_at: 'then' }, { devices: [{ ...payload.devices[0], key: off }] }]) {
      await expect(parseList(await sign({ ...payload, ...change })), JSON.stringify(change).slice(0, 60)).rejects.toThrow();
    }
  });

  it('hands the identity key to a device, and to no other', async () => {
    const { keys } = await cast();
    const [mine, other] = await pairs(2) as [Pair, Pair];
    const locked = await lockHomeKey(keys.identity, home, 'd', mine.jwk);
    expect((await openHomeKey(locked, mine, home, 'd')).jwk).toEqual(keys.identity.jwk);
    await expect(openHomeKey(locked, other, home, 'd')).rejects.toThrow();
    await expect(openHomeKey(locked, mine, home, 'e')).rejects.toThrow();
    await expect(openHomeKey(locked, mine, 'RX9LD', 'd')).rejects.toThrow();
    await expect(readJwe(locked, 'carerelay.result.v1')).rejects.toThrow();
  });
});

describe('the sheet', () => {
  it('reads back however it was typed, and finds a slip of the pen in its line', async () => {
    for (let i = 0; i < 50; ++i) {
      const seed = makeSeed();
      const text = sheetText(seed);
      expect(text).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z*~$=U]\n/);
      for (const typed of [text, text.toLowerCase(), text.replace(/1/g, 'l').replace(/0/g, 'o'), text.replace(/[-\n]/g, ' ')]) expect(parseSheet(typed)).toEqual(seed);
      const slip = (text[0] === 'A' ? 'B' : 'A') + text.slice(1);
      expect(parseSheet(slip)).toBe('check');
    }
    expect(parseSheet('')).toBe('form');
    expect(parseSheet('A'.repeat(37))).toBe('form');
    expect(parseSheet(`U${sheetText(makeSeed()).slice(1)}`)).toBe('form');
  });

  it('makes the same keys again, for this home only', async () => {
    const seed = makeSeed();
    const [a, b, other] = [await keysOf(seed, home), await keysOf(seed, home), await keysOf(seed, 'RX9LD')];
    expect(a.identity.jwk).toEqual(b.identity.jwk);
    expect(a.identity.jwk).not.toEqual(other.identity.jwk);
    expect(a.identity.jwk).not.toEqual(a.recovery.jwk);
  });
});

describe('keys and words', () => {
  it('works out the point of a number as WebCrypto does', async () => {
    for (let i = 0; i < 10; ++i) {
      const made = await makePair(ecdsa, true);
      const { d } = await crypto.subtle.exportKey('jwk', made.privateKey);
      expect((await pairOf(fromBase64url(d), ecdsa)).jwk).toEqual(made.jwk);
    }
    expect(toNumber(toBytes(258n))).toBe(258n);
    await expect(pairOf(toBytes(0n), ecdsa)).rejects.toThrow();
  });

  it('goes through PEM and back', async () => {
    const made = await makePair(ecdsa, true);
    expect((await fromPem(await toPem(made.privateKey), ecdsa)).jwk).toEqual(made.jwk);
    await expect(fromPem('-----BEGIN EC PRIVATE KEY-----', ecdsa)).rejects.toThrow();
  });

  it('tells devices, homes and senders apart by eight words', async () => {
    const [a, b] = await pairs(2) as [Pair, Pair];
    const words = await deviceWords(home, 'd', a.jwk, b.jwk);
    expect(words.split(' ')).toHaveLength(8);
    expect(await deviceWords(home, 'd', b.jwk, a.jwk)).not.toBe(words);
    expect(await keyWords('sender', a.jwk)).not.toBe(await keyWords(`home ${home}`, a.jwk));
    expect(isSameWords(` ${words.toUpperCase().replace(/ /g, ', ')}.`, words)).toBe(true);
    expect(isSameWords(words.replace(' ', ''), words)).toBe(false);
  });

  it('keeps private keys from leaving', async () => {
    const made = await makePair(ecdh);
    await expect(crypto.subtle.exportKey('jwk', made.privateKey)).rejects.toThrow();
    expect(() => publicKey({ ...made.jwk, d: 'x' })).toThrow();
  });

  it('writes canonical JSON as RFC 8785 has it', async () => {
    const mixed = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\ud83d\ude00': 5, '\u0080': 6, '\u00f6': 7 };
    expect(canonical(mixed)).toBe('{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\ud83d\ude00":5,"\ufb33":3}');
    expect(canonical({ b: [1, { d: null, c: true }], a: '\u0007\u2028"\\' })).toBe('{"a":"\\u0007\u2028\\"\\\\","b":[1,{"c":true,"d":null}]}');
    expect(await digestOf({ b: 1, a: 2, digest: 'x' })).toBe(await hashText('{"a":2,"b":1}'));
  });

  it('unlocks nothing without a key', async () => {
    const keys = await pairs(1);
    const jwe = await readJwe(await lock('x', 'carerelay.result.v1', await hashText(''), keys.map((k) => k.jwk)), 'carerelay.result.v1');
    expect(await unlock(jwe, [])).toBeNull();
  });
});
