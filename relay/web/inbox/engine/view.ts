/** From what is kept to what pages see. Pure; time is an argument. */

import type { Facts, KeptAct, KeptEntry } from './facts';
import type { Act, Closure, Entry, Message, Response, Stage, State } from './types';

const stages: readonly Stage[] = ['delivered', 'read', 'acknowledged'];
const urgencies = ['immediate', 'expected', 'future'];

interface Closing {
  readonly how: Closure;
  readonly by: string;
}

/** What each message replaced or withdrew: the relay puts the ids into `references`, also of a notice that does so by itself. */
function closings(entries: readonly KeptEntry[]): Map<string, Closing> {
  const out = new Map<string, Closing>();
  for (const { message } of entries) {
    for (const old of message?.references ?? []) {
      out.set(old, { how: message?.msg_type === 'cancel' ? 'withdrawn' : 'superseded', by: message?.id ?? '' });
    }
  }
  return out;
}

const shown = ({ key, act, is, at, response, role, name, note, why, detail }: KeptAct): Act => ({
  key, act, is, at, response, role, name, note, why, detail,
});

/** The last answer counts; one that still waits here is newer than anything the relay told. */
function responseOf(kept: KeptEntry, acts: readonly KeptAct[]): Response | undefined {
  const answers = acts.filter((a) => a.act === 'respond' && a.is !== 'refused');
  const last = answers.at(-1);
  return last?.is === 'waiting' ? last.response : (kept.response ?? last?.response);
}

function stageOf(kept: KeptEntry, acts: readonly KeptAct[]): Stage {
  let at = stages.indexOf(kept.stage ?? 'delivered');
  for (const act of acts) {
    if (act.is !== 'refused') at = Math.max(at, act.act === 'respond' ? 2 : 1);
  }
  return stages[at] ?? 'delivered';
}

function isAsked(message: Message, stage: Stage, response: Response | undefined): boolean {
  if (message.acknowledgement?.required) return stage !== 'acknowledged' || response === 'in_progress';
  const wantsReading = message.kind === 'test_result' || message.urgency === 'immediate' || message.action_by !== undefined;
  return wantsReading && stage === 'delivered';
}

function entryOf(kept: KeptEntry, message: Message, acts: readonly KeptAct[], closing: Closing | undefined, nowMs: number): Entry {
  const stage = stageOf(kept, acts);
  const response = responseOf(kept, acts);
  const has = (when: string | undefined): boolean => when !== undefined && Date.parse(when) <= nowMs;
  let closed: Closure = kept.closed ?? closing?.how ?? kept.skip ?? 'open';
  if (closed === 'open' && has(message.expires)) closed = 'expired';
  const begun = message.effective === undefined || has(message.effective);
  const open = closed === 'open' && begun;
  const due = message.acknowledgement?.by ?? message.action_by;
  return {
    id: kept.id,
    seq: kept.seq,
    message,
    arrived: kept.arrived,
    skipped: kept.skip !== undefined,
    stage,
    ...(response && { response }),
    acts: acts.map(shown),
    closed,
    ...((closing ?? kept.closedBy) && { closedBy: closing?.by ?? kept.closedBy }),
    replaces: message.references ?? [],
    inForce: open && message.msg_type !== 'cancel',
    confirmed: message.confirmation === undefined || kept.confirmed === true,
    toDo: open && kept.skip === undefined && isAsked(message, stage, response),
    ...(due && { due }),
  };
}

const newestFirst = (a: Entry, b: Entry): number =>
  Date.parse(b.message.sent) - Date.parse(a.message.sent) || b.seq - a.seq;

function bySoonest(a: Entry, b: Entry): number {
  const due = (e: Entry): number => (e.due === undefined ? Number.MAX_SAFE_INTEGER : Date.parse(e.due));
  return due(a) - due(b) || urgencies.indexOf(a.message.urgency) - urgencies.indexOf(b.message.urgency) || newestFirst(b, a);
}

export function view(facts: Facts, nowMs: number): State {
  const { entries: kept, acts, ...rest } = facts;
  const closed = closings(kept);
  const byEntry = new Map<string, KeptAct[]>();
  for (const act of acts) {
    const list = byEntry.get(act.id);
    if (list) list.push(act);
    else byEntry.set(act.id, [act]);
  }
  const entries: Entry[] = [];
  for (const one of kept) {
    if (one.message) entries.push(entryOf(one, one.message, byEntry.get(one.id) ?? [], closed.get(one.id), nowMs));
  }
  entries.sort(newestFirst);
  const inForce = (kind: string): Entry[] => entries.filter((e) => e.inForce && e.message.kind === kind);
  return {
    ...rest,
    nowMs,
    entries,
    toDo: entries.filter((e) => e.toDo).sort(bySoonest),
    guidance: inForce('guidance_bulletin'),
    results: inForce('test_result'),
    helplines: inForce('helpline_notice'),
    waiting: acts.filter((a) => a.is === 'held' || a.is === 'waiting').length,
  };
}
