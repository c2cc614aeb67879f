import { Tag, Tags } from '../../shared/components';
import { languageName } from '../../shared/language-names';
import { when } from '../../shared/when';
import { urgencyWords } from '../../shared/words';
import type { Draft } from '../api/types';
import { topicWords, whatOf } from '../model/topic';

/** How far a translation has come; nothing of the first language. */
export type StatusOf = (language: string) => { words: string; done: boolean } | undefined;

/** What a message is, row by row. */
export function summaryOf(draft: Draft, now: Date, edit: string, statusOf?: StatusOf) {
  const change = (about: string) => (edit ? [{ text: 'Change', href: edit, about }] : undefined);
  const by = draft.acknowledgement?.by;
  const reply = by ? when(by, now) : draft.acknowledgement?.required ? 'Asked, without a time' : 'Not needed';
  const kinds = whatOf(draft);
  return [
    { key: 'What it is', value: draft.status === 'actual' ? kinds : <><Tag tone="purple">Exercise</Tag> {kinds}</>, actions: change('what it is') },
    { key: 'How urgent', value: urgencyWords(draft.urgency), actions: change('how urgent it is') },
    ...(draft.topic ? [{ key: 'Topic', value: topicWords(draft.topic), actions: change('topic') }] : []),
    ...(draft.issuer_reference ? [{ key: 'Your reference', value: draft.issuer_reference, actions: change('your reference') }] : []),
    { key: 'Reply by', value: reply, actions: change('reply by') },
    { key: 'Languages', value: languagesOf(draft, statusOf), actions: change('languages') },
  ];
}


function languagesOf(draft: Draft, statusOf: StatusOf | undefined) {
  return (
    <Tags>
      {draft.info.map((info) => {
        const status = statusOf?.(info.language);
        return (
          <Tag key={info.language} tone={status && !status.done ? 'yellow' : 'white'}>
            {languageName(info.language)}
            {status && !status.done && `: ${status.words.toLowerCase()}`}
          </Tag>
        );
      })}
    </Tags>
  );
}
