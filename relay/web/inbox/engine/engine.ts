/** The engine of one tab: what is kept, the line (or the tab that has it), and what a person does. */

import { askTest, disablePush, enablePush, pushState, renewPush, startWorker, takeUpdate } from './alerts';
import { Api, enrol, no, ok } from './device';
import { noTrust, nothing, type Facts, type KeptAct } from './facts';
import { Kept, name, type Settings } from './kept';
import { oldestOpen, pull, pullCurrent } from './record';
import { openStore, type Change, type Store, type Written } from './store';
import { isoOf, signAct, Stream, type Outside } from './stream';
import { openTabs, type Tabs, type Word } from './tabs';
import type { Alarm, AlertTest, Engine, Link, Opened, Outcome, Push, Reply, ResultContent, State } from './types';
import { view } from './view';
import { canWitness } from './witness';

export type * from './types';

const noSettings: Settings = { language: '', duty: false, role: '', name: '' };
const renewMs = 30_000;
const testMs = 30_000;
const refreshEveryMs = 120_000;
const refreshMissingMs = 5_000;

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

export interface Parts {
  readonly outside?: Outside;
  readonly open?: () => Promise<Store>;
}

/** Reads what is kept here and connects at once. Make one a tab. */
export function makeEngine({ outside = browser(), open = openStore }: Parts = {}): Engine & { end(): void } {
  return new TabEngine(outside, open);
}

class TabEngine implements Engine {
  #kept: Kept | null = null;
  #stream: Stream | null = null;
  #tabs: Tabs | null = null;
  #leads = false;
  #witness = false;
  #worker: ServiceWorkerRegistration | null = null;
  /** What the tab with the line says of it. */
  #othersLink: Link = { is: 'connecting', behind: 0 };
  #opened: Opened | null = null;
  #words: string | undefined;
  #push: Push = { is: 'unsupported' };
  #alertTest: AlertTest | null = null;
  #isMissing = false;
  #persisted = false;
  #update = false;
  #wakeLock: WakeLockSentinel | null = null;
  #made: State | null = null;
  #isDue = false;
  #stopHold: () => void = () => undefined;
  readonly #listeners = new Set<(state: State) => void>();
  readonly #arrivals = new Set<(ids: readonly string[]) => void>();
  readonly #gone = new AbortController();
  readonly #ready: Promise<void>;
  readonly #api: Api;
  readonly #renewing: ReturnType<typeof setInterval>;

  readonly #outside: Outside;

  constructor(outside: Outside, open: () => Promise<Store>) {
    this.#outside = outside;
    this.#api = new Api(() => this.#kept?.named.device, () => this.#stream?.token() ?? Promise.resolve(null));
    this.#ready = this.#start(open);
    this.#renewing = setInterval(() => this.#changed(), renewMs);
    this.#listen();
  }

  // What pages see

  get state(): State {
    this.#made ??= view(this.#facts(), this.#outside.now());
    return this.#made;
  }

  get lastReply(): { role: string; name: string } {
    const { role, name: by } = this.#settings;
    return { role, name: by };
  }

  subscribe(listener: (state: State) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  onArrival(listener: (ids: readonly string[]) => void): () => void {
    this.#arrivals.add(listener);
    return () => void this.#arrivals.delete(listener);
  }

  get #settings(): Settings {
    return this.#kept?.named.settings ?? noSettings;
  }

