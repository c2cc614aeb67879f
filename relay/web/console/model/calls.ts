import type { Call, Callee, CallEntry, NewCall } from '../api/ways';
import { timeOfDay, whenInSentence } from '../../shared/when';
import { telephone } from '../../shared/words';
import type { Fault } from './form';
import { fromLondon, londonOf, readTime, toInstant } from './london';
import { capital, folded } from './text';
import { channelName, said } from './ways';

/** Whom to ring: homes that stayed silent by every way, each once, with all it is silent about. */

export interface ToRing {
  home: string;
  name: string;
  area: string;
  telephone?: string;
  contacts: Callee[];
  /** Since when it is on the list about the one it is on it for longest. */
  since: string;
  about: CallEntry[];
}

/** Each home once, in the order of the list: the longest waiting first. */
export function byHome(entries: readonly CallEntry[]): ToRing[] {
  const out = new Map<string, ToRing>();
  for (const one of entries) {
    const known = out.get(one.home);
    if (known) {
      known.about.push(one);
      if (one.since < known.since) known.since = one.since;
    } else
      out.set(one.home, {
        home: one.home,
        name: one.home_name,
        area: one.area_name ?? one.area,
        ...(one.telephone && { telephone: one.telephone }),
        contacts: one.contacts,
        since: one.since,
        about: [one],
      });
  }
  return [...out.values()];
}

/** The last call about any of it. */
export const lastCall = (of: ToRing): Call | undefined =>
  of.about.flatMap((one) => one.calls).reduce<Call | undefined>((last, one) => (last && last.at > one.at ? last : one), undefined);

export type CallFilter = 'all' | 'not_rung' | 'no_answer' | 'spoken';

export const callFilters: readonly { filter: CallFilter; label: string }[] = [
  { filter: 'all', label: 'All' },
  { filter: 'not_rung', label: 'Not rung yet' },
  { filter: 'no_answer', label: 'Nobody answered' },
  { filter: 'spoken', label: 'Spoken to' },
];

function kindOf(of: ToRing): Exclude<CallFilter, 'all'> {
  // Rung about one message and silent about another that came later: that one is still to be rung about.
  if (of.about.some((one) => one.calls.length === 0)) return 'not_rung';
  const last = lastCall(of)!;
  return last.outcome === 'reached' || last.outcome === 'will_act' ? 'spoken' : 'no_answer';
}

export const isInCalls = (filter: CallFilter, of: ToRing): boolean => filter === 'all' || kindOf(of) === filter;

export function countCalls(list: readonly ToRing[]): Record<CallFilter, number> {
  const out: Record<CallFilter, number> = { all: list.length, not_rung: 0, no_answer: 0, spoken: 0 };
  for (const one of list) out[kindOf(one)] += 1;
  return out;
}

/** Found by home, borough, number or the message. */
export function chosenCalls(list: readonly ToRing[], filter: CallFilter, search: string): ToRing[] {
  const wanted = folded(search);
  return list.filter((one) => {
    if (!isInCalls(filter, one)) return false;
    const text = [one.name, one.area, one.home, telephone(one.telephone ?? ''), ...one.about.map((of) => of.headline)].map(folded).join(' ');
    return wanted === '' || text.includes(wanted);
  });
}

export interface CallStanding {
  words: string;
  tone: 'red' | 'orange' | 'blue';
}

/** How it stands with ringing this home. A time that was promised and has passed calls for another call. */
export function standingOf(of: ToRing, now: Date): CallStanding {
  if (kindOf(of) === 'not_rung') return { words: 'Not rung yet', tone: 'red' };
  const last = lastCall(of)!;
  switch (last.outcome) {
    case 'no_answer':
      return { words: 'Nobody answered', tone: 'orange' };
    case 'wrong_number':
      return { words: 'Wrong number', tone: 'orange' };
    case 'reached':
      return { words: 'Spoken to', tone: 'blue' };
    case 'will_act':
      if (!last.will_act_by) return { words: 'Will act', tone: 'blue' };
      return new Date(last.will_act_by) < now
        ? { words: `Would act by ${whenInSentence(last.will_act_by, now)}: no answer yet`, tone: 'red' }
        : { words: `Will act by ${whenInSentence(last.will_act_by, now)}`, tone: 'blue' };
  }
}

/** Why it is on the list, part by part: "not reached after 6 h", then each way with what is known of it. */
export function whyParts(why: string): string[] {
  const parts: string[] = [];
  for (const piece of why.split('; ')) {
    // "handed to the mail server; nothing more is known" is one part: each begins with the way it is about.
    if (parts.length > 0 && !piece.includes(': ')) parts[parts.length - 1] += `; ${piece}`;
    else parts.push(piece);
  }
  return parts.map((part) => {
    const [, channel, whom = '', rest = ''] = /^([\w-]+)( to [^:]*)?: (.*)$/s.exec(part) ?? [];
    return channel ? `${channelName(channel)}${whom}: ${said(rest)}` : capital(part);
  });
}

/** What is written down of a call, as it was typed. */
export interface CallForm {
  outcome: Call['outcome'] | '';
  spokeTo: string;
  day: 'today' | 'tomorrow';
  time: string;
  note: string;
  /** The messages it was about, by id. */
  about: string[];
}

export const newCallForm = (of: ToRing): CallForm => ({ outcome: '', spokeTo: '', day: 'today', time: '', note: '', about: of.about.map((one) => one.message) });

/** By when they said they would act; undefined while it is no time. */
export function actsBy(form: CallForm, now: Date): Date | undefined {
  const time = readTime(form.time);
  if (!time) return undefined;
  const { year, month, day } = londonOf(new Date(now.getTime()));
  const moved = new Date(Date.UTC(year, month - 1, day + (form.day === 'tomorrow' ? 1 : 0)));
  return fromLondon({ year: moved.getUTCFullYear(), month: moved.getUTCMonth() + 1, day: moved.getUTCDate(), ...time });
}

const noteMost = 1_000;
const nameMost = 160;

/** `id`: what the fields of this home begin with. */
export function faultsOfCall(form: CallForm, id: string, now: Date): Fault[] {
  const out: Fault[] = [];
  const add = (field: string, text: string) => out.push({ field: `${id}-${field}`, text });
  if (form.outcome === '') add('outcome', 'Choose what came of the call');
  if (form.about.length === 0) add('about', 'Choose what the call was about');
  if (form.outcome === 'will_act') {
    const by = actsBy(form, now);
    if (!by) add('time', 'Enter by what time they will act, such as 5pm');
    else if (by <= now) add('time', `${timeOfDay(by)} has passed: choose a later time`);
  }
  if ([...form.spokeTo].length > nameMost) add('spoke-to', `Whom you spoke to must be ${nameMost} characters or fewer`);
  if ([...form.note].length > noteMost) add('note', `Note must be ${noteMost} characters or fewer`);
  return out;
}

/** What is sent. Ask `faultsOfCall` first. */
export function callOf(form: CallForm, now: Date): NewCall {
  const spoke = form.outcome === 'reached' || form.outcome === 'will_act';
  const by = form.outcome === 'will_act' ? actsBy(form, now) : undefined;
  return {
    outcome: form.outcome || 'reached',
    ...(spoke && form.spokeTo.trim() && { spoke_to: form.spokeTo.trim() }),
    ...(by && { will_act_by: toInstant(by) }),
    ...(form.note.trim() && { note: form.note.trim() }),
  };
}
