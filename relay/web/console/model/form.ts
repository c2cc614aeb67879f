import type { Audience, Draft, Info, Message } from '../api/types';
import { isEmpty } from './blank';
import type { Block, Form, Typed } from './written';
import { topicWords } from './topic';
import { fromLondon, londonOf, readTime, toInstant } from './london';

export type { Block, Form, ReplyBy, Typed, What } from './written';

/** What is typed of a bulletin, what is wrong with it, and what is sent of it. */

export const nothingTyped: Typed = { day: '', month: '', year: '', time: '' };

export const emptyBlock = (language: string): Block => ({ language, headline: '', must: '', mustNot: '', details: '' });

export const newForm = (key: string): Form => ({
  key,
  savedAt: '',
  what: '',
  exercise: false,
  urgency: '',
  topic: '',
  ownReference: '',
  blocks: [emptyBlock('en-GB')],
  replyBy: '',
  other: nothingTyped,
  everyone: true,
  areas: [],
  types: [],
  changed: '',
});

/** One action on each line; bullets and numbers that were pasted along are taken off. */
export const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) =>
      line
        .replace(/^\s*(?:[-*•–]|\d{1,2}[.)])\s+/, '')
        .replace(/\s+/g, ' ')
        .trim(),
    )
    .filter((line) => line !== '');

