import { londonOf } from './london';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** The message's own name at the relay, which makes sending twice sending once; short enough to be read out: "20261121-4F7KQ2". */
export function newReference(now = new Date()): string {
  const { year, month, day } = londonOf(now);
  const random = [...crypto.getRandomValues(new Uint8Array(6))].map((byte) => alphabet[byte % 32]).join('');
  return `${year}${String(month).padStart(2, '0')}${String(day).padStart(2, '0')}-${random}`;
}
