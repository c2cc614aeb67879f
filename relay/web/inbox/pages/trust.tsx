import { useEffect, useState } from 'preact/hooks';
import type { Outcome } from '../engine/types';
import { Button, ButtonGroup, Card, Details, Radios, Textarea } from '../../shared/components';
import { useInbox } from './context';
import { Callout } from './parts/callout';
import { Mistakes, errorOf, type Mistake } from './parts/mistakes';
import { Said } from './parts/ui';
import { Words } from './parts/words';
import { onPaper } from '../../shared/when';
import { useUnsaved } from '../../shared/unsaved';
import { sentence } from './sentences';

/** Which devices open results: the words, a first device, a further one, the sheet, new keys. */
export function TrustCard() {
  const { engine, state } = useInbox();
  const { trust } = state;
  const [problem, setProblem] = useState('');
  const [sheet, setSheet] = useState('');
  const [busy, setBusy] = useState('');

  async function run<T>(name: string, what: () => Promise<Outcome<T>>): Promise<T | undefined> {
    if (busy) return undefined;
    setBusy(name);
    const outcome = await what();
    setBusy('');
    setProblem(outcome.ok ? '' : sentence(outcome.why, outcome.detail));
    return outcome.ok ? outcome.value : undefined;
  }
  const showSheet = (text: string | undefined) => {
    if (text) setSheet(text);
  };
  if (sheet) return <Sheet lines={sheet} onDone={() => setSheet('')} />;

  return (
    <Card heading="Opening test results" level={2} size="m">
      <Said>{problem ? <p class="nhsuk-error-message">{problem}</p> : null}</Said>
      {trust.is === 'unknown' ? <p class="nhsuk-body">Connect this device to see whether it opens test results.</p> : null}
      {trust.is === 'broken' ? (
        <Callout heading="Your home’s list of devices is not right" level={3}>
          <p>No device of your home has signed it. Ring your NHS team before you do anything else.</p>
        </Callout>
      ) : null}
      {trust.is === 'bulletins' ? (
        <>
          <p class="nhsuk-body">
            <strong>This device does not open test results.</strong> It gets every other message.
          </p>
          {trust.words ? (
            <>
              <p class="nhsuk-body">The eight words of this device:</p>
              <Words words={trust.words} label="The eight words of this device" />
            </>
          ) : (
            <Button type="button" variant="secondary" small busy={busy === 'words'} onClick={() => void run('words', () => engine.words())}>
              Show the eight words of this device
            </Button>
          )}
          {trust.first ? (
            <>
              <p class="nhsuk-body">Ring your NHS team and read them out. When they have confirmed them:</p>
              <Button type="button" small busy={busy === 'found'} onClick={() => void run('found', () => engine.foundTrust()).then(showSheet)}>
                Let this device open results
              </Button>
            </>
          ) : (
            <p class="nhsuk-body">Enter them on a device of your home that opens results already, under “Devices and alerts”.</p>
          )}
          <Recover onSheet={showSheet} />
        </>
      ) : null}
      {trust.is === 'sealed' ? (
        <>
          <p class="nhsuk-body">
            <strong>This device opens test results.</strong>
          </p>
          <Approve />
          {trust.homeWords ? (
            <Details summary="Your home’s eight words, for a laboratory that rings">
              <Words words={trust.homeWords} label="Your home’s eight words" />
            </Details>
          ) : null}
          <Rotate busy={busy === 'rotate'} onRotate={() => void run('rotate', () => engine.rotate()).then(showSheet)} />
        </>
      ) : null}
    </Card>
  );
}

function Approve() {
  const { engine, state } = useInbox();
  const others = state.trust.devices.filter((one) => !one.isThis && !one.revoked && !one.sealed && one.canSeal);
  const [device, setDevice] = useState('');
  const [words, setWords] = useState('');
  useUnsaved(words);
  const [mistakes, setMistakes] = useState<Mistake[]>([]);
  const [done, setDone] = useState('');
  const [busy, setBusy] = useState(false);
  if (others.length === 0) return <Said>{done ? <p class="nhsuk-body">{done}</p> : null}</Said>;
  const chosen = device || (others.length === 1 ? others[0]!.id : '');
  async function submit(event: Event) {
    event.preventDefault();
    if (busy) return;
    const found: Mistake[] = [];
    const list = words.toLowerCase().split(/[^a-z]+/).filter(Boolean);
    if (!chosen) found.push({ field: 'other-device', text: 'Select the other device' });
    if (list.length !== 8) found.push({ field: 'words', text: `Enter all eight words from the other device’s screen (you entered ${list.length})` });
    setMistakes(found);
    if (found.length > 0) return;
    setBusy(true);
    const outcome = await engine.approveDevice(chosen, list.join(' '));
    setBusy(false);
    if (!outcome.ok) return setMistakes([{ field: 'words', text: sentence(outcome.why, outcome.detail) }]);
    setDone(`${others.find((one) => one.id === chosen)?.name ?? 'The device'} may open results now. Results sent before stay locked for it.`);
    setWords('');
    setDevice('');
  }
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <h3 class="nhsuk-heading-s">Let another device open results</h3>
      <Mistakes of={mistakes} />
      {others.length > 1 ? (
        <Radios
          id="other-device"
          legend="Which device?"
          legendSize="s"
          items={others.map((one) => ({ value: one.id, text: one.name }))}
          value={device}
          onChange={setDevice}
          error={errorOf('other-device', mistakes)}
        />
      ) : (
        <p class="nhsuk-body">“{others[0]!.name}” does not open results yet.</p>
      )}
      <Textarea
        id="words"
        label="The eight words on its screen"
        labelSize="s"
        hint="Look at the other device yourself. Do not take them from an email or a chat"
        rows={2}
        value={words}
        onInput={setWords}
        error={errorOf('words', mistakes)}
        autocomplete="off"
        spellcheck={false}
      />
      <Button small busy={busy}>
        Let it open results
      </Button>
    </form>
  );
}

