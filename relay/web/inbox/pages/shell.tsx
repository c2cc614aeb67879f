import { useEffect, useRef, useState } from 'preact/hooks';
import type { Link, State } from '../engine/types';
import { useInbox } from './context';
import { Live } from '../../shared/components';
import { LazyPart } from '../lazy';
import { parts } from '../parts';
import { Quiet } from './parts/ui';
import { when } from '../../shared/when';
import { count } from '../../shared/words';
import { infoIn, isFarOff, unsent } from './words';

/** How this device stands to the relay, in one line. `good` only while everything there is has arrived. */
export function lineOf(link: Link, nowMs: number, pagesMissing = false): { text: string; tone: 'good' | 'busy' | 'off'; canTry: boolean } {
  const asOf = link.upToDateMs === undefined ? '' : ` Up to date ${asOfText(link.upToDateMs, nowMs)}.`;
  switch (link.is) {
    case 'starting':
      return { text: 'Opening your messages.', tone: 'busy', canTry: false };
    case 'live':
      if (link.behind > 0) return { text: `Connected. Getting ${count(link.behind, 'message', 'messages')}.`, tone: 'busy', canTry: false };
      return { text: `Connected.${asOf}`, tone: 'good', canTry: false };
    case 'connecting':
      return { text: `Connecting.${asOf}`, tone: 'busy', canTry: false };
    case 'waiting':
      return { text: `Not connected. Trying again.${asOf}`, tone: 'off', canTry: true };
    case 'offline':
      return { text: `No internet connection.${asOf} ${pagesMissing ? 'You can still read and reply. Do not close this page: it does not open again without internet.' : 'You can still read and reply.'}`, tone: 'off', canTry: true };
    case 'stopped':
      return { text: `This device gets no new messages.${asOf}`, tone: 'off', canTry: false };
  }
}

const asOfText = (at: number, nowMs: number) => {
  const text = when(at, nowMs);
  return text.startsWith('Today ') ? `at ${text.slice(6)}` : `${text.charAt(0).toLowerCase()}${text.slice(1)}`.replace(/^([mtwfs]\w+day )/, (found) => found.charAt(0).toUpperCase() + found.slice(1));
};

const dots = {
  good: 'app-strip__dot app-strip__dot--good',
  busy: 'app-strip__dot app-strip__dot--waiting',
  off: 'app-strip__dot app-strip__dot--bad',
};

/** The link, as far as this device can tell: without any network a line that was not yet found broken is no line. */
export function useLink(): Link {
  const { link } = useInbox().state;
  const [, look] = useState(0);
  useEffect(() => {
    const changed = () => look((n) => n + 1);
    addEventListener('online', changed);
    addEventListener('offline', changed);
    return () => {
      removeEventListener('online', changed);
      removeEventListener('offline', changed);
    };
  }, []);
  return navigator.onLine === false && link.is === 'live' ? { ...link, is: 'offline' } : link;
}

/** The line under the menu. Its time changes all day: only a change of the connection is said aloud. */
export function Strip() {
  const { engine, state } = useInbox();
  const link = useLink();
  const line = lineOf(link, state.nowMs, state.storage.pagesMissing);
  return (
    <div class="app-strip" role="region" aria-label="Connection">
      <div class="nhsuk-width-container app-strip__inner">
        <span class={dots[line.tone]} aria-hidden="true" />
        <p class="app-strip__words">
          {line.text} {line.canTry ? <Quiet onClick={() => engine.reconnect()}>Try now</Quiet> : null}
        </p>
      </div>
      {state.waiting > 0 ? (
        <div class="nhsuk-width-container app-strip__inner">
          <span class="app-strip__dot app-strip__dot--waiting" aria-hidden="true" />
          <p class="app-strip__words">{waitingText({ ...state, link })}</p>
        </div>
      ) : null}
      <Live>{said[line.tone]}</Live>
    </div>
  );
}

const said = { good: 'Connected', busy: 'Connecting', off: 'Not connected' };

/** Replies are named, because somebody waits for them. */
export function waitingText(state: State): string {
  const replies = state.entries.flatMap((one) => one.acts).filter((one) => one.act === 'respond' && one.is === 'waiting').length;
  const what = replies > 0 ? count(replies, 'reply', 'replies') : 'What you have read';
  const { link } = state;
  return `${what} ${link.is === 'live' ? 'saved on this device. Being sent.' : unsent(state)}`;
}

/** What must be known on every page. Few visits have something to say here: the words come when they are needed. */
export function Notices() {
  const { link, storage, alarms, update, aheadMs } = useInbox().state;
  if ((link.is !== 'stopped' || !link.why) && storage.is === 'ok' && alarms.length === 0 && !update && !isFarOff(aheadMs)) return null;
  return <LazyPart loader={parts.notices} with={nothing} />;
}

const nothing = {};

/** Says what arrives, once, politely; what was there before is not said. */
export function Announcer({ state }: { state: State }) {
  const seen = useRef<Set<string> | null>(null);
  const [text, setText] = useState('');
  useEffect(() => {
    if (state.link.is === 'starting') return;
    const before = seen.current;
    seen.current = new Set(state.entries.map((one) => one.id));
    if (!before) return;
    const fresh = state.entries.filter((one) => !before.has(one.id) && !one.skipped);
    if (fresh.length === 0) return;
    const first = fresh.find((one) => one.message.urgency === 'immediate') ?? fresh[0]!;
    const title = infoIn(first.message, state.language).headline;
    const kind = first.message.urgency === 'immediate' ? 'Urgent message' : 'New message';
    setText(fresh.length === 1 ? `${kind}: ${title}` : `${fresh.length} new messages. ${kind}: ${title}`);
  }, [state.entries, state.link.is]);
  return (
    <Live>{text}</Live>
  );
}

export const footerLinks = [
  { href: '/devices', text: 'Devices and alerts', needsHome: true },
  { href: '/record', text: 'Our record', needsHome: true },
  { href: '/duty', text: 'Duty screen', needsHome: true },
  { href: '/about', text: 'About this service', needsHome: false },
  { href: '/accessibility', text: 'Accessibility', needsHome: false },
  { href: '/privacy', text: 'Privacy', needsHome: false },
];
