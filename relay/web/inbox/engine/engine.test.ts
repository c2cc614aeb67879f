// @vitest-environment node
import { describe, expect, it, vi } from 'vitest';
import { clock, enrolled, headlines, kill, relay, reply, startTab } from './engine_kit';
import { messageOf } from './sim';

describe('a device', () => {
  it('is enrolled with a code, connects, and shows what arrives', async () => {
    const tab = await enrolled();
    expect(tab.state.home).toMatchObject({ id: '1-1435221697', name: 'Elm Court', deviceName: 'office tablet' });
    expect(tab.state.link).toMatchObject({ is: 'live', behind: 0 });
    const arrived: string[] = [];
    tab.onArrival((ids) => arrived.push(...ids));
    relay.publish(await messageOf(1));
    await clock.pass(100);
    expect(headlines(tab)).toEqual(['Message 1']);
    expect(arrived).toEqual([tab.state.entries[0]?.id]);
    expect(relay.delivered.size).toBe(1);
    expect(relay.faults).toEqual([]);
  });

  it('is told when a code is wrong, and when nobody answers', async () => {
    const tab = await startTab();
    expect(await tab.enrol('WRONG-CODE1', 'x')).toMatchObject({ ok: false, why: 'code_wrong' });
    relay.isReachable = false;
    expect(await tab.enrol('ABCDE-FGHJK', 'x')).toMatchObject({ ok: false, why: 'offline' });
    expect(tab.state.home).toBeNull();
  });

  it('whose browser keeps nothing says so and spends no code', async () => {
    const tab = await startTab(() => Promise.reject(new Error('private')));
    expect(tab.state.storage.is).toBe('missing');
    expect(await tab.enrol('ABCDE-FGHJK', 'x')).toMatchObject({ ok: false, why: 'storage' });
    expect(relay.codes.size).toBe(1);
  });

  it('shows what it holds without a network, and fetches the rest when there is one', async () => {
    const first = await enrolled();
    relay.publish(await messageOf(1));
    await clock.pass(100);
    await kill(first);
    relay.isReachable = false;
    relay.publish(await messageOf(2));
    const tab = await startTab();
    expect(headlines(tab)).toEqual(['Message 1']);
    expect(tab.state.link.is).not.toBe('live');
    expect(tab.state.link.upToDateMs).toBeGreaterThan(0);
    relay.isReachable = true;
    await clock.pass(40_000);
    expect(headlines(tab)).toEqual(['Message 1', 'Message 2']);
    expect(tab.state.link).toMatchObject({ is: 'live', behind: 0 });
  });

  it('erases itself when it leaves', async () => {
    const tab = await enrolled();
    relay.publish(await messageOf(1));
    await clock.pass(100);
    expect(await tab.leave()).toEqual({ ok: true, value: undefined });
    expect(tab.state).toMatchObject({ home: null, entries: [] });
    await kill(tab);
    expect((await startTab()).state).toMatchObject({ home: null, entries: [] });
  });

  it('that was removed stops, keeps what it has, and can be enrolled again', async () => {
    const tab = await enrolled();
    relay.publish(await messageOf(1));
    await clock.pass(100);
    for (const one of relay.devices.values()) one.revoked = true;
    relay.cut(4003);
    await clock.pass(120_000);
    expect(tab.state.link).toMatchObject({ is: 'stopped', why: 'revoked' });
    expect(headlines(tab)).toEqual(['Message 1']);
    relay.codes.add('AAAAA-AAAAA');
    expect((await tab.enrol('AAAAA-AAAAA', 'again')).ok).toBe(true);
    await clock.pass(100);
    expect(tab.state.link.is).toBe('live');
    expect(headlines(tab)).toEqual(['Message 1']);
  });
});

