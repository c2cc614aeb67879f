import '../styles/message.scss';
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Entry, Info } from '../engine/types';
import { directionOf, languageInEnglish } from '../../shared/language';
import { LazyPart } from '../lazy';
import { parts } from '../parts';
import { AnyIcon, BackLink, Details, InsetText } from '../../shared/components';
import { Tags, dueText, pathOf } from './card';
import { useInbox } from './context';
import { Callout } from './parts/callout';
import { Title } from './parts/ui';
import { MessageText } from './parts/text';
import { Reply } from './reply';
import { onPaper, whenInSentence } from '../../shared/when';
import { telephone } from '../../shared/words';
import { caption, newestOf, referenceOf, versionOf } from './versions';
import { infoIn } from './words';

function Superseded({ entry }: { entry: Entry }) {
  const { state } = useInbox();
  const newest = newestOf(entry, state.entries);
  if (entry.closed === 'withdrawn' || entry.message.msg_type === 'cancel')
    return (
      <Callout heading={entry.message.msg_type === 'cancel' ? 'This withdraws an earlier message' : 'This message has been withdrawn'}>
        <p>{entry.message.msg_type === 'cancel' ? 'Do not follow the earlier message any more.' : 'Do not follow it any more. It stays here for your record.'}</p>
        {newest ? (
          <p>
            <a href={pathOf(newest)}>Read why</a>
          </p>
        ) : null}
        {entry.message.msg_type === 'cancel' ? (
          <ul class="nhsuk-list">
            {entry.replaces.map((id) => {
              const old = state.entries.find((one) => one.id === id);
              return old ? (
                <li key={id}>
                  <a href={pathOf(old)}>{infoIn(old.message, state.language).headline}</a>
                </li>
              ) : null;
            })}
          </ul>
        ) : null}
      </Callout>
    );
  if (entry.closed === 'superseded')
    return (
      <Callout heading="This has been replaced">
        <p>Do not follow this version.{newest ? '' : ' The newer version has not arrived on this device yet.'}</p>
        {newest ? (
          <p>
            <a href={pathOf(newest)}>Read the newest version: {infoIn(newest.message, state.language).headline}</a>
          </p>
        ) : null}
      </Callout>
    );
  if (entry.closed === 'expired')
    return (
      <Callout heading="This has ended">
        <p>It was in force until {entry.message.expires ? whenInSentence(entry.message.expires, state.nowMs) : 'its end'}. It stays here for your record.</p>
      </Callout>
    );
  return null;
}

function Confirmation({ entry }: { entry: Entry }) {
  if (entry.message.confirmation === undefined || entry.closed !== 'open') return null;
  if (!entry.confirmed)
    return (
      <Callout heading="Not yet confirmed">
        <p>
          One person sent this because it could not wait. Somebody else of the team has not confirmed it yet. If you are in doubt, ring the
          helpline before you act.
        </p>
      </Callout>
    );
  return <InsetText text="One person sent this at first. A second person of the team has confirmed it." />;
}

function Deadline({ entry }: { entry: Entry }) {
  const { state } = useInbox();
  if (!entry.toDo) return null;
  if (!entry.due) return null;
  return (
    <Callout heading={dueText(entry, state.nowMs)}>
      {entry.message.acknowledgement?.required ? (
        <p>If you cannot do this, reply “We need help”. The team that sent it will see that.</p>
      ) : (
        <p>If you cannot do this, ring the helpline.</p>
      )}
    </Callout>
  );
}

function Body({ info, children }: { info: Info; children?: ComponentChildren }) {
  return (
    <div lang={info.language} dir={directionOf(info.language)}>
      {children}
      <MessageText info={info} />
    </div>
  );
}

function After({ entry }: { entry: Entry }) {
  const { state } = useInbox();
  const { message } = entry;
  const contact = infoIn(message, state.language).contact;
  const helpline = state.helplines.find((one) => one.message.topic === message.topic) ?? state.helplines[0];
  const number = contact?.telephone || message.telephone || helpline?.message.telephone;
  const isHelpline = helpline !== undefined && number === helpline.message.telephone;
  const earlier = state.entries.filter((one) => entry.replaces.includes(one.id));
  const version = versionOf(entry, state.entries);
  const reference = referenceOf(message);
  return (
    <>
      <ul class="app-actions app-not-printed">
        {entry.closed === 'open' && message.msg_type !== 'cancel' ? (
          <li class="app-actions__item">
            <AnyIcon name="print" />
            <a href={`/messages/${entry.id}/poster`}>Print a poster for the staff room</a>
          </li>
        ) : null}
        {number ? (
          <li class="app-actions__item">
            <AnyIcon name="phone" />
            <a href={`tel:${number}`}>
              Ring {contact?.name ? contact.name : 'the helpline'} on {telephone(number)}
            </a>
          </li>
        ) : null}
        {number && isHelpline ? (
          <li>
            <LazyPart loader={parts.openNow} with={{ entry: helpline }} />
          </li>
        ) : null}
        {contact?.email ? (
          <li class="app-actions__item">
            <a href={`mailto:${contact.email}`}>Email {contact.email}</a>
          </li>
        ) : null}
      </ul>
      {earlier.length > 0 && message.msg_type !== 'cancel' ? (
        <Details summary="Earlier versions">
          <ul class="nhsuk-list">
            {earlier.map((one) => (
              <li key={one.id}>
                <a href={pathOf(one)}>{infoIn(one.message, state.language).headline}</a>, sent {whenInSentence(one.message.sent, state.nowMs)}
              </li>
            ))}
          </ul>
        </Details>
      ) : null}
      <p class="app-reference">
        {reference ? `${reference}, version ${version}. ` : `Version ${version}. `}Sent by {message.sender_name},{' '}
        <span class="app-not-printed">{whenInSentence(message.sent, state.nowMs)}</span>
        <span class="app-print-only">{onPaper(message.sent)}</span>.
        {message.review_by ? ` To be looked at again by ${whenInSentence(message.review_by, state.nowMs)}.` : ''}
      </p>
    </>
  );
}

