/**
 * What the tab does: the line (or following the tab that has it), answers, results, devices, alerts. Loaded right after what
 * is kept was shown (engine.ts), so that a slow line does not keep anybody from reading it.
 */

import type { Clock } from './device';
import type { Desk } from './errands';
import { canWitness } from './ed25519';
import type { KeptAct } from './facts';
import { name, type Kept, type Settings } from './kept';
import { no, ok } from './outcome';
import type { Change, Written } from './store';
import { isoOf, signAct, Stream, type Outside } from './stream';
import type { Tab } from './tab';
import { openTabs, type Tabs, type Word } from './tabs';
import type { Alarm, Draft, Entry, Link, Outcome, Reply } from './types';
import { startWorker, takeUpdate } from './worker';

const noSettings: Settings = { language: '', duty: false, role: '', name: '' };
/** Less is the way there and back, and that the relay says whole seconds. */
const clockNoiseMs = 5_000;
/** Longer than any page holds an act: what seems to be held longer is a clock that was set back. */
const longestHoldMs = 60_000;
const refreshEveryMs = 120_000;
const refreshMissingMs = 5_000;

type Errands = typeof import('./errands');

/** By the name it has there. */
export type Errand = Exclude<keyof Errands, 'refreshCurrent' | 'lookAtPush' | 'tellPush'>;

/** After which entry to ask so that everything still open here, and every text that was skipped, is looked at again;
 *  none when nothing is. */
function oldestOpen(kept: Kept, toDo: readonly { readonly seq: number }[]): number | null {
  const open = toDo.map((e) => e.seq);
  for (const entry of kept.entries.values()) {
    if (!entry.message && entry.epoch === kept.cursor.epoch) open.push(entry.seq);
  }
  return open.length > 0 ? Math.max(Math.min(...open) - 1, kept.cursor.seq - 500, 0) : null;
}

/** The browser this tab runs in. */
export function browser(): Outside {
  return {
    connect(on) {
      const at = new URL('/v1/stream', location.href);
      at.protocol = at.protocol.replace('http', 'ws');
      const socket = new WebSocket(at, 'carerelay.v1');
      socket.onopen = () => on.opened();
      socket.onmessage = ({ data }) => on.text(String(data));
      socket.onclose = ({ code }) => on.closed(code);
      return {
        send: (text) => void (socket.readyState === WebSocket.OPEN && socket.send(text)),
        close: () => socket.close(),
      };
    },
    later(ms, work) {
      const timer = setTimeout(work, ms);
      return () => clearTimeout(timer);
    },
    random: Math.random,
    now: Date.now,
    host: location.hostname,
  };
}

export class Work {
  readonly #tab: Tab;
  readonly #kept: Kept;
  readonly #outside: Outside;
  readonly #clock: Clock;
  readonly #desk: Desk;
  readonly #tabs: Tabs;
  readonly #gone = new AbortController();
  #stream: Stream | null = null;
  #leads = false;
  #witness = false;
  #worker: ServiceWorkerRegistration | null = null;
  #wakeLock: WakeLockSentinel | null = null;
  #stopHold: () => void = () => undefined;

  constructor(tab: Tab, outside: Outside = browser()) {
    this.#tab = tab;
    this.#kept = tab.kept;
    this.#outside = outside;
    this.#clock = { aheadMs: tab.kept.aheadMs };
    this.#desk = this.#makeDesk();
    this.#kept.tell = (written) => this.#wrote(written);
    this.#tabs = openTabs((word) => void this.#hear(word));
    this.#listen();
    void this.#start();
  }

