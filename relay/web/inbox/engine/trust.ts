/** Whether results are sealed for this device, and letting others in (docs/protocol.md, Trust). */

import { isSameKey, publicKey, type Pair, type PublicKey } from '../../shared/seal/keys';
import { signJws } from '../../shared/seal/jws';
import { homeWords, isListed, parseList, readOn, signList, type ListedDevice, type SignedList } from '../../shared/seal/lists';
import { openHomeKey } from '../../shared/seal/open';
import { lockHomeKey } from '../../shared/seal/seal';
import { keysOf, makeSeed, parseSheet, sheetText, type HomeKeys } from '../../shared/seal/sheet';
import { deviceWords, isSameWords } from '../../shared/seal/words';
import type { Api } from './device';
import { name, type DeviceRecord, type Kept } from './kept';
import { no, ok } from './outcome';
import { isoOf } from './stream';
import type { Device, Outcome } from './types';

interface Standing {
  readonly who: DeviceRecord;
  readonly newest: SignedList | null;
  readonly revoked: readonly string[];
  /** As the relay has them: a key is believed only when words or the home's list vouch for it. */
  readonly devices: readonly Record<string, unknown>[];
}

const strings = (from: unknown): string[] => (Array.isArray(from) ? from.map(String) : []);
const listed = (who: DeviceRecord): ListedDevice => ({ device: who.device, key: who.sign.jwk, sealing: who.sealing.jwk });
const homePath = (who: DeviceRecord): string => `/v1/homes/${encodeURIComponent(who.home)}`;

export const wordsOf = (who: DeviceRecord): Promise<string> =>
  deviceWords(who.home, who.device, who.sign.jwk, who.sealing.jwk);

/** Reads the chain on from what is kept, and the home's devices, and keeps what may be believed. */
async function standing(kept: Kept, api: Api): Promise<Outcome<Standing>> {
  const who = kept.named.device;
  if (!who) return no('not_found');
  let newest = kept.named.list ? await parseList(kept.named.list) : null;
  let revoked: string[] = [];
  for (let isMore = true; isMore;) {
    const answer = await api.ask('GET', `${homePath(who)}/device-lists?after=${newest?.what.version ?? 0}`);
    if (!answer.ok) return answer;
    const lists = strings(answer.value.body['lists']);
    const read = await readOn(newest, lists);
    revoked = strings(answer.value.body['revoked']);
    if (read.is === 'broken' || read.is === 'begins_anew') {
      await keepTrust(kept, { is: 'broken', first: false, devices: kept.named.trust?.devices ?? [] });
      return no('broken');
    }
    newest = read.newest;
    isMore = lists.length > 0;
  }
  const home = await api.ask('GET', homePath(who));
  if (!home.ok) return home;
  const all = home.value.body['devices'];
  const out: Standing = { who, newest, revoked, devices: Array.isArray(all) ? (all as Record<string, unknown>[]) : [] };
  await note(kept, out);
  return { ok: true, value: out };
}

const keepTrust = (kept: Kept, what: NonNullable<Kept['named']['trust']>): Promise<unknown> =>
  kept.write(name('trust', { askedMs: Date.now(), ...what }));

async function note(kept: Kept, { who, newest, revoked, devices }: Standing): Promise<void> {
  const shown = devices.map((one): Device => {
    const id = String(one['id']);
    const isOn = newest !== null && one['sealing_key'] !== undefined && isListed(newest.what, id, one['sealing_key'] as PublicKey);
    return {
      id,
      name: String(one['name'] ?? ''),
      isThis: id === who.device,
      enrolled: String(one['enrolled_at']),
      ...(one['last_seen_at'] !== undefined && { lastSeen: String(one['last_seen_at']) }),
      ...(one['revoked_at'] !== undefined && { revoked: String(one['revoked_at']) }),
      sealed: isOn && !revoked.includes(id),
      canSeal: one['sealing_key'] !== undefined,
    };
  });
  if (newest && newest.text !== kept.named.list) await kept.write(name('list', newest.text));
  const isSealed = newest !== null && isListed(newest.what, who.device, who.sealing.jwk) && !revoked.includes(who.device);
  const isFirst = newest === null || live(newest, revoked).length === 0;
  const said = newest ? { homeWords: await homeWords(newest.what) } : {};
  await keepTrust(kept, { is: isSealed ? 'sealed' : 'bulletins', first: isFirst, devices: shown, ...said });
}

