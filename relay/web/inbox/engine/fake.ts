/** An engine without relay, keys or storage, for tests of pages: the same types, the same rules of what is in force. */

import { nothing, type Facts, type KeptAct } from './facts';
import type { ChatPerson, Draft, Engine, Message, Opened, Outcome, Reply, State, Told } from './types';
import { view } from './view';

export const sampleMessage: Message = {
  id: '01935a00-0000-7000-8000-000000000001',
  kind: 'guidance_bulletin',
  msg_type: 'alert',
  status: 'actual',
  scope: 'restricted',
  sender: 'nel-ipc',
  sender_name: 'North East London IPC team',
  sent: '2026-11-21T08:00:00Z',
  effective: '2026-11-21T08:00:00Z',
  digest: 'x',
  urgency: 'immediate',
  severity: 'severe',
  topic: 'hand-hygiene',
  acknowledgement: { required: true, by: '2026-11-21T17:00:00Z', options: ['in_progress', 'actioned', 'not_relevant', 'need_help'] },
  info: [{ language: 'en-GB', headline: 'Stop using SureClean hand gel, batch 4471', description: 'Check your stock.' }],
};

export interface Fake extends Engine {
  /** A message arrives. */
  deliver(message: Partial<Message> & { readonly id: string }, stored?: { readonly seq?: number; readonly confirmed?: boolean }): void;
  /** Anything else changes: the link, the trust, the clock … */
  set(change: Partial<Facts>, nowMs?: number): void;
  /** The relay records what waits. */
  record(): void;
  /** What `openResult` shows, by the message's id. */
  readonly results: Map<string, Opened>;
  /** What an action answers instead of doing its work, by its name. */
  readonly refuses: Partial<Record<keyof Engine, Outcome<never>>>;
  /** The service's accounts in chats, and who is let in there. */
  readonly chatTo: string[];
  /** What the relay has of each message (`ourRecord`). */
  readonly told: Map<string, Told>;
  readonly chatPeople: ChatPerson[];
  /** Every action that was called: name and arguments. */
  readonly calls: readonly (readonly unknown[])[];
}

const done = { ok: true, value: undefined } as const;

