import { hashText } from './bytes';

/** JSON in the canonical form of RFC 8785. `JSON.stringify` writes numbers and strings as it asks; members are put in the
 *  order of their UTF-16 units, which is what `sort` does. Members that are undefined are left out. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const from = value as Record<string, unknown>;
  const members = Object.keys(from).filter((name) => from[name] !== undefined).sort();
  return `{${members.map((name) => `${JSON.stringify(name)}:${canonical(from[name])}`).join(',')}}`;
}

function without(from: object, names: readonly string[]): object {
  return Object.fromEntries(Object.entries(from).filter(([name]) => !names.includes(name)));
}

/** The `digest` that a message must have. */
export const digestOf = (message: object): Promise<string> => hashText(canonical(without(message, ['digest'])));

const notEnvelope = ['id', 'sender', 'sender_key', 'sender_name', 'sent', 'effective', 'digest', 'sealed', 'confirmation'];

/** What a sealed result is bound to: the digest of the message it travels in, without what the relay adds. */
export const envelopeDigest = (message: object): Promise<string> => hashText(canonical(without(message, notEnvelope)));