  #facts(): Facts {
    const kept = this.#kept;
    if (!kept) return { ...nothing, storage: { is: this.#isMissing ? 'missing' : 'ok', persisted: false }, ...(this.#isMissing && { link: { is: 'stopped', behind: 0 } }) };
    const { device, alarms = [], trust } = kept.named;
    return {
      home: device ? { id: device.home, name: device.homeName, device: device.device, deviceName: device.name } : null,
      link: this.#shownLink(),
      entries: [...kept.entries.values()],
      acts: [...kept.acts.values()].sort((a, b) => a.order - b.order),
      opened: this.#opened,
      trust: { ...noTrust, ...trust, ...(this.#words && { words: this.#words }) },
      push: this.#push,
      alertTest: this.#alertTest,
      storage: { is: kept.full ? 'full' : 'ok', persisted: this.#persisted },
      alarms,
      language: this.#settings.language,
      duty: { on: this.#settings.duty, awake: this.#wakeLock !== null && !this.#wakeLock.released },
      update: this.#update,
    };
  }

  #shownLink(): Link {
    if (!this.#leads) return this.#othersLink;
    const { link, retryMs } = this.#stream ?? {};
    if (!link) return { is: 'connecting', behind: 0 };
    const isAway = (link.is === 'waiting' || link.is === 'connecting') && globalThis.navigator?.onLine === false;
    const upToDateMs = link.is === 'live' && link.behind === 0 ? this.#stream?.heardMs : this.#kept?.named.upToDateMs;
    return {
      is: isAway ? 'offline' : link.is,
      behind: link.behind,
      ...(upToDateMs && { upToDateMs }),
      ...(link.is === 'waiting' && { retryMs }),
      ...(link.why && { why: link.why }),
    };
  }

  /** A new state, told once for all that happens in a frame. */
  #changed(): void {
    this.#made = null;
    if (this.#isDue || this.#gone.signal.aborted) return;
    this.#isDue = true;
    setTimeout(() => {
      this.#isDue = false;
      for (const each of this.#listeners) each(this.state);
    }, 16);
  }

  // Beginning, ending, tabs

  async #start(open: () => Promise<Store>): Promise<void> {
    try {
      const store = await open();
      this.#kept = new Kept(store, (written) => this.#wrote(written));
      await this.#kept.load();
    } catch {
      this.#kept = null;
      this.#isMissing = true;
      return this.#changed();
    }
    this.#witness = await canWitness();
    this.#persisted = (await globalThis.navigator?.storage?.persisted?.()) ?? false;
    this.#tabs = openTabs((word) => void this.#hear(word));
    this.#tabs.tell({ say: 'hello' });
    void this.#tabs.leads.then(() => this.#lead());
    this.#changed();
    this.#worker = await startWorker({
      update: () => {
        this.#update = true;
        this.#changed();
      },
      shown: (kind) => this.#shown(kind),
      opened: () => undefined,
    });
    this.#push = await pushState(this.#worker);
    if (this.#settings.duty) await this.#stayAwake();
    this.#changed();
  }

  async #lead(): Promise<void> {
    await this.#kept?.load();
    this.#leads = true;
    this.#openLine();
    this.#changed();
  }

  #openLine(): void {
    const kept = this.#kept;
    if (!this.#leads || !kept?.named.device || this.#stream || this.#gone.signal.aborted) return;
    this.#stream = new Stream(kept, this.#outside, this.#witness, {
      link: () => {
        this.#changed();
        this.#tabs?.tell({ say: 'link', link: this.#shownLink() });
      },
      arrived: (ids) => {
        this.#arrived(ids);
        this.#tabs?.tell({ say: 'arrived', ids });
      },
      alarm: (is, detail) => this.#alarm(is, detail),
      truncated: () => void pullCurrent(kept, this.#api),
      upToDate: () => void this.#lookAround(),
      clock: (aheadMs) => {
        this.#api.aheadMs = Math.abs(aheadMs) > 5_000 ? aheadMs : 0;
      },
    });
    this.#stream.on({ on: 'start' });
    this.#holdOn();
  }

  #closeLine(): void {
    this.#stream?.end();
    this.#stream = null;
  }

  async #hear(word: Word): Promise<void> {
    await this.#ready;
    switch (word.say) {
      case 'written':
        this.#kept?.apply(word.written);
        this.#followed(word.written);
        break;
      case 'link':
        this.#othersLink = word.link;
        break;
      case 'arrived':
        this.#arrived(word.ids);
        break;
      case 'hello':
        if (this.#leads) this.#tabs?.tell({ say: 'link', link: this.#shownLink() });
        break;
      case 'reconnect':
        if (this.#leads) this.#stream?.on({ on: 'now' });
        break;
      case 'erased':
        this.#closeLine();
        await this.#kept?.load();
        this.#openLine();
    }
    this.#changed();
  }

  /** After a write of this tab. */
  #wrote(written: Written | null): void {
    if (written) {
      // Keys stay where they are: another tab reads them for itself.
      if ('device' in written.named) this.#tabs?.tell({ say: 'erased' });
      else this.#tabs?.tell({ say: 'written', written });
      this.#followed(written);
    }
    this.#changed();
  }

  /** After a write of any tab: the one with the line sends what waits. */
  #followed(written: Written): void {
    if (!this.#leads) return;
    this.#openLine();
    if (written.acts.some((a) => a.is === 'waiting')) this.#stream?.actsChanged();
    if (written.acts.length > 0 || written.dropped.length > 0) this.#holdOn();
  }

  #arrived(ids: readonly string[]): void {
    for (const each of this.#arrivals) each(ids);
  }

  /** Acts that could be undone go on their way when their time is over; only the tab with the line sees to it. */
  #holdOn(): void {
    this.#stopHold();
    const held = [...(this.#kept?.acts.values() ?? [])].filter((a) => a.is === 'held');
    if (held.length === 0) return;
    const first = held.reduce((a, b) => ((a.holdUntilMs ?? 0) <= (b.holdUntilMs ?? 0) ? a : b));
    const ms = Math.max(0, (first.holdUntilMs ?? 0) - this.#outside.now());
    this.#stopHold = this.#outside.later(Math.min(ms, 60_000), () => {
      if ((first.holdUntilMs ?? 0) > this.#outside.now()) return this.#holdOn();
      void this.#kept?.write({ act: { order: first.order, is: 'waiting' }, if: 'held' }).catch(() => undefined);
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
      this.#changed();
    };
    globalThis.addEventListener?.('online', () => this.#stream?.on({ on: 'online' }), { signal });
    globalThis.addEventListener?.('offline', () => this.#changed(), { signal });
    globalThis.addEventListener?.('pagehide', hide, { signal });
    globalThis.document?.addEventListener('visibilitychange', see, { signal });
  }

  end(): void {
    this.#closeLine();
    this.#gone.abort();
    this.#stopHold();
    clearInterval(this.#renewing);
    this.#tabs?.end();
    void this.#wakeLock?.release();
  }

  async #alarm(is: Alarm['is'], detail: string): Promise<void> {
    const before = this.#kept?.named.alarms ?? [];
    if (before.some((a) => a.is === is && a.detail === detail)) return;
    const alarm = { id: crypto.randomUUID(), is, detail, at: isoOf(this.#outside.now()) };
    await this.#kept?.write(name('alarms', [...before.slice(-19), alarm]));
  }

  /** What other devices of the home did, and texts that were skipped: asked for now and then while somebody looks. */
  async #lookAround(): Promise<void> {
    const kept = this.#kept;
    const isSeen = globalThis.document?.visibilityState !== 'hidden';
    if (!kept || !this.#leads || !this.#stream?.link.isLive || !isSeen) return;
    const isTextMissing = [...kept.entries.values()].some((e) => !e.message && e.epoch === kept.cursor.epoch);
    const since = Math.abs(this.#outside.now() - (kept.named.refreshedMs ?? 0));
    if (since < (isTextMissing ? refreshMissingMs : refreshEveryMs)) return;
    const after = oldestOpen(kept, this.state.toDo);
    await kept.write(name('refreshedMs', this.#outside.now())).catch(() => undefined);
    if (after !== null) await pull(kept, this.#api, after).catch(() => undefined);
    await renewPush(kept, this.#api, this.#worker).catch(() => undefined);
  }

  // What a person does

  /** Runs `work` with what is kept; anything that goes wrong there is for want of storage. */
  async #doing<T>(work: (kept: Kept) => Promise<Outcome<T>>): Promise<Outcome<T>> {
    await this.#ready;
    if (!this.#kept) return no('storage');
    try {
      return await work(this.#kept);
    } catch (why) {
      return no('storage', why instanceof Error ? why.message : '');
    } finally {
      this.#changed();
    }
  }

  enrol(code: string, deviceName: string): Promise<Outcome> {
    return this.#doing(async (kept) => {
      if (!globalThis.crypto?.subtle) return no('unsupported');
      const settings = this.#settings;
      await kept.write(name('settings', settings)); // a code is not spent where nothing can be kept
      const made = await enrol(code, deviceName);
      if (!made.ok) return made;
      this.#closeLine();
      this.#words = undefined;
      await kept.erase();
      await kept.write(name('settings', settings), name('device', made.value));
      this.#persisted = (await globalThis.navigator?.storage?.persist?.()) ?? false;
      return ok;
    });
  }

  leave(): Promise<Outcome> {
    return this.#doing(async (kept) => {
      const who = kept.named.device;
      await disablePush(kept, this.#api, this.#worker).catch(() => undefined);
      const told = who && (await this.#api.ask('DELETE', `/v1/homes/${who.home}/devices/${who.device}`));
      this.#closeLine();
      this.closeResult();
      this.#words = undefined;
      await kept.erase();
      this.#tabs?.tell({ say: 'erased' });
      return told && !told.ok ? told : ok;
    });
  }

  async #add(kept: Kept, act: Omit<KeptAct, 'order' | 'key' | 'at' | 'seq' | 'epoch'>, ...also: Change[]): Promise<Outcome> {
    const entry = kept.entries.get(act.id);
    if (!entry?.message || entry.skip) return no('not_found');
    const { seq, epoch } = entry;
    const { tree } = kept.named;
    const at = isoOf(this.#outside.now() + this.#api.aheadMs);
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
      const entry = this.state.entries.find((e) => e.id === id);
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
      return this.#add(kept, act, name('settings', { ...this.#settings, role, name: by }));
    });
  }

  openResult(id: string): Promise<Outcome> {
    return this.#doing(async (kept) => {
      const { message } = kept.entries.get(id) ?? {};
      const who = kept.named.device;
      if (!message || !who) return no('not_found');
      const { openResult, keyWords, isSameKey } = await import('./home');
      const letter = await openResult(message, [who.sealing, ...(kept.named.recovered ?? [])], who.home);
      if (typeof letter === 'string') return no(letter);
      const senders = kept.named.senders ?? {};
      const before = senders[message.sender];
      if (!before) await kept.write(name('senders', { ...senders, [message.sender]: letter.sender }));
      const sender = !before ? 'first' : isSameKey(before, letter.sender) ? 'known' : 'changed';
      const senderWords = await keyWords('sender', letter.sender);
      if (globalThis.document?.visibilityState === 'hidden') return ok;
      this.#opened = { id, content: letter.content as unknown as ResultContent, sealedAt: letter.sealedAt, sender, senderWords };
      const read = this.state.entries.find((e) => e.id === id);
      return read?.stage === 'delivered' ? this.#add(kept, { id, act: 'read', is: 'waiting' }) : ok;
    });
  }

  closeResult(): void {
    if (!this.#opened) return;
    this.#opened = null;
    this.#changed();
  }

  fetchFile(sha256: string): Promise<Outcome<Blob>> {
    return this.#doing(async () => {
      const answer = await this.#api.ask('GET', `/v1/resources/${encodeURIComponent(sha256)}`);
      if (!answer.ok) return answer;
      const blob = await answer.value.raw.blob();
      const sum = new Uint8Array(await crypto.subtle.digest('SHA-256', await blob.arrayBuffer()));
      const isIt = [...sum].map((byte) => byte.toString(16).padStart(2, '0')).join('') === sha256;
      return isIt ? { ok: true, value: blob } : no('broken');
    });
  }

  refresh(): Promise<Outcome> {
    return this.#doing((kept) => pull(kept, this.#api, 0));
  }

  reconnect(): void {
    if (this.#leads) this.#stream?.on({ on: 'now' });
    else this.#tabs?.tell({ say: 'reconnect' });
  }

  #trusting<T>(work: (kept: Kept, trust: typeof import('./home')) => Promise<Outcome<T>>): Promise<Outcome<T>> {
    return this.#doing(async (kept) => work(kept, await import('./home')));
  }

  refreshDevices = (): Promise<Outcome> => this.#trusting((kept, trust) => trust.refreshTrust(kept, this.#api));

  words = (): Promise<Outcome<string>> =>
    this.#trusting(async (kept, trust) => {
      const who = kept.named.device;
      if (!who) return no('not_found');
      this.#words ??= await trust.wordsOf(who);
      return { ok: true, value: this.#words };
    });

  addDevice(): Promise<Outcome<{ code: string; expires: string }>> {
    return this.#doing(async (kept) => {
      const made = await this.#api.ask('POST', `/v1/homes/${kept.named.device?.home}/codes`);
      if (!made.ok) return made;
      const { code, expires } = made.value.body;
      return { ok: true, value: { code: String(code), expires: String(expires) } };
    });
  }

  removeDevice(id: string): Promise<Outcome> {
    return this.#trusting(async (kept, trust) => {
      const done = await this.#api.ask('DELETE', `/v1/homes/${kept.named.device?.home}/devices/${id}`);
      return done.ok ? trust.refreshTrust(kept, this.#api) : done;
    });
  }

  foundTrust = (): Promise<Outcome<string>> => this.#trusting((kept, trust) => trust.found(kept, this.#api));
  approveDevice = (id: string, words: string): Promise<Outcome> =>
    this.#trusting((kept, trust) => trust.approve(kept, this.#api, id, words));
  recover = (sheet: string): Promise<Outcome<string>> => this.#trusting((kept, trust) => trust.recover(kept, this.#api, sheet));
  rotate = (): Promise<Outcome<string>> => this.#trusting((kept, trust) => trust.rotate(kept, this.#api));

  enablePush(): Promise<Outcome> {
    return this.#doing(async (kept) => {
      const done = await enablePush(kept, this.#api, this.#worker);
      this.#push = await pushState(this.#worker);
      return done;
    });
  }

  disablePush(): Promise<Outcome> {
    return this.#doing(async (kept) => {
      const done = await disablePush(kept, this.#api, this.#worker);
      this.#push = await pushState(this.#worker);
      return done;
    });
  }

  testAlerts(): Promise<Outcome> {
    return this.#doing(async () => {
      const startedMs = this.#outside.now();
      const still = (): boolean => this.#alertTest?.startedMs === startedMs && this.#alertTest.is !== 'shown';
      this.#alertTest = { startedMs, is: 'asking' };
      this.#changed();
      const [outcome, test] = await askTest(this.#api, startedMs);
      if (still()) this.#alertTest = test;
      this.#outside.later(testMs, () => {
        if (!still() || this.#alertTest?.is === 'failed') return;
        this.#alertTest = { startedMs, is: 'failed', detail: 'late' };
        this.#changed();
      });
      return outcome;
    });
  }

  #shown(kind: string): void {
    const alertTest = this.#alertTest;
    if (kind !== 'test' || !alertTest || alertTest.is === 'shown') return;
    this.#alertTest = { startedMs: alertTest.startedMs, is: 'shown', tookMs: this.#outside.now() - alertTest.startedMs };
    this.#changed();
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
      this.#wakeLock.addEventListener('release', () => this.#changed());
      this.#changed();
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
