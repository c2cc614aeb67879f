import type { Draft, OpeningHours } from '../api/types';
import { audienceOf, slugOf, typedInstant, nothingTyped, type Fault, type Typed } from './form';
import { readTime, toInstant } from './london';

/** A helpline notice while it is written. */

export interface NoticeForm {
  key: string;
  headline: string;
  details: string;
  telephone: string;
  email: string;
  state: 'open' | 'limited' | 'closed';
  topic: string;
  days: string[];
  opens: string;
  closes: string;
  from: 'now' | 'later';
  begins: Typed;
  ends: Typed;
  everyone: boolean;
  areas: string[];
}

export const days = [
  { value: 'mon', text: 'Monday' },
  { value: 'tue', text: 'Tuesday' },
  { value: 'wed', text: 'Wednesday' },
  { value: 'thu', text: 'Thursday' },
  { value: 'fri', text: 'Friday' },
  { value: 'sat', text: 'Saturday' },
  { value: 'sun', text: 'Sunday' },
  { value: 'bank_holiday', text: 'Bank holidays' },
];

export const newNotice = (key: string): NoticeForm => ({
  key,
  headline: '',
  details: '',
  telephone: '',
  email: '',
  state: 'open',
  topic: 'Infection control',
  days: ['mon', 'tue', 'wed', 'thu', 'fri'],
  opens: '9am',
  closes: '5pm',
  from: 'now',
  begins: nothingTyped,
  ends: nothingTyped,
  everyone: true,
  areas: [],
});

/** "9am" as the relay writes it: "09:00"; the end of a day is "24:00". */
function clockOf(text: string, isEnd: boolean): string | undefined {
  if (isEnd && /^(midnight|24:00|12am|0?0:00)$/i.test(text.trim())) return '24:00';
  const time = readTime(text);
  return time && `${String(time.hour).padStart(2, '0')}:${String(time.minute).padStart(2, '0')}`;
}

export function hoursOf(form: NoticeForm): OpeningHours[] {
  const opens = clockOf(form.opens, false);
  const closes = clockOf(form.closes, true);
  return form.state !== 'closed' && form.days.length > 0 && opens && closes ? [{ days: form.days, opens, closes }] : [];
}

export function faultsOf(form: NoticeForm, now: Date): Fault[] {
  const out: Fault[] = [];
  const add = (field: string, text: string) => out.push({ field, text });
  if (form.headline.trim() === '') add('headline', 'Enter a title');
  if (slugOf(form.topic) === '') add('topic', 'Enter what it is for, such as infection control');
  if (form.telephone.replace(/\D/g, '').length < 10) add('telephone', 'Enter a telephone number, such as 020 7946 0123');
  if (form.state !== 'closed' && form.days.length > 0) {
    const [opens, closes] = [clockOf(form.opens, false), clockOf(form.closes, true)];
    if (!opens) add('opens', 'Enter when it opens, such as 9am');
    if (!closes) add('closes', 'Enter when it closes, such as 5pm');
    if (opens && closes && closes <= opens) add('closes', 'It must close after it opens');
  }
  const begins = form.from === 'later' ? typedInstant(form.begins) : now;
  if (!begins) add('begins', 'Enter a real date and a time, such as 27 11 2026 and 9am');
  else if (form.from === 'later' && begins <= now) add('begins', 'It must begin in the future, or now');
  const ends = typedInstant(form.ends);
  if (!ends) add('ends', 'Enter when it ends: a real date and a time');
  else if (begins && ends <= begins) add('ends', 'It must end after it begins');
  if (!form.everyone && form.areas.length === 0) add('areas', 'Choose at least one borough, or every home');
  return out;
}

export function noticeOf(form: NoticeForm): Draft {
  const begins = form.from === 'later' ? typedInstant(form.begins) : undefined;
  const ends = typedInstant(form.ends);
  const hours = hoursOf(form);
  return {
    kind: 'helpline_notice',
    msg_type: 'alert',
    status: 'actual',
    scope: 'restricted',
    urgency: 'expected',
    severity: 'minor',
    topic: slugOf(form.topic),
    audience: audienceOf({ everyone: form.everyone, areas: form.areas, types: [] }),
    ...(begins && { effective: toInstant(begins) }),
    ...(ends && { expires: toInstant(ends) }),
    telephone: form.telephone.trim(),
    ...(form.email.trim() && { email: form.email.trim() }),
    service_state: form.state,
    topics: [slugOf(form.topic)],
    ...(hours.length > 0 && { opening_hours: hours }),
    info: [{ language: 'en-GB', headline: form.headline.trim(), ...(form.details.trim() && { description: form.details.trim() }) }],
  };
}
