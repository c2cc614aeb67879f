import { useState } from 'preact/hooks';
import { DoItems, IconLine, Tags, type Children } from '../../shared/components';
import { directionOf } from '../../shared/language';
import { languageName } from '../../shared/language-names';
import { headingsOf } from '../../shared/headings';
import { Markdown } from '../../shared/markdown';
import { onPaper, whenInSentence } from '../../shared/when';
import { urgencyWords } from '../../shared/words';
import type { Draft, Info } from '../api/types';
import { topicWords } from '../model/topic';
import { Chips, UrgencyTag } from './bits';

/** A message as those see it who get it: in the inbox, by email, in a chat group, as a poster. */

export type Channel = 'web' | 'email' | 'chat' | 'poster';

const channels: readonly { value: Channel; text: string }[] = [
  { value: 'web', text: 'Web page' },
  { value: 'email', text: 'Email' },
  { value: 'chat', text: 'Chat' },
  { value: 'poster', text: 'Poster' },
];

interface Of {
  draft: Draft;
  now: Date;
}

const byOf = (draft: Draft): string | undefined => draft.acknowledgement?.by;

/** The words of one language: ticks, crosses, then the rest. */
function Words(props: { info: Info; level: 3 | 4 }) {
  const { info } = props;
  const words = headingsOf(info.language);
  const Heading = props.level === 3 ? 'h3' : 'h4';
  const must = info.must_do ?? [];
  const not = info.must_not ?? [];
  return (
    <>
      {must.length > 0 && (
        <>
          <Heading class="nhsuk-heading-s">{words.must}</Heading>
          <DoItems items={must} />
        </>
      )}
      {not.length > 0 && (
        <>
          <Heading class="nhsuk-heading-s">{words.mustNot}</Heading>
          <DoItems items={not} not />
        </>
      )}
      {info.instruction && <Markdown text={info.instruction} />}
      {info.description && <Markdown text={info.description} />}
    </>
  );
}

const In = (props: { info: Info; children: Children; class?: string }) => (
  <div class={props.class} lang={props.info.language} dir={directionOf(props.info.language)}>
    {props.children}
  </div>
);

function Languages(props: { draft: Draft; chosen: number; choose: (at: number) => void }) {
  const { info } = props.draft;
  if (info.length < 2) return null;
  return (
    <Chips
      label="Language"
      value={String(props.chosen)}
      choose={(at) => props.choose(Number(at))}
      options={info.map((one, at) => ({ value: String(at), text: languageName(one.language), lang: one.language }))}
    />
  );
}

/** All of it, as the inbox shows it. */
export function MessageBody(props: Of & { level?: 3 | 4 }) {
  const { draft, now } = props;
  const [at, setAt] = useState(0);
  const chosen = Math.min(at, draft.info.length - 1);
  const info = draft.info[chosen];
  if (!info) return null;
  const by = byOf(draft);
  const Heading = props.level === 4 ? 'h4' : 'h3';
  return (
    <>
      <Languages draft={draft} chosen={chosen} choose={setAt} />
      <In info={info}>
        <Heading class="nhsuk-heading-m nhsuk-u-margin-bottom-3">{info.headline || 'No title yet'}</Heading>
      </In>
      {by && (
        <IconLine icon="clock" strong>
          Reply by {whenInSentence(by, now)}
        </IconLine>
      )}
      {draft.change_note && (
        <div class="nhsuk-inset-text">
          <p>
            <strong>What has changed:</strong> {draft.change_note}
          </p>
        </div>
      )}
      <In info={info}>
        <Words info={info} level={props.level ?? 3} />
      </In>
    </>
  );
}

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
        {channel === 'email' && <Email draft={draft} now={now} team={team} />}
        {channel === 'chat' && <p class="app-preview__chat">{chatText(draft)}</p>}
        {channel === 'poster' && <Poster draft={draft} now={now} team={team} />}
      </div>
      <p class="nhsuk-hint">
        {lines.length === 0
          ? 'Nothing written yet.'
          : `${(info?.must_do?.length ?? 0) + (info?.must_not?.length ?? 0)} instructions, ${characters} characters.`}
        {(channel === 'email' || channel === 'chat') && ' Roughly: each mailbox and chat app shows it in its own way, and only homes set up for it get it there.'}
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