export function makeFake(start: Partial<Facts> = {}, nowMs = Date.parse('2026-11-21T09:00:00Z')): Fake {
  let now = nowMs;
  let facts: Facts = {
    ...nothing,
    home: { id: '1-1435221697', name: 'Elm Court', device: '0f6f2c1e-7b1a-4f65-9c3e-3f0f3a9d1c55', deviceName: 'office tablet' },
    link: { is: 'live', behind: 0, upToDateMs: now },
    ...start,
  };
  let state: State = view(facts, now);
  let orders = 0;
  const listeners = new Set<(state: State) => void>();
  const arrivals = new Set<(ids: readonly string[]) => void>();
  const calls: unknown[][] = [];
  const results = new Map<string, Opened>();
  const refuses: Fake['refuses'] = {};
  const chatTo: string[] = [];
  const told = new Map<string, Told>();
  const chatPeople: ChatPerson[] = [];

  const set = (change: Partial<Facts>, at = now): void => {
    now = at;
    facts = { ...facts, ...change };
    state = view(facts, now);
    for (const each of listeners) each(state);
  };
  async function act<T>(name: keyof Engine, args: unknown[], work: () => Outcome<T> | T): Promise<Outcome<T>> {
    calls.push([name, ...args]);
    const refused = refuses[name];
    if (refused) return refused;
    const out = work();
    return typeof out === 'object' && out !== null && 'ok' in out ? (out as Outcome<T>) : { ok: true, value: out as T };
  }
  const add = (id: string, what: Omit<KeptAct, 'order' | 'key' | 'id' | 'at'>): Outcome => {
    if (!facts.entries.some((e) => e.id === id)) return { ok: false, why: 'not_found' };
    const order = ++orders;
    const key = `00000000-0000-4000-8000-${String(order).padStart(12, '0')}`;
    set({ acts: [...facts.acts, { ...what, order, key, id, at: new Date(now).toISOString() }] });
    return done;
  };
  const draftsBut = (id: string): Readonly<Record<string, Draft>> => Object.fromEntries(Object.entries(facts.drafts).filter(([one]) => one !== id));
  const trust = (change: Partial<State['trust']>): void => set({ trust: { ...facts.trust, ...change } });
  const plain = (name: keyof Engine) => (...args: unknown[]): Promise<Outcome> => act(name, args, () => undefined);

  return {
    get state() { return state; },
    get lastReply() { return { role: facts.acts.findLast((a) => a.role)?.role ?? '', name: facts.acts.findLast((a) => a.name)?.name ?? '' }; },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    onArrival(listener) {
      arrivals.add(listener);
      return () => void arrivals.delete(listener);
    },
    enrol: (code, name) => act('enrol', [code, name], () => {
      set({ home: { id: '1-1435221697', name: 'Elm Court', device: '0f6f2c1e-7b1a-4f65-9c3e-3f0f3a9d1c55', deviceName: name } });
      return undefined;
    }),
    leave: () => act('leave', [], () => set({ ...nothing, link: { is: 'starting', behind: 0 } }) as undefined),
    markRead: (id, holdMs) => act('markRead', [id, holdMs], () => {
      const entry = state.entries.find((e) => e.id === id);
      return entry && entry.stage !== 'delivered' ? done : add(id, { act: 'read', is: holdMs ? 'held' : 'waiting' });
    }),
    undoRead: (id) => act('undoRead', [id], () => {
      set({ acts: facts.acts.filter((a) => a.id !== id || a.is !== 'held') });
      return undefined;
    }),
    respond: (id, reply: Reply) => act('respond', [id, reply], () => {
      set({ drafts: draftsBut(id) });
      return add(id, { act: 'respond', is: 'waiting', ...reply });
    }),
    keepDraft: (id, draft) => act('keepDraft', [id, draft], () => set({ drafts: { ...draftsBut(id), ...(draft && { [id]: draft }) } }) as undefined),
    openResult: (id) => act<undefined>('openResult', [id], () => {
      const opened = results.get(id);
      if (!opened) return { ok: false, why: 'not_for_us' };
      set({ opened });
      return state.entries.find((e) => e.id === id)?.stage === 'delivered' ? add(id, { act: 'read', is: 'waiting' }) : done;
    }),
    closeResult: () => set({ opened: null }),
    fetchFile: (sha256) => act('fetchFile', [sha256], () => new Blob([])),
    refresh: plain('refresh'),
    ourRecord: () => act('ourRecord', [], () => new Map(told)),
    reconnect: () => void calls.push(['reconnect']),
    refreshDevices: plain('refreshDevices'),
    words: () => act('words', [], () => {
      const words = 'acorn bishop camel dolphin engine fabric galaxy hammer';
      trust({ words });
      return words;
    }),
    addDevice: () => act('addDevice', [], () => ({ code: 'ABCDE-FGHJK', expires: new Date(now + 3 * 86_400_000).toISOString() })),
    removeDevice: (id) => act('removeDevice', [id], () => trust({ devices: facts.trust.devices.filter((d) => d.id !== id) }) as undefined),
    renameDevice: (id, name) => act('renameDevice', [id, name], () =>
      trust({ devices: facts.trust.devices.map((d) => (d.id === id ? { ...d, name } : d)) }) as undefined),
    foundTrust: () => act('foundTrust', [], () => {
      trust({ is: 'sealed', first: false });
      return 'AAAA-BBBB-C\nDDDD-EEEE-F\nGGGG-HHHH-J\nKKKK-MMMM-N\n';
    }),
    approveDevice: (id, words) => act('approveDevice', [id, words], () =>
      trust({ devices: facts.trust.devices.map((d) => (d.id === id ? { ...d, sealed: true } : d)) }) as undefined),
    recover: (sheet) => act('recover', [sheet], () => 'AAAA-BBBB-C\nDDDD-EEEE-F\nGGGG-HHHH-J\nKKKK-MMMM-N\n'),
    rotate: () => act('rotate', [], () => 'AAAA-BBBB-C\nDDDD-EEEE-F\nGGGG-HHHH-J\nKKKK-MMMM-N\n'),
    chats: () => act('chats', [], () => ({ to: chatTo, people: [...chatPeople] })),
    makeChatCode: (role) => act('makeChatCode', [role], () => ({ say: 'join ABCDE-FGHJK', to: chatTo, expires: new Date(now + 3 * 86_400_000).toISOString() })),
    endChat: (id) => act('endChat', [id], () => void chatPeople.splice(chatPeople.findIndex((one) => one.id === id), 1)),
    enablePush: () => act('enablePush', [], () => set({ push: { is: 'on' } }) as undefined),
    disablePush: () => act('disablePush', [], () => set({ push: { is: 'off' } }) as undefined),
    testAlerts: () => act('testAlerts', [], () => set({ alertTest: { startedMs: now, line: { is: 'sent' }, push: { is: 'sent' } } }) as undefined),
    setLanguage: (language) => {
      calls.push(['setLanguage', language]);
      set({ language });
    },
    setDuty: (on) => act('setDuty', [on], () => set({ duty: { on, awake: on } }) as undefined),
    dismissAlarm: (id) => set({ alarms: facts.alarms.filter((a) => a.id !== id) }),
    reload: () => void calls.push(['reload']),

    deliver(message, stored = {}) {
      const seq = stored.seq ?? facts.entries.length + 1;
      const one = { id: message.id, seq, epoch: 'epoch-1', message: { ...sampleMessage, ...message }, arrived: new Date(now).toISOString(), ...stored };
      set({ entries: [...facts.entries.filter((e) => e.id !== message.id), one] });
      for (const each of arrivals) each([message.id]);
    },
    set,
    record: () => set({ acts: facts.acts.map((a) => (a.is === 'waiting' ? { ...a, is: 'recorded' } : a)) }),
    results,
    refuses,
    calls,
    chatTo,
    chatPeople,
    told,
  };
}
