/** What the evidence log says happened, in a sentence. */

type Event = Readonly<Record<string, unknown>>;

const short = (id: unknown): string => String(id ?? '').slice(0, 8);

const receiptWords: Record<string, string> = {
  delivered: 'A device of {home} stored it',
  read: '{home} read it',
  responded: '{home} answered: {answer}',
  closed: 'Closed for {home}',
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
      return `It ended: ${text('how')}`;
    case 'receipt':
      return (receiptWords[text('act')] ?? 'Receipt of {home}')
        .replace('{home}', text('home'))
        .replace('{answer}', answers[text('answer')] ?? text('answer'));
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
      return `A member was changed by ${text('by')}`;
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
    default:
      return String(event['type'] ?? 'Something else').replaceAll('_', ' ');
  }
}

/** What it is about, to tell one from another: the beginning of an id. */
export const aboutWords = (event: Event): string => short(event['message'] ?? event['draft'] ?? event['device']);
