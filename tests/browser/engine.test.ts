// The inbox's engine, without its pages, in a real browser against the real relay: the line, what is kept, answers, sealed
// results, devices that vouch for each other.
import { buildSync } from 'esbuild';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { makePair, ecdsa, type PublicKey } from '../../relay/web/shared/seal/keys';
import { readOn, recipientsOf } from '../../relay/web/shared/seal/lists';
import { makeTagKey, sealResult, type ResultEnvelope, type Sender } from '../../relay/web/shared/seal/seal';
import type { Engine, Outcome, State } from '../../relay/web/inbox/engine/types';
import { launch, patience, World } from './support';
import { root } from './support/relay';

const source = buildSync({
  entryPoints: [join(root, 'relay/web/inbox/engine/engine.ts')], bundle: true, write: false, format: 'iife', globalName: 'engineModule',
  target: 'es2022', define: { 'import.meta.env.PROD': 'false' },
}).outputFiles[0]?.text ?? '';

const home = '1-1000000001';
let world: World;
let browser: Browser;
let contexts: BrowserContext[] = [];

beforeAll(async () => {
  world = await World.start({ settings: { 'stream.heartbeat_ms': 2000 } });
  browser = await launch(world);
});
afterAll(async () => {
  await browser?.close();
  await world?.end();
});
beforeEach(async () => {
  for (const one of contexts.splice(0)) await one.close();
  // A test that failed may have left it stopped.
  await world.relay.call('GET', '/v1/about').catch(() => world.relay.start());
});

async function newDevice(): Promise<BrowserContext> {
  // The page is any of the relay's own origin; its policy is for pages, which have tests of their own.
  const context = await browser.newContext({ bypassCSP: true });
  context.setDefaultTimeout(patience.step);
  contexts.push(context);
  return context;
}

/** A tab with an engine and nothing else. */
class Tab {
  constructor(readonly page: Page) {}
  static async open(context: BrowserContext): Promise<Tab> {
    const tab = new Tab(await context.newPage());
    await tab.load();
    return tab;
  }
  async load(): Promise<void> {
    await this.page.goto(`${world.url}/v1/asyncapi.json`);
    await this.page.evaluate(`${source}; globalThis.makeEngine = engineModule.makeEngine; globalThis.engine = makeEngine()`);
  }
  /** Loaded again from what the browser keeps, without asking the relay for the page. */
  async reloadOffline(): Promise<void> {
    await this.page.evaluate('engine.end()');
    await this.page.evaluate('globalThis.engine = makeEngine()');
  }
  do<T>(work: (engine: Engine, ...args: any[]) => T | Promise<T>, ...args: unknown[]): Promise<T> {
    return this.page.evaluate(`(${work.toString()})(engine, ...${JSON.stringify(args)})`) as Promise<T>;
  }
  get state(): Promise<State> {
    return this.do((engine) => engine.state);
  }
  async until<T>(what: (state: State) => T): Promise<T> {
    const end = Date.now() + patience.step;
    for (;;) {
      const state = await this.state;
      const got = what(state);
      if (got) return got;
      if (Date.now() > end) throw new Error(`${what.toString()}: ${JSON.stringify([state.link, state.trust, state.alarms, state.entries.length])}`);
      await this.page.waitForTimeout(50);
    }
  }
  async enrol(name = 'office tablet', at = home): Promise<void> {
    const code = await world.code(at);
    expect(await this.do((engine, c, n) => engine.enrol(c, n), code, name)).toEqual({ ok: true });
    await this.until((s) => s.link.is === 'live');
  }
}

const publish = (headline: string): Promise<{ id: string }> => world.publish({ headline, audience: { homes: [home] } });
const respond = (tab: Tab, id: string, response = 'actioned'): Promise<Outcome> =>
  tab.do((engine, to, r) => engine.respond(to, { response: r, role: 'manager', name: 'Grace', note: '' }), id, response);

