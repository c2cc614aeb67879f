// @vitest-environment node
import { describe, expect, it, vi } from 'vitest';
import { makeEngine } from './engine';
import { clock, enrolled, idb, kill, open, relay, reply, startTab, tabs, type Tab } from './engine_kit';
import { isoOf } from './stream';
import { messageOf } from './sim';

const day = 86_400_000;
const draft = { response: 'actioned', role: 'Nurse', otherRole: '', name: '', note: 'Half a sen' };

/** A tab on a device whose clock is that much fast. */
async function tabWithClock(fastMs: number): Promise<Tab> {
  const tab = makeEngine({ outside: { ...relay.outside(), now: () => clock.nowMs + fastMs }, open });
  tabs.push(tab);
  await clock.pass(100);
  return tab;
}

describe('what is kept is cleared under the page', () => {
  it('it is said, nothing is confirmed to the relay, and no reply is called saved', async () => {
    const tab = await enrolled();
    relay.publish(await messageOf(1));
    await clock.pass(100);
    idb.deleteDatabase('carerelay');
    await clock.pass(100);
    expect(tab.state.storage.is).toBe('lost');
    expect(tab.state.link).toMatchObject({ is: 'stopped' });
    expect(tab.state.link.why).toBeUndefined();
    relay.publish(await messageOf(2));
    await clock.pass(120_000);
    expect(relay.delivered.size).toBe(1);
    expect(relay.isConnected).toBe(false);
    expect(await tab.respond(tab.state.entries[0]?.id ?? '', reply)).toMatchObject({ ok: false, why: 'storage' });
  });

  it('between two visits the device is new, and what it had promised is at the relay', async () => {
    const first = await enrolled();
    relay.publish(await messageOf(1));
    await clock.pass(100);
    await first.respond(first.state.entries[0]?.id ?? '', reply);
    await clock.pass(100);
    await kill(first);
    idb.deleteDatabase('carerelay');
    const tab = await startTab();
    expect(tab.state).toMatchObject({ home: null, entries: [], storage: { is: 'ok' } });
    expect(relay.answers.size).toBe(1);
  });
});

describe.each([['fast', day], ['slow', -day]] as const)('a clock that is a day %s', (_, fastMs) => {
  it('does not decide what is in force, when a reply was given or when a message came, also offline after a reload and in a second tab', async () => {
    const first = await tabWithClock(fastMs);
    await first.enrol('ABCDE-FGHJK', 'office tablet');
    await clock.pass(100);
    relay.publish(await messageOf(1, { effective: isoOf(clock.nowMs - 3_600_000), expires: isoOf(clock.nowMs + 7_200_000) }));
    await clock.pass(100);
    expect(first.state.aheadMs).toBeGreaterThan(-fastMs - 2_000);
    expect(first.state.aheadMs).toBeLessThan(-fastMs + 2_000);
    expect(Math.abs(first.state.nowMs - clock.nowMs)).toBeLessThan(2_000);
    expect(Math.abs((first.state.link.upToDateMs ?? 0) - clock.nowMs)).toBeLessThan(60_000);
    expect(first.state.entries[0]).toMatchObject({ inForce: true, closed: 'open' });
    expect(Math.abs(Date.parse(first.state.entries[0]?.arrived ?? '') - clock.nowMs)).toBeLessThan(2_000);
    const second = await tabWithClock(fastMs);
    expect(second.state.entries[0]).toMatchObject({ inForce: true });
    await second.respond(second.state.entries[0]?.id ?? '', reply);
    await kill(first);
    await kill(second);
    relay.isReachable = false;
    const tab = await tabWithClock(fastMs);
    expect(tab.state.entries[0]).toMatchObject({ inForce: true });
    await tab.respond(tab.state.entries[0]?.id ?? '', { ...reply, note: 'again' });
    relay.isReachable = true;
    await clock.pass(60_000);
    expect(relay.answers.size).toBe(2);
    for (const { at } of relay.answers.values()) expect(Math.abs(Date.parse(String(at)) - clock.nowMs)).toBeLessThan(120_000);
    expect(relay.faults).toEqual([]);
  });
});

it('a read that is held goes on its way when the clock is set back a day meanwhile', async () => {
  let fastMs = day;
  const tab = makeEngine({ outside: { ...relay.outside(), now: () => clock.nowMs + fastMs }, open });
  tabs.push(tab);
  await clock.pass(100);
  await tab.enrol('ABCDE-FGHJK', 'phone');
  relay.publish(await messageOf(1, { acknowledgement: undefined, urgency: 'immediate' }));
  await clock.pass(100);
  await tab.markRead(tab.state.entries[0]?.id ?? '', 8_000);
  fastMs = 0;
  await kill(tab);
  await startTab();
  await clock.pass(20_000);
  expect(relay.reads.size).toBe(1);
});

