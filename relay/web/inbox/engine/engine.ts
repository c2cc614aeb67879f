/**
 * The engine of one tab: shows what is kept at once, then goes to work (work.ts, a part of its own, so that a page with
 * messages does not wait for the line's code).
 */

import { noTrust, nothing, type Facts } from './facts';
import { Kept } from './kept';
import { openStore, type Store } from './store';
import type { Outside } from './stream';
import type { Engine, Outcome, State } from './types';
import { view } from './view';
import type { Now, Tab } from './tab';
import type { Errand, Work } from './work';

export type * from './types';

const renewMs = 30_000;
const againMs = 3_000;

export interface Parts {
  /** Instead of the browser. */
  readonly outside?: Outside;
  readonly open?: () => Promise<Store>;
}

/** The same with one moment of this device's clock by the relay's. */
const later = <T extends object, K extends keyof T>(one: T, at: K, byMs: number): T =>
  typeof one[at] === 'number' ? { ...one, [at]: one[at] + byMs } : one;

/** What a person does: at once by `Work`, and what is loaded when it is asked for (errands.ts). */
const acts = [
  'markRead', 'undoRead', 'respond', 'keepDraft', 'closeResult', 'reconnect', 'setLanguage', 'setDuty', 'dismissAlarm', 'reload',
] as const satisfies readonly (keyof Engine & keyof Work)[];
const errands = [
  'enrol', 'leave', 'openResult', 'fetchFile', 'refresh', 'ourRecord', 'refreshDevices', 'words', 'addDevice', 'removeDevice', 'renameDevice', 'foundTrust',
  'approveDevice', 'recover', 'rotate', 'enablePush', 'disablePush', 'testAlerts', 'chats', 'makeChatCode', 'endChat',
] as const satisfies readonly (keyof Engine & Errand)[];

/** Reads what is kept here and connects. Make one a tab. */
export function makeEngine({ outside, open = openStore }: Parts = {}): Engine & { end(): void } {
  const listeners = new Set<(state: State) => void>();
  const arrivals = new Set<(ids: readonly string[]) => void>();
  let kept: Kept | null = null;
  let isMissing = false;
  let isOver = false;
  let isDue = false;
  let made: State | null = null;
  let now: Now = {
    link: { is: 'connecting', behind: 0 }, opened: null, push: { is: 'unsupported' }, alertTest: null, persisted: false, awake: false, update: false,
  };

  const clock = (): number => outside?.now() ?? Date.now();

  function facts(): Facts {
    if (isMissing) return { ...nothing, link: { is: 'stopped', behind: 0 }, storage: { is: 'missing', persisted: false } };
    if (!kept) return nothing;
    const { aheadMs } = kept;
    const { device, alarms = [], trust, settings, upToDateMs, drafts = {} } = kept.named;
    return {
      home: device ? { id: device.home, name: device.homeName, device: device.device, deviceName: trust?.devices.find((one) => one.id === device.device)?.name ?? device.name } : null,
      link: later({ ...(upToDateMs && { upToDateMs }), ...now.link }, 'upToDateMs', aheadMs),
      entries: [...kept.entries.values()],
      acts: [...kept.acts.values()].sort((a, b) => a.order - b.order),
      opened: now.opened,
      trust: { ...noTrust, ...(trust && later(trust, 'askedMs', aheadMs)), ...(now.words && { words: now.words }) },
      push: now.push,
      alertTest: now.alertTest && later(now.alertTest, 'startedMs', aheadMs),
      storage: { is: kept.lost ? 'lost' : kept.full ? 'full' : 'ok', persisted: now.persisted, ...(now.pagesMissing && { pagesMissing: true }) },
      alarms,
      language: settings?.language ?? '',
      duty: { on: settings?.duty ?? false, awake: now.awake },
      aheadMs,
      drafts,
      update: now.update,
    };
  }
  const state = (): State => (made ??= view(facts(), clock() + (kept?.aheadMs ?? 0)));

  /** A new state, told once for all that happens in a frame. */
  function set(change?: Partial<Now>): void {
    now = { ...now, ...change };
    made = null;
    if (isDue || isOver) return;
    isDue = true;
    setTimeout(() => {
      isDue = false;
      for (const each of listeners) each(state());
    }, 16);
  }

  async function loadWork(): Promise<typeof import('./work')> {
    for (;;) {
      try {
        return await import('./work');
      } catch {
        // No network on the very first visit; afterwards the service worker has it.
        await new Promise((done) => setTimeout(done, againMs));
      }
    }
  }

  /** None where nothing can be kept. */
  async function start(): Promise<Work | null> {
    const loading = loadWork();
    try {
      const read = new Kept(await open());
      await read.load();
      kept = read;
    } catch {
      isMissing = true;
      set();
      return null;
    }
    set();
    const tab: Tab = {
      kept,
      set,
      get now() { return now; },
      get state() { return state(); },
      arrived: (ids) => {
        for (const each of arrivals) each(ids);
      },
    };
    const { Work } = await loading;
    return isOver ? null : new Work(tab, outside);
  }

  const started = start();
  const renewing = setInterval(() => set(), renewMs);
  const withWork = async (run: (work: Work) => unknown): Promise<unknown> => {
    const work = await started;
    return work ? run(work) : ({ ok: false, why: 'storage' } satisfies Outcome);
  };
  const doing = Object.fromEntries([
    ...acts.map((name) => [name, (...args: unknown[]) => withWork((work) => (work[name] as (...args: unknown[]) => unknown).apply(work, args))]),
    ...errands.map((name) => [name, (...args: unknown[]) => withWork((work) => work.errand(name, args))]),
  ]);

  return {
    ...(doing as unknown as Pick<Engine, (typeof acts)[number] | (typeof errands)[number]>),
    get state() { return state(); },
    get lastReply() {
      const { role = '', name = '' } = kept?.named.settings ?? {};
      return { role, name };
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    onArrival(listener) {
      arrivals.add(listener);
      return () => void arrivals.delete(listener);
    },
    end() {
      isOver = true;
      clearInterval(renewing);
      void started.then((work) => work?.end());
    },
  };
}