describe('an answer', () => {
  it('given without a network is saved, signed, and sent once there is one, also after a reload', async () => {
    const first = await enrolled();
    relay.publish(await messageOf(1));
    await clock.pass(100);
    relay.isReachable = false;
    relay.cut();
    const id = first.state.entries[0]?.id ?? '';
    expect(await first.respond(id, reply)).toEqual({ ok: true, value: undefined });
    expect(first.state.entries[0]).toMatchObject({ stage: 'acknowledged', response: 'actioned', toDo: false });
    expect(first.state.waiting).toBe(1);
    await kill(first);
    const tab = await startTab();
    expect(tab.state.entries[0]?.acts).toMatchObject([{ is: 'waiting', response: 'actioned', name: 'Grace' }]);
    expect(tab.lastReply).toEqual({ role: 'manager', name: 'Grace' });
    relay.isReachable = true;
    await clock.pass(60_000);
    expect([...relay.answers.values()]).toMatchObject([{ response: 'actioned', role: 'manager', name: 'Grace' }]);
    expect(tab.state.entries[0]?.acts).toMatchObject([{ is: 'recorded' }]);
    expect(tab.state.waiting).toBe(0);
    expect(relay.faults).toEqual([]);
  });

  it('adds to what was said before', async () => {
    const tab = await enrolled();
    relay.publish(await messageOf(1));
    await clock.pass(100);
    const id = tab.state.entries[0]?.id ?? '';
    await tab.respond(id, { ...reply, response: 'in_progress' });
    await clock.pass(100);
    expect(tab.state.toDo).toHaveLength(1);
    await tab.respond(id, reply);
    await clock.pass(100);
    expect(tab.state.entries[0]).toMatchObject({ response: 'actioned', toDo: false, acts: [{ response: 'in_progress' }, { response: 'actioned' }] });
    expect(relay.answers.size).toBe(2);
  });

  it('that the relay does not take is shown as refused, with its reason', async () => {
    const tab = await enrolled();
    relay.publish(await messageOf(1));
    await clock.pass(100);
    relay.refuses = (f) => ({ type: 'error', code: 'illegal_move', temporary: false, detail: 'say why', seq: f['seq'] });
    const id = tab.state.entries[0]?.id ?? '';
    await tab.respond(id, reply);
    await clock.pass(100);
    expect(tab.state.entries[0]).toMatchObject({ stage: 'delivered', acts: [{ is: 'refused', why: 'illegal_move', detail: 'say why' }] });
    expect(tab.state.alarms).toMatchObject([{ is: 'refused', detail: id }]);
    tab.dismissAlarm(tab.state.alarms[0]?.id ?? '');
    await clock.pass(100);
    expect(tab.state.alarms).toEqual([]);
  });

  it('must have a role, fit, and be one that the message offers', async () => {
    const tab = await enrolled();
    relay.publish(await messageOf(1, { acknowledgement: { required: true, options: ['actioned'] } }));
    await clock.pass(100);
    const id = tab.state.entries[0]?.id ?? '';
    for (const bad of [{ role: ' ' }, { role: 'x'.repeat(41) }, { name: 'x'.repeat(81) }, { note: 'x'.repeat(1001) }, { response: 'need_help' as const }]) {
      expect(await tab.respond(id, { ...reply, ...bad })).toMatchObject({ ok: false, why: 'refused' });
    }
    expect(await tab.respond('other', reply)).toMatchObject({ ok: false, why: 'not_found' });
    expect(await tab.respond(id, { ...reply, note: '🙂'.repeat(1000) })).toMatchObject({ ok: true });
  });

  it('a read can be undone for a while, and then goes on its way, also after a reload', async () => {
    const first = await enrolled();
    relay.publish(await messageOf(1, { acknowledgement: undefined, urgency: 'immediate' }));
    relay.publish(await messageOf(2, { acknowledgement: undefined, urgency: 'immediate' }));
    await clock.pass(100);
    const [two, one] = first.state.entries.map((e) => e.id) as [string, string];
    await first.markRead(one, 8_000);
    await first.markRead(two, 8_000);
    expect(first.state.toDo).toEqual([]);
    await clock.pass(5_000);
    expect(relay.reads.size).toBe(0);
    expect((await first.undoRead(one)).ok).toBe(true);
    expect(first.state.toDo.map((e) => e.id)).toEqual([one]);
    await kill(first);
    const tab = await startTab();
    await clock.pass(10_000);
    expect([...relay.reads]).toEqual([two]);
    expect(await tab.undoRead(two)).toMatchObject({ ok: false, why: 'too_late' });
    await tab.markRead(one);
    await clock.pass(100);
    expect(relay.reads.size).toBe(2);
  });
});

