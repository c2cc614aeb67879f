import { useEffect, useState } from 'preact/hooks';
import { useInbox } from './context';
import { Button, ButtonLink, Details, Input } from '../../shared/components';
import { Mistakes, errorOf, type Mistake } from './parts/mistakes';
import { Title } from './parts/ui';
import { about } from '../about';
import { telephone } from '../../shared/words';
import { useUnsaved } from '../../shared/unsaved';
import { sentence } from './sentences';

/** Letters and digits of a code as people type it: Crockford's base32 reads O as 0, I and L as 1. */
export function codeTyped(text: string): string {
  const plain = text
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');
  return plain.length > 5 ? `${plain.slice(0, 5)}-${plain.slice(5)}` : plain;
}

/** A code that came with the link, behind `#enrol=`; it is taken out of the address so that it is in no history. */
export function codeInLink(): string {
  const found = /^#enrol=([0-9A-Za-z-]{10,16})$/.exec(location.hash)?.[1];
  if (!found) return '';
  history.replaceState(history.state, '', location.pathname);
  return codeTyped(found);
}

export function Enrol() {
  const { engine, state, go } = useInbox();
  const [code, setCode] = useState('');
  const [name, setName] = useState('');
  const [fromLink, setFromLink] = useState(false);
  const [busy, setBusy] = useState(false);
  const [mistakes, setMistakes] = useState<Mistake[]>([]);
  const saved = useUnsaved([code, name]);

  useEffect(() => {
    const look = () => {
      const found = codeInLink();
      if (!found) return;
      setCode(found);
      setFromLink(true);
    };
    look();
    addEventListener('hashchange', look);
    return () => removeEventListener('hashchange', look);
  }, []);

  async function submit(event: Event) {
    event.preventDefault();
    if (busy) return;
    const found: Mistake[] = [];
    const typed = codeTyped(code);
    if (typed === '') found.push({ field: 'code', text: 'Enter the code from your NHS team' });
    else if (typed.length !== 11) found.push({ field: 'code', text: 'The code must have 10 letters and numbers, like ABCDE-FGHJK' });
    if (name.trim() === '') found.push({ field: 'device-name', text: 'Enter a name for this device' });
    else if (name.trim().length > 80) found.push({ field: 'device-name', text: 'The name must be 80 characters or fewer' });
    setMistakes(found);
    if (found.length > 0) return;
    setBusy(true);
    const outcome = await engine.enrol(typed, name.trim());
    setBusy(false);
    if (!outcome.ok) return setMistakes([mistakeOf(outcome.why, outcome.detail)]);
    saved();
    go('/welcome');
  }

  return (
    <div class="nhsuk-grid-row">
      <div class="nhsuk-grid-column-two-thirds">
        <Mistakes of={mistakes} />
        <Title title="Set up this device">
          Set up this device
        </Title>
        <p class="nhsuk-body-l">Get messages from your NHS teams, reply to them, and keep a record that your care home has read them.</p>
        {state.storage.is === 'missing' ? (
          <p class="nhsuk-body">
            <strong>This browser keeps nothing on this device.</strong> Turn off private browsing before you use your code.
          </p>
        ) : null}
        {state.waiting > 0 ? (
          <p class="nhsuk-body">
            <strong>Some replies on this device were not sent.</strong> They are sent once it is set up again for the same home.
          </p>
        ) : null}
        <form onSubmit={submit} noValidate>
          <Input
            id="code"
            label="Your code"
            labelSize="s"
            hint={fromLink ? 'Filled in from your link' : '10 letters and numbers from your NHS team, for example ABCDE-FGHJK'}
            value={code}
            onInput={setCode}
            error={errorOf('code', mistakes)}
            autocomplete="one-time-code"
            spellcheck={false}
            width={20}
            code
          />
          <Input
            id="device-name"
            label="A name for this device"
            labelSize="s"
            hint="So that you can tell your home’s devices apart, for example Office tablet. Do not use a resident’s name"
            value={name}
            onInput={setName}
            error={errorOf('device-name', mistakes)}
            autocomplete="off"
            width={30}
          />
          <Button type="submit" busy={busy}>
            {busy ? 'Setting up' : 'Set up this device'}
          </Button>
        </form>
        <Details summary="What a device is">
          <p>
            A phone, tablet or computer that stays in your care home. It belongs to the home, not to one person: anyone on shift can read
            and reply with it.
          </p>
          <p>It keeps your home’s messages so that you can read them without internet. A home can have up to 20 devices.</p>
          <p>Setting up makes a secret key in this browser. The key cannot be copied away from this device.</p>
        </Details>
        <Details summary="I do not have a code">
          <p>Ask the NHS or council team that works with your home. A code is for one device, works once and for 3 days.</p>
          <p>If this device was set up before, its browser has cleared what it kept, or it was removed. It needs a new code. Your home’s messages are still at the service.</p>
          <p>If your home already uses this service on another device, open “Devices and alerts” there and add this one.</p>
          {about().helpline ? (
            <p>
              Need help with this? Ring {about().organisation ?? 'us'} on <a href={`tel:${about().helpline!.replace(/[^\d+]/g, '')}`}>{telephone(about().helpline!)}</a>.
            </p>
          ) : null}
        </Details>
      </div>
    </div>
  );
}

function mistakeOf(why: Parameters<typeof sentence>[0], detail?: string): Mistake {
  const texts: Partial<Record<typeof why, string>> = {
    code_wrong: 'This code is wrong, already used or more than 3 days old. Check it, or ask your NHS team for a new one',
    code_locked: 'This code was tried too often and no longer works. Ask your NHS team for a new one',
    device_limit: 'Your home already has 20 devices. Remove one you no longer use, on another device, then try again',
  };
  return { field: 'code', text: texts[why] ?? sentence(why, detail) };
}

/** What to do once, right after it was set up. */
export function Welcome() {
  const { state } = useInbox();
  const home = state.home;
  return (
    <div class="nhsuk-grid-row">
      <div class="nhsuk-grid-column-two-thirds">
        <div class="nhsuk-panel">
          <Title title="This device is set up">This device is set up</Title>
          <div class="nhsuk-panel__body">{home ? `It now belongs to ${home.name}` : ''}</div>
        </div>
        <h2 class="nhsuk-heading-m">What to do next</h2>
        <ol class="nhsuk-list nhsuk-list--number">
          <li>
            <a href="/devices">Turn on alerts and try them</a>, so that you hear of an urgent message.
          </li>
          <li>Put this page on your home screen, so that everyone on shift finds it.</li>
          <li>Tell your colleagues which device this is{home ? `: “${home.deviceName}”` : ''}.</li>
        </ol>
        <p>
          <ButtonLink href="/">Go to your inbox</ButtonLink>
        </p>
        {home ? (
          <p class="nhsuk-body-s">
            Not {home.name}? <a href="/devices">Remove this device</a> and ring the team that gave you the code.
          </p>
        ) : null}
      </div>
    </div>
  );
}
