import '../styles/notices.scss';
import type { ComponentChildren } from 'preact';
import type { Alarm, Link } from '../engine/types';
import { Button } from '../../shared/components';
import { useInbox } from './context';
import { Quiet } from './parts/ui';
import { onPaper } from '../../shared/when';
import { isFarOff } from './words';

/** Why nothing comes any more, and what to do. */
export function stoppedText(why: Link['why']): { heading: string; text: string; next: 'enrol' | 'ring' | 'update' | 'reload' } {
  switch (why) {
    case 'revoked':
      return {
        heading: 'This device has been removed',
        text: 'Your home or your NHS team removed this device. It gets no new messages, sends no replies, and what you see may be out of date. If this is a mistake, ask for a new code and set it up again.',
        next: 'enrol',
      };
    case 'suspended':
      return {
        heading: 'Messages to your home have been stopped',
        text: 'Your NHS team has stopped messages to your home for now, and takes no replies. What you see may be out of date. Ring them to find out why.',
        next: 'ring',
      };
    case 'replaced':
      return {
        heading: 'Your messages are open in another window',
        text: 'Only one window of this device gets new messages at a time. Close the other one, or use it here.',
        next: 'reload',
      };
    case 'too_old':
      return {
        heading: 'This page is too old',
        text: 'The service has changed and this page cannot talk to it any more. Get the new version. Replies that wait to be sent are kept.',
        next: 'update',
      };
    default:
      return {
        heading: 'This is not the service this device was set up for',
        text: 'It did not prove that it is your NHS team’s service, so nothing was sent to it. Ring your NHS team before you go on.',
        next: 'ring',
      };
  }
}

function Stopped() {
  const { engine, state } = useInbox();
  if (state.link.is !== 'stopped' || !state.link.why) return null;
  const { heading, text, next } = stoppedText(state.link.why);
  return (
    <Notice heading={heading} grave>
      <p>{text}</p>
      {next === 'enrol' ? (
        <p>
          <a href="/set-up">Set up this device again</a>
        </p>
      ) : null}
      {next === 'ring' ? (
        <p>
          <a href="/helpline">See the helpline number</a>
        </p>
      ) : null}
      {next === 'reload' ? (
        <Button small type="button" onClick={() => engine.reconnect()}>Use it here</Button>
      ) : null}
      {next === 'update' ? (
        <Button small type="button" onClick={() => engine.reload()}>Get the new version</Button>
      ) : null}
    </Notice>
  );
}

function Notice({ heading, grave, children }: { heading: string; grave?: boolean; children: ComponentChildren }) {
  return (
    <section class={grave ? 'app-notice app-notice--grave' : 'app-notice'} aria-label={heading}>
      <h2 class="nhsuk-heading-s app-notice__heading">{heading}</h2>
      {children}
    </section>
  );
}

const alarms: Record<Alarm['is'], { heading: string; text: string }> = {
  ahead: {
    heading: 'The service was restored from an older copy',
    text: 'This device has messages that the service had lost. Nothing on this device is lost. Your NHS team has been told by the service; check with them if a message looks wrong.',
  },
  reset: { heading: 'The service began again', text: 'Your messages are being fetched anew. Messages already on this device stay.' },
  truncated: { heading: 'Some older messages are no longer kept', text: 'The service no longer has them. Guidance in force is complete.' },
  log: {
    heading: 'The service’s record does not match what this device saw',
    text: 'Somebody may have changed it afterwards. Ring your NHS team and tell them. Replies you sent stay on this device.',
  },
  new_log: { heading: 'The service began a new record', text: 'Ask your NHS team whether they meant to. What this device saw of the old one stays here.' },
  refused: { heading: 'A reply was not accepted', text: 'Open the message to see which one, and reply again or ring the helpline.' },
  undelivered: { heading: 'A reply could not be handed in', text: 'The service no longer has the message you replied to. Ring the helpline if it matters.' },
};

function Alarms() {
  const { engine, state } = useInbox();
  return (
    <>
      {state.alarms.map((one) => (
        <Notice key={one.id} heading={alarms[one.is].heading}>
          <p>{alarms[one.is].text}</p>
          <Quiet onClick={() => engine.dismissAlarm(one.id)}>I have read this
            <span class="nhsuk-u-visually-hidden">: {alarms[one.is].heading}</span></Quiet>
        </Notice>
      ))}
    </>
  );
}

function StorageNotice() {
  const { engine, state } = useInbox();
  const { storage } = state;
  if (storage.is === 'lost')
    return (
      <Notice heading="This page can no longer save anything" grave>
        <p>
          What this device had kept was cleared, or another window has a newer version of this page. Nothing new is shown or saved until you
          open the page again.{state.waiting > 0 ? ' What was not sent yet may be lost.' : ''}
        </p>
        <Button small type="button" onClick={() => engine.reload()}>Open it again</Button>
      </Notice>
    );
  if (storage.is === 'missing')
    return (
      <Notice heading="This browser keeps nothing on this device" grave>
        <p>
          Messages and replies that were not sent are lost when you close it. Turn off private browsing, or allow this site to keep
          data, then open it again.
        </p>
      </Notice>
    );
  if (storage.is === 'full')
    return (
      <Notice heading="This device is full" grave>
        <p>New messages cannot be kept here, so they do not count as received. Delete photos or apps you do not need, then open this page again.</p>
      </Notice>
    );
  return null;
}

function WrongClock() {
  const { aheadMs, nowMs } = useInbox().state;
  if (!isFarOff(aheadMs)) return null;
  return (
    <Notice heading="The clock of this device is wrong">
      <p>By the service’s clock, which these pages go by, it is {onPaper(nowMs)}. Set the date and time in the device’s settings.</p>
    </Notice>
  );
}

function Update() {
  const { engine, state } = useInbox();
  if (!state.update) return null;
  return (
    <Notice heading="A new version of this service is ready">
      <p>It takes a few seconds. Replies that wait to be sent are kept.</p>
      <Button variant="secondary" small type="button" onClick={() => engine.reload()}>Update now</Button>
    </Notice>
  );
}

/** What must be known on every page, most important first. */
export function Notices() {
  return (
    <>
      <Stopped />
      <StorageNotice />
      <Alarms />
      <WrongClock />
      <Update />
    </>
  );
}
