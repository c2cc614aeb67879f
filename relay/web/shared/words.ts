/// States, channels and refusals in the words of the people who read them. Nothing here is shown as the relay writes it.

export type Kind = 'guidance_bulletin' | 'helpline_notice' | 'test_result';
export type Urgency = 'immediate' | 'expected' | 'future';
export type Stage = 'targeted' | 'delivered' | 'read' | 'acknowledged';
export type Response_ = 'in_progress' | 'actioned' | 'not_relevant' | 'need_help';
export type Closure = 'open' | 'superseded' | 'withdrawn' | 'expired';

/// The word itself when nobody wrote better ones: "some_new_state" as "some new state".
export const plain = (word: string): string => word.replace(/[_-]/g, ' ').replace(/^./, (first) => first.toUpperCase());

const of = (table: Record<string, string>) => (word: string) => (Object.hasOwn(table, word) ? (table[word] as string) : plain(word));

export const kindWords = of({ guidance_bulletin: 'Guidance', helpline_notice: 'Helpline notice', test_result: 'Test result' });

export const urgencyWords = of({ immediate: 'Urgent', expected: 'Action needed', future: 'For information' });

export const stageWords = of({ targeted: 'Not reached', delivered: 'Reached', read: 'Read', acknowledged: 'Replied' });

/// What a home answers with, in its own words.
export const answerWords = of({
  actioned: 'We have done this',
  in_progress: 'We are doing it now',
  not_relevant: 'It does not apply to us',
  need_help: 'We need help',
});

/// The same as the team reads it beside the home's name.
export const responseWords = of({ actioned: 'Done', in_progress: 'Doing it now', not_relevant: 'Does not apply', need_help: 'Needs help' });

export const closureWords = of({
  open: 'In force',
  superseded: 'Replaced by a newer version',
  withdrawn: 'Withdrawn',
  expired: 'No longer in force',
});

export const draftWords = of({
  waiting: 'Waiting for approval',
  sent: 'Sent',
  rejected: 'Sent back',
  expired: 'Not approved in time',
  sent_alone: 'Sent by one person, not confirmed yet',
  confirmed: 'Confirmed by a second person',
  corrected: 'Nobody confirmed it: homes were told',
});

export const whyWords = of({
  immediate: 'It is urgent',
  all_homes: 'It goes to every home',
  drafter: 'It was written by somebody who may not send',
});

export const wayWords = of({
  stream: 'Web page',
  web: 'Web page',
  push: 'Push alert',
  email: 'Email',
  secure_email: 'Secure email',
  chat: 'WhatsApp',
  whatsapp: 'WhatsApp',
  teams: 'Microsoft Teams',
  webhook: 'Another system',
});

export const roleWords = of({
  drafter: 'Can write, cannot send',
  publisher: 'Can send',
  approver: 'Can approve',
  result_sender: 'Can send test results',
  borough_viewer: 'Can see a borough',
  auditor: 'Can check the log',
  administrator: 'Administrator',
  manager: 'Manager',
  deputy_manager: 'Deputy manager',
  nurse: 'Nurse',
  carer: 'Carer',
  other: 'Other',
});

export const serviceWords = of({
  care_home_with_nursing: 'With nursing',
  care_home_without_nursing: 'Without nursing',
});

export const outcomeWords = of({ positive: 'Positive', negative: 'Negative', indeterminate: 'Not clear', void: 'Could not be tested' });

export const reportWords = of({
  preliminary: 'First result, may change',
  final: 'Final',
  amended: 'Changed',
  corrected: 'Corrected',
  cancelled: 'Cancelled',
  'entered-in-error': 'Sent by mistake',
});

/// What became of a message on one of its ways out.
export const deliveryWords = of({
  waiting: 'Waiting to be sent',
  queued: 'Waiting to be sent',
  sending: 'Being sent',
  trying: 'Being sent',
  sent: 'Sent, no word back yet',
  accepted: 'Sent, no word back yet',
  relayed: 'Passed on, no word back yet',
  deferred: 'Delayed, we keep trying',
  delayed: 'Delayed, we keep trying',
  retry: 'Delayed, we keep trying',
  delivered: 'Delivered',
  displayed: 'Opened',
  read: 'Read',
  unknown: 'Perhaps sent, we are finding out',
  failed: 'Did not arrive',
  expired: 'Did not arrive in time',
  'permanent-failure': 'Email address does not exist',
  permanent_failure: 'Email address does not exist',
  bounced: 'Email address does not exist',
  no_such_address: 'Email address does not exist',
  mailbox_full: 'Mailbox is full',
  blocked: 'Refused by their mail system',
  'temporary-failure': 'Did not arrive, we keep trying',
  temporary_failure: 'Did not arrive, we keep trying',
  'technical-failure': 'Did not arrive, we keep trying',
  suppressed: 'Not sent: this address failed before',
  auto_reply: 'Away: an automatic reply came',
  skipped: 'Not sent: not needed any more',
  cancelled: 'Not sent: not needed any more',
  superseded: 'Not sent: a newer version went instead',
  off: 'Turned off',
});

/// "020 7946 0123" of "+442079460123": as it is dialled here, in groups people can read out.
export function telephone(e164: string): string {
  if (!e164.startsWith('+44')) return e164;
  const digits = `0${e164.slice(3)}`;
  const groups: [RegExp, number[]][] = [
    [/^02/, [3, 4, 4]],
    [/^0(?:1.1|11|3|8)/, [4, 3, 4]],
    [/^0(?:1|7)/, [5, 6]],
  ];
  const cut = groups.find(([begins]) => begins.test(digits))?.[1] ?? [5, 6];
  let at = 0;
  const parts = cut.map((length) => digits.slice(at, (at += length)));
  return [...parts, digits.slice(at)].filter(Boolean).join(' ');
}

/// "1 home", "72 homes".
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString('en-GB')} ${number === 1 ? one : many}`;
}