const live = ({ what }: SignedList, revoked: readonly string[]): ListedDevice[] =>
  what.devices.filter((one) => !revoked.includes(one.device));

/** The home's identity key, which a trusted device holds locked or can fetch. */
async function identityOf(kept: Kept, api: Api, at: Standing): Promise<Pair | null> {
  const open = async (locked: unknown): Promise<Pair | null> => {
    try {
      const key = await openHomeKey(locked, at.who.sealing, at.newest?.what.home ?? at.who.home, at.who.device);
      return at.newest && isSameKey(key.jwk, at.newest.what.identity) ? key : null;
    } catch {
      return null;
    }
  };
  if (at.newest === null) return null;
  const held = kept.named.homeKey && (await open(kept.named.homeKey));
  if (held) return held;
  const answer = await api.ask('GET', '/v1/devices/self');
  const locked = answer.ok ? answer.value.body['keys'] : undefined;
  const fetched = locked === undefined ? null : await open(locked);
  if (fetched) await kept.write(name('homeKey', locked as object));
  return fetched;
}

interface Wish {
  readonly devices: readonly ListedDevice[];
  readonly identity: PublicKey;
  readonly recovery: PublicKey;
}

/** Signs the next list, hands it in with `identity` locked for every device on it, and keeps it. */
async function handIn(kept: Kept, api: Api, at: Standing, wish: Wish, signer: Pair, identity: Pair): Promise<Outcome> {
  const { who, newest } = at;
  const home = newest?.what.home ?? who.home;
  const now = isoOf(Date.now() + api.aheadMs);
  const madeAt = newest && Date.parse(newest.what.madeAt) > Date.parse(now) ? newest.what.madeAt : now;
  const place = newest ? { version: newest.what.version + 1, previous: newest.sum } : { version: 1 };
  const { devices, identity: named, recovery } = wish;
  const list = await signList({ home, madeAt, ...place, devices, identity: named, recovery }, signer);
  const keys: Record<string, object> = {};
  let mine: object = {};
  for (const one of wish.devices) {
    const locked = await lockHomeKey(identity, home, one.device, one.sealing);
    if (one.device === who.device) mine = locked;
    else keys[one.device] = locked;
  }
  const answer = await api.ask('POST', `${homePath(who)}/device-lists`, { keys, list: list.text });
  if (!answer.ok) return answer;
  await kept.write(name('list', list.text), name('homeKey', mine));
  await note(kept, { ...at, newest: list });
  return ok;
}

/** A list of this device alone under keys of a new sheet. */
async function begin(kept: Kept, api: Api, at: Standing): Promise<Outcome<string>> {
  const seed = makeSeed();
  const keys = await keysOf(seed, at.newest?.what.home ?? at.who.home);
  const wish = { devices: [listed(at.who)], identity: keys.identity.jwk, recovery: keys.recovery.jwk };
  const done = await handIn(kept, api, at, wish, keys.identity, keys.identity);
  if (done.ok) return { ok: true, value: sheetText(seed) };
  return done.why === 'refused' ? no('not_confirmed', done.detail) : done;
}

