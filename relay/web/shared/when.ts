/// Times as people in London say them, wherever the device thinks it is. `now` is an argument: what is said depends on it.

const zone = 'Europe/London';

/** One formatter for everything: made once, because making one costs a millisecond on an old phone. */
const format = new Intl.DateTimeFormat('en-GB', {
  timeZone: zone,
  weekday: 'long',
  year: 'numeric',
  month: 'long',
  day: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
  hourCycle: 'h23',
});

const monthOf = new Intl.DateTimeFormat('en-GB', { timeZone: zone, month: 'numeric' });

export type Instant = string | number | Date;

interface Parts {
  weekday: string;
  day: number;
  month: string;
  year: number;
  hour: number;
  minute: number;
}

const dateOf = (when: Instant) => (when instanceof Date ? when : new Date(when));

function partsOf(when: Instant): Parts {
  const found: Record<string, string> = {};
  for (const { type, value } of format.formatToParts(dateOf(when))) found[type] = value;
  return {
    weekday: found['weekday'] ?? '',
    day: Number(found['day']),
    month: found['month'] ?? '',
    year: Number(found['year']),
    hour: Number(found['hour']) % 24,
    minute: Number(found['minute']),
  };
}

/// Days since 1970 by London's calendar: the difference of two says "yesterday", also where a day had 23 or 25 hours.
export function dayNumber(when: Instant): number {
  const { year, day } = partsOf(when);
  return Date.UTC(year, Number(monthOf.format(dateOf(when))) - 1, day) / 86_400_000;
}

function clock({ hour, minute }: Parts): string {
  if (minute === 0 && hour === 0) return 'midnight';
  if (minute === 0 && hour === 12) return 'midday';
  const minutes = minute === 0 ? '' : `:${String(minute).padStart(2, '0')}`;
  return `${hour % 12 || 12}${minutes}${hour < 12 ? 'am' : 'pm'}`;
}

/// "12:44am", "5pm", "midday".
export const timeOfDay = (when: Instant): string => clock(partsOf(when));

/// "Thursday 12 November", with the year when it is another than now's.
export function dayAndMonth(when: Instant, now: Instant = Date.now()): string {
  const { weekday, day, month, year } = partsOf(when);
  return `${weekday} ${day} ${month}${year === partsOf(now).year ? '' : ` ${year}`}`;
}

/// "Today 12:32am", "Yesterday 9:34pm", "Tomorrow 2:44am", "Thursday 12 November, 12:44am".
export function when(instant: Instant, now: Instant = Date.now()): string {
  const time = timeOfDay(instant);
  const days = dayNumber(instant) - dayNumber(now);
  if (days === 0) return `Today ${time}`;
  if (days === -1) return `Yesterday ${time}`;
  if (days === 1) return `Tomorrow ${time}`;
  return `${dayAndMonth(instant, now)}, ${time}`;
}

/// The same within a sentence: "today 5pm".
export function whenInSentence(instant: Instant, now: Instant = Date.now()): string {
  const words = when(instant, now);
  return /^(?:Today|Yesterday|Tomorrow)/.test(words) ? words[0]?.toLowerCase() + words.slice(1) : words;
}

/// On paper, where "today" is wrong tomorrow: "21 November 2026, 12:36am".
export function onPaper(instant: Instant): string {
  const parts = partsOf(instant);
  return `${parts.day} ${parts.month} ${parts.year}, ${clock(parts)}`;
}

/// "Saturday 21 November 2026".
export function longDate(instant: Instant): string {
  const { weekday, day, month, year } = partsOf(instant);
  return `${weekday} ${day} ${month} ${year}`;
}

/// How long ago something was seen: "just now", "5 minutes ago", "3 hours ago", then a date.
export function ago(instant: Instant, now: Instant = Date.now()): string {
  const minutes = Math.floor((dateOf(now).getTime() - dateOf(instant).getTime()) / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return minutes === 1 ? '1 minute ago' : `${minutes} minutes ago`;
  const hours = Math.floor(minutes / 60);
  if (hours < 12) return hours === 1 ? '1 hour ago' : `${hours} hours ago`;
  return when(instant, now);
}

/** Minutes that London is ahead of UTC at this instant. */
function offset(when: Date): number {
  const { hour, minute } = partsOf(when);
  const ahead = hour * 60 + minute - (when.getUTCHours() * 60 + when.getUTCMinutes());
  return ahead < -720 ? ahead + 1440 : ahead;
}

/// The instant when London's clocks show this. Where they show it twice (October) the first; where they never do (March) the
/// moment the clocks went forward by. Months count from 1.
export function inLondon(year: number, month: number, day: number, hour = 0, minute = 0): Date {
  const asUtc = Date.UTC(year, month - 1, day, hour, minute);
  const guess = new Date(asUtc - 60 * 60_000); // as if in summer
  if (offset(guess) === 60) return guess;
  return new Date(asUtc);
}

/// What `<input type="datetime-local">` shows for an instant: "2026-11-21T17:00", by London's clocks.
export function toLocalInput(instant: Instant): string {
  const { year, day, hour, minute } = partsOf(instant);
  const two = (number: number | string) => String(number).padStart(2, '0');
  return `${year}-${two(monthOf.format(dateOf(instant)))}-${two(day)}T${two(hour)}:${two(minute)}`;
}

/// And back; undefined when it is no date and time.
export function fromLocalInput(text: string): Date | undefined {
  const found = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2}))?/.exec(text);
  if (!found) return undefined;
  const [, year, month, day, hour, minute] = found.map(Number);
  const date = inLondon(year ?? 0, month ?? 0, day ?? 0, hour || 0, minute || 0);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
