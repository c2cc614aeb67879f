/**
 * When somebody answers the telephone. Hours are what a clock in London shows. The rules are those of
 * protocol/message/opening_hours.hpp and protocol/message/bank_holidays.cpp; hours.test.ts holds both to the same days.
 */
export type DayWord = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun' | 'bank_holiday';

export interface OpeningPeriod {
  days: DayWord[];
  /** "08:00" */
  opens: string;
  /** "20:00"; "24:00" is midnight at the end of the day */
  closes: string;
}

/** A date on London's calendar and the minutes its clock shows. */
export interface LondonClock {
  year: number;
  month: number;
  day: number;
  minute: number;
}

const minuteMs = 60_000;
const dayMs = 86_400_000;
const format = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  hourCycle: 'h23',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
});

export function toLondon(at: number): LondonClock {
  const found: Record<string, number> = {};
  for (const part of format.formatToParts(at)) found[part.type] = Number(part.value);
  return {
    year: found['year'] ?? 0,
    month: found['month'] ?? 0,
    day: found['day'] ?? 0,
    minute: (found['hour'] ?? 0) * 60 + (found['minute'] ?? 0),
  };
}

/** The instants at which London's clocks show this: two when they go back, none when they jump over it. */
function fromLondon(date: number, minute: number): number[] {
  const wanted = date + minute * minuteMs;
  return [wanted - 60 * minuteMs, wanted].filter((at) => at + offset(at) === wanted);
}

function offset(at: number): number {
  const here = toLondon(at);
  return Date.UTC(here.year, here.month - 1, here.day, 0, here.minute) - Math.floor(at / minuteMs) * minuteMs;
}

/** Midnight UTC of the date London's calendar shows: dates are counted with it. */
function londonDate(at: number): number {
  const here = toLondon(at);
  return Date.UTC(here.year, here.month - 1, here.day);
}

const proclaimed = [
  '2020-05-08', // early May bank holiday, moved: 75 years of VE Day
  '2022-06-02', // spring bank holiday, moved
  '2022-06-03', // Platinum Jubilee
  '2022-09-19', // state funeral of Queen Elizabeth II
  '2023-05-08', // coronation of King Charles III
];
const movedAway = ['2020-05-04', '2022-05-30'];

function easterSunday(y: number): number {
  const a = y % 19;
  const b = Math.floor(y / 100);
  const c = y % 100;
  const h = (19 * a + b - Math.floor(b / 4) - Math.floor((8 * b + 13) / 25) + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 19 * l) / 433);
  const n = Math.floor((h + l - 7 * m + 90) / 25);
  return Date.UTC(y, n - 1, (h + l - 7 * m + 33 * n + 19) % 32);
}

const weekday = (date: number) => new Date(date).getUTCDay();
const isWeekend = (date: number) => weekday(date) % 6 === 0;

function isByRule(date: number): boolean {
  if (isWeekend(date)) return false;
  const when = new Date(date);
  const [year, month, day] = [when.getUTCFullYear(), when.getUTCMonth() + 1, when.getUTCDate()];
  const monday = weekday(date) === 1;
  if (month === 1) return day === 1 || (monday && day <= 3);
  if (month === 5 && monday) return day <= 7 || day > 24;
  if (month === 8 && monday) return day > 24;
  if (month === 12 && day >= 25) {
    if (day <= 26) return true;
    // Each of the two that falls on a weekend is made up for on the next free weekday.
    const christmas = Date.UTC(year, 11, 25);
    const owed = Number(isWeekend(christmas)) + Number(isWeekend(christmas + dayMs));
    let first = christmas + 2 * dayMs;
    while (isWeekend(first)) first += dayMs;
    return date >= first && date < first + owed * dayMs;
  }
  const easter = easterSunday(year);
  return date === easter - 2 * dayMs || date === easter + dayMs;
}

/** A bank holiday in England; `date` is midnight UTC of the day. */
export function isBankHoliday(date: number): boolean {
  const text = new Date(date).toISOString().slice(0, 10);
  return proclaimed.includes(text) || (isByRule(date) && !movedAway.includes(text));
}

const words: DayWord[] = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const wordOf = (date: number): DayWord => (isBankHoliday(date) ? 'bank_holiday' : (words[weekday(date)] as DayWord));
const minutes = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));

/** A bank holiday has the hours of the periods that name it and no others. */
export function isOpen(hours: OpeningPeriod[], at: number): boolean {
  const word = wordOf(londonDate(at));
  const { minute } = toLondon(at);
  return hours.some((one) => one.days.includes(word) && minutes(one.opens) <= minute && minute < minutes(one.closes));
}

function edges(hours: OpeningPeriod[], at: number, ahead: number, edge: 'opens' | 'closes'): number[] {
  const date = londonDate(at) + ahead * dayMs;
  const found = hours.flatMap((one) => fromLondon(date, minutes(one[edge])));
  // Where the clocks change, an hour comes twice or not at all: 1am and 2am are looked at too.
  return [...found, ...fromLondon(date, 60), ...fromLondon(date, 120)].filter((when) => when > at).sort((a, b) => a - b);
}

/** The next moment it opens; none while it is open, or when that is more than 400 days away. */
export function nextOpening(hours: OpeningPeriod[], at: number): number | undefined {
  if (isOpen(hours, at)) return undefined;
  for (let ahead = 0; ahead <= 400; ahead += 1) {
    const found = edges(hours, at, ahead, 'opens').find((when) => isOpen(hours, when));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Until when it stays open without a break; none when it is closed now, or does not close within eight days. */
export function openUntil(hours: OpeningPeriod[], at: number): number | undefined {
  if (!isOpen(hours, at)) return undefined;
  for (let ahead = 0; ahead <= 8; ahead += 1) {
    const found = edges(hours, at, ahead, 'closes').find((when) => !isOpen(hours, when));
    if (found !== undefined) return found;
  }
  return undefined;
}

const shortNames: [DayWord, string][] = [
  ['mon', 'Monday'],
  ['tue', 'Tuesday'],
  ['wed', 'Wednesday'],
  ['thu', 'Thursday'],
  ['fri', 'Friday'],
  ['sat', 'Saturday'],
  ['sun', 'Sunday'],
];

/** "Monday to Friday and bank holidays" */
export function daysText(days: DayWord[]): string {
  const parts: string[] = [];
  for (let first = 0; first < 7; first += 1) {
    if (!days.includes(shortNames[first]![0])) continue;
    let last = first;
    while (last < 6 && days.includes(shortNames[last + 1]![0])) last += 1;
    const [from, to] = [shortNames[first]![1], shortNames[last]![1]];
    parts.push(last === first ? from : last === first + 1 ? `${from}, ${to}` : `${from} to ${to}`);
    first = last;
  }
  if (days.includes('bank_holiday')) parts.push(parts.length ? 'bank holidays' : 'Bank holidays');
  return parts.length > 1 ? `${parts.slice(0, -1).join(', ')} and ${parts[parts.length - 1]!}` : (parts[0] ?? '');
}

/** "8am", "5:30pm", "midday", "midnight" */
export function clockText(clock: string): string {
  const minute = minutes(clock) % 1440;
  if (minute === 0) return 'midnight';
  if (minute === 720) return 'midday';
  const hour = Math.floor(minute / 60);
  const rest = minute % 60 ? `:${String(minute % 60).padStart(2, '0')}` : '';
  return `${String(hour % 12 || 12)}${rest}${hour < 12 ? 'am' : 'pm'}`;
}