  get #settings(): Settings {
    return this.#kept.named.settings ?? noSettings;
  }

  async #start(): Promise<void> {
    this.#tabs.tell({ say: 'hello' });
    this.#witness = await canWitness();
    void this.#tabs.leads.then(() => this.#lead());
    this.#tab.set({ persisted: (await globalThis.navigator?.storage?.persisted?.()) ?? false });
    this.#worker = await startWorker({
      update: () => this.#tab.set({ update: true }),
      shown: (kind) => kind === 'test' && this.#tested(),
    });
    if (import.meta.env.PROD) this.#tab.set({ pagesMissing: this.#worker === null });
    await this.#stayAwake();
    await this.#meanwhile((errands) => errands.lookAtPush(this.#desk));
  }

  // The line, and other tabs

  #tellLink(): void {
    this.#tab.set({ link: this.#shownLink() });
    this.#tabs.tell({ say: 'link', link: this.#tab.now.link });
  }

  #shownLink(): Link {
    if (this.#kept.lost) return { is: 'stopped', behind: 0 };
    const { link } = this.#stream ?? {};
    if (!link) return { is: 'connecting', behind: 0 };
    const isAway = (link.is === 'waiting' || link.is === 'connecting') && globalThis.navigator?.onLine === false;
    const upToDateMs = link.is === 'live' && link.behind === 0 ? this.#stream?.heardMs : this.#kept.named.upToDateMs;
    return {
      is: isAway ? 'offline' : link.is,
      behind: link.behind,
      ...(upToDateMs && { upToDateMs }),
      ...(link.why && { why: link.why }),
    };
  }

  async #lead(): Promise<void> {
    await this.#kept.load();
    this.#leads = true;
    this.#openLine();
    this.#tellLink();
  }

  #openLine(): void {
    const kept = this.#kept;
    if (!this.#leads || !kept.named.device || this.#stream || kept.lost || this.#gone.signal.aborted) return;
    this.#stream = new Stream(kept, this.#outside, this.#witness, {
      link: () => this.#tellLink(),
      arrived: (ids) => {
        this.#tab.arrived(ids);
        this.#tabs.tell({ say: 'arrived', ids });
      },
      alarm: (is, detail) => this.#alarm(is, detail),
      truncated: () => void this.#meanwhile((errands) => errands.refreshCurrent(this.#desk)),
      upToDate: () => void this.#lookAround(),
      clock: (aheadMs) => this.#setClock(aheadMs),
    });
    this.#stream.on({ on: 'start' });
    this.#holdOn();
  }

  /** Remembered, because a reply may be given before there is a line, and in another tab. */
  #setClock(measuredMs: number): void {
    const aheadMs = Math.abs(measuredMs) > clockNoiseMs ? measuredMs : 0;
    this.#clock.aheadMs = aheadMs;
    const isOther = Math.abs(aheadMs - this.#kept.aheadMs) > clockNoiseMs || (aheadMs === 0 && this.#kept.aheadMs !== 0);
    if (isOther) void this.#kept.write(name('aheadMs', aheadMs)).catch(() => undefined);
  }

  #closeLine(): void {
    this.#stream?.end();
    this.#stream = null;
  }

  async #hear(word: Word): Promise<void> {
    switch (word.say) {
      case 'written':
        this.#kept.apply(word.written);
        this.#clock.aheadMs = this.#kept.aheadMs;
        this.#followed(word.written);
        return this.#tab.set();
      case 'link':
        return this.#leads ? undefined : this.#tab.set({ link: word.link });
      case 'arrived':
        return this.#tab.arrived(word.ids);
      case 'hello':
        return this.#leads ? this.#tellLink() : undefined;
      case 'reconnect':
        return this.#stream?.on({ on: 'now' });
      case 'erased':
        this.#closeLine();
        await this.#kept.load();
        this.#openLine();
        return this.#tab.set();
    }
  }

  /** After a write of this tab. */
  #wrote(written: Written | null): void {
    if (written) {
      // Keys stay where they are: another tab reads them for itself.
      this.#tabs.tell('device' in written.named ? { say: 'erased' } : { say: 'written', written });
      this.#followed(written);
    } else if (this.#kept.lost) {
      this.#closeLine();
      this.#tellLink();
    }
    this.#tab.set();
  }

  /** After a write of any tab: the one with the line sends what waits. */
  #followed(written: Written): void {
    if (!this.#leads) return;
    this.#openLine();
    if (written.acts.some((a) => a.is === 'waiting')) this.#stream?.actsChanged();
    if (written.acts.length > 0 || written.dropped.length > 0) this.#holdOn();
  }

  /** Acts that could be undone go on their way when their time is over; only the tab with the line sees to it. */
  #holdOn(): void {
    this.#stopHold();
    const held = [...this.#kept.acts.values()].filter((a) => a.is === 'held');
    if (held.length === 0) return;
    const first = held.reduce((a, b) => ((a.holdUntilMs ?? 0) <= (b.holdUntilMs ?? 0) ? a : b));
    const leftMs = (first.holdUntilMs ?? 0) - this.#outside.now();
    this.#stopHold = this.#outside.later(leftMs > longestHoldMs ? 0 : Math.max(0, leftMs), () => {
      void this.#kept.write({ act: { order: first.order, is: 'waiting' }, if: 'held' }).catch(() => undefined);
    });
  }

  #listen(): void {
    const { signal } = this.#gone;
    const hide = (): void => this.closeResult();
    const see = (): void => {
      if (document.visibilityState === 'hidden') return hide();
      const silentMs = this.#outside.now() - (this.#stream?.heardMs ?? 0);
      this.#stream?.on({ on: 'visible', silentMs });
      void this.#stayAwake();
      void this.#lookAround();
      void this.#worker?.update().catch(() => undefined);
      this.#tab.set();
    };
    globalThis.addEventListener?.('online', () => this.#stream?.on({ on: 'online' }), { signal });
    globalThis.addEventListener?.('offline', () => this.#tellLink(), { signal });
    globalThis.addEventListener?.('pagehide', hide, { signal });
    globalThis.document?.addEventListener('visibilitychange', see, { signal });
  }

  end(): void {
    this.#kept.tell = () => undefined;
    this.#closeLine();
    this.#gone.abort();
    this.#stopHold();
    this.#tabs.end();
    void this.#wakeLock?.release();
  }

  async #alarm(is: Alarm['is'], detail: string): Promise<void> {
    const before = this.#kept.named.alarms ?? [];
    if (before.some((a) => a.is === is && a.detail === detail)) return;
    const alarm = { id: crypto.randomUUID(), is, detail, at: isoOf(this.#outside.now() + this.#clock.aheadMs) };
    await this.#kept.write(name('alarms', [...before.slice(-19), alarm]));
  }

  /** What other devices of the home did, and texts that were skipped: asked for now and then while somebody looks. */
  async #lookAround(): Promise<void> {
    const kept = this.#kept;
    const isSeen = globalThis.document?.visibilityState !== 'hidden';
    if (!this.#leads || !this.#stream?.link.isLive || !isSeen) return;
    const isTextMissing = [...kept.entries.values()].some((e) => !e.message && e.epoch === kept.cursor.epoch);
    const since = Math.abs(this.#outside.now() - (kept.named.refreshedMs ?? 0));
    if (since < (isTextMissing ? refreshMissingMs : refreshEveryMs)) return;
    const after = oldestOpen(kept, this.#tab.state.toDo);
    await kept.write(name('refreshedMs', this.#outside.now())).catch(() => undefined);
    if (after !== null) await this.#meanwhile((errands) => errands.refresh(this.#desk, after));
    await this.#meanwhile((errands) => errands.tellPush(this.#desk));
  }

  // What a person does

  #entry(id: string): Entry | undefined {
    return this.#tab.state.entries.find((e) => e.id === id);
  }

  #makeDesk(): Desk {
    const work = this;
    return {
      tab: this.#tab,
      kept: this.#kept,
      outside: this.#outside,
      clock: this.#clock,
      get settings() { return work.#settings; },
      get worker() { return work.#worker; },
      get hasLine() { return work.#leads; },
      token: () => this.#stream?.token() ?? Promise.resolve(null),
      closeLine: () => this.#closeLine(),
      erased: () => this.#tabs.tell({ say: 'erased' }),
      read: async (id) => (this.#entry(id)?.stage === 'delivered' ? this.#add(this.#kept, { id, act: 'read', is: 'waiting' }) : ok),
    };
  }

  /** What nobody waits for, and what may fail without a word. */
  async #meanwhile(work: (errands: Errands) => Promise<unknown>): Promise<void> {
    await import('./errands').then(work).catch(() => undefined);
  }

  errand<Name extends Errand>(errand: Name, args: unknown[]): Promise<Outcome<unknown>> {
    return this.#doing(async () => {
      const errands = await import('./errands').catch(() => null);
      const run = errands?.[errand] as ((desk: Desk, ...args: unknown[]) => Promise<Outcome<unknown>>) | undefined;
      return run ? run(this.#desk, ...args) : no('offline');
    });
  }

  /** Runs `work` with what is kept; what the browser refuses there is storage. */
  async #doing<T>(work: (kept: Kept) => Promise<Outcome<T>>): Promise<Outcome<T>> {
    try {
      return await work(this.#kept);
    } catch (why) {
      return no(why instanceof DOMException ? 'storage' : 'refused', why instanceof Error ? why.message : '');
    }
  }

  async #add(kept: Kept, act: Omit<KeptAct, 'order' | 'key' | 'at' | 'seq' | 'epoch'>, ...also: Change[]): Promise<Outcome> {
    const entry = kept.entries.get(act.id);
    if (!entry?.message || entry.skip) return no('not_found');
    const { seq, epoch } = entry;
    const { tree } = kept.named;
    const at = isoOf(this.#outside.now() + this.#clock.aheadMs);
    const row: KeptAct = {
      ...act, order: 0, key: crypto.randomUUID(), at, seq, epoch,
      ...(act.act === 'respond' && tree && { checkpoint: { origin: tree.origin, size: tree.size, root: tree.root } }),
    };
    const signature = act.act === 'respond' ? { signature: await signAct(kept, row) } : {};
    await kept.write({ act: { ...row, ...signature } }, ...also);
    return ok;
  }

  markRead(id: string, holdMs = 0): Promise<Outcome> {
    return this.#doing(async (kept) => {
      const entry = this.#entry(id);
      if (!entry) return no('not_found');
      if (entry.stage !== 'delivered' || entry.skipped) return ok;
      const hold = holdMs > 0 ? { is: 'held' as const, holdUntilMs: this.#outside.now() + holdMs } : { is: 'waiting' as const };
      return this.#add(kept, { id, act: 'read', ...hold });
    });
  }

  undoRead(id: string): Promise<Outcome> {
    return this.#doing(async (kept) => {
      const held = kept.actsOf(id).find((a) => a.is === 'held');
      const { dropped } = held ? await kept.write({ drop: held.order, if: 'held' }) : { dropped: [] };
      return dropped.length > 0 ? ok : no('too_late');
    });
  }

  respond(id: string, reply: Reply): Promise<Outcome> {
    return this.#doing(async (kept) => {
      const role = reply.role.trim();
      const by = reply.name.trim();
      const note = reply.note.trim();
      const options = kept.entries.get(id)?.message?.acknowledgement?.options;
      const isRight = role !== '' && [...role].length <= 40 && [...by].length <= 80 && [...note].length <= 1_000;
      if (!isRight || (options && options.length > 0 && !options.includes(reply.response))) return no('refused');
      const act = { id, act: 'respond', is: 'waiting', response: reply.response, role, name: by, note } as const;
      const replaced = kept.entries.get(id)?.message?.references ?? [];
      return this.#add(kept, act, name('settings', { ...this.#settings, role, name: by }), name('drafts', this.#draftsBut(id, ...replaced)));
    });
  }

  keepDraft(id: string, draft: Draft | null): Promise<Outcome> {
    return this.#doing(async (kept) => {
      await kept.write(name('drafts', { ...this.#draftsBut(id), ...(draft && { [id]: draft }) }));
      return ok;
    });
  }

  #draftsBut(...ids: readonly string[]): Readonly<Record<string, Draft>> {
    return Object.fromEntries(Object.entries(this.#kept.named.drafts ?? {}).filter(([id]) => !ids.includes(id)));
  }

  closeResult(): void {
    if (this.#tab.now.opened) this.#tab.set({ opened: null });
  }

  reconnect(): void {
    if (this.#leads) this.#stream?.on({ on: 'now' });
    else this.#tabs.tell({ say: 'reconnect' });
  }

  /** The service worker has shown the test alert. */
  #tested(): void {
    const { alertTest: test } = this.#tab.now;
    if (!test || test.push.is === 'shown') return;
    const tookMs = this.#outside.now() - test.startedMs;
    this.#tab.set({ alertTest: { ...test, push: { is: 'shown', tookMs } } });
  }

  setLanguage(language: string): void {
    void this.#doing(async (kept) => {
      await kept.write(name('settings', { ...this.#settings, language }));
      return ok;
    });
  }

  setDuty(on: boolean): Promise<Outcome> {
    return this.#doing(async (kept) => {
      await kept.write(name('settings', { ...this.#settings, duty: on }));
      if (!on) await this.#wakeLock?.release();
      return !on || (await this.#stayAwake()) ? ok : no('unsupported');
    });
  }

  /** The browser lets go of the lock when the page is hidden. */
  async #stayAwake(): Promise<boolean> {
    if (!this.#settings.duty || globalThis.document?.visibilityState === 'hidden') return false;
    if (this.#wakeLock && !this.#wakeLock.released) return true;
    try {
      this.#wakeLock = await navigator.wakeLock.request('screen');
      this.#wakeLock.addEventListener('release', () => this.#tab.set({ awake: false }));
      this.#tab.set({ awake: true });
      return true;
    } catch {
      return false;
    }
  }

  dismissAlarm(id: string): void {
    void this.#doing(async (kept) => {
      await kept.write(name('alarms', (kept.named.alarms ?? []).filter((a) => a.id !== id)));
      return ok;
    });
  }

  reload(): void {
    takeUpdate(this.#worker);
  }
}
