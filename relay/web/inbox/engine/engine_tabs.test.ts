// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { anew, clock, enrolled, headlines, idb, kill, open, relay, reply, startTab } from './engine_kit';
import { messageOf, randomOf } from './sim';
import { migrations, openStore, type Change, type Store } from './store';

describe('two tabs', () => {
  it('have one line between them, and both see and do everything', async () => {
    const one = await enrolled();
    const two = await startTab();
    expect(relay.connections).toBe(1);
    expect(two.state.link.is).toBe('live');
    const arrived: string[] = [];
    two.onArrival((ids) => arrived.push(...ids));
    relay.publish(await messageOf(1));
    await clock.pass(200);
    expect(headlines(two)).toEqual(['Message 1']);
    expect(arrived).toHaveLength(1);
    await two.respond(two.state.entries[0]?.id ?? '', reply);
    await clock.pass(200);
    expect(relay.answers.size).toBe(1);
    expect(one.state.entries[0]?.acts).toMatchObject([{ is: 'recorded' }]);
    expect(two.state.entries[0]?.acts).toMatchObject([{ is: 'recorded' }]);
  });

  it('the second takes the line over when the first is closed', async () => {
    const one = await enrolled();
    const two = await startTab();
    await kill(one);
    await clock.pass(1_000);
    expect(two.state.link.is).toBe('live');
    relay.publish(await messageOf(1));
    await clock.pass(200);
    expect(headlines(two)).toEqual(['Message 1']);
    expect(relay.connections).toBe(2);
  });

  it('one enrols, the other sees it; one leaves, the other too', async () => {
    const one = await startTab();
    const two = await startTab();
    await two.enrol('ABCDE-FGHJK', 'phone');
    await clock.pass(500);
    expect(one.state.home?.deviceName).toBe('phone');
    expect(two.state.link.is).toBe('live');
    await one.leave();
    await clock.pass(500);
    expect(two.state.home).toBeNull();
    expect(relay.isConnected).toBe(false);
  });
});

