import type { Audience, Instant } from './types';

/* What the relay says of ways beside the inbox, of homes that stay silent, and of check-ins. */

export interface Channel {
  channel: string;
  /** Of a room: which service it is at, and what people call it. */
  room?: string;
  name?: string;
  kind: string;
  state: 'running' | 'paused' | 'stopped';
  why?: string;
  rests_until?: Instant;
  /** It has gone quiet: no receipts where there used to be. */
  quiet_since?: Instant;
  sent_today: number;
  per_day: number;
  /** Rows of the outbox by state. */
  rows: Record<string, number>;
  next?: Instant;
}

/** Somebody of a home who may be rung. */
export interface Callee {
  contact: number;
  role: string;
  label?: string;
  telephone?: string;
}

/** What became of one call, by the word of whoever rang. */
export interface Call {
  at: Instant;
  by: string;
  by_name?: string;
  outcome: 'reached' | 'no_answer' | 'wrong_number' | 'will_act';
  spoke_to?: string;
  will_act_by?: Instant;
  note?: string;
  /** For people: says who reported it. */
  words: string;
}

export type NewCall = Pick<Call, 'outcome' | 'spoke_to' | 'will_act_by' | 'note'>;

/** A home that stayed silent about one message by every way: somebody rings it. */
export interface CallEntry {
  message: string;
  headline: string;
  home: string;
  home_name: string;
  area: string;
  area_name?: string;
  telephone?: string;
  since: Instant;
  state: string;
  why: string;
  contacts: Callee[];
  calls: Call[];
}

/** One thing that was tried, passed over, or the call list. */
export interface Step {
  step: string;
  at: Instant;
  outcome: 'sent' | 'listed' | 'skipped';
  channel?: string;
  /** 0: the home's own address. */
  contact?: number;
  /** The contact's, then; not in what is older. */
  role?: string;
  why?: string;
}

export interface Escalation {
  message: string;
  homes: { home: string; home_name?: string; state: 'waiting' | 'answered' | 'to_be_rung'; steps: Step[] }[];
  counts: { waiting?: number; answered?: number; to_be_rung?: number };
}

/** A question that goes to homes every day. */
export interface CheckIn {
  id: string;
  team: string;
  author: string;
  author_name?: string;
  approver?: string;
  approver_name?: string;
  state: 'waiting' | 'running' | 'ended';
  headline?: string;
  text?: string;
  /** Of the day in London: 09:30. */
  time: string;
  until: Instant;
  made_at: Instant;
  ended_at?: Instant;
  next?: Instant;
  last_message?: string;
  last_sent?: Instant;
  audience?: Audience;
  count?: number;
}

/** A message that the scanner holds back from a channel. */
export interface HeldMessage {
  message: string;
  channel: string;
  headline?: string;
  homes: number;
  since: Instant;
  findings: { words: string }[];
}

/** Something that came back and that nothing of ours had signed. */
export interface Unmatched {
  at: Instant;
  channel: string;
  why: string;
}

/** Somebody who may answer for a home in a chat; who they are there is not told. */
export interface ChatIdentity {
  id: string;
  account: string;
  role: string;
  contact?: number;
  bound_at: Instant;
  last_used_at?: Instant;
}
