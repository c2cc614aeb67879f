/** The words people read for what the protocol says in its own. */
import type { Entry, Info, Message, Response, Why } from '../engine/types';

/** What a home chooses. */
export const choices: Record<Response, { label: string; hint?: string }> = {
  actioned: { label: 'We have done this' },
  in_progress: { label: 'We are doing it now' },
  not_relevant: { label: 'It does not apply to us', hint: 'For example, you do not use this product' },
  need_help: { label: 'We need help', hint: 'The team that sent this will see it. If it cannot wait, ring the helpline' },
};

export const allResponses: Response[] = ['actioned', 'in_progress', 'not_relevant', 'need_help'];

/** What a home has answered, in a few words. */
export const answered: Record<Response, string> = {
  actioned: 'Done',
  in_progress: 'Doing it now',
  not_relevant: 'Does not apply',
  need_help: 'We need help',
};

/** Roles offered; anything else may be typed. */
export const roles = ['Manager', 'Deputy manager', 'Nurse', 'Senior carer', 'Carer'];

const topicNames: Record<string, string> = { ppe: 'PPE', 'covid-19': 'COVID-19', ipc: 'Infection prevention and control' };

/** "infection-control" as people write it. */
export function topicName(topic: string | undefined): string {
  if (!topic) return '';
  const known = topicNames[topic];
  if (known) return known;
  const words = topic.replace(/-/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A result says nothing of itself: only that it is there. */
export const resultTitle: Record<Message['msg_type'], string> = {
  alert: 'A test result for one of your residents',
  update: 'A test result was corrected',
  cancel: 'A test result was withdrawn',
};

/** Above what the message says. */
export function caption(message: Message): string {
  return message.kind === 'test_result' ? 'Test result' : topicName(message.topic);
}

/** The block in the language the person chose, else the first one. */
export function infoIn(message: Message, language: string): Info {
  const exact = message.info.find((one) => one.language === language);
  const close = message.info.find((one) => language !== '' && one.language.split('-')[0] === language.split('-')[0]);
  return exact ?? close ?? message.info[0] ?? { language: 'en-GB', headline: '' };
}

/** How often this guidance has been said before, plus one. */
export function versionOf(entry: Entry, entries: readonly Entry[]): number {
  const byId = new Map(entries.map((one) => [one.id, one]));
  let version = 1;
  let at: Entry | undefined = entry;
  const seen = new Set<string>();
  while (at && at.replaces.length > 0 && !seen.has(at.id)) {
    seen.add(at.id);
    version += 1;
    at = byId.get(at.replaces[0]!);
  }
  return version;
}

/** The newest message that stands where this one stood; none when nothing replaced it. */
export function newestOf(entry: Entry, entries: readonly Entry[]): Entry | undefined {
  let at: Entry | undefined = entry;
  const seen = new Set<string>();
  while (at?.closedBy && !seen.has(at.id)) {
    seen.add(at.id);
    const by: string = at.closedBy;
    at = entries.find((one) => one.id === by);
  }
  return at === entry ? undefined : at;
}

/** What the publisher calls it before people; `reference` is for machines. */
export function referenceOf(message: Message): string {
  return message.issuer_reference ?? '';
}

/** The first words of a CommonMark text as one plain line. */
export function firstLine(text: string | undefined, most = 140): string {
  if (!text) return '';
  const paragraph =
    text
      .split(/\n\s*\n/)
      .map((one) => one.trim())
      .find((one) => one !== '' && !/^(#|[-*+] |\d+[.)] |>|```|---)/.test(one)) ?? '';
  const plain = paragraph
    .replace(/\s+/g, ' ')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[*_`]+/g, '')
    .replace(/\\(.)/g, '$1');
  if (plain.length <= most) return plain;
  return `${plain.slice(0, most).replace(/\s+\S*$/, '')} …`;
}

const sentences: Partial<Record<Why, string>> = {
  offline: 'We could not reach the service. Check this device’s internet connection and try again.',
  too_many: 'Too many tries. Wait a few minutes and try again.',
  unsupported: 'This browser cannot do this. Try a newer browser or another device.',
  storage: 'This browser cannot keep anything on this device. Turn off private browsing, or free some space, and try again.',
  not_found: 'It is no longer there.',
  denied: 'The browser did not allow it. Allow notifications for this site in the browser’s settings.',
  not_confirmed: 'The words of this device have not been confirmed yet. Ring your NHS team and read them out first.',
  words_differ: 'These are not the words on the other device’s screen. Check each word and try again.',
  sheet_form: 'Enter all four lines of the recovery sheet, nine characters each.',
  sheet_check: 'One line has a mistake. Compare each line with the sheet.',
  sheet_other: 'This is a recovery sheet, but not this home’s newest one.',
  not_trusted: 'Only a device that can open results can do this. Use one that can.',
  broken: 'This is not what the sender wrote. Do not use it. Ring the sender.',
  other_key: 'It is signed with another key than this sender has registered, so it is not shown. Ring the sender on a number you know.',
  not_for_us: 'This result was locked for your home’s other devices, not for this one.',
  too_late: 'It has been sent already and cannot be undone.',
};

/** What went wrong, and what to do about it. */
export function sentence(why: Why, detail?: string): string {
  return sentences[why] ?? detail ?? 'Something went wrong. Try again, or ring your NHS team.';
}
