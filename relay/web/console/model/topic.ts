import { capital } from './text';
import type { Draft } from '../api/types';

/** "hand-hygiene" as people read it. */
export function topicWords(topic: string): string {
  const words = topic.replaceAll('-', ' ');
  return capital(words);
}

/** What it is, in the words it was chosen by. */
export function whatOf(draft: Draft): string {
  if (draft.kind === 'helpline_notice') return 'Helpline notice';
  if (draft.kind === 'test_result') return 'Test result';
  if (draft.msg_type === 'cancel') return 'Withdrawal of an earlier bulletin';
  if (draft.msg_type === 'update') return 'New version of an earlier bulletin';
  return draft.severity === 'severe' || draft.severity === 'extreme' ? 'Alert' : 'Guidance';
}
