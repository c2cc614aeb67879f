/**
 * What is asked for now and then: enrolling and leaving, opening a result, files, devices, alerts, the home's own history.
 * Loaded when it is, so that a line is up before; the service worker keeps it for offline.
 */

import { askTest, pushState, renewPush, subscribe, unsubscribe } from './alerts';
import { askChats, endChat as unbind, makeChatCode as makeCode } from './bindings';
import { Api, enrol as enrolHere, type Clock } from './device';
import { name, type Kept, type Settings } from './kept';
import { no, ok } from './outcome';
import { pull, pullCurrent, pullRecord } from './record';
import type { Outside } from './stream';
import type { ChatCode, ChatRole, Chats, Outcome, ResultContent, Told, WayTest } from './types';
import type { Tab } from './tab';

/** What an errand needs of the tab. */
export interface Desk {
  readonly tab: Tab;
  readonly kept: Kept;
  readonly outside: Outside;
  readonly clock: Clock;
  readonly settings: Settings;
  readonly worker: ServiceWorkerRegistration | null;
  /** Or another tab has it. */
  readonly hasLine: boolean;
  /** A short token over the line; none when it is not live. */
  token(): Promise<{ token: string; expires: string } | null>;
  closeLine(): void;
  /** Tells the other tabs that everything is gone. */
  erased(): void;
  read(id: string): Promise<Outcome>;
}

const testMs = 30_000;
const apis = new WeakMap<Desk, Api>();

function apiOf(desk: Desk): Api {
  const known = apis.get(desk) ?? new Api(() => desk.kept.named.device, () => desk.token(), desk.clock);
  apis.set(desk, known);
  return known;
}

export async function enrol({ tab, kept, settings, closeLine }: Desk, code: string, deviceName: string): Promise<Outcome> {
  if (!globalThis.crypto?.subtle) return no('unsupported');
  await kept.write(name('settings', settings)); // a code is not spent where nothing can be kept
  const made = await enrolHere(code, deviceName);
  if (!made.ok) return made;
  closeLine();
  tab.set({ words: undefined });
  const unsent = made.value.home === kept.named.device?.home ? [...kept.acts.values()].filter((one) => one.act === 'respond' && one.is === 'waiting') : [];
  await kept.erase();
  // Replies of the home that were not sent: signed anew, and sent, once their messages are here again.
  const again = unsent.map((one) => ({ act: { ...one, order: 0, epoch: 'before' } }));
  await kept.write(name('settings', settings), name('device', made.value), ...again);
  tab.set({ persisted: (await globalThis.navigator?.storage?.persist?.()) ?? false });
  return ok;
}

export async function leave(desk: Desk): Promise<Outcome> {
  const { tab, kept } = desk;
  const who = kept.named.device;
  await unsubscribe(kept, apiOf(desk), desk.worker).catch(() => undefined);
  const told = who && (await apiOf(desk).ask('DELETE', `/v1/homes/${who.home}/devices/${who.device}`));
  desk.closeLine();
  await kept.erase();
  tab.set({ words: undefined, opened: null });
  desk.erased();
  return told && !told.ok ? told : ok;
}

export async function openResult({ tab, kept, read }: Desk, id: string): Promise<Outcome> {
  const { message } = kept.entries.get(id) ?? {};
  const who = kept.named.device;
  if (!message || !who) return no('not_found');
  const { openResult: open, keyWords, isSameKey } = await import('./home');
  const letter = await open(message, [who.sealing, ...(kept.named.recovered ?? [])], who.home);
  if (typeof letter === 'string') return no(letter);
  const senders = kept.named.senders ?? {};
  const before = senders[message.sender];
  if (!before) await kept.write(name('senders', { ...senders, [message.sender]: letter.sender }));
  const sender = !before ? 'first' : isSameKey(before, letter.sender) ? 'known' : 'changed';
  const senderWords = await keyWords('sender', letter.sender);
  if (globalThis.document?.visibilityState === 'hidden') return ok;
  tab.set({ opened: { id, content: letter.content as unknown as ResultContent, sealedAt: letter.sealedAt, sender, senderWords } });
  return read(id);
}

export async function fetchFile(desk: Desk, sha256: string): Promise<Outcome<Blob>> {
  const answer = await apiOf(desk).ask('GET', `/v1/resources/${encodeURIComponent(sha256)}`);
  if (!answer.ok) return answer;
  const blob = await answer.value.raw.blob();
  const sum = new Uint8Array(await crypto.subtle.digest('SHA-256', await blob.arrayBuffer()));
  const isIt = [...sum].map((byte) => byte.toString(16).padStart(2, '0')).join('') === sha256;
  return isIt ? { ok: true, value: blob } : no('broken');
}

