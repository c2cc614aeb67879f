/** Whom results of a home may be sealed for: a chain of lists that the home signs itself (docs/protocol.md). */

import { fromBase64url, hashText } from './bytes';
import { hasExactly, isJwsBy, parseJws, signJws, type Jws } from './jws';
import { importPublic, isSameKey, ecdh, ecdsa, publicKey, type Pair, type PublicKey } from './keys';
import { isSameWords, keyWords } from './words';

export interface ListedDevice {
  readonly device: string;
  /** Signs what the device says. */
  readonly key: PublicKey;
  /** What results are sealed for. */
  readonly sealing: PublicKey;
}

export interface DeviceList {
  readonly home: string;
  readonly version: number;
  readonly previous?: string;
  readonly madeAt: string;
  /** Signs the next list. */
  readonly identity: PublicKey;
  /** The printed sheet's key: results are sealed for it too. */
  readonly recovery: PublicKey;
  readonly devices: readonly ListedDevice[];
}

export interface SignedList {
  readonly what: DeviceList;
  readonly text: string;
  readonly sum: string;
  readonly jws: Jws;
}

const listType = 'carerelay.devices.v1';
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

async function point(from: unknown, as: typeof ecdsa): Promise<PublicKey> {
  const key = publicKey(from);
  await importPublic(key, as);
  return key;
}

async function readDevice(from: unknown): Promise<ListedDevice> {
  if (!hasExactly(from, ['device', 'key', 'sealing_key']) || !uuid.test(String(from['device']))) throw new Error('device');
  return { device: String(from['device']), key: await point(from['key'], ecdsa), sealing: await point(from['sealing_key'], ecdh) };
}

/** With what of it is proved in itself: its form. Throws unless it is a list. */
export async function parseList(text: string): Promise<SignedList> {
  if (text.length > 16 * 1024) throw new Error('size');
  const jws = parseJws(text, listType);
  const from = jws.payload as Record<string, unknown>;
  const names = ['devices', 'home', 'identity', 'made_at', 'recovery', 'version'];
  const version = from['version'];
  const isFirst = version === 1;
  if (!hasExactly(from, isFirst ? names : [...names, 'previous'])) throw new Error('list');
  const list = from['devices'];
  const isRight = Number.isInteger(version) && (version as number) >= 1 && (version as number) <= 1_000_000 &&
    typeof from['home'] === 'string' && !Number.isNaN(Date.parse(String(from['made_at']))) &&
    Array.isArray(list) && list.length >= 1 && list.length <= 20;
  if (!isRight) throw new Error('list');
  if (!isFirst) fromBase64url(from['previous'], 32);
  const devices = await Promise.all((list as unknown[]).map(readDevice));
  const isTwice = (pick: (one: ListedDevice) => string): boolean => new Set(devices.map(pick)).size !== devices.length;
  if (isTwice((d) => d.device) || isTwice((d) => d.key.x + d.key.y) || isTwice((d) => d.sealing.x + d.sealing.y)) throw new Error('twice');
  const what: DeviceList = {
    home: from['home'] as string,
    version: version as number,
    ...(!isFirst && { previous: from['previous'] as string }),
    madeAt: from['made_at'] as string,
    identity: await point(from['identity'], ecdsa),
    recovery: await point(from['recovery'], ecdh),
    devices,
  };
  return { what, text, sum: await hashText(text), jws };
}

export async function signList(what: DeviceList, by: Pair): Promise<SignedList> {
  const payload = {
    devices: what.devices.map(({ device, key, sealing }) => ({ device, key, sealing_key: sealing })),
    home: what.home,
    identity: what.identity,
    made_at: what.madeAt,
    previous: what.previous,
    recovery: what.recovery,
    version: what.version,
  };
  return parseList(await signJws(by, listType, payload));
}

function isInPlace(before: SignedList | null, { what }: SignedList): boolean {
  if (before === null) return what.version === 1;
  const isNext = what.home === before.what.home && what.version === before.what.version + 1 && what.previous === before.sum;
  return isNext && Date.parse(what.madeAt) >= Date.parse(before.what.madeAt);
}

export interface Believed {
  /** `begins_anew`: the identity key is another one and the old one did not say so; believe it only after hearing the
   *  home's eight words. `broken`: somebody on the way is lying, or mistaken. */
  readonly is: 'good' | 'nothing' | 'begins_anew' | 'broken';
  /** The last that may be believed; of `begins_anew`, the one that does. */
  readonly newest: SignedList | null;
}

export const homeWords = (what: DeviceList): Promise<string> => keyWords(`home ${what.home}`, what.identity);

/** What may be believed after reading on from `pinned`. `heard`: the home's eight words as a person heard them, "" when
 *  nobody did; with them a list that begins anew is good too, and a first one that is not theirs is not. */
export async function readOn(pinned: SignedList | null, lists: readonly string[], heard = ''): Promise<Believed> {
  let newest = pinned;
  for (const text of lists) {
    try {
      const next = await parseList(text);
      const inPlace = isInPlace(newest, next);
      const begins = inPlace && (await isJwsBy(next.jws, next.what.identity));
      const isHeard = heard !== '' && isSameWords(heard, await homeWords(next.what));
      const follows = newest === null ? begins && (heard === '' || isHeard) : inPlace && (await isJwsBy(next.jws, newest.what.identity));
      if (!follows && newest !== null && begins && !isHeard) return { is: 'begins_anew', newest: next };
      if (!follows && !(newest !== null && begins)) return { is: 'broken', newest };
      newest = next;
    } catch {
      return { is: 'broken', newest };
    }
  }
  return { is: newest === null ? 'nothing' : 'good', newest };
}

/** The keys to seal for: each live device's, then the recovery key. Empty without one live device: what only a sheet of
 *  paper could open is not sent. */
export function recipientsOf(what: DeviceList, revoked: readonly string[]): PublicKey[] {
  const out = what.devices.filter((one) => !revoked.includes(one.device)).map((one) => one.sealing);
  return out.length > 0 ? [...out, what.recovery] : [];
}

export const isListed = (what: DeviceList, device: string, key: PublicKey): boolean =>
  what.devices.some((one) => one.device === device && isSameKey(one.sealing, key));
