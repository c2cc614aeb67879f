import { describe, expect, it } from 'vitest';
import { nothing, type Facts, type KeptAct, type KeptEntry } from './facts';
import { makeFake, sampleMessage } from './fake';
import type { Message } from './types';
import { view } from './view';

const now = Date.parse('2026-11-21T09:00:00Z');
const entry = (seq: number, message: Partial<Message> = {}, more: Partial<KeptEntry> = {}): KeptEntry => {
  const id = message.id ?? `m${seq}`;
  const sent = new Date(now - 60_000 + seq * 1000).toISOString();
  return { id, seq, epoch: 'e', arrived: sent, message: { ...sampleMessage, sent, ...message, id }, ...more };
};
const act = (id: string, more: Partial<KeptAct>): KeptAct => ({ order: 1, key: 'k', id, act: 'respond', is: 'recorded', at: 'x', response: 'actioned', ...more });
const of = (entries: KeptEntry[], acts: KeptAct[] = [], at = now) => view({ ...nothing, entries, acts } as Facts, at);
const only = (one: KeptEntry, acts: KeptAct[] = [], at = now) => {
  const [first] = of([one], acts, at).entries;
  if (!first) throw new Error('none');
  return first;
};

describe('what is in force', () => {
  it('has begun, is not over, and nothing took its place', () => {
    expect(only(entry(1)).inForce).toBe(true);
    expect(only(entry(1, { effective: '2026-11-21T10:00:00Z' })).inForce).toBe(false);
    expect(only(entry(1, { effective: '2026-11-21T10:00:00Z' }), [], now + 3_600_000).inForce).toBe(true);
    expect(only(entry(1, { expires: '2026-11-21T09:00:00Z' }))).toMatchObject({ inForce: false, closed: 'expired', toDo: false });
    expect(only(entry(1, { msg_type: 'cancel' })).inForce).toBe(false);
    expect(only(entry(1, {}, { skip: 'superseded' }))).toMatchObject({ inForce: false, skipped: true, toDo: false });
  });

  it('is the update, not what it updates; a cancel takes away', () => {
    const [update, old] = of([entry(1), entry(2, { msg_type: 'update', references: ['m1'] })]).entries;
    expect(old).toMatchObject({ id: 'm1', closed: 'superseded', closedBy: 'm2', inForce: false, toDo: false });
    expect(update).toMatchObject({ id: 'm2', replaces: ['m1'], inForce: true });
    expect(of([entry(1), entry(2, { msg_type: 'cancel', references: ['m1'] })]).entries[1]).toMatchObject({ closed: 'withdrawn', closedBy: 'm2' });
  });

  it('is sorted by kind', () => {
    const state = of([entry(1), entry(2, { kind: 'test_result' }), entry(3, { kind: 'helpline_notice' }), entry(4)]);
    expect(state.guidance.map((e) => e.id)).toEqual(['m4', 'm1']);
    expect(state.results.map((e) => e.id)).toEqual(['m2']);
    expect(state.helplines.map((e) => e.id)).toEqual(['m3']);
  });
});

describe('what is to do', () => {
  it('comes by its deadline, then by how urgent it is', () => {
    const ack = (by?: string): Partial<Message> => ({ acknowledgement: { required: true, ...(by && { by }) } });
    const state = of([
      entry(1, { ...ack(), urgency: 'expected' }), entry(2, { ...ack(), urgency: 'immediate' }), entry(3, ack('2026-11-22T17:00:00Z')), entry(4, ack('2026-11-21T17:00:00Z')),
    ]);
    expect(state.toDo.map((e) => e.id)).toEqual(['m4', 'm3', 'm2', 'm1']);
    expect(state.toDo[0]?.due).toBe('2026-11-21T17:00:00Z');
  });

  it('is done with an answer, but not while it is being done', () => {
    expect(only(entry(1)).toDo).toBe(true);
    expect(only(entry(1), [act('m1', { act: 'read', response: undefined })]).toDo).toBe(true);
    expect(only(entry(1), [act('m1', { response: 'in_progress' })])).toMatchObject({ toDo: true, stage: 'acknowledged', response: 'in_progress' });
    expect(only(entry(1), [act('m1', { response: 'in_progress' }), act('m1', { order: 2, is: 'waiting' })])).toMatchObject({ toDo: false, response: 'actioned' });
    expect(only(entry(1), [act('m1', { is: 'refused' })])).toMatchObject({ toDo: true, stage: 'delivered' });
  });

  it('is reading, where nothing else is asked; information is nothing to do', () => {
    const none = { acknowledgement: undefined };
    expect(only(entry(1, { ...none, urgency: 'expected' })).toDo).toBe(false);
    for (const what of [{ urgency: 'immediate' as const }, { urgency: 'expected' as const, action_by: '2026-11-22T09:00:00Z' }, { urgency: 'expected' as const, kind: 'test_result' as const }]) {
      expect(only(entry(1, { ...none, ...what })).toDo).toBe(true);
      expect(only(entry(1, { ...none, ...what }), [act('m1', { act: 'read', response: undefined, is: 'held' })]).toDo).toBe(false);
    }
  });

  it('is done when another device of the home did it; what waits here is newer than what the relay told', () => {
    expect(only(entry(1, {}, { stage: 'acknowledged', response: 'need_help' }))).toMatchObject({ toDo: false, response: 'need_help' });
    expect(only(entry(1, {}, { stage: 'acknowledged', response: 'need_help' }), [act('m1', { is: 'waiting' })]).response).toBe('actioned');
    expect(only(entry(1, {}, { stage: 'acknowledged', response: 'need_help' }), [act('m1', { is: 'recorded' })]).response).toBe('need_help');
  });
});

describe('the engine for tests of pages', () => {
  it('shows, does, refuses and remembers', async () => {
    const fake = makeFake();
    let told = 0;
    const arrived: string[] = [];
    fake.subscribe(() => ++told);
    fake.onArrival((ids) => arrived.push(...ids));
    fake.deliver({ id: 'm1' });
    expect(fake.state.toDo).toHaveLength(1);
    expect(arrived).toEqual(['m1']);
    expect((await fake.respond('m1', { response: 'actioned', role: 'manager', name: '', note: '' })).ok).toBe(true);
    expect(fake.state.entries[0]).toMatchObject({ response: 'actioned', acts: [{ is: 'waiting' }] });
    fake.record();
    expect(fake.state.entries[0]?.acts[0]?.is).toBe('recorded');
    fake.refuses.enrol = { ok: false, why: 'code_wrong' };
    expect(await fake.enrol('X', 'Y')).toEqual({ ok: false, why: 'code_wrong' });
    expect(fake.calls.map(([name]) => name)).toEqual(['respond', 'enrol']);
    expect(told).toBeGreaterThan(2);
  });
});
