import '../styles/guidance.scss';
import type { Entry } from '../engine/types';
import { directionOf } from '../../shared/language';
import { Details } from '../../shared/components';
import { Tags, pathOf } from './card';
import { useInbox } from './context';
import { Title } from './parts/ui';
import { when } from '../../shared/when';
import { referenceOf, versionOf } from './versions';
import { firstLine, infoIn, topicName } from './words';

export interface Topic {
  topic: string;
  inForce: Entry[];
  earlier: Entry[];
}

/** One group a topic, by its newest guidance; earlier versions are those that were replaced, withdrawn or have ended. */
export function byTopic(guidance: readonly Entry[], entries: readonly Entry[]): Topic[] {
  const groups = new Map<string, Topic>();
  for (const one of guidance) {
    const topic = one.message.topic ?? one.id;
    const group = groups.get(topic) ?? { topic, inForce: [], earlier: [] };
    group.inForce.push(one);
    groups.set(topic, group);
  }
  for (const one of entries) {
    if (one.message.kind !== 'guidance_bulletin' || one.message.msg_type === 'cancel' || one.closed === 'open') continue;
    groups.get(one.message.topic ?? one.id)?.earlier.push(one);
  }
  return [...groups.values()];
}

export function GuidancePage() {
  const { state } = useInbox();
  const topics = byTopic(state.guidance.filter((one) => one.message.status === 'actual'), state.entries);
  const connected = state.link.is === 'live' && state.link.behind === 0;
  return (
    <div class="nhsuk-grid-row">
      <div class="nhsuk-grid-column-two-thirds">
        <Title title="Guidance in force">Guidance in force</Title>
        <p class="nhsuk-body">
          {connected
            ? 'What counts now, newest first. It is saved on this device, also for when there is no internet.'
            : 'What is saved on this device. There may be newer guidance: check the internet connection of this device.'}
        </p>
        {topics.length === 0 ? <p class="nhsuk-body">{connected ? 'No guidance is in force for your home.' : 'No guidance is saved on this device yet.'}</p> : null}
        <ul class="app-list">
          {topics.map((one) => (
            <TopicCard key={one.topic} of={one} />
          ))}
        </ul>
      </div>
    </div>
  );
}

function TopicCard({ of }: { of: Topic }) {
  const { state } = useInbox();
  const name = of.inForce[0]?.message.topic ? topicName(of.topic) : 'Guidance';
  return (
    <li class="nhsuk-card app-message app-message--info">
      <div class="nhsuk-card__content app-message__content">
        <h2 class="nhsuk-caption-m app-caption">{name}</h2>
        {of.inForce.map((one) => (
          <Current key={one.id} entry={one} />
        ))}
        {of.earlier.length > 0 ? (
          <Details summary={of.earlier.length === 1 ? '1 earlier version' : `${of.earlier.length} earlier versions`}>
            <ul class="nhsuk-list">
              {of.earlier.map((one) => (
                <li key={one.id}>
                  <a href={pathOf(one)}>{infoIn(one.message, state.language).headline}</a>
                  <br />
                  <span class="app-soft">
                    Sent {when(one.message.sent, state.nowMs).replace(/^(Today|Yesterday)/, (word) => word.toLowerCase())}. Do not follow it any more.
                  </span>
                </li>
              ))}
            </ul>
          </Details>
        ) : null}
      </div>
    </li>
  );
}

function Current({ entry }: { entry: Entry }) {
  const { state } = useInbox();
  const { message } = entry;
  const info = infoIn(message, state.language);
  const version = versionOf(entry, state.entries);
  return (
    <div class="app-current">
      {entry.toDo || !entry.confirmed ? <Tags entry={entry} /> : null}
      <h3 class="nhsuk-card__heading app-message__title" lang={info.language} dir={directionOf(info.language)}>
        <a href={pathOf(entry)}>{info.headline}</a>
      </h3>
      {message.change_note ? (
        <p class="app-message__summary">
          <strong>What has changed:</strong> {message.change_note}
        </p>
      ) : (
        <p class="app-message__summary" lang={info.language} dir={directionOf(info.language)}>
          {firstLine(info.description) || firstLine(info.instruction)}
        </p>
      )}
      <p class="app-meta">
        {[referenceOf(message), `version ${version}`, message.sender_name, when(message.sent, state.nowMs)].filter(Boolean).join(' · ')}
      </p>
    </div>
  );
}
