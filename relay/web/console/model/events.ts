import { plain } from '../../shared/words';
import { channelName, whom } from './ways';

/** What the evidence log says happened, in a sentence. */

type Event = Readonly<Record<string, unknown>>;

const short = (id: unknown): string => String(id ?? '').slice(0, 8);

const receiptWords: Record<string, string> = {
  delivered: 'A device of {home} stored it',
  read: '{home} read it',
  responded: '{home} answered: {answer}',
  superseded: 'Over for {home}: a newer message took its place',
  withdrawn: 'Over for {home}: it was withdrawn',
  expired: 'Over for {home}: it has ended',
};

const answers: Record<string, string> = {
  actioned: 'done',
  in_progress: 'doing it now',
  not_relevant: 'does not apply',
  need_help: 'needs help',
};

const kinds: Record<string, string> = {
  guidance_bulletin: 'Bulletin',
  helpline_notice: 'Helpline notice',
  test_result: 'Test result',
};

const closedWords: Record<string, string> = { superseded: 'a newer message took its place', withdrawn: 'it was withdrawn', expired: 'its time was over' };

const memberWords: Record<string, string> = {
  made: 'was added',
  changed: 'was changed',
  revoked: 'was ended',
  token: 'was given a new token',
  invited: 'was invited to sign in',
  bound: 'was tied to a sign-in',
};

const callWords: Record<string, string> = {
  reached: 'spoke to somebody',
  no_answer: 'nobody answered',
  wrong_number: 'the number is wrong',
  will_act: 'they will act',
};

const unboundWords: Record<string, string> = {
  said_stop: 'they said so',
  ended_by_an_administrator: 'an administrator ended it',
  ended_by_the_home: 'the home ended it',
};

/** What became of a message by one way, as it stands in the log. */
const wayStates: Record<string, string> = {
  sent: 'handed over',
  delivered: 'delivered',
  displayed: 'shown to somebody',
  relayed: 'passed on',
  delayed: 'delayed',
  failed: 'not delivered',
  unknown: 'may have been sent',
  suppressed: 'not sent',
  expired: 'not sent in time',
  withdrawn: 'not sent: a newer message took its place',
  posted: 'posted',
};

const lookUp = (table: Record<string, string>, word: string): string => (Object.hasOwn(table, word) ? table[word]! : plain(word).toLowerCase());

/** "contacts 2 and 3" */
const numbers = (value: unknown): string => (Array.isArray(value) ? value.join(', ') : '');

export function eventWords(event: Event): string {
  const text = (name: string) => String(event[name] ?? '');
  switch (event['type']) {
    case 'log_started':
      return event['before'] ? 'This log began, going on from an earlier one' : 'This log began';
    case 'message_published':
      return `${kinds[text('kind')] ?? 'Message'} sent by ${text('by')}`;
    case 'audience_taken':
      return `Its homes were counted: ${text('count')}`;
    case 'message_closed':
      return `It ended: ${lookUp(closedWords, text('how'))}`;
    case 'receipt':
      return (receiptWords[text('act')] ?? 'Receipt of {home}')
        .replace('{home}', text('home'))
        .replace('{answer}', lookUp(answers, text('answer')))
        .concat(text('channel') && text('channel') !== 'stream' ? `, by ${channelName(text('channel'))}` : '');
    case 'device_enrolled':
      return `A device of ${text('home')} was enrolled`;
    case 'device_revoked':
      return `A device of ${text('home')} was ended`;
    case 'device_confirmed':
      return `The eight words of a device of ${text('home')} were confirmed by ${text('by')}`;
    case 'device_trusted':
      return `A device of ${text('home')} may open test results`;
    case 'device_list_signed':
      return `${text('home')} signed a new list of its devices`;
    case 'identity_key_set':
      return `${text('home')} has a new key of its own`;
    case 'sealing_key_changed':
      return `A device of ${text('home')} has a new key for test results`;
    case 'recovery_used':
      return `The recovery sheet of ${text('home')} was used`;
    case 'grant_changed':
      return `What a team may do was changed by ${text('by')}`;
    case 'member_changed':
      return `${text('member') || 'A member'} ${lookUp(memberWords, text('change'))} by ${text('by') || 'the relay'}`;
    case 'approval_asked':
      return `${text('by')} asked for approval, for ${text('count')} homes`;
    case 'approved':
      return `${text('by')} approved it`;
    case 'sent_alone':
      return `${text('by')} sent it alone`;
    case 'confirmed':
      return `${text('by')} confirmed it`;
    case 'correction_sent':
      return 'Nobody confirmed it: the homes were told';
    case 'draft_rejected':
      return `${text('by')} rejected it`;
    case 'draft_expired':
      return 'Nobody approved it in time';
    case 'event_erased':
      return `What entry ${text('index')} said was erased by ${text('by')}: ${text('reason')}`;
    case 'address_erased':
      return `An address was taken out of what was sent, by ${text('by')}: ${text('reason')}`;
    case 'contacts_changed': {
      const parts = (['added', 'changed', 'removed'] as const).flatMap((what) => (numbers(event[what]) ? [`${what} ${numbers(event[what])}`] : []));
      return `Contacts of ${text('home')}: ${parts.join('; ') || 'confirmed'}${text('by') ? `, by ${text('by')}` : ', by the home'}`;
    }
    case 'escalated':
      if (text('outcome') === 'listed') return `${text('home')} stayed silent: put on the call list`;
      return `${text('home')} stayed silent: ${channelName(text('channel'))} to ${whom(event['contact'], event['role'])} was tried`;
    case 'call_noted':
      return `${text('by')} rang ${text('home')}: ${lookUp(callWords, text('outcome'))}`;
    case 'check_in_changed':
      return `A check-in was ${text('what') === 'made' ? 'set up' : lookUp({}, text('what'))} by ${text('by')}`;
    case 'chat_bound':
      return `Somebody of ${text('home')} (${lookUp({}, text('role'))}) may answer from a chat`;
    case 'chat_unbound':
      return `Somebody of ${text('home')} (${lookUp({}, text('role'))}) may no longer answer from a chat: ${lookUp(unboundWords, text('why'))}`;
    case 'channel': {
      const callee = `${event['contact'] ? `${whom(event['contact'], event['role'])} of ` : ''}${text('home')}`;
      return `${channelName(text('channel'))}${text('home') ? ` to ${callee}` : ''}: ${lookUp(wayStates, text('what'))}${text('why') ? ` (${plain(text('why')).toLowerCase()})` : ''}`;
    }
    default:
      return String(event['type'] ?? 'Something else').replaceAll('_', ' ');
  }
}

/** What it is about, to tell one from another: the beginning of an id. */
export const aboutWords = (event: Event): string => short(event['message'] ?? event['draft'] ?? event['device'] ?? event['check_in']);