describe('what is kept', () => {
  it('a full disk is said, nothing is confirmed to the relay, and it goes on when there is room', async () => {
    let isFull = false;
    const tab = await enrolled(async () => {
      const store = await open();
      return { ...store, write: (changes) => (isFull ? Promise.reject(new DOMException('', 'QuotaExceededError')) : store.write(changes)) };
    });
    isFull = true;
    relay.publish(await messageOf(1));
    await clock.pass(10_000);
    expect(tab.state.storage.is).toBe('full');
    expect(relay.delivered.size).toBe(0);
    isFull = false;
    await clock.pass(60_000);
    expect(tab.state.storage.is).toBe('ok');
    expect(relay.delivered.size).toBe(1);
    expect(headlines(tab)).toEqual(['Message 1']);
  });

  it('is brought from an older form to a newer one with everything in it', async () => {
    const first = await enrolled();
    relay.publish(await messageOf(1));
    await clock.pass(100);
    await kill(first);
    (await open()).close();
    const newer = await openStore('carerelay', [...migrations, (db) => void db.createObjectStore('more')], idb);
    expect((await newer.read()).entries).toHaveLength(1);
    newer.close();
    await expect(open()).rejects.toThrow(); // an older release does not touch what a newer one wrote
  });

  it('one write is all or nothing', async () => {
    const store = await open();
    await expect(store.write([{ entry: { id: 'a', seq: 1 } }, { name: 'bad', value: () => 1 }])).rejects.toThrow();
    expect((await store.read()).entries).toEqual([]);
    await store.write([{ entry: { id: 'a', seq: 1 } }]);
    await store.write([{ entry: { id: 'a', epoch: 'e' } }, { act: { order: 0, key: 'k', is: 'held' } }]);
    expect((await store.read()).entries).toEqual([{ id: 'a', seq: 1, epoch: 'e' }]);
    expect((await store.write([{ drop: 1, if: 'waiting' }])).dropped).toEqual([]);
    expect((await store.write([{ act: { order: 1, is: 'waiting' }, if: 'held' }])).acts).toMatchObject([{ order: 1, key: 'k', is: 'waiting' }]);
    expect((await store.write([{ drop: 1, if: 'held' }])).dropped).toEqual([]);
    expect((await store.write([{ drop: 1 }])).dropped).toEqual([1]);
  });

  // Every write of this story fails or is the last thing the browser did; a tab is opened again; nothing is lost or doubled.
  for (const how of ['fails', 'is done but never heard of', 'never happens'] as const) {
    it(`loses and doubles nothing when the nth write ${how}`, async () => {
      let total = Infinity;
      for (let n = 1; n <= total && n < 60; ++n) {
        anew(randomOf(n));
        let count = 0;
        let isArmed = false;
        const crashing = async (): Promise<Store> => {
          const store = await open();
          const write = async (changes: readonly Change[]): ReturnType<Store['write']> => {
            if (!isArmed || ++count !== n) return store.write(changes);
            if (how === 'fails') throw new DOMException('', 'UnknownError');
            if (how === 'is done but never heard of') await store.write(changes);
            return new Promise(() => undefined);
          };
          return { ...store, write };
        };
        const first = await enrolled(crashing);
        isArmed = true;
        relay.publish(await messageOf(1));
        relay.publish(await messageOf(2));
        await clock.pass(50);
        const id = first.state.entries[0]?.id ?? '';
        let promised = 0;
        const promise = (what: Promise<{ ok: boolean }>): void => void what.then(({ ok }) => (promised += ok ? 1 : 0));
        if (id) promise(first.respond(id, reply));
        await clock.pass(50);
        relay.publish(await messageOf(3));
        await clock.pass(50);
        relay.cut();
        await clock.pass(2_000);
        if (id) promise(first.respond(id, { ...reply, response: 'need_help' }));
        await clock.pass(50);
        await kill(first);
        if (count < n) total = count;
        const tab = await startTab();
        await clock.pass(120_000);
        expect(headlines(tab), `write ${n}`).toEqual(['Message 1', 'Message 2', 'Message 3']);
        expect(tab.state.waiting).toBe(0);
        expect(relay.delivered.size).toBe(3);
        expect(relay.answers.size).toBeGreaterThanOrEqual(promised);
        expect(relay.answers.size).toBeLessThanOrEqual(promised + (how === 'is done but never heard of' ? 1 : 0));
        expect(relay.faults).toEqual([]);
        await kill(tab);
      }
      expect(total).toBeGreaterThan(5);
    });
  }

  it('loses and doubles nothing on a bad line, with tabs killed, a relay restored and answers given all the while', async () => {
    const seeds = Number(process.env['SEEDS'] ?? 8);
    for (let seed = Number(process.env['SEED'] ?? 1); seed <= seeds; ++seed) {
      const random = randomOf(seed * 977);
      anew(random);
      let tab = await enrolled();
      const published = new Set<string>();
      const promised = new Map<string, string>();
      let number = 0;
      let isRestored = false;
      relay.breaks = () => random() < 0.08;
      for (let step = 0; step < 60; ++step) {
        const chance = random();
        if (chance < 0.35) {
          const message = await messageOf(++number);
          relay.publish(message);
          published.add(message.id);
        } else if (chance < 0.65 && tab.state.entries.length > 0) {
          const entry = tab.state.entries[Math.floor(random() * tab.state.entries.length)];
          const done = entry && (await tab.respond(entry.id, { ...reply, note: `step ${step}` }));
          if (entry && done?.ok) promised.set(`step ${step}`, entry.id);
        } else if (chance < 0.72) {
          relay.isReachable = !relay.isReachable;
          if (!relay.isReachable) relay.cut();
        } else if (chance < 0.8) {
          await kill(tab);
          tab = await startTab();
        } else if (chance < 0.83 && !isRestored && relay.entries.length > 3) {
          isRestored = true;
          const lost = relay.entries.slice(-2).map((e) => e.message.id);
          relay.restore(relay.entries.length - 2, 'epoch-9'); // a relay that knows it was restored says so
          for (const id of lost) published.delete(id);
        }
        await clock.pass(Math.floor(random() * 8_000));
      }
      relay.breaks = () => false;
      relay.isReachable = true;
      await clock.pass(240_000);
      expect(relay.faults, `seed ${seed}`).toEqual([]);
      const here = tab.state.entries.map((e) => e.id);
      expect(new Set(here).size).toBe(here.length);
      for (const id of published) expect(here, `seed ${seed}`).toContain(id);
      expect(relay.entries.every((e) => relay.delivered.has(e.message.id))).toBe(true);
      const said = [...relay.answers.values()];
      const notes = said.map((a) => a['note']);
      expect(new Set(notes).size, `seed ${seed}`).toBe(notes.length);
      // Every promised answer to a message that the relay still has is there, once.
      const has = new Set(relay.entries.map((e) => e.message.id));
      for (const [note, id] of promised) if (has.has(id)) expect(notes, `seed ${seed}, ${note}`).toContain(note);
      for (const entry of tab.state.entries.filter((e) => has.has(e.id))) {
        for (const act of entry.acts) expect(act.is, `seed ${seed}, ${act.note}`).toBe('recorded');
      }
      expect(tab.state.link).toMatchObject({ is: 'live', behind: 0 });
      await kill(tab);
    }
  });
});
