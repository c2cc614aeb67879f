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

const problems: Record<string, string> = {
  offline: 'You are not connected. Try again when you are online.',
  internal: 'Something went wrong on our side. Try again in a few minutes.',
  overloaded: 'A lot is going on at the moment. Try again in a minute.',
  draining: 'The service is being restarted. Try again in a minute.',
  rate_limited: 'That was tried too often. Wait a minute, then try again.',
  slow_consumer: 'Your connection is too slow. We try again by ourselves.',
  storage_full: 'Nothing new can be sent at the moment: the service is full. Tell whoever runs it.',
  unauthenticated: 'You have been signed out. Sign in again.',
  not_found: 'This does not exist, or you may not see it.',
  too_large: 'This is too long or too large.',
  kind_not_granted: 'Your team may not send this kind of message.',
  area_not_granted: 'Your team may not send to this borough.',
  role_not_granted: 'You may not do this. Ask an administrator of your team.',
  channel_not_granted: 'Your team may not send this way.',
  grant_expired: "Your team's permission has ended. Ask an administrator to renew it.",
  quota_used: 'Your team has sent all it may today.',
  needs_a_person: 'A person must do this, not a system.',
  same_person: 'Somebody else must do this: not who wrote it, and not who approved it before.',
  draft_differs: 'This has changed since you looked at it. Check it again.',
  audience_changed: 'The list of homes has changed since you looked. Check the new numbers.',
  draft_closed: 'This was already approved, sent back or has run out.',
  reference_reused: 'This reference was used before for another message.',
  reference_closed: 'This message was already replaced or withdrawn.',
  reference_unknown: 'The message to replace was not found.',
  empty_audience: 'Nobody would get this. Choose at least one home.',
  signature_invalid: 'We could not check that this came from your device. Add the device again.',
  signature_replayed: 'This was already sent with other words.',
  code_invalid: 'This code is wrong, was used before, or is out of date. Ask for a new one.',
  code_locked: 'This code was tried too often. Ask for a new one.',
  device_limit: 'This home has 20 devices, and may not have more. Remove one first.',
  device_revoked: 'This device was removed. Add it again with a new code.',
  home_suspended: 'This home is suspended. Ring the helpline.',
  no_sealed_device: 'This home has no device that can open results.',
  list_refused: 'The list of devices has changed meanwhile. Try again.',
  words_differ: 'These are not the eight words of that device.',
  seal_broken: 'This result cannot be opened, or was changed on its way.',
  not_sealed: 'A test result must be locked before it is sent.',
  illegal_move: 'This answer cannot follow the one before it without a reason.',
  precondition_failed: 'This has changed since you looked at it. Look again.',
  origin_refused: 'This page was opened from another address. Open it again from its own.',
  expires_too_early: 'It would end before it begins.',
  change_note_missing: 'Say what has changed.',
  unknown_area: 'Not a borough you cover.',
  unknown_home: 'Not a home we know.',
};

/// A sentence for a refusal. The relay's own `detail` is plain English too: it is shown where we have nothing better.
export function problemWords(code: string, detail: string): string {
  if (Object.hasOwn(problems, code)) return problems[code] as string;
  return detail || 'This was refused. Check what you entered and try again.';
}

const faults: Record<string, string> = {
  required: 'Fill this in',
  wrong_type: 'Check this',
  unknown_value: 'Choose one of those on the list',
  out_of_range: 'Too short, too long or out of range',
  bad_format: 'Check how this is written',
  not_allowed: 'Leave this out',
  unknown_area: 'Not a borough you cover',
  unknown_home: 'Not a home we know',
  too_large: 'Too long',
};

/// A few words for the fault of one field, to stand beside it.
export function faultWords(rule: string, detail: string): string {
  if (detail) return detail[0]?.toUpperCase() + detail.slice(1);
  return faults[rule] ?? 'Check this';
}

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