/** Shown to a person counts as read: after a second in view, so that a page flicked through does not. */
function useRead(entry: Entry) {
  const { engine } = useInbox();
  const unread = entry.stage === 'delivered' && !entry.skipped;
  useEffect(() => {
    if (!unread) return;
    let timer = 0;
    const look = () => {
      clearTimeout(timer);
      if (document.visibilityState === 'visible') timer = window.setTimeout(() => void engine.markRead(entry.id), 1000);
    };
    look();
    document.addEventListener('visibilitychange', look);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, [entry.id, unread]);
}

export function MessagePage({ entry }: { entry: Entry }) {
  const { engine, state } = useInbox();
  const { message } = entry;
  const [beside, setBeside] = useState(false);
  useRead(entry);
  const info = infoIn(message, state.language);
  const first = message.info[0] ?? info;
  const notYet = message.effective !== undefined && Date.parse(message.effective) > state.nowMs;
  const both = beside && info.language !== first.language;
  const standing = entry.closed === 'open' && message.msg_type !== 'cancel';

  return (
    <>
      <BackLink href="/">Back to inbox</BackLink>
      <div class="nhsuk-grid-row">
        <div class={both ? 'nhsuk-grid-column-full' : 'nhsuk-grid-column-two-thirds'}>
          <Tags entry={entry} />
          <Title title={info.headline} caption={caption(message)} lang={info.language} dir={directionOf(info.language)}>
            {info.headline}
          </Title>
          <p class="app-meta">
            From {message.sender_name}, {whenInSentence(message.sent, state.nowMs)}
          </p>
          {message.info.length > 1 ? (
            <LazyPart loader={parts.languages} with={{ label: 'Language', info: message.info, chosen: info.language, onChoose: (language: string) => engine.setLanguage(language) }} />
          ) : null}
          {info.language !== first.language ? (
            <p class="app-not-printed">
              <button class="app-link-button" type="button" aria-pressed={beside} onClick={() => setBeside(!beside)}>
                {beside ? `Hide the ${languageInEnglish(first.language)} text` : `Show the ${languageInEnglish(first.language)} text beside it`}
              </button>
            </p>
          ) : null}
          {message.status !== 'actual' ? (
            <Callout heading={message.status === 'exercise' ? 'This is an exercise' : 'This is a test message'}>
              <p>Nothing in it is real. {entry.toDo ? 'Reply as you would if it were.' : 'You do not have to do anything.'}</p>
            </Callout>
          ) : null}
          <Superseded entry={entry} />
          <Confirmation entry={entry} />
          {notYet && message.effective ? (
            <Callout heading={`Starts ${whenInSentence(message.effective, state.nowMs)}`}>
              <p>It is not in force yet. Until then, what was said before still counts.</p>
            </Callout>
          ) : null}
          <Deadline entry={entry} />
          {message.change_note ? (
            <section class="app-change" aria-labelledby="change">
              <h2 class="nhsuk-heading-m" id="change">
                What has changed
              </h2>
              <p class="nhsuk-body" lang={first.language} dir={directionOf(first.language)}>
                {message.change_note}
              </p>
            </section>
          ) : null}
          {both ? (
            <div class="app-beside">
              <Body info={info} />
              <Body info={first}>
                <p class="nhsuk-heading-m">{first.headline}</p>
              </Body>
            </div>
          ) : (
            <Body info={info} />
          )}
          {info.web ? (
            <p class="nhsuk-body">
              <a href={info.web} rel="noreferrer" target="_blank">
                More on {hostOf(info.web)} (opens in a new window)
              </a>
            </p>
          ) : null}
          {message.resources?.length ? <LazyPart loader={parts.resources} with={{ entry }} /> : null}
          {standing || state.drafts[entry.id] || entry.acts.some((one) => one.act === 'respond') ? <Reply entry={entry} open={standing && !entry.skipped} /> : null}
          <After entry={entry} />
        </div>
      </div>
    </>
  );
}


function hostOf(url: string): string {
  try {
    return new URL(url).hostname;
  } catch {
    return url;
  }
}