function Recover({ onSheet }: { onSheet: (text: string) => void }) {
  const { engine } = useInbox();
  const [text, setText] = useState('');
  useUnsaved(text);
  const [mistakes, setMistakes] = useState<Mistake[]>([]);
  const [busy, setBusy] = useState(false);
  async function submit(event: Event) {
    event.preventDefault();
    if (busy) return;
    if (text.trim() === '') return setMistakes([{ field: 'sheet', text: 'Enter the four lines of the recovery sheet' }]);
    setBusy(true);
    const outcome = await engine.recover(text);
    setBusy(false);
    if (outcome.ok) onSheet(outcome.value);
    else setMistakes([{ field: 'sheet', text: sentence(outcome.why, outcome.detail) }]);
  }
  return (
    <Details summary="Use the recovery sheet">
      <p>When every device that opened results is lost: the sheet opens what was sent before, and this device gets new keys and a new sheet.</p>
      <form onSubmit={(event) => void submit(event)} noValidate>
        <Mistakes of={mistakes} />
        <Textarea
          id="sheet"
          label="The four lines of the sheet"
          labelSize="s"
          rows={4}
          value={text}
          onInput={setText}
          error={errorOf('sheet', mistakes)}
          autocomplete="off"
          spellcheck={false}
        />
        <Button small busy={busy}>
          Open with the sheet
        </Button>
      </form>
    </Details>
  );
}

function Rotate({ busy, onRotate }: { busy: boolean; onRotate: () => void }) {
  return (
    <Details summary="Change the keys, and make a new recovery sheet">
      <p>Do this when a device that opened results, or the recovery sheet, was lost. Remove the lost device first.</p>
      <p>The old sheet stops working. You get a new one, which you must write down or print at once.</p>
      <Button type="button" variant="warning" small busy={busy} onClick={onRotate}>
        Change the keys
      </Button>
    </Details>
  );
}

/** When it appears, and never again: a new function each time would take the focus at every press. */
const takeFocus = (node: HTMLElement | null) => node?.focus();

/** Shown once. It opens every result of the home: paper, in a locked place. */
function Sheet({ lines, onDone }: { lines: string; onDone: () => void }) {
  const { state } = useInbox();
  const [sure, setSure] = useState(false);
  const [isShown, setShown] = useState(false);
  useEffect(() => setShown(true), []);
  useUnsaved(isShown);
  return (
    <section class="app-sheet" aria-labelledby="sheet-heading">
      <h2 class="nhsuk-heading-m" id="sheet-heading" tabIndex={-1} ref={takeFocus}>
        Recovery sheet of {state.home?.name}
      </h2>
      <p class="nhsuk-body">
        <strong>It is shown this one time.</strong> With it your home opens its test results again when every device is lost. Whoever has it can read them, so keep it on
        paper, locked away.
      </p>
      <ol class="app-sheet__lines">
        {lines
          .trim()
          .split(/\n+/)
          .map((one) => (
            <li key={one} class="app-sheet__line">
              {one}
            </li>
          ))}
      </ol>
      <p class="nhsuk-body-s">
        {state.home?.id} · made {onPaper(state.nowMs)} · older sheets no longer work
      </p>
      <div class="app-not-printed app-last">
        <ButtonGroup>
          <Button type="button" variant="secondary" onClick={() => print()}>
            Print the sheet
          </Button>
          {sure ? (
            <Button type="button" onClick={onDone}>
              Yes, hide it for ever
            </Button>
          ) : (
            <Button type="button" onClick={() => setSure(true)}>
              I have written it down
            </Button>
          )}
        </ButtonGroup>
        <Said>{sure ? <p class="nhsuk-body">Compare each line with your paper once more. It cannot be shown again.</p> : null}</Said>
      </div>
    </section>
  );
}
