/// What was refused, in the words of the people who read them. Loaded when something was (api.ts).

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