describe('a device in a browser', () => {
  test('is enrolled, gets messages at once, reads and answers them', async () => {
    const tab = await Tab.open(await newDevice());
    expect(await tab.until((s) => s.home === null && s.link.is === 'connecting')).toBe(true);
    await tab.enrol();
    expect(await tab.state).toMatchObject({ home: { id: home, name: 'Elm Court' }, storage: { is: 'ok' } });
    const { id } = await publish('Stop using SureClean hand gel');
    await tab.until((s) => s.entries.some((e) => e.id === id));
    await world.until(id, ({ delivered }) => delivered === 1);
    await tab.do((engine, to) => engine.markRead(to), id);
    await world.until(id, ({ read }) => read === 1);
    expect(await respond(tab, id)).toEqual({ ok: true });
    await world.until(id, ({ actioned }) => actioned === 1);
    await tab.until((s) => s.waiting === 0);
    expect((await tab.state).entries.find((e) => e.id === id)).toMatchObject({ stage: 'acknowledged', response: 'actioned', toDo: false });
  });

  test('has keys that nobody can take out, and keeps no code', async () => {
    const tab = await Tab.open(await newDevice());
    await tab.enrol();
    const kept = await tab.page.evaluate(async () => {
      const db = await new Promise<IDBDatabase>((done) => { const r = indexedDB.open('carerelay'); r.onsuccess = () => done(r.result); });
      const device = await new Promise<any>((done) => { const r = db.transaction('named').objectStore('named').get('device'); r.onsuccess = () => done(r.result); });
      const leaves = await crypto.subtle.exportKey('jwk', device.sign.privateKey).then(() => true, () => false);
      return { sign: device.sign.privateKey.extractable, sealing: device.sealing.privateKey.extractable, leaves, text: JSON.stringify(device) };
    });
    expect(kept).toMatchObject({ sign: false, sealing: false, leaves: false });
    expect(kept.text).not.toContain('"d"');
  });

  test('shows what it has while the relay is gone, and sends what was answered then, also after a reload', async () => {
    const tab = await Tab.open(await newDevice());
    await tab.enrol();
    const first = await publish('One');
    const last = await publish('Two');
    await tab.until((s) => s.entries.some((e) => e.id === last.id));
    await world.relay.stop('SIGKILL');
    await tab.until((s) => s.link.is !== 'live');
    expect(await respond(tab, first.id, 'in_progress')).toEqual({ ok: true });
    await tab.reloadOffline();
    expect(await tab.until((s) => s.entries.find((e) => e.id === first.id))).toMatchObject({ response: 'in_progress', acts: [{ is: 'waiting' }] });
    expect(await respond(tab, first.id)).toEqual({ ok: true });
    await tab.reloadOffline();
    await world.relay.start();
    await tab.do((engine) => engine.reconnect());
    await world.until(first.id, ({ actioned }) => actioned === 1);
    await tab.until((s) => s.waiting === 0);
    const third = await publish('Three');
    await tab.until((s) => s.entries.some((e) => e.id === third.id));
    const { entries } = await tab.state;
    expect(new Set(entries.map((e) => e.id)).size).toBe(entries.length);
    expect(entries.find((e) => e.id === first.id)?.acts).toMatchObject([{ response: 'in_progress', is: 'recorded' }, { response: 'actioned', is: 'recorded' }]);
  });

  test('loses and doubles nothing when the relay is killed again and again while messages are published', async () => {
    const tab = await Tab.open(await newDevice());
    await tab.enrol();
    const published: string[] = [];
    for (let round = 0; round < 3; ++round) {
      for (let i = 0; i < 5; ++i) published.push((await publish(`Round ${round}, ${i}`)).id);
      await world.relay.stop('SIGKILL');
      await world.relay.start();
      await tab.do((engine) => engine.reconnect());
    }
    await tab.until((s) => published.every((id) => s.entries.some((e) => e.id === id)));
    const ids = (await tab.state).entries.map((e) => e.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of published) await world.until(id, ({ delivered }) => delivered >= 1);
  });

  test('two tabs have one line, and the second takes it over', async () => {
    const context = await newDevice();
    const one = await Tab.open(context);
    await one.enrol();
    const two = await Tab.open(context);
    await two.until((s) => s.link.is === 'live');
    const { id } = await publish('For both');
    await Promise.all([one, two].map((tab) => tab.until((s) => s.entries.some((e) => e.id === id))));
    expect(await respond(two, id, 'need_help')).toEqual({ ok: true });
    await world.until(id, ({ need_help }) => need_help === 1);
    await one.until((s) => s.entries.find((e) => e.id === id)?.acts[0]?.is === 'recorded');
    await one.until((s) => s.link.is === 'live');
    await one.page.close();
    const next = await publish('For the second');
    await two.until((s) => s.entries.some((e) => e.id === next.id));
    await two.until((s) => s.link.is === 'live');
  });

  test('has a record without gaps after a night away, also of what was skipped and what another device did', async () => {
    const context = await newDevice();
    const tab = await Tab.open(context);
    await tab.enrol();
    const first = await publish('Before the night');
    await tab.until((s) => s.entries.some((e) => e.id === first.id));
    await tab.page.close();
    const other = await world.device(home, { answers: 'actioned', name: 'Sam' });
    const stale = await publish('Gloves: old');
    const fresh = await world.publish({
      headline: 'Gloves: new', audience: { homes: [home] }, msg_type: 'update', references: [stale.id], change_note: 'Other gloves.',
    });
    await world.until(fresh.id, ({ actioned }) => actioned === 1);
    other.disconnect();
    const again = await Tab.open(context);
    await again.until((s) => s.entries.some((e) => e.id === fresh.id));
    const old = await again.until((s) => s.entries.find((e) => e.id === stale.id));
    expect(old).toMatchObject({ skipped: true, closed: 'superseded', closedBy: fresh.id, toDo: false });
    expect(await again.do((engine) => engine.refresh())).toEqual({ ok: true });
    expect(await again.until((s) => s.entries.find((e) => e.id === fresh.id && e.response))).toMatchObject({ stage: 'acknowledged', response: 'actioned' });
    const seqs = (await again.state).entries.map((e) => e.seq).sort((a, b) => a - b);
    expect(seqs).toEqual(Array.from({ length: seqs.length }, (_, i) => (seqs[0] ?? 1) + i));
  });

  test('shows at once that a second person confirmed what one had sent alone', async () => {
    const tab = await Tab.open(await newDevice());
    await tab.enrol();
    const writer = await world.person('a-mensah');
    const message = {
      kind: 'guidance_bulletin', msg_type: 'alert', status: 'actual', scope: 'public', urgency: 'immediate', severity: 'severe', topic: 'infection-control',
      reference: `alone-${Date.now()}`, audience: { homes: [home] }, info: [{ language: 'en-GB', headline: 'Stop using the gel', description: 'Now.' }],
    };
    const { draft } = await world.expect<{ draft: string }>(202, 'POST', '/v1/messages', { token: writer.token, body: message });
    const { id } = await world.expect<{ id: string }>(201, 'POST', `/v1/drafts/${draft}/send-now`, { token: writer.token, body: { reason: 'Nobody else is here' } });
    expect(await tab.until((s) => s.entries.find((e) => e.id === id))).toMatchObject({ confirmed: false });
    const second = await world.person('b-okafor');
    const digest = (await tab.state).entries.find((e) => e.id === id)?.message.digest;
    const done = await world.relay.call('POST', `/v1/messages/${id}/confirm`, { token: second.token, body: { digest } });
    expect(done.status, done.text).toBeLessThan(300);
    await tab.until((s) => s.entries.find((e) => e.id === id)?.confirmed);
  });

  test('adds another with a code of its own, and removes it', async () => {
    const tab = await Tab.open(await newDevice());
    await tab.enrol('office tablet', '1-1000000003');
    const made = await tab.do((engine) => engine.addDevice());
    expect(made).toMatchObject({ ok: true });
    const other = await Tab.open(await newDevice());
    expect(await other.do((engine, code) => engine.enrol(code, 'phone'), made.ok ? made.value.code : '')).toEqual({ ok: true });
    await other.until((s) => s.link.is === 'live');
    await tab.do((engine) => engine.refreshDevices());
    const phone = await tab.until((s) => s.trust.devices.find((d) => d.name === 'phone'));
    if (!phone) throw new Error('none');
    expect(phone).toMatchObject({ isThis: false, sealed: false, canSeal: true });
    expect(await tab.do((engine, id) => engine.removeDevice(id), phone.id)).toEqual({ ok: true });
    await other.until((s) => s.link.why === 'revoked');
    expect((await tab.state).trust.devices.find((d) => d.id === phone.id)?.revoked).toBeTruthy();
  });

  test('is a witness of the log: its answers name what it has verified', async () => {
    const tab = await Tab.open(await newDevice());
    await tab.enrol();
    const first = await publish('First');
    await tab.until((s) => s.entries.some((e) => e.id === first.id));
    await respond(tab, first.id);
    const hasTree = (): Promise<boolean> => tab.page.evaluate(async () => {
      const db = await new Promise<IDBDatabase>((done) => { const r = indexedDB.open('carerelay'); r.onsuccess = () => done(r.result); });
      const tree = await new Promise((done) => { const r = db.transaction('named').objectStore('named').get('tree'); r.onsuccess = () => done(r.result); });
      db.close();
      return tree !== undefined;
    });
    await expect.poll(hasTree).toBe(true);
    await respond(tab, first.id, 'need_help');
    await tab.until((s) => s.waiting === 0);
    expect((await tab.state).alarms).toEqual([]);
    await expect.poll(async () => (await tab.state).entries.find((e) => e.id === first.id)?.acts).toMatchObject([{ is: 'recorded' }, { is: 'recorded' }]);
  });

  test('that was removed says so', async () => {
    const tab = await Tab.open(await newDevice());
    await tab.enrol('lost tablet');
    const { device } = (await tab.state).home ?? { device: '' };
    await world.expect(204, 'DELETE', `/v1/homes/${home}/devices/${device}`);
    await tab.until((s) => s.link.why === 'revoked');
  });
});

