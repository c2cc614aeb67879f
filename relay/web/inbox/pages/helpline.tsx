import '../styles/helpline.scss';
import type { Entry } from '../engine/types';
import { clockText, daysText, type OpeningPeriod } from '../../shared/hours';
import { directionOf } from '../../shared/language';
import { useInbox } from './context';
import { Callout } from './parts/callout';
import { Title } from './parts/ui';
import { Text } from './parts/text';
import { when, whenInSentence } from '../../shared/when';
import { OpenNow, RingLink, hoursOf, openness } from './helpline_box';
import { caption } from './versions';
import { infoIn, topicName } from './words';

function Hours({ hours, id }: { hours: OpeningPeriod[]; id: string }) {
  if (hours.length === 0) return null;
  const noHolidays = !hours.some((one) => one.days.includes('bank_holiday'));
  return (
    <>
      <h3 class="nhsuk-heading-s" id={id}>
        Opening times
      </h3>
      <dl class="app-hours" aria-labelledby={id}>
        {hours.map((one, index) => (
          <div class="app-hours__row" key={index}>
            <dt class="app-hours__days">{daysText(one.days)}</dt>
            <dd class="app-hours__times">
              {one.opens === '00:00' && one.closes === '24:00' ? 'All day' : `${clockText(one.opens)} to ${clockText(one.closes)}`}
            </dd>
          </div>
        ))}
        {noHolidays ? (
          <div class="app-hours__row">
            <dt class="app-hours__days">Bank holidays</dt>
            <dd class="app-hours__times">Closed</dd>
          </div>
        ) : null}
      </dl>
    </>
  );
}

function HelplineCard({ entry }: { entry: Entry }) {
  const { state } = useInbox();
  const { message } = entry;
  const info = infoIn(message, state.language);
  const hours = hoursOf(entry);
  return (
    <div class="nhsuk-card">
      <div class="nhsuk-card__content">
        <p class="nhsuk-caption-m app-caption">{caption(message)}</p>
        <h2 class="nhsuk-card__heading" lang={info.language} dir={directionOf(info.language)}>
          {info.headline}
        </h2>
        {message.telephone ? <RingLink number={message.telephone} large /> : null}
        <OpenNow entry={entry} />
        {message.service_state === 'limited' ? (
          <p class="nhsuk-body">
            <strong>Limited service.</strong> You may have to wait longer than usual.
          </p>
        ) : null}
        {message.topics && message.topics.length > 0 ? (
          <p class="nhsuk-body">Ring about: {message.topics.map(topicName).join(', ')}</p>
        ) : null}
        {message.email ? (
          <p class="nhsuk-body">
            Email: <a href={`mailto:${message.email}`}>{message.email}</a>. Do not put residents’ names in an email.
          </p>
        ) : null}
        <Text source={info.description} level={3} />
        <Hours hours={hours} id={`hours-${entry.id}`} />
        {openness(entry, state.nowMs)?.open === false ? (
          <>
            <h3 class="nhsuk-heading-s">When it is closed</h3>
            <Text source={info.instruction} level={3} />
            {info.instruction ? null : <p class="nhsuk-body">If it cannot wait until the helpline opens, ring NHS 111.</p>}
          </>
        ) : null}
        <p class="app-meta">
          {message.sender_name} · {when(message.sent, state.nowMs)}
          {message.expires ? ` · until ${whenInSentence(message.expires, state.nowMs)}` : ''}
        </p>
      </div>
    </div>
  );
}

export function HelplinePage() {
  const { state } = useInbox();
  return (
    <div class="nhsuk-grid-row">
      <div class="nhsuk-grid-column-two-thirds">
        <Title title="Helpline">Helpline</Title>
        {state.helplines.length === 0 ? (
          <p class="nhsuk-body">
            {state.link.is === 'live' ? 'No team has sent your home a helpline number yet.' : 'There is no helpline number saved on this device yet. Connect it to the internet.'}{' '}
            Use the number your NHS team gave you.
          </p>
        ) : null}
        {state.helplines.map((one) => (
          <HelplineCard key={one.id} entry={one} />
        ))}
        <Callout heading="In an emergency">
          <p>If somebody’s life is at risk, ring 999. If somebody is ill and it cannot wait for a GP, ring NHS 111.</p>
        </Callout>
      </div>
    </div>
  );
}
