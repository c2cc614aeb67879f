import type { ServiceType, Urgency } from '../api/types';

/** A bulletin while it is written: every field as it was typed, so that nothing is lost. */

export type What = 'alert' | 'guidance';
export type ReplyBy = 'today' | 'tomorrow' | 'week' | 'other' | 'open' | 'none';

export interface Typed {
  day: string;
  month: string;
  year: string;
  time: string;
}

export interface Block {
  language: string;
  headline: string;
  must: string;
  mustNot: string;
  details: string;
}

export interface Form {
  /** Names it in this browser, and to the relay, so that sending it twice is sending it once. */
  key: string;
  savedAt: string;
  what: What | '';
  exercise: boolean;
  urgency: Urgency | '';
  topic: string;
  ownReference: string;
  blocks: Block[];
  replyBy: ReplyBy | '';
  other: Typed;
  everyone: boolean;
  areas: string[];
  types: ServiceType[];
  replaces?: { id: string; headline: string; sent: string };
  changed: string;
}
