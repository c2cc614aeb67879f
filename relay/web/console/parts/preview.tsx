import '../preview.scss';
import { useState } from 'preact/hooks';
import { Tags } from '../../shared/components';
import { headingsOf } from '../../shared/headings';
import { onPaper, whenInSentence } from '../../shared/when';
import { urgencyWords } from '../../shared/words';
import type { Draft, Info } from '../api/types';
import { topicWords } from '../model/topic';
import { Chips, UrgencyTag } from './bits';
import { byOf, In, MessageBody, Words, type Of } from './body';
import { lazy } from './lazy';

/** A message as those see it who get it: in the inbox, by email, in a chat group, as a poster. */

const WayPreview = lazy(async () => (await import('./preview-ways')).WayPreview, 'part');

export type Channel = 'web' | 'email' | 'chat' | 'poster';

const channels: readonly { value: Channel; text: string }[] = [
  { value: 'web', text: 'Web page' },
  { value: 'email', text: 'Email' },
  { value: 'chat', text: 'Chat' },
  { value: 'poster', text: 'Poster' },
];

function plainText(info: Info): string[] {
  const words = headingsOf(info.language);
  const must = info.must_do ?? [];
  const not = info.must_not ?? [];
  return [
    ...(must.length > 0 ? [words.must, ...must.map((line, at) => `${at + 1}. ${line}`)] : []),
    ...(not.length > 0 ? [words.mustNot, ...not.map((line) => `– ${line}`)] : []),
    ...[info.instruction, info.description].filter((text) => text !== undefined),
  ];
}

/** What the chat post says: two sentences at most, and where the rest is. */
export function chatText(draft: Draft): string {
  const info = draft.info[0];
  const first = info?.must_do?.slice(0, 2).join('. ') ?? '';
  return [`${urgencyWords(draft.urgency)}: ${info?.headline ?? ''}`, first && `${first}.`, 'Read it and reply in your inbox.']
    .filter(Boolean)
    .join('\n');
}

export function Preview(props: Of & { team: string }) {
  const { draft, now, team } = props;
  const [channel, setChannel] = useState<Channel>('web');
  const info = draft.info[0];
  const lines = info ? plainText(info) : [];
  const characters = [info?.headline ?? '', ...lines].join('').length;
  return (
    <section aria-labelledby="preview">
      <h2 class="nhsuk-heading-m" id="preview">
        Preview
      </h2>
      <Chips label="Show it as" value={channel} options={channels} choose={setChannel} />
      <div class={channel === 'poster' ? 'app-preview app-preview--poster' : 'app-preview'}>
        {channel === 'web' && <Web {...props} />}
        {channel === 'email' && <WayPreview draft={draft} of="email" rough={<Email draft={draft} now={now} team={team} />} />}
        {channel === 'chat' && <WayPreview draft={draft} of="chat" rough={<p class="app-preview__chat">{chatText(draft)}</p>} />}
        {channel === 'poster' && <Poster draft={draft} now={now} team={team} />}
      </div>
      <p class="nhsuk-hint">
        {lines.length === 0
          ? 'Nothing written yet.'
          : `${(info?.must_do?.length ?? 0) + (info?.must_not?.length ?? 0)} instructions, ${characters} characters.`}
        {(channel === 'email' || channel === 'chat') && ' Each mailbox and chat app shows it in its own way.'}
      </p>
    </section>
  );
}

function Web(props: Of) {
  return (
    <>
      <Tags>
        <UrgencyTag urgency={props.draft.urgency} />
      </Tags>
      <MessageBody {...props} />
    </>
  );
}

function Email(props: Of & { team: string }) {
  const { draft, now, team } = props;
  const info = draft.info[0];
  const by = byOf(draft);
  return (
    <>
      <dl class="app-preview__head">
        <dt>From</dt>
        <dd>{team}</dd>
        <dt>Subject</dt>
        <dd>
          {urgencyWords(draft.urgency)}: {info?.headline || 'No title yet'}
        </dd>
      </dl>
      {by && <p>Reply by {whenInSentence(by, now)}</p>}
      {info && (
        <In info={info}>
          <Words info={info} level={3} />
        </In>
      )}
      <p>Read it and reply in your inbox.</p>
    </>
  );
}

function Poster(props: Of & { team: string }) {
  const { draft, now, team } = props;
  const info = draft.info[0];
  if (!info) return null;
  return (
    <>
      <p class={draft.urgency === 'immediate' ? 'app-poster__band app-poster__band--urgent' : 'app-poster__band'}>
        <span>{urgencyWords(draft.urgency)}</span> <span>{topicWords(draft.topic ?? '')}</span>
      </p>
      <In info={info}>
        <h3 class="nhsuk-heading-l">{info.headline || 'No title yet'}</h3>
        <Words info={info} level={4} />
      </In>
      <p class="app-poster__foot">
        {draft.issuer_reference && <strong>{draft.issuer_reference} · </strong>}
        {onPaper(now)} · {team}
      </p>
    </>
  );
}
