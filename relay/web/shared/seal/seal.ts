/** Sealing in the sender's browser: what the relay then carries and cannot read. */

import { toBase64url, utf8 } from './bytes';
import { canonical, envelopeDigest } from './canonical';
import { lock } from './jwe';
import { signJws } from './jws';
import { toPem, type Pair, type PublicKey } from './keys';
import { letterType } from './letter';
import { homeKeyContext } from './open';

type MsgType = 'alert' | 'update' | 'cancel';

const headlines: Record<MsgType, string> = {
  alert: 'A test result is ready',
  update: 'A test result was corrected',
  cancel: 'A test result was withdrawn',
};
const notes: Record<MsgType, string | undefined> = {
  alert: undefined,
  update: 'It takes the place of an earlier result.',
  cancel: 'Its sender took it back.',
};

export interface ResultEnvelope {
  readonly home: string;
  readonly msgType: MsgType;
  /** The results that an update or a cancel speaks of. */
  readonly references?: readonly string[];
  /** The sender's own key: makes sending again the same. */
  readonly reference?: string;
  readonly status?: 'actual' | 'exercise' | 'test';
  readonly urgency?: 'immediate' | 'expected' | 'future';
  readonly severity?: 'extreme' | 'severe' | 'moderate' | 'minor';
  readonly topic?: string;
  readonly acknowledgement?: { readonly required: boolean; readonly by?: string; readonly options?: readonly string[] };
}

/** The clear part of a result, as the relay will hold it: the same words for every result, so that they tell nothing. */
export function envelopeOf(what: ResultEnvelope): Record<string, unknown> {
  return {
    kind: 'test_result',
    msg_type: what.msgType,
    status: what.status ?? 'actual',
    scope: 'private',
    urgency: what.urgency ?? 'immediate',
    severity: what.severity ?? 'moderate',
    audience: { homes: [what.home] },
    info: [{ headline: headlines[what.msgType], language: 'en-GB' }],
    ...(notes[what.msgType] && { change_note: notes[what.msgType] }),
    ...(what.references?.length && { references: what.references }),
    ...(what.reference && { reference: what.reference }),
    ...(what.topic && { topic: what.topic }),
    ...(what.acknowledgement && { acknowledgement: what.acknowledgement }),
  };
}

/** A key only the sender has; with it a repeat is known for one. Keep it beside the sender's signing key. */
export const makeTagKey = (): Promise<CryptoKey> =>
  crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256', length: 256 }, false, ['sign']) as Promise<CryptoKey>;

async function tagOf(key: CryptoKey, home: string, reference: string, content: string): Promise<string> {
  const text = `carerelay.v1 content-tag\n${home}\n${reference}\n${content}`;
  return toBase64url(new Uint8Array(await crypto.subtle.sign('HMAC', key, utf8(text))));
}

export interface Sender {
  /** ECDSA. */
  readonly pair: Pair;
  readonly tagKey: CryptoKey;
}

/**
 * The message to post. `to`: the keys of the home's devices and its recovery key (`recipientsOf`); `listHome`: the home's
 * id as its own device list has it. Throws when the content is larger than 64 KiB, or there is nobody to seal for.
 */
export async function sealResult(
  what: ResultEnvelope,
  content: object,
  by: Sender,
  to: readonly PublicKey[],
  listHome: string,
  now: Date,
): Promise<Record<string, unknown>> {
  const text = canonical(content);
  if (utf8(text).length > 64 * 1024) throw new Error('size');
  const bare = envelopeOf(what);
  const tag = what.reference && (await tagOf(by.tagKey, what.home, what.reference, text));
  const envelope = { ...bare, ...(tag && { content_tag: tag }) };
  const digest = await envelopeDigest(envelope);
  const sealedAt = `${now.toISOString().slice(0, 19)}Z`;
  const letter = { content, envelope: digest, home: listHome, sealed_at: sealedAt, sender_key: by.pair.jwk };
  const signed = await signJws(by.pair, letterType, letter);
  return { ...envelope, sealed: await lock(signed, 'carerelay.result.v1', digest, to) };
}

/** The home's identity key for a device that is on its list. `identity` must be one that can leave. */
export async function lockHomeKey(identity: Pair, home: string, device: string, to: PublicKey): Promise<object> {
  const context = await homeKeyContext(home, device);
  return lock(await toPem(identity.privateKey), 'carerelay.home-keys.v1', context, [to]);
}