describe('a device that was removed while replies wait', () => {
  it('sends them once, signed anew, when it is set up again for the same home', async () => {
    const tab = await enrolled();
    relay.publish(await messageOf(1));
    await clock.pass(100);
    relay.isReachable = false;
    relay.cut();
    await tab.respond(tab.state.entries[0]?.id ?? '', { ...reply, note: 'in the night' });
    for (const one of relay.devices.values()) one.revoked = true;
    relay.isReachable = true;
    await clock.pass(60_000);
    expect(tab.state.link).toMatchObject({ is: 'stopped', why: 'revoked' });
    expect(tab.state.waiting).toBe(1);
    expect(relay.answers.size).toBe(0);
    relay.codes.add('AAAAA-AAAAA');
    expect((await tab.enrol('AAAAA-AAAAA', 'again')).ok).toBe(true);
    await clock.pass(1_000);
    expect([...relay.answers.values()].map((one) => one['note'])).toEqual(['in the night']);
    expect(tab.state.waiting).toBe(0);
    expect(relay.faults).toEqual([]);
  });
});

it.each(['overloaded', 'rate_limited'])('an answer that the relay cannot take just now (%s) waits, and is recorded once', async (code) => {
  const tab = await enrolled();
  relay.publish(await messageOf(1));
  await clock.pass(100);
  let tries = 0;
  relay.refuses = (f) => (++tries < 3 ? { type: 'error', code, temporary: true, detail: 'later', seq: f['seq'] } : null);
  await tab.respond(tab.state.entries[0]?.id ?? '', reply);
  await clock.pass(1_000);
  expect(tab.state.entries[0]?.acts).toMatchObject([{ is: 'waiting' }]);
  expect(tab.state.alarms).toEqual([]);
  await clock.pass(80_000);
  expect(tab.state.entries[0]?.acts).toMatchObject([{ is: 'recorded' }]);
  expect(relay.answers.size).toBe(1);
  expect(tries).toBe(3);
});

describe('what is asked by HTTP', () => {
  it.each([
    [401, 'unauthorized', 'refused'],
    [403, 'device_revoked', 'removed'],
    [409, 'draft_closed', 'refused'],
    [410, 'gone', 'refused'],
    [413, 'too_large', 'refused'],
    [429, 'rate_limited', 'too_many'],
    [503, 'overloaded', 'busy'],
  ])('and answered with %s is not called done, nor that there is no internet', async (status, code, why) => {
    const tab = await enrolled();
    const known = globalThis.fetch;
    let asked = 0;
    vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
      if (!path.endsWith('/name')) return known(path, init);
      asked += 1;
      return Promise.resolve(new Response(JSON.stringify({ code, detail: 'why' }), { status, headers: { 'Content-Type': 'application/problem+json' } }));
    });
    expect(await tab.renameDevice('one', 'Kitchen')).toMatchObject({ ok: false, why });
    expect(asked).toBe(status === 401 ? 2 : 1); // with a new token once
  });

  it('and never answered is given up', async () => {
    const tab = await enrolled();
    const known = globalThis.fetch;
    const waits: (() => void)[] = [];
    vi.stubGlobal('setTimeout', (work: () => void, ms: number) => (ms === 30_000 ? void waits.push(work) : setImmediate(work)));
    vi.stubGlobal('fetch', (path: string, init: RequestInit) =>
      path.endsWith('/name') ? new Promise((_, reject) => init.signal?.addEventListener('abort', () => reject(new Error('aborted')))) : known(path, init));
    const outcome = tab.renameDevice('one', 'Kitchen');
    await clock.pass(100);
    for (const work of waits) work();
    expect(await outcome).toMatchObject({ ok: false, why: 'offline' });
  });
});

describe('a reply that is being written', () => {
  it('outlives the page, is seen in another tab, and is forgotten when it was sent', async () => {
    const first = await enrolled();
    const old = await messageOf(1);
    relay.publish(old);
    await clock.pass(100);
    const other = await startTab();
    expect(await first.keepDraft(old.id, draft)).toMatchObject({ ok: true });
    await clock.pass(100);
    expect(other.state.drafts).toEqual({ [old.id]: draft });
    await kill(other);
    await kill(first);
    relay.isReachable = false;
    const tab = await startTab();
    expect(tab.state.drafts).toEqual({ [old.id]: draft });
    relay.isReachable = true;
    const newer = await messageOf(2, { msg_type: 'update', references: [old.id] });
    relay.publish(newer);
    await clock.pass(60_000);
    expect(tab.state.drafts).toEqual({ [old.id]: draft });
    await tab.respond(newer.id, reply);
    await clock.pass(100);
    expect(tab.state.drafts).toEqual({});
    await tab.keepDraft(newer.id, draft);
    await tab.keepDraft(newer.id, null);
    expect(tab.state.drafts).toEqual({});
  });

  it('is not kept where there is no room, which is said', async () => {
    let isFull = false;
    const tab = await enrolled(async () => {
      const store = await open();
      return { ...store, write: (changes) => (isFull ? Promise.reject(new DOMException('', 'QuotaExceededError')) : store.write(changes)) };
    });
    relay.publish(await messageOf(1));
    await clock.pass(100);
    isFull = true;
    const id = tab.state.entries[0]?.id ?? '';
    expect(await tab.keepDraft(id, draft)).toMatchObject({ ok: false, why: 'storage' });
    expect(await tab.respond(id, reply)).toMatchObject({ ok: false, why: 'storage' });
    expect(tab.state.entries[0]).toMatchObject({ stage: 'delivered', acts: [] });
    expect(tab.state.waiting).toBe(0);
  });
});
