/// The link's target when it may be followed, else ''. The same rule as the relay's: http, https, mailto and tel; whatever
/// else than unreserved characters and delimiters is percent-encoded.
export function safeAddress(address: string): string {
  const [, scheme = '', rest = ''] = /^([^:]*):([^]*)$/.exec(address) ?? [];
  const name = scheme.toLowerCase();
  const web = (name === 'http' || name === 'https') && rest.startsWith('//') && rest.length > 2;
  const direct = (name === 'mailto' || name === 'tel') && rest !== '';
  if (!web && !direct) return '';
  return `${name}:${rest.replace(/[^A-Za-z0-9\-._~:/?#@!$&()*+,;=%]/gu, encode)}`;
}

function encode(character: string): string {
  return [...new TextEncoder().encode(character)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
}

/// Characters that show text in another order than it is written, or control a terminal, stand as U+FFFD.
export function harmless(text: string): string {
  return text.replace(/[\0-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]/g, '\ufffd');
}
