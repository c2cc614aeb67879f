import '../styles/trust.scss';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Device, Outcome, State } from '../engine/types';
import { Button, ButtonGroup, Card, Details, Hidden, Input } from '../../shared/components';
import { Alerts } from './alerts';
import { LazyPart } from '../lazy';
import { parts } from '../parts';
import { useInbox } from './context';
import { Callout } from './parts/callout';
import { Quiet, Said, Title } from './parts/ui';
import { whenInSentence } from '../../shared/when';
import { TrustCard } from './trust';
import { useUnsaved } from '../../shared/unsaved';
import { sentence } from './sentences';

const nothing = {};
const nameMost = 80;

/** Most often a certificate that was let pass by hand: then a browser shows the pages and keeps none of them. */
function PagesMissing() {
  return (
    <Callout heading="These pages do not open without internet on this device">
      <p>
        The browser has not kept them, and cannot show alerts while this page is closed. Messages and replies are kept while the page stays
        open.
      </p>
      <p>
        This happens when the browser warned about this site’s certificate, in private browsing, and in old browsers. Open the site without
        the warning, in an ordinary window. If you cannot, ask your NHS team.
      </p>
    </Callout>
  );
}

export function DevicesPage() {
  const { engine, state } = useInbox();
  const [problem, setProblem] = useState('');
  const live = state.link.is === 'live';
  useEffect(() => {
    if (live) void engine.refreshDevices().then((one) => setProblem(one.ok ? '' : sentence(one.why, one.detail)));
  }, [live]);
  const devices = state.trust.devices.filter((one) => !one.revoked);
  return (
    <div class="nhsuk-grid-row">
      <div class="nhsuk-grid-column-two-thirds">
        <Title title="Devices and alerts">Devices and alerts</Title>
        {state.storage.pagesMissing ? <PagesMissing /> : null}
        <Alerts />
        <h2 class="nhsuk-heading-m">Your home’s devices</h2>
        {!live ? (
          <p class="nhsuk-body">
            Not connected.{' '}
            {state.trust.askedMs === undefined ? 'The list is shown when this device is connected.' : `This is the list of ${whenInSentence(state.trust.askedMs, state.nowMs)}.`}
          </p>
        ) : null}
        {problem ? <p class="nhsuk-error-message">{problem}</p> : null}
        <ul class="app-list app-devices">
          {devices.map((one) => (
            <DeviceCard key={one.id} device={one} />
          ))}
          {devices.length === 0 && state.home ? (
            <li>
              <p class="nhsuk-body">
                <strong>{state.home.deviceName}</strong> (this device)
              </p>
            </li>
          ) : null}
        </ul>
        <AddDevice />
        {live ? <LazyPart loader={parts.chats} with={nothing} /> : null}
        <TrustCard />
        <Leave />
      </div>
    </div>
  );
}

function DeviceCard({ device }: { device: Device }) {
  const { engine, state } = useInbox();
  const [asking, setAsking] = useState(false);
  const [naming, setNaming] = useState(false);
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  const id = `device-${device.id}`;
  async function remove() {
    if (busy) return;
    setBusy(true);
    const outcome = await engine.removeDevice(device.id);
    setBusy(false);
    if (!outcome.ok) setProblem(sentence(outcome.why, outcome.detail));
  }
  const named = () => {
    setNaming(false);
    heading.current?.focus();
  };
  return (
    <li class="nhsuk-card app-device">
      <div class="nhsuk-card__content">
        <h3 class="nhsuk-card__heading nhsuk-heading-s" id={id} ref={heading} tabIndex={-1}>
          {device.name}
          {device.isThis ? ' (this device)' : ''}
        </h3>
        <p class="app-meta">
          {seen(device, state)} Set up {whenInSentence(device.enrolled, state.nowMs)}.{' '}
          {device.sealed ? 'Opens test results.' : 'Does not open test results.'}
        </p>
        {naming ? <Rename device={device} onDone={named} /> : null}
        {naming ? null : asking ? (
          <div role="group" aria-labelledby={id}>
            <p class="nhsuk-body">
              <strong>Remove “{device.name}”?</strong> It gets no more messages and cannot reply. What it has kept stays on it. If it was lost and opened results, also
              change the keys below.
            </p>
            <ButtonGroup>
              <Button type="button" variant="warning" small busy={busy} onClick={() => void remove()}>
                Yes, remove it
              </Button>
              <Button type="button" variant="secondary" small onClick={() => setAsking(false)}>
                Keep it
              </Button>
            </ButtonGroup>
          </div>
        ) : (
          <div class="app-device__acts">
            <Quiet onClick={() => setNaming(true)}>
              Rename<Hidden>: {device.name}</Hidden>
            </Quiet>
            {device.isThis ? null : (
              <Quiet onClick={() => setAsking(true)}>
                Remove if it is lost or not used<Hidden>: {device.name}</Hidden>
              </Quiet>
            )}
          </div>
        )}
        {problem ? (
          <p class="nhsuk-error-message" role="alert">
            {problem}
          </p>
        ) : null}
      </div>
    </li>
  );
}

