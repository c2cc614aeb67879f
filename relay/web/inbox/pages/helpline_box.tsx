import type { Entry } from '../engine/types';
import { Card, Icon } from '../../shared/components';
import { isOpen, nextOpening, openUntil, type OpeningPeriod } from '../../shared/hours';
import { dayNumber, timeOfDay, whenInSentence } from '../../shared/when';
import { telephone } from '../../shared/words';
import { useInbox } from './context';
import { topicName } from './words';

export const hoursOf = (entry: Entry) => (entry.message.opening_hours ?? []) as OpeningPeriod[];

/** Whether somebody answers now, as the notice says; undefined when it says no hours. */
export function openness(entry: Entry, nowMs: number): { open: boolean; text: string } | undefined {
  if (entry.message.service_state === 'closed') return { open: false, text: 'Closed until further notice' };
  const hours = hoursOf(entry);
  if (hours.length === 0) return undefined;
  if (isOpen(hours, nowMs)) {
    const until = openUntil(hours, nowMs);
    return { open: true, text: until === undefined ? 'Open now, day and night' : `Open now, until ${dayNumber(until) === dayNumber(nowMs) ? timeOfDay(until) : whenInSentence(until, nowMs)}` };
  }
  const next = nextOpening(hours, nowMs);
  return { open: false, text: next === undefined ? 'Closed now' : `Closed now. Opens ${whenInSentence(next, nowMs)}` };
}

export function OpenNow({ entry }: { entry: Entry }) {
  const { state } = useInbox();
  const found = openness(entry, state.nowMs);
  if (!found) return null;
  return (
    <p class={found.open ? 'app-done' : 'app-closed'}>
      <Icon name={found.open ? 'tick' : 'clock'} />
      <span>{found.text}</span>
    </p>
  );
}

export function RingLink({ number, large }: { number: string; large?: boolean }) {
  return (
    <a class={large ? 'app-telephone app-telephone--large' : 'app-telephone'} href={`tel:${number}`}>
      {telephone(number)}
    </a>
  );
}

/** Beside the inbox: whom to ring. */
export function HelplineBox() {
  const { state } = useInbox();
  const first = state.helplines[0];
  if (!first) return null;
  return (
    <Card heading="Need to talk to someone?" level={2} size="s">
      <p class="nhsuk-body">{nameOf(first)}</p>
      {first.message.telephone ? <RingLink number={first.message.telephone} /> : null}
      <OpenNow entry={first} />
      <p class="nhsuk-body">
        <a href="/helpline">{state.helplines.length > 1 ? 'Opening times and other helplines' : 'Opening times'}</a>
      </p>
    </Card>
  );
}

const nameOf = (entry: Entry) => {
  const topic = entry.message.topics?.[0] ?? entry.message.topic;
  const known = entry.message.topic ?? topic;
  return known ? `${topicName(known)} helpline` : 'Helpline';
};
