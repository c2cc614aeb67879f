import type { Receipt, Way } from '../api/types';
import { hasArrived } from './ways';

/** By which ways a home was reached, and when last: from the messages it was sent, newest first. */

export interface Path {
  channel: string;
  /** The last time something is known to have come there. */
  good?: { at: string; words: string };
  /** What became of the newest message there, where that is not it. */
  newest?: string;
}

export interface Sent {
  receipt: Pick<Receipt, 'state' | 'delivered_at'>;
  ways: readonly Way[];
}

export function healthOf(sent: readonly Sent[], channels: readonly string[]): Path[] {
  const stored = sent.map((one) => one.receipt.delivered_at).filter((at) => at !== undefined).sort().pop();
  const stream: Path = {
    channel: 'stream',
    ...(stored && { good: { at: stored, words: 'stored by a device' } }),
    ...(sent[0] && sent[0].receipt.state === 'targeted' && { newest: 'the newest has not come there' }),
  };
  return [
    stream,
    ...channels.map((channel): Path => {
      // One home may have several rows of a channel, one for each of its contacts.
      const ways = sent.map((one) => one.ways.filter((way) => way.channel === channel));
      const good = ways.flat().find(hasArrived);
      const at = good && (good.news_at ?? good.sent_at);
      const newest = ways.find((one) => one.length > 0);
      return {
        channel,
        ...(good && at && { good: { at, words: good.words } }),
        ...(newest && !newest.some(hasArrived) && { newest: newest.map((way) => way.words.replaceAll('_', ' ')).join('; ') }),
      };
    }),
  ];
}
