import { useState } from 'preact/hooks';
import type { AlertTest, Outcome, Push, WayTest } from '../engine/types';
import { Button, ButtonGroup, Card } from '../../shared/components';
import { useInbox } from './context';
import { Progress, Said } from './parts/ui';
import { whenInSentence } from '../../shared/when';
import { sentence } from './sentences';

const says: Record<Push['is'], string> = {
  unsupported: 'This browser cannot show alerts while the page is closed. Use the duty screen, or another device.',
  install: 'First put this page on your home screen: tap the share sign, then “Add to Home Screen”, and open it from there. Then come back here.',
  blocked: 'Alerts are blocked in this browser. Allow notifications for this site in the browser’s settings, then come back here.',
  off: 'Alerts are off. This device shows new messages only while this page is open.',
  on: 'Alerts are on. When a message comes, this device shows that there is one; never what it says.',
};

export function Alerts() {
  const { engine, state } = useInbox();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  async function run(what: () => Promise<Outcome>) {
    if (busy) return;
    setBusy(true);
    const outcome = await what();
    setBusy(false);
    setProblem(outcome.ok ? '' : sentence(outcome.why, outcome.detail));
  }
  const { push } = state;
  return (
    <Card heading="Alerts on this device" level={2} size="m">
      <p class="nhsuk-body">{says[push.is]}</p>
      <div class="app-last">
        <ButtonGroup>
          {push.is === 'off' ? (
            <Button type="button" small busy={busy} onClick={() => void run(() => engine.enablePush())}>
              Turn alerts on
            </Button>
          ) : null}
          <Button type="button" small variant={push.is === 'off' ? 'secondary' : undefined} busy={busy} onClick={() => void run(() => engine.testAlerts())}>
            Test my alerts
          </Button>
          {push.is === 'on' ? (
            <Button type="button" small variant="secondary" busy={busy} onClick={() => void run(() => engine.disablePush())}>
              Turn alerts off
            </Button>
          ) : null}
        </ButtonGroup>
        <Said>
          {problem ? <p class="nhsuk-error-message">{problem}</p> : null}
          {state.alertTest ? <TestResult of={state.alertTest} /> : null}
        </Said>
      </div>
    </Card>
  );
}

const asAlert = 'As an alert of this device';

/** What came of "Test my alerts", each way. That it was sent is not that it was seen. */
function TestResult({ of }: { of: AlertTest }) {
  const { state } = useInbox();
  return (
    <>
      <p class="nhsuk-body">The test of {whenInSentence(of.startedMs, state.nowMs)}:</p>
      <WayResult of={of.line} here="On this page" off="another window of this device has the connection" />
      <WayResult of={of.push} here={asAlert} off="alerts are off" />
    </>
  );
}

function WayResult({ of, here, off }: { of: WayTest; here: string; off: string }) {
  switch (of.is) {
    case 'asking':
      return <Progress sent={false}>{here}: asking the service to send one.</Progress>;
    case 'sent':
      return <Progress sent={false}>{here}: sent, waiting for it to arrive.</Progress>;
    case 'shown':
      return (
        <Progress sent>
          {here}: it came{of.tookMs === undefined ? '' : ` after ${seconds(of.tookMs)}`}.
        </Progress>
      );
    case 'off':
      return <p class="nhsuk-body">{here}: not tested, because {off}.</p>;
    case 'failed':
      return (
        <p class="nhsuk-error-message">
          {here}: it did not arrive. {of.detail ?? ''} {here === asAlert ? 'Check that notifications are allowed and that “Do not disturb” is off, then try again.' : 'Check the internet connection, then try again.'}
        </p>
      );
  }
}

const seconds = (ms: number) => (ms < 1500 ? '1 second' : `${Math.round(ms / 1000)} seconds`);
