/** Bytes, and the two texts they travel as. */

export type Bytes = Uint8Array<ArrayBuffer>;

export const utf8 = (text: string): Bytes => new TextEncoder().encode(text) as Bytes;

/** Throws when it is not UTF-8. */
export const fromUtf8 = (bytes: Bytes): string => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);

export function joined(...parts: readonly Uint8Array[]): Bytes {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

export function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

export const toBase64url = (bytes: Uint8Array): string =>
  toBase64(bytes).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');

/** What decodes must encode to the same text again: nobody says the same bytes in two ways. Throws otherwise. */
export function fromBase64(text: string, coding: 'base64' | 'base64url' = 'base64'): Bytes {
  const plain = coding === 'base64' ? text : text.replace(/-/g, '+').replace(/_/g, '/');
  const out = Uint8Array.from(atob(plain), (c) => c.charCodeAt(0));
  if ((coding === 'base64' ? toBase64(out) : toBase64url(out)) !== text) throw new Error('base64');
  return out;
}

/** base64url without padding; throws unless it is that, of `size` bytes when given. */
export function fromBase64url(text: unknown, size?: number): Bytes {
  if (typeof text !== 'string') throw new Error('base64');
  const out = fromBase64(text, 'base64url');
  if (size !== undefined && out.length !== size) throw new Error('size');
  return out;
}

export const sha256 = async (what: Bytes | string): Promise<Bytes> =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', typeof what === 'string' ? utf8(what) : what));

export const hashText = async (what: string): Promise<string> => toBase64url(await sha256(what));