/** Under the heading "Do not", a line says the thing itself: "do not pour" becomes "pour". */
export const notLinesOf = (text: string): string[] =>
  linesOf(text).map((line) => line.replace(/^(?:do not|don['’]t|never)\s+(?=\S)/i, ''));

export const headlineMost = 160;
const linesMost = 12;
const lineMost = 300;
/** Longer titles are taken, and read worse on a phone. */
export const headlineGood = 76;

/** Something that is wrong, and the id of the field it is wrong in. */
export interface Fault {
  field: string;
  text: string;
}

/** When a reply is asked by. Undefined: none, or no date, or not a date yet. */
export function replyInstant(form: Form, now: Date): Date | undefined {
  const today = londonOf(now);
  const at = (days: number, hour: number) => {
    const moved = new Date(Date.UTC(today.year, today.month - 1, today.day + days));
    return fromLondon({
      year: moved.getUTCFullYear(),
      month: moved.getUTCMonth() + 1,
      day: moved.getUTCDate(),
      hour,
      minute: 0,
    });
  };
  switch (form.replyBy) {
    case 'today':
      return at(0, 17);
    case 'tomorrow':
      return at(1, 12);
    case 'week':
      return at(7, 17);
    case 'other':
      return typedInstant(form.other);
    default:
      return undefined;
  }
}

export function typedInstant(typed: Typed): Date | undefined {
  const time = readTime(typed.time);
  const whole = (text: string) => (/^\d+$/.test(text.trim()) ? Number(text) : NaN);
  const [day, month, year] = [whole(typed.day), whole(typed.month), whole(typed.year)];
  if (!time || ![day, month, year].every(Number.isFinite) || month < 1 || month > 12 || year < 2000) return undefined;
  return fromLondon({ year, month, day, ...time });
}

/** After 5pm "today, 5pm" is no choice any more. */
export const isTooLateToday = (now: Date): boolean => londonOf(now).hour >= 17;

const topicShape = /[^a-z0-9]+/g;

/** "Hand hygiene" as the relay names a topic: "hand-hygiene". */
export const slugOf = (topic: string): string =>
  topic
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, '')
    .replace(topicShape, '-')
    .replace(/^-+|-+$/g, '');

/** All that keeps it from being checked, in the order of the page. `homes`: how many it would reach, when known. */
export function problemsOf(form: Form, now: Date, homes?: number): Fault[] {
  const out: Fault[] = [];
  const add = (field: string, text: string) => out.push({ field, text });
  if (form.what === '') add('what', 'Choose what it is');
  if (form.urgency === '') add('urgency', 'Choose how urgent it is');
  if (slugOf(form.topic) === '') add('topic', 'Enter a topic, such as hand hygiene');
  else if (slugOf(form.topic).length > 64) add('topic', 'Topic must be 64 characters or fewer');
  form.blocks.forEach((block, at) => {
    const of = at === 0 ? '' : ` in language ${at + 1}`;
    if (at > 0 && isEmpty(block)) return;
    const title = block.headline.trim();
    if (title === '') add(`headline-${at}`, `Enter a title${of}`);
    else if ([...title].length > headlineMost) add(`headline-${at}`, `Title${of} must be ${headlineMost} characters or fewer`);
    for (const [field, lines, what] of [
      [`must-${at}`, linesOf(block.must), 'What care homes must do'],
      [`not-${at}`, notLinesOf(block.mustNot), 'What they must not do'],
    ] as const) {
      if (lines.length > linesMost) add(field, `${what}${of} must be ${linesMost} lines or fewer`);
      else if (lines.some((line) => [...line].length > lineMost))
        add(field, `${what}${of}: each line must be ${lineMost} characters or fewer`);
    }
    const nothing = linesOf(block.must).length === 0 && block.details.trim() === '';
    if (nothing) add(`must-${at}`, `Enter what care homes must do${of}, or the details`);
  });
  if (form.replaces && form.changed.trim() === '') add('changed', 'Enter what has changed');
  if (form.replyBy === '') add('reply', 'Choose by when you need a reply');
  if (form.replyBy === 'today' && isTooLateToday(now)) add('reply', 'It is after 5pm: choose a later time for the reply');
  if (form.replyBy === 'other') {
    const when = typedInstant(form.other);
    if (!when) add('other', 'Enter a real date and a time, such as 27 11 2026 and 5pm');
    else if (when <= now) add('other', 'The date for the reply must be in the future');
  }
  if (!form.everyone && form.areas.length === 0 && form.types.length === 0)
    add('areas', 'Choose at least one borough, or every home');
  else if (homes === 0) add('areas', 'No home is in this choice');
  return out;
}

export function audienceOf(form: Pick<Form, 'everyone' | 'areas' | 'types'>): Audience {
  if (form.everyone) return { everyone: true };
  return {
    ...(form.areas.length > 0 && { areas: [...form.areas].sort() }),
    ...(form.types.length > 0 && { service_types: [...form.types].sort() }),
  };
}

export function infoOf(block: Block): Info {
  const must = linesOf(block.must);
  const not = notLinesOf(block.mustNot);
  return {
    language: block.language,
    headline: block.headline.replace(/\s+/g, ' ').trim(),
    ...(must.length > 0 && { must_do: must }),
    ...(not.length > 0 && { must_not: not }),
    ...(block.details.trim() && { description: block.details.trim() }),
  };
}

/** What is sent. Ask `problemsOf` first. */
export function draftOf(form: Form, now: Date): Draft {
  const by = replyInstant(form, now);
  const asked = form.replyBy !== 'none' && form.replyBy !== '';
  const urgency = form.urgency || 'expected';
  return {
    kind: 'guidance_bulletin',
    msg_type: form.replaces ? 'update' : 'alert',
    status: form.exercise ? 'exercise' : 'actual',
    scope: 'restricted',
    urgency,
    severity: form.what === 'alert' ? 'severe' : 'moderate',
    topic: slugOf(form.topic),
    ...(form.replaces && { references: [form.replaces.id], change_note: form.changed.trim() }),
    audience: audienceOf(form),
    ...(asked && { acknowledgement: { required: true, ...(by && { by: toInstant(by) }) } }),
    ...(by && { action_by: toInstant(by) }),
    info: form.blocks.filter((block, at) => at === 0 || !isEmpty(block)).map(infoOf),
    ...(form.ownReference.trim() && { issuer_reference: form.ownReference.trim() }),
  };
}

/** The form as the message left it, to write what replaces it. */
export function formReplacing(old: Message, key: string): Form {
  return {
    ...newForm(key),
    what: 'guidance',
    urgency: old.urgency,
    topic: topicWords(old.topic ?? ''),
    ownReference: old.issuer_reference ?? '',
    blocks: old.info.map(blockOf),
    everyone: Boolean(old.audience.everyone) || Boolean(old.audience.homes),
    areas: old.audience.areas ?? [],
    types: old.audience.service_types ?? [],
    replaces: { id: old.id, headline: old.info[0]?.headline ?? '', sent: old.sent },
  };
}

/** A block as it would be typed. */
export function blockOf(info: Info): Block {
  return {
    language: info.language,
    headline: info.headline,
    must: (info.must_do ?? []).join('\n'),
    mustNot: (info.must_not ?? []).join('\n'),
    details: [info.instruction, info.description].filter(Boolean).join('\n\n'),
  };
}

/** How far a translation is, beside the first language. */
export function statusOfBlock(block: Block, first: Block): { words: string; done: boolean } {
  if (isEmpty(block)) return { words: 'Not started', done: false };
  const missing: string[] = [];
  if (block.headline.trim() === '') missing.push('title');
  const short = (mine: string, theirs: string, what: string) => {
    const [have, want] = [linesOf(mine).length, linesOf(theirs).length];
    if (have < want) missing.push(`${want - have} of ${want} ${what}`);
  };
  short(block.must, first.must, 'things to do');
  short(block.mustNot, first.mustNot, 'things not to do');
  if (first.details.trim() !== '' && block.details.trim() === '') missing.push('details');
  return missing.length === 0 ? { words: 'Complete', done: true } : { words: `Missing: ${missing.join(', ')}`, done: false };
}
