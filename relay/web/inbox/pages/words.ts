/** The words people read for what the protocol says in its own. */
import type { Info, Message, Response, State } from '../engine/types';

/** What a home has answered, in a few words. */
const answered: Record<Response, string> = {
  actioned: 'Done',
  in_progress: 'Doing it now',
  not_relevant: 'Does not apply',
  need_help: 'We need help',
};

/** A question whether all is well: "done" would answer nothing. */
export const isCheckIn = (message: Message): boolean => message.topic === 'check-in';

export const answerTo = (message: Message, response: Response): string => (isCheckIn(message) && response === 'actioned' ? 'No change' : answered[response]);

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

/** The block in the language the person chose, else the first one. */
export function infoIn(message: Message, language: string): Info {
  const exact = message.info.find((one) => one.language === language);
  const close = message.info.find((one) => language !== '' && one.language.split('-')[0] === language.split('-')[0]);
  return exact ?? close ?? message.info[0] ?? { language: 'en-GB', headline: '' };
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

/** What becomes of what waits here. Says no more than is known. */
export function unsent({ link, storage }: Pick<State, 'link' | 'storage'>): string {
  if (storage.is === 'lost') return 'not sent, and maybe not saved on this device any more.';
  const isShut = link.is === 'stopped' && (link.why === 'revoked' || link.why === 'suspended' || link.why === 'not_ours');
  return `saved on this device. ${isShut ? 'It cannot be sent from here now: ring the helpline if it matters.' : 'Will be sent when you are connected.'}`;
}

/** The same as a sentence. */
export const unsentSentence = (state: State): string => unsent(state).replace(/^./, (first) => first.toUpperCase());

/** A clock that is wrong enough to matter. */
export const isFarOff = (aheadMs: number): boolean => Math.abs(aheadMs) >= 120_000;
