/** What went wrong, for people. */
import type { Why } from '../engine/types';

const sentences: Partial<Record<Why, string>> = {
  offline: 'We could not reach the service. Check this device’s internet connection and try again.',
  busy: 'The service cannot do this just now. Try again in a few minutes.',
  removed: 'This device has been removed, so the service takes nothing from it. Set it up again with a new code.',
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
