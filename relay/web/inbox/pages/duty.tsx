import '../styles/duty.scss';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Entry } from '../engine/types';
import { directionOf } from '../../shared/language';
import { AnyIcon, Button, Icon } from '../../shared/components';
import { Tags, dueText, pathOf, toneOf } from './card';
import { useInbox } from './context';
import { lineOf, useLink } from './shell';
import { makeAlarm, type Alarm } from './sound';
import { Quiet, Title } from './parts/ui';
import { longDate, timeOfDay, when } from '../../shared/when';
import { infoIn } from './words';

/** Urgent messages that nobody has read: these sound. */
export const urgentUnread = (toDo: readonly Entry[]): Entry[] => toDo.filter((one) => one.message.urgency === 'immediate' && one.stage === 'delivered');

const tiles = {
  urgent: 'app-duty__tile app-duty__tile--urgent',
  action: 'app-duty__tile',
  info: 'app-duty__tile',
  done: 'app-duty__tile',
};

/** A tablet on charge in the office: what is to do, large, and a sound when something urgent comes. */
export function DutyPage() {
  const { engine, state } = useInbox();
  const alarm = useRef<Alarm | null>(null);
  const [quiet, setQuiet] = useState<ReadonlySet<string>>(new Set());
  const urgent = urgentUnread(state.toDo).filter((one) => !quiet.has(one.id));
  const [here, setHere] = useState(Date.now());
  const now = here + state.aheadMs;
  const link = useLink();

  useEffect(() => {
    const timer = setInterval(() => setHere(Date.now()), 1000);
    return () => {
      clearInterval(timer);
      alarm.current?.stop();
      void engine.setDuty(false);
    };
  }, []);
  useEffect(() => {
    if (!state.duty.on) return;
    if (urgent.length > 0) alarm.current?.ring();
    else alarm.current?.stop();
  }, [urgent.map((one) => one.id).join(), state.duty.on]);

  function start() {
    // The tap that starts it is what allows the sound.
    alarm.current ??= makeAlarm();
    void engine.setDuty(true);
  }

  if (!state.duty.on)
    return (
      <div class="nhsuk-grid-row">
        <div class="nhsuk-grid-column-two-thirds">
          <Title title="Duty screen">Duty screen</Title>
          <p class="nhsuk-body">For a tablet or computer on charge in the office or at the nurses’ station. It shows what is to do in large type, and sounds an alarm when an urgent message comes.</p>
          <ul class="nhsuk-list nhsuk-list--bullet">
            <li>Plug the device in and turn its volume up.</li>
            <li>Leave this page open. It keeps the screen on where the browser can.</li>
          </ul>
          <Button type="button" onClick={start}>
            Start the duty screen
          </Button>
        </div>
      </div>
    );

  const line = lineOf(link, state.nowMs);
  return (
    <div>
      <div class="app-duty__top">
        <div>
          <p class="app-duty__clock">{timeOfDay(now)}</p>
          <p class="app-duty__date">{longDate(now)}</p>
        </div>
        <div>
          <p class={line.tone === 'good' ? 'app-duty__line' : 'app-duty__line app-duty__line--bad'}>
            <AnyIcon name={line.tone === 'good' ? 'tick' : 'cross'} />
            <span>{line.text}</span>
          </p>
          <p class="app-duty__line">
            {state.duty.awake ? 'The screen stays on.' : 'The screen may turn itself off: set it to stay on in the settings of this device.'}
          </p>
          <p class="app-duty__line">
            <Quiet onClick={() => void engine.setDuty(false)}>Stop the duty screen</Quiet>
          </p>
        </div>
      </div>
      <Title title={urgent.length > 0 ? `Urgent (${urgent.length})` : 'Duty screen'}>
        {state.toDo.length === 0 ? (line.tone === 'good' ? 'Nothing to do' : 'Nothing to do in what has arrived') : `To do: ${state.toDo.length}`}
      </Title>
      {urgent.length > 0 ? (
        <div class="app-duty__alarm" role="alert">
          <p class="app-duty__alarm-text">Urgent message: read it now</p>
          <Button type="button" variant="secondary" onClick={() => setQuiet(new Set([...quiet, ...urgent.map((one) => one.id)]))}>
            Stop the sound
          </Button>
        </div>
      ) : null}
      <ul class="app-list">
        {state.toDo.slice(0, 6).map((one) => (
          <Tile key={one.id} entry={one} />
        ))}
      </ul>
      {state.toDo.length > 6 ? (
        <p class="app-duty__line">
          <a href="/">{state.toDo.length - 6} more in the inbox</a>
        </p>
      ) : null}
    </div>
  );
}

function Tile({ entry }: { entry: Entry }) {
  const { state } = useInbox();
  const info = infoIn(entry.message, state.language);
  const due = dueText(entry, state.nowMs);
  return (
    <li class={tiles[toneOf(entry)]}>
      <Tags entry={entry} />
      <h2 class="app-duty__title">
        <a href={pathOf(entry)} lang={info.language} dir={directionOf(info.language)}>
          {info.headline}
        </a>
      </h2>
      {due ? (
        <p class="app-duty__due">
          <Icon name="clock" /> <span>{due}</span>
        </p>
      ) : null}
      <p class="app-duty__by">
        {entry.message.sender_name} · {when(entry.message.sent, state.nowMs)}
      </p>
    </li>
  );
}