/** What it is called on the home's devices, and by whoever looks after the home at the NHS team. */
function Rename({ device, onDone }: { device: Device; onDone: () => void }) {
  const { engine } = useInbox();
  const [name, setName] = useState(device.name);
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  const field = `name-${device.id}`;
  const saved = useUnsaved(name);
  useLayoutEffect(() => document.getElementById(field)?.focus(), []);
  async function submit(event: Event) {
    event.preventDefault();
    const to = name.trim();
    if (busy) return;
    if (to === '' || [...to].length > nameMost) return setProblem(to === '' ? 'Enter a name' : `The name must be ${nameMost} characters or fewer`);
    setBusy(true);
    const outcome = await engine.renameDevice(device.id, to);
    setBusy(false);
    if (!outcome.ok) return setProblem(sentence(outcome.why, outcome.detail));
    saved();
    onDone();
  }
  return (
    <form class="app-last" onSubmit={(event) => void submit(event)} noValidate>
      <Input id={field} label="New name" labelSize="s" hint="For example “Night phone” or “Office tablet”" width={20} value={name} onInput={setName} error={problem || undefined} autocomplete="off" />
      <ButtonGroup>
        <Button small busy={busy}>
          Save the name
        </Button>
        <Button type="button" variant="secondary" small onClick={onDone}>
          Keep the old one
        </Button>
      </ButtonGroup>
    </form>
  );
}

function seen(device: Device, state: State): string {
  if (device.isThis && state.link.is === 'live') return 'Connected now.';
  return device.lastSeen ? `Last seen ${whenInSentence(device.lastSeen, state.nowMs)}.` : '';
}

function AddDevice() {
  const { engine, state } = useInbox();
  const [made, setMade] = useState<{ code: string; expires: string } | null>(null);
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  async function add() {
    if (busy) return;
    setBusy(true);
    const outcome: Outcome<{ readonly code: string; readonly expires: string }> = await engine.addDevice();
    setBusy(false);
    if (outcome.ok) setMade(outcome.value);
    setProblem(outcome.ok ? '' : sentence(outcome.why, outcome.detail));
  }
  return (
    <Card heading="Add a device" level={2} size="m">
      <Said>
        {made ? (
          <>
            <ol class="nhsuk-list nhsuk-list--number">
              <li>
                On the other device, open <strong>{location.host}</strong>
              </li>
              <li>
                Enter this code:
                <span class="app-code">{made.code}</span>
              </li>
            </ol>
            <p class="nhsuk-body">It is for one device, and works until {whenInSentence(made.expires, state.nowMs)}.</p>
          </>
        ) : (
          <p class="nhsuk-body">Every device of your home gets its own copy of each message. Have at least two, so that one lost or broken device stops nothing.</p>
        )}
        {problem ? <p class="nhsuk-error-message">{problem}</p> : null}
      </Said>
      <Button type="button" variant="secondary" small busy={busy} onClick={() => void add()}>
        {made ? 'Make another code' : 'Make a code for another device'}
      </Button>
    </Card>
  );
}

function Leave() {
  const { engine, go, state } = useInbox();
  const [asking, setAsking] = useState(false);
  const [problem, setProblem] = useState('');
  async function leave() {
    const outcome = await engine.leave();
    if (outcome.ok) go('/');
    else setProblem(sentence(outcome.why, outcome.detail));
  }
  return (
    <Details summary="Stop using this device">
      {asking ? (
        <Callout heading="Remove this device?" level={3}>
          <p>All messages and keys on it are erased. It cannot be undone. To use it again you need a new code.</p>
          {state.waiting > 0 ? <p>Replies on it that were not sent are lost: {state.waiting}.</p> : null}
          {state.trust.is === 'sealed' && state.trust.devices.filter((one) => one.sealed && !one.revoked).length < 2 ? (
            <p>
              <strong>It is the only device that opens results.</strong> Without it you need the recovery sheet.
            </p>
          ) : null}
          <ButtonGroup>
            <Button type="button" variant="warning" small onClick={() => void leave()}>
              Yes, erase everything here
            </Button>
            <Button type="button" variant="secondary" small onClick={() => setAsking(false)}>
              Keep it
            </Button>
          </ButtonGroup>
        </Callout>
      ) : (
        <>
          <p>Before you give this device away or use it for something else, remove it here.</p>
          <Button type="button" variant="secondary" small onClick={() => setAsking(true)}>
            Remove this device
          </Button>
        </>
      )}
      {problem ? (
        <p class="nhsuk-error-message" role="alert">
          {problem}
        </p>
      ) : null}
    </Details>
  );
}

