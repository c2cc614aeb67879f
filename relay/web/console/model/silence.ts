import type { Step } from '../api/ways';
import { whenInSentence } from '../../shared/when';
import { plain } from '../../shared/words';
import { channelName, whom } from './ways';

/** What was tried at homes that stayed silent, as people say it. */

const whys: Record<string, string> = {
  no_address: 'no address or number is known',
  bad_address: 'the address or number is not one that can be used',
  lookalike_domain: 'the address looks like a secure one but is not',
  no_second_contact: 'no second contact is known',
  not_granted: 'the team may not use it',
  not_by_this_channel: 'it may not go this way',
  no_longer_secure: 'the address is no longer a secure one',
  opted_out: 'they do not want it',
  channel_stopped: 'it was stopped by a person',
  home_suspended: 'the home is suspended',
  no_such_channel: 'it is not set up',
  names_nobody: 'nobody is named for a message about wellbeing',
};

/** "deputy" and "call_list" are steps that are no channel. */
const stepName = (step: string): string => (step === 'deputy' ? 'The second contact' : channelName(step));

/** One thing that was done or passed over; undefined for what says nothing: the inbox had it when it was published. */
export function stepWords(of: Step, now: Date): string | undefined {
  const at = whenInSentence(of.at, now);
  switch (of.outcome) {
    case 'listed':
      return `Put on the call list, ${at}`;
    case 'sent':
      return `${channelName(of.channel ?? of.step)} to ${whom(of.contact, of.role)}${of.step === 'deputy' ? ', the second one' : ''}, ${at}`;
    case 'skipped':
      if (of.step === 'stream') return undefined;
      if (of.why === 'went_before') return `${stepName(of.step)}: not tried again, it went this way before`;
      return `${stepName(of.step)}: not tried, ${whys[of.why ?? ''] ?? (of.why ? plain(of.why).toLowerCase() : 'not known why')}`;
  }
}
