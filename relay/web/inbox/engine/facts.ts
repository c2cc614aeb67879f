/** What this device holds, as it is kept; `view.ts` makes of it what pages see. */

import type { Alarm, AlertTest, Closure, Device, Draft, Home, Link, Message, Opened, Push, Response, Stage, Storage, Trust } from './types';

export interface KeptEntry {
  /** The message's id. */
  readonly id: string;
  readonly seq: number;
  /** The life of the relay's register in which `seq` counts. */
  readonly epoch: string;
  /** None while a skipped entry's text was not fetched. */
  readonly message?: Message;
  readonly arrived: string;
  readonly skip?: Closure;
  /** What the relay told of the home's receipt, other devices included. */
  readonly stage?: Stage;
  readonly response?: Response;
  readonly closed?: Closure;
  readonly closedBy?: string;
  /** A second person confirmed it. */
  readonly confirmed?: boolean;
}

/** An act of a person. `order` counts up on this device; `key` is made once and makes it idempotent. */
export interface KeptAct {
  readonly order: number;
  readonly key: string;
  /** The message's id. */
  readonly id: string;
  readonly act: 'read' | 'respond';
  readonly is: 'held' | 'waiting' | 'recorded' | 'refused';
  readonly at: string;
  readonly holdUntilMs?: number;
  readonly why?: string;
  readonly detail?: string;
  readonly response?: Response;
  readonly role?: string;
  readonly name?: string;
  readonly note?: string;
  /** Of an answer: what was signed, for this place in this epoch. */
  readonly seq?: number;
  readonly epoch?: string;
  readonly signature?: string;
  readonly checkpoint?: { readonly origin: string; readonly size: number; readonly root: string };
}

export interface Facts {
  readonly home: Home | null;
  readonly link: Link;
  readonly entries: readonly KeptEntry[];
  readonly acts: readonly KeptAct[];
  readonly opened: Opened | null;
  readonly trust: Trust;
  readonly push: Push;
  readonly alertTest: AlertTest | null;
  readonly storage: Storage;
  readonly alarms: readonly Alarm[];
  readonly language: string;
  readonly duty: { readonly on: boolean; readonly awake: boolean };
  /** How far the relay's clock is ahead of this device's. */
  readonly aheadMs: number;
  readonly drafts: Readonly<Record<string, Draft>>;
  readonly update: boolean;
}

export const noTrust: Trust = { is: 'unknown', first: false, devices: [] as readonly Device[] };

export const nothing: Facts = {
  home: null,
  link: { is: 'starting', behind: 0 },
  entries: [],
  acts: [],
  opened: null,
  trust: noTrust,
  push: { is: 'unsupported' },
  alertTest: null,
  storage: { is: 'ok', persisted: false },
  alarms: [],
  language: '',
  duty: { on: false, awake: false },
  aheadMs: 0,
  drafts: {},
  update: false,
};