export const refresh = (desk: Desk, after = 0): Promise<Outcome> => pull(desk.kept, apiOf(desk), after);
export const refreshCurrent = (desk: Desk): Promise<Outcome> => pullCurrent(desk.kept, apiOf(desk));

export const ourRecord = (desk: Desk): Promise<Outcome<ReadonlyMap<string, Told>>> => pullRecord(apiOf(desk));

// Devices

export async function addDevice(desk: Desk): Promise<Outcome<{ code: string; expires: string }>> {
  const made = await apiOf(desk).ask('POST', `/v1/homes/${desk.kept.named.device?.home}/codes`);
  if (!made.ok) return made;
  const { code, expires } = made.value.body;
  return { ok: true, value: { code: String(code), expires: String(expires) } };
}

export const refreshDevices = async (desk: Desk): Promise<Outcome> => (await import('./home')).refreshTrust(desk.kept, apiOf(desk));

export async function words({ tab, kept }: Desk): Promise<Outcome<string>> {
  const who = kept.named.device;
  if (!who) return no('not_found');
  const found = tab.now.words ?? (await (await import('./home')).wordsOf(who));
  tab.set({ words: found });
  return { ok: true, value: found };
}

export async function removeDevice(desk: Desk, id: string): Promise<Outcome> {
  const done = await apiOf(desk).ask('DELETE', `/v1/homes/${desk.kept.named.device?.home}/devices/${id}`);
  return done.ok ? refreshDevices(desk) : done;
}

export async function renameDevice(desk: Desk, id: string, to: string): Promise<Outcome> {
  const done = await apiOf(desk).ask('PUT', `/v1/homes/${desk.kept.named.device?.home}/devices/${id}/name`, { name: to });
  return done.ok ? refreshDevices(desk) : done;
}

export const foundTrust = async (desk: Desk): Promise<Outcome<string>> => (await import('./home')).found(desk.kept, apiOf(desk));
export const approveDevice = async (desk: Desk, id: string, said: string): Promise<Outcome> =>
  (await import('./home')).approve(desk.kept, apiOf(desk), id, said);
export const recover = async (desk: Desk, sheet: string): Promise<Outcome<string>> => (await import('./home')).recover(desk.kept, apiOf(desk), sheet);
export const rotate = async (desk: Desk): Promise<Outcome<string>> => (await import('./home')).rotate(desk.kept, apiOf(desk));

// Chats

const homeOf = (desk: Desk): string => `/v1/homes/${desk.kept.named.device?.home}`;
export const chats = (desk: Desk): Promise<Outcome<Chats>> => askChats(apiOf(desk), homeOf(desk));
export const makeChatCode = (desk: Desk, role: ChatRole): Promise<Outcome<ChatCode>> =>
  makeCode(apiOf(desk), homeOf(desk), role);
export const endChat = (desk: Desk, id: string): Promise<Outcome> => unbind(apiOf(desk), homeOf(desk), id);

// Alerts

export async function lookAtPush({ tab, worker }: Desk): Promise<void> {
  tab.set({ push: await pushState(worker) });
}

export const tellPush = (desk: Desk): Promise<void> => renewPush(desk.kept, apiOf(desk), desk.worker);

export async function enablePush(desk: Desk): Promise<Outcome> {
  const done = await subscribe(desk.kept, apiOf(desk), desk.worker);
  await lookAtPush(desk);
  return done;
}

export async function disablePush(desk: Desk): Promise<Outcome> {
  const done = await unsubscribe(desk.kept, apiOf(desk), desk.worker);
  await lookAtPush(desk);
  return done;
}

/** Tries both ways to this device: a question over the open line, and an alert. That the alert is shown, the service worker
 *  says itself (`Work`). */
export async function testAlerts(desk: Desk): Promise<Outcome> {
  const { tab, outside } = desk;
  const startedMs = outside.now();
  const change = (way: 'line' | 'push', was: readonly WayTest['is'][], to: WayTest): void => {
    const { alertTest: test } = tab.now;
    if (test?.startedMs === startedMs && was.includes(test[way].is)) tab.set({ alertTest: { ...test, [way]: to } });
  };
  tab.set({ alertTest: { startedMs, line: { is: desk.hasLine ? 'asking' : 'off' }, push: { is: 'asking' } } });
  const answered = desk.token().then((token) => {
    change('line', ['asking'], token ? { is: 'shown', tookMs: outside.now() - startedMs } : { is: 'failed' });
  });
  const [outcome, push] = await askTest(apiOf(desk));
  change('push', ['asking'], push);
  outside.later(testMs, () => change('push', ['asking', 'sent'], { is: 'failed' }));
  await answered;
  return outcome;
}