describe('the relay', () => {
  it('restored from an old backup gets again what it had lost, and a person hears of it', async () => {
    const tab = await enrolled();
    for (let i = 1; i <= 4; ++i) relay.publish(await messageOf(i));
    await clock.pass(100);
    const ids = tab.state.entries.map((e) => e.id).reverse();
    await tab.respond(ids[0] ?? '', reply);
    await tab.respond(ids[3] ?? '', reply);
    await clock.pass(100);
    expect(relay.answers.size).toBe(2);
    relay.restore(2);
    relay.answers.clear();
    await clock.pass(60_000);
    expect(tab.state.alarms.map((a) => a.is)).toEqual(['ahead']);
    expect([...relay.answers.values()]).toMatchObject([{ message: ids[0], response: 'actioned' }]);
    expect(tab.state.entries).toHaveLength(4); // nothing is lost here
    relay.publish((await messageOf(3)));
    relay.publish((await messageOf(9)));
    relay.publish((await messageOf(4)));
    await clock.pass(1_000);
    expect(tab.state.entries).toHaveLength(5);
    expect([...relay.answers.values()].map((a) => a['message'])).toEqual([ids[0], ids[3]]);
    expect(relay.faults).toEqual([]);
  });

  it('with a new register has everything taken again, nothing twice', async () => {
    const tab = await enrolled();
    for (let i = 1; i <= 3; ++i) relay.publish(await messageOf(i));
    await clock.pass(100);
    await tab.respond(tab.state.entries[0]?.id ?? '', reply);
    await clock.pass(100);
    relay.cut();
    relay.epoch = 'epoch-2';
    relay.entries.reverse();
    relay.answers.clear();
    await clock.pass(60_000);
    expect(tab.state.alarms.map((a) => a.is)).toEqual(['reset']);
    expect(headlines(tab)).toEqual(['Message 1', 'Message 2', 'Message 3']);
    expect(tab.state.entries.map((e) => e.seq)).toEqual([1, 2, 3]);
    expect([...relay.answers.values()]).toMatchObject([{ seq: 1, response: 'actioned' }]);
    expect(relay.faults).toEqual([]);
  });

  it('that skips what is stale leaves no gap, and the record is complete afterwards', async () => {
    const first = await enrolled();
    await kill(first);
    const old = await messageOf(1);
    relay.publish(old);
    relay.publish(await messageOf(2, { msg_type: 'update', references: [old.id], change_note: 'new' }));
    const tab = await startTab();
    await clock.pass(30_000);
    expect(tab.state.guidance.map((e) => e.seq)).toEqual([2]);
    // The part that fetches the record is loaded first, which is not on this clock.
    await vi.waitFor(() => expect(tab.state.entries.map((e) => [e.seq, e.skipped, e.closed, e.toDo])).toEqual([[2, false, 'open', true], [1, true, 'superseded', false]]), 60_000);
    expect(tab.state.entries[1]?.closedBy).toBe(tab.state.entries[0]?.id);
    expect(relay.delivered.size).toBe(1);
    expect((await tab.respond(old.id, reply)).ok).toBe(false);
  });

  it('tells the home its own record, page by page', async () => {
    const tab = await enrolled();
    for (let i = 1; i <= 5; i++) relay.publish(await messageOf(i));
    await clock.pass(30_000);
    await tab.respond(tab.state.entries[0]!.id, reply);
    await clock.pass(5_000);
    const found = tab.ourRecord();
    await clock.pass(5_000);
    const told = await found;
    expect(told.ok && [...told.value.values()].map((one) => one.answers.length)).toEqual([0, 0, 0, 0, 1]);
  });

  it('that sends a message which is not what its digest says is not believed', async () => {
    const tab = await enrolled();
    relay.publish({ ...(await messageOf(1)), topic: 'altered' });
    await clock.pass(60_000);
    expect(tab.state.entries).toEqual([]);
    expect(relay.delivered.size).toBe(0);
    expect(relay.connections).toBeLessThan(12);
  });

  it('that goes silent is left, and one that goes away is waited for as long as it said', async () => {
    const tab = await enrolled();
    relay.pings = false;
    const before = relay.connections;
    await clock.pass(62_000);
    expect(relay.connections).toBe(before);
    await clock.pass(2_000);
    expect(relay.connections).toBe(before + 1);
    relay.say({ type: 'goaway', retry_ms: [20_000, 20_000] });
    relay.cut(4200);
    await clock.pass(19_000);
    expect(tab.state.link).toMatchObject({ is: 'waiting' });
    await clock.pass(2_000);
    expect(tab.state.link).toMatchObject({ is: 'live' });
  });

  it('confirms what one person sent alone', async () => {
    const tab = await enrolled();
    const message = await messageOf(1, { confirmation: 'awaiting_second_person' });
    relay.publish(message);
    await clock.pass(100);
    expect(tab.state.entries[0]?.confirmed).toBe(false);
    relay.say({ type: 'confirmed', seq: 1, message: message.id, at: '2026-11-21T09:00:00Z' });
    await clock.pass(100);
    expect(tab.state.entries[0]?.confirmed).toBe(true);
  });
});
