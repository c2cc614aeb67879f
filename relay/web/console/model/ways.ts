import type { Receipt, Way } from '../api/types';
import { plain } from '../../shared/words';
import { findingWords } from './findings';

/** The ways beside the stream, for people. What goes there never raises a receipt: this stands beside it. */

const names: Record<string, string> = {
  stream: 'Inbox',
  email: 'Email',
  notify: 'GOV.UK Notify',
  notify_email: 'Email by GOV.UK Notify',
  notify_sms: 'Text message',
  sms: 'Text message',
  whatsapp: 'WhatsApp',
  teams: 'Microsoft Teams',
  xmpp: 'XMPP',
  matrix: 'Matrix',
};

/** A channel by its name in the settings: one that says what it is, or whatever the people who run it call it. */
export const channelName = (name: string): string => (Object.hasOwn(names, name) ? names[name]! : plain(name));

/** Who of a home was told: by role, or by number where the record is from before roles were in it. */
export const whom = (contact: unknown, role: unknown): string =>
  role ? `the ${role === 'on_call' ? 'person on call' : role === 'other' ? 'other contact' : role}` : contact ? `contact ${contact}` : 'the home’s own address';

/** It came to where people of the home read it; handed over to somebody's server is not that. */
const arrived = new Set(['delivered', 'displayed', 'read', 'acknowledged']);

export const hasArrived = (way: Way): boolean => arrived.has(way.state);

/** No device has it, and no other way says that it came there. */
export const isMissed = (row: Pick<Receipt, 'state' | 'channels'>): boolean => row.state === 'targeted' && !(row.channels ?? []).some(hasArrived);

/** The channels that any of the rows went by, in the order they are met. */
export const channelsOf = (rows: readonly Receipt[]): string[] => [...new Set(rows.flatMap((row) => (row.channels ?? []).map((way) => way.channel)))];

export const wayOf = (row: Receipt, channel: string): Way | undefined => row.channels?.find((way) => way.channel === channel);

/** "held back …: nhs_number in description": the scanner's finding in words. */
export const said = (words: string): string => words.replace(/: (\w+ in \w+)$/, (_, found: string) => `: ${findingWords(found)}`);

/** Each way of a home with what is known of it; what several of its people were sent alike is said once. */
export const waysInWords = (row: Pick<Receipt, 'channels'>): string[] => [
  ...new Set((row.channels ?? []).map((way) => `${channelName(way.channel)}: ${said(way.words)}${way.possible_duplicate ? ' (perhaps twice)' : ''}`)),
];

export interface WayCount {
  channel: string;
  /** Each state's words once, and for how many homes; what came furthest first. */
  states: { state: string; words: string; homes: number }[];
}

const order = [
  'acknowledged', 'read', 'displayed', 'delivered', 'relayed', 'sent', 'delayed', 'sending', 'queued', 'held', 'unknown', 'failed', 'suppressed',
  'expired', 'withdrawn',
];
const place = (state: string): number => (order.indexOf(state) + order.length) % order.length;

/** How far a message has come by each way, over all homes. */
export function countWays(rows: readonly Receipt[]): WayCount[] {
  return channelsOf(rows).map((channel) => {
    const found = new Map<string, WayCount['states'][number]>();
    for (const row of rows) {
      const way = wayOf(row, channel);
      if (!way) continue;
      const one = found.get(way.words) ?? { state: way.state, words: said(way.words), homes: 0 };
      one.homes += 1;
      found.set(way.words, one);
    }
    return { channel, states: [...found.values()].sort((a, b) => place(a.state) - place(b.state) || b.homes - a.homes) };
  });
}

/** Rows that a person must look at before they go on, and what was found in them. */
export const heldIn = (rows: readonly Receipt[]): { homes: number; found: string[] } => {
  const held = rows.flatMap((row) => (row.channels ?? []).filter((way) => way.state === 'held'));
  return { homes: held.length, found: [...new Set(held.map((way) => findingWords(way.words.replace(/^[^:]*: ?/, ''))).filter(Boolean))] };
};

const whys: Record<string, string> = {
  stopped_by_a_person: 'A person stopped it',
  sign_in_refused: 'Their server refused the password',
  no_connection: 'Their server cannot be reached',
  name_unknown: 'Their server’s name is not known',
  too_slow: 'Their server answers too slowly',
  tls_failed: 'Their server offers no safe connection',
  certificate_not_trusted: 'Their server’s certificate is not trusted',
  ca_file_unreadable: 'The file of trusted certificates cannot be read',
  no_encryption_offered: 'Their server offers no encryption',
  connection_lost: 'The connection broke off',
  no_answer: 'Their server did not answer',
};

/** Why a channel does not send. */
export const whyWords = (why: string): string => (Object.hasOwn(whys, why) ? whys[why]! : plain(why));
