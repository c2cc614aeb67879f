import type { Audience, Receipt, ServiceType } from '../api/types';
import type { CheckIn } from '../api/ways';
import { inLondon, timeOfDay } from '../../shared/when';
import { audienceOf, headlineMost, type Fault } from './form';
import { fromLondon, londonOf, readTime, toInstant } from './london';
import { statusOf } from './receipts';

/** A question that goes to homes every day: while it is set up, and the answers of a day. */

export interface CheckInForm {
  headline: string;
  text: string;
  time: string;
  until: { day: string; month: string; year: string };
  everyone: boolean;
  areas: string[];
  types: ServiceType[];
}

export const newCheckIn: CheckInForm = {
  headline: 'Anything new today?',
  text: '',
  time: '9:30am',
  until: { day: '', month: '', year: '' },
  everyone: true,
  areas: [],
  types: [],
};

const textMost = 5_000;

/** The last day it is asked on, to its end; undefined for a day that does not exist. */
export function untilOf(form: CheckInForm): Date | undefined {
  const [day, month, year] = [form.until.day, form.until.month, form.until.year].map((text) => (/^\d+$/.test(text.trim()) ? Number(text) : NaN)) as [number, number, number];
  if (![day, month, year].every(Number.isFinite) || month < 1 || month > 12 || year < 2000) return undefined;
  return fromLondon({ year, month, day, hour: 23, minute: 59 });
}

/** When it would be asked first. */
export function firstOf(form: CheckInForm, now: Date): Date | undefined {
  const time = readTime(form.time);
  if (!time) return undefined;
  const { year, month, day } = londonOf(now);
  const today = inLondon(year, month, day, time.hour, time.minute);
  return today > now ? today : inLondon(year, month, day + 1, time.hour, time.minute);
}

export function faultsOfCheckIn(form: CheckInForm, now: Date, homes?: number): Fault[] {
  const out: Fault[] = [];
  const add = (field: string, text: string) => out.push({ field, text });
  const headline = form.headline.trim();
  if (headline === '') add('headline', 'Enter the question');
  else if ([...headline].length > headlineMost) add('headline', `Question must be ${headlineMost} characters or fewer`);
  if (form.text.trim() === '') add('text', 'Enter what homes should think of when they answer');
  else if ([...form.text.trim()].length > textMost) add('text', `Text must be ${textMost} characters or fewer`);
  const first = firstOf(form, now);
  const until = untilOf(form);
  if (!first) add('time', 'Enter a time of the day, such as 9:30am');
  if (!until) add('until', 'Enter a real date for the last day, such as 20 12 2026');
  else if (until <= now) add('until', 'The last day must not have passed');
  else if (first && first > until) add('until', 'It would never be asked: choose a later last day or a later time');
  if (!form.everyone && form.areas.length === 0 && form.types.length === 0) add('areas', 'Choose at least one borough or type, or every home');
  else if (homes === 0) add('areas', 'No home is in this choice');
  return out;
}

/** What is sent. Ask `faultsOfCheckIn` first. */
export function checkInOf(form: CheckInForm): { headline: string; text: string; time: string; until: string; audience: Audience } {
  const time = readTime(form.time)!;
  const two = (number: number) => String(number).padStart(2, '0');
  return {
    headline: form.headline.replace(/\s+/g, ' ').trim(),
    text: form.text.trim(),
    time: `${two(time.hour)}:${two(time.minute)}`,
    until: toInstant(untilOf(form)!),
    audience: audienceOf(form),
  };
}

/** "09:30" as people say it. */
export function hourWords(time: string): string {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  return timeOfDay(inLondon(2026, 1, 1, hour, minute));
}

/** Running first, then what waits, then what is over; the newest first in each. */
export function inOrder(list: readonly CheckIn[]): CheckIn[] {
  const order: CheckIn['state'][] = ['waiting', 'running', 'ended'];
  return [...list].sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state) || (a.made_at < b.made_at ? 1 : -1));
}

export type DayFilter = 'changed' | 'none' | 'same' | 'all';

export const dayFilters: readonly { filter: DayFilter; label: string }[] = [
  { filter: 'changed', label: 'Something has changed' },
  { filter: 'none', label: 'No answer yet' },
  { filter: 'same', label: 'No change' },
  { filter: 'all', label: 'All' },
];

export function dayAnswer(row: Receipt): Exclude<DayFilter, 'all'> {
  if (row.response === 'need_help') return 'changed';
  return row.response === 'actioned' ? 'same' : 'none';
}

export const isOfDay = (filter: DayFilter, row: Receipt): boolean => filter === 'all' || dayAnswer(row) === filter;

export function countDay(rows: readonly Receipt[]): Record<DayFilter, number> {
  const out: Record<DayFilter, number> = { changed: 0, none: 0, same: 0, all: rows.length };
  for (const row of rows) out[dayAnswer(row)] += 1;
  return out;
}

/** The answer of a home to the question of the day; without one, how far the question came. */
export function dayWords(row: Receipt): { words: string; tone: 'red' | 'green' | 'orange' | 'grey' | 'blue' } {
  switch (dayAnswer(row)) {
    case 'changed':
      return { words: 'Something has changed', tone: 'red' };
    case 'same':
      return { words: 'No change', tone: 'green' };
    case 'none':
      switch (row.state) {
        case 'targeted':
          return { words: 'No answer yet: not reached', tone: 'red' };
        case 'delivered':
          return { words: 'No answer yet: not read', tone: 'orange' };
        case 'read':
          return { words: 'No answer yet: read', tone: 'orange' };
        case 'acknowledged':
          // Said by somebody in a chat: they have it, and not yet how things are.
          return { words: row.response === 'in_progress' ? 'No answer yet: they have it' : statusOf(row).words, tone: 'blue' };
      }
  }
}