describe('sealed results', () => {
  const at = '1-1000000002';

  /** As the console does it. */
  async function send(envelope: ResultEnvelope, content: object, by: Sender): Promise<{ id: string; readers: number }> {
    const answer = await world.expect<{ lists: string[]; revoked: string[] }>(200, 'GET', `/v1/homes/${at}/device-lists?after=0`);
    const { newest } = await readOn(null, answer.lists);
    if (!newest) throw new Error('nobody to seal for');
    const to: PublicKey[] = recipientsOf(newest.what, answer.revoked);
    const draft = await sealResult(envelope, content, by, to, newest.what.home, new Date());
    const { id } = await world.expect<{ id: string }>(201, 'POST', '/v1/messages', { body: draft });
    return { id, readers: to.length };
  }
  const content = { report_status: 'final', test_code: '871555000', outcome: 'negative', subject_ref: 'R-17', info: [{ language: 'en-GB', headline: 'Negative' }] };

  test('open on the devices of the home that vouch for each other, with the sheet when all are lost, and nowhere else', async () => {
    const sender: Sender = { pair: await makePair(ecdsa), tagKey: await makeTagKey() };
    const one = await Tab.open(await newDevice());
    await one.enrol('office tablet', at);
    const who = (await one.state).home?.device ?? '';
    expect(await one.do((engine) => engine.refreshDevices())).toEqual({ ok: true });
    expect((await one.state).trust).toMatchObject({ is: 'bulletins', first: true });
    expect(await one.do((engine) => engine.foundTrust())).toMatchObject({ ok: false, why: 'not_confirmed' });
    const words = await one.do(async (engine) => { const w = await engine.words(); return w.ok ? w.value : ''; });
    expect(words.split(' ')).toHaveLength(8);
    await world.expect(204, 'POST', `/v1/homes/${at}/devices/${who}/confirm`, { body: { words } });
    const founded = await one.do((engine) => engine.foundTrust());
    expect(founded).toMatchObject({ ok: true });
    const sheet = founded.ok ? founded.value : '';
    expect(sheet.trim().split('\n')).toHaveLength(4);
    expect((await one.state).trust).toMatchObject({ is: 'sealed' });

    const first = await send({ home: at, msgType: 'alert', reference: 'R-1' }, content, sender);
    expect(first.readers).toBe(2);
    await one.until((s) => s.results.some((e) => e.id === first.id));
    expect(await one.do((engine, id) => engine.openResult(id), first.id)).toEqual({ ok: true });
    expect((await one.state).opened).toMatchObject({ id: first.id, content, sender: 'first' });
    await world.until(first.id, ({ read }) => read === 1);
    await one.do((engine) => engine.closeResult());
    expect((await one.state).opened).toBeNull();
    const kept = await one.page.evaluate(async () => {
      const db = await new Promise<IDBDatabase>((done) => { const r = indexedDB.open('carerelay'); r.onsuccess = () => done(r.result); });
      const all = await Promise.all([...db.objectStoreNames].map((name) => new Promise((done) => { const r = db.transaction(name).objectStore(name).getAll(); r.onsuccess = () => done(r.result); })));
      db.close();
      return JSON.stringify(all);
    });
    expect(kept).toContain(first.id);
    expect(kept).not.toContain('R-17');
    expect(kept).not.toContain('871555000');

    // Another device gets bulletins; results once the first has let it in by its words.
    const two = await Tab.open(await newDevice());
    await two.enrol('phone', at);
    await two.until((s) => s.results.some((e) => e.id === first.id));
    expect(await two.do((engine, id) => engine.openResult(id), first.id)).toMatchObject({ ok: false, why: 'not_for_us' });
    const second = (await two.state).home?.device ?? '';
    const itsWords = await two.do(async (engine) => { const w = await engine.words(); return w.ok ? w.value : ''; });
    expect(await one.do((engine, id) => engine.approveDevice(id, 'acorn acorn'), second)).toMatchObject({ ok: false, why: 'words_differ' });
    expect(await one.do((engine, id, w) => engine.approveDevice(id, w), second, itsWords.toUpperCase())).toEqual({ ok: true });
    expect(await two.do((engine) => engine.refreshDevices())).toEqual({ ok: true });
    expect((await two.state).trust).toMatchObject({ is: 'sealed' });
    const next = await send({ home: at, msgType: 'update', reference: 'R-2', references: [first.id] }, { ...content, change_note: 'Tested again.' }, sender);
    expect(next.readers).toBe(3);
    await two.until((s) => s.results.some((e) => e.id === next.id));
    expect(await two.do((engine, id) => engine.openResult(id), next.id)).toEqual({ ok: true });
    expect((await two.state).opened).toMatchObject({ content: { change_note: 'Tested again.' } });

    // A result by another key is shown with a warning.
    const other: Sender = { pair: await makePair(ecdsa), tagKey: await makeTagKey() };
    const odd = await send({ home: at, msgType: 'alert', reference: 'R-3' }, content, other);
    await two.until((s) => s.results.some((e) => e.id === odd.id));
    await two.do((engine, id) => engine.openResult(id), odd.id);
    expect((await two.state).opened).toMatchObject({ sender: 'changed' });

    // The second makes new keys after the first is lost: it takes it off the list.
    await world.expect(204, 'DELETE', `/v1/homes/${at}/devices/${who}`);
    const rotated = await two.do((engine) => engine.rotate());
    expect(rotated).toMatchObject({ ok: true });
    expect((await send({ home: at, msgType: 'alert', reference: 'R-4' }, content, sender)).readers).toBe(2);

    // All devices lost: a new one, and the newest sheet.
    const three = await Tab.open(await newDevice());
    await three.enrol('new tablet', at);
    await three.until((s) => s.results.length === 3);
    expect(await three.do((engine, t) => engine.recover(t), 'ABC')).toMatchObject({ ok: false, why: 'sheet_form' });
    expect(await three.do((engine, t) => engine.recover(t), sheet)).toMatchObject({ ok: false, why: 'sheet_other' });
    const newest = rotated.ok ? rotated.value : '';
    expect(await three.do((engine, t) => engine.recover(t), newest.toLowerCase())).toMatchObject({ ok: true });
    expect((await three.state).trust).toMatchObject({ is: 'sealed' });
    const late = (await three.state).results.find((e) => e.message.reference === 'R-4')?.id;
    expect(await three.do((engine, id) => engine.openResult(id), late)).toEqual({ ok: true });
  });
});
