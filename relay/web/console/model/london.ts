import { inLondon, toLocalInput } from '../../shared/when';

/** From what people write (a day and a time in London) to an instant. */

export interface LondonTime {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
}

/** What London's clocks and calendar show. */
export function londonOf(when: Date): LondonTime {
  const [year, month, day, hour, minute] = toLocalInput(when).split(/[-T:]/).map(Number) as [number, number, number, number, number];
  return { year, month, day, hour, minute };
}

/** Undefined for a day that does not exist. */
export function fromLondon(at: LondonTime): Date | undefined {
  const when = inLondon(at.year, at.month, at.day, at.hour, at.minute);
  const back = londonOf(when);
  return back.day === at.day && back.month === at.month && back.year === at.year ? when : undefined;
}

/** A time as people type it: "5pm", "17:00", "9.30am", "noon". */
export function readTime(text: string): { hour: number; minute: number } | undefined {
  const said = text.trim().toLowerCase().replace(/\s+/g, '');
  if (said === 'noon' || said === 'midday') return { hour: 12, minute: 0 };
  const found = /^(\d{1,2})(?:[:.](\d{2}))?(am|pm)?$/.exec(said);
  if (!found) return undefined;
  let hour = Number(found[1]);
  const minute = Number(found[2] ?? 0);
  if (found[3]) {
    if (hour < 1 || hour > 12) return undefined;
    hour = (hour % 12) + (found[3] === 'pm' ? 12 : 0);
  } else if (found[2] === undefined) return undefined;
  return hour < 24 && minute < 60 ? { hour, minute } : undefined;
}

/** As the relay writes it. */
export const toInstant = (when: Date): string => when.toISOString().replace(/\.\d{3}Z$/, 'Z');