export async function refreshTrust(kept: Kept, api: Api): Promise<Outcome> {
  const at = await standing(kept, api);
  if (!at.ok) return at;
  const { who, newest, revoked } = at.value;
  if (newest === null || !isListed(newest.what, who.device, who.sealing.jwk)) return ok;
  // A device that was removed goes off the list as soon as one that holds the key sees it.
  const identity = await identityOf(kept, api, at.value);
  const devices = live(newest, revoked);
  if (!identity || devices.length === 0 || devices.length === newest.what.devices.length) return ok;
  return handIn(kept, api, at.value, { ...newest.what, devices }, identity, identity);
}

export async function found(kept: Kept, api: Api): Promise<Outcome<string>> {
  const at = await standing(kept, api);
  return at.ok ? begin(kept, api, at.value) : at;
}

export async function approve(kept: Kept, api: Api, id: string, typed: string): Promise<Outcome> {
  const at = await standing(kept, api);
  if (!at.ok) return at;
  const { who, newest, revoked, devices } = at.value;
  const identity = await identityOf(kept, api, at.value);
  if (!identity || !newest) return no('not_trusted');
  const row = devices.find((one) => one['id'] === id && one['revoked_at'] === undefined);
  if (!row || row['sealing_key'] === undefined) return no('not_found');
  const other = { device: id, key: publicKey(row['public_key']), sealing: publicKey(row['sealing_key']) };
  if (!isSameWords(typed, await deviceWords(who.home, id, other.key, other.sealing))) return no('words_differ');
  const others = live(newest, revoked).filter((one) => one.device !== id);
  return handIn(kept, api, at.value, { ...newest.what, devices: [...others, other] }, identity, identity);
}

/** New keys of the home, the old identity key signing them in. */
async function renew(kept: Kept, api: Api, at: Standing, old: Pair, devices: readonly ListedDevice[]): Promise<Outcome<string>> {
  const seed = makeSeed();
  const keys: HomeKeys = await keysOf(seed, at.newest?.what.home ?? at.who.home);
  const wish = { devices, identity: keys.identity.jwk, recovery: keys.recovery.jwk };
  const done = await handIn(kept, api, at, wish, old, keys.identity);
  return done.ok ? { ok: true, value: sheetText(seed) } : done;
}

export async function rotate(kept: Kept, api: Api): Promise<Outcome<string>> {
  const at = await standing(kept, api);
  if (!at.ok) return at;
  const old = await identityOf(kept, api, at.value);
  if (!old || !at.value.newest) return no('not_trusted');
  return renew(kept, api, at.value, old, live(at.value.newest, at.value.revoked));
}

/** The sheet opens what was sealed before; when it is the home's newest, its identity key also lets this device in. */
export async function recover(kept: Kept, api: Api, typed: string): Promise<Outcome<string>> {
  const seed = parseSheet(typed);
  if (typeof seed === 'string') return no(seed === 'form' ? 'sheet_form' : 'sheet_check');
  const at = await standing(kept, api);
  if (!at.ok) return at;
  const { who, newest, revoked } = at.value;
  if (!newest) return no('sheet_other');
  const { home } = newest.what;
  const keys = await keysOf(seed, home);
  // Whoever takes the sheet out of its drawer says so first: the home's other devices hear of it.
  const statement = { at: isoOf(Date.now() + api.aheadMs), device: who.device, home };
  const said = await signJws(keys.identity, 'carerelay.recovery-used.v1', statement);
  const told = await api.ask('POST', `${homePath(who)}/recovery-used`, { statement: said });
  if (!told.ok && told.why !== 'not_found') return told.why === 'refused' ? no('sheet_other', told.detail) : told;
  const held = (kept.named.recovered ?? []).filter((one) => !isSameKey(one.jwk, keys.recovery.jwk));
  await kept.write(name('recovered', [...held, keys.recovery]));
  if (!isSameKey(keys.identity.jwk, newest.what.identity)) return no('sheet_other');
  const others = live(newest, revoked).filter((one) => one.device !== who.device);
  return renew(kept, api, at.value, keys.identity, [...others, listed(who)]);
}

