import { useState } from 'preact/hooks';
import { Button, ErrorSummary, Input, NotificationBanner, Radios, Textarea } from '../../shared/components';
import { onPaper } from '../../shared/when';
import type { Home, MessageView, Published } from '../api/types';
import type { Fault } from '../model/form';
import { contentOf, correcting, earlierOf, emptyResult, faultsOf, type Earlier, type ResultForm } from '../model/result';
import { newReference } from '../model/reference';
import { may } from '../model/roles';
import { senderOf, type OwnSender } from '../model/sender';
import { Loading, Top, Trouble, wrongIn } from '../parts/bits';
import { useAct, useLoad } from '../parts/load';
import { useSigned, type Signed } from '../session';
import { usePlace } from '../../shared/router';
import { useUnsaved } from '../../shared/unsaved';
import { NotAllowed } from './not-found';
import { HomeChoice, Openers, readDoors, useDoors } from './result-home';
import { Withdrawing } from './result-withdraw';

/** A test result for one home, locked in this browser before it leaves. */

const back = { href: '/console', text: 'Bulletins' };

export function Result() {
  const signed = useSigned();
  const sender = useLoad(() => senderOf(signed.who.member), [signed.who.member]);
  if (!may.sendResults(signed.who)) return <NotAllowed what="send test results" role="result_sender" />;
  if (sender.state === 'loading') return <Loading />;
  if (sender.state === 'failed')
    return (
      <>
        <Top title="Send a test result" back={back} />
        <p>This browser cannot keep a key, for example because the window is a private one. Use another browser.</p>
      </>
    );
  const registered = signed.who.signing_key;
  if (registered !== sender.data.thumbprint) return <NotRegistered sender={sender.data} other={registered !== undefined} />;
  return <Registered signed={signed} sender={sender.data} />;
}

/** A new one; or what is done about an earlier one, which the address names. */
function Registered(props: { signed: Signed; sender: OwnSender }) {
  const { signed, sender } = props;
  const { query } = usePlace();
  const corrects = query.get('corrects');
  const earlier = useLoad(async () => {
    const id = corrects ?? query.get('withdraws');
    return id ? earlierOf(await signed.api.get<MessageView>(`/v1/messages/${id}`)) : undefined;
  }, [signed.api, query.toString()]);
  if (earlier.state === 'loading') return <Loading />;
  if (earlier.state === 'failed')
    return (
      <>
        <Top title="Test result" back={back} />
        <Trouble why={earlier.why} again={() => void earlier.again()} />
      </>
    );
  if (earlier.data && earlier.data.closed !== 'open')
    return (
      <>
        <Top title="Test result" back={{ href: `/console/messages/${earlier.data.id}`, text: 'The result' }} />
        <p>This result was corrected or withdrawn already.</p>
      </>
    );
  if (earlier.data && !corrects) return <Withdrawing key={earlier.data.id} signed={signed} sender={sender} earlier={earlier.data} />;
  return <Writing key={earlier.data?.id ?? 'new'} signed={signed} sender={sender} corrects={earlier.data} />;
}

const sentAs = [
  { value: 'final', text: 'Final' },
  { value: 'preliminary', text: 'First result, may change' },
];
const correctedAs = [
  { value: 'corrected', text: 'The earlier one was wrong' },
  { value: 'amended', text: 'Something is added to it' },
  { value: 'final', text: 'It is final now' },
];

/** The key of this browser is not the one homes are told to trust: it has to be registered by an administrator. */
function NotRegistered(props: { sender: OwnSender; other: boolean }) {
  const { sender, other } = props;
  return (
    <>
      <Top title="Register this browser first" back={back} />
      <p class="nhsuk-u-reading-width">
        Homes open only results that are signed by a key an administrator has registered for you.{' '}
        {other ? 'The one registered for you is another browser’s. Use that browser, or have this one registered instead.' : 'This browser has just made one.'}
      </p>
      <h2 class="nhsuk-heading-m">What to do</h2>
      <ol class="nhsuk-list nhsuk-list--number">
        <li>Send the key below to an administrator, for example by email. It is not secret.</li>
        <li>Ring them and read out these eight words. They must see the same.</li>
        <li>When they have registered it, load this page again.</li>
      </ol>
      <p class="app-sheet app-words">{sender.words}</p>
      <h3 class="nhsuk-heading-s">The key</h3>
      <p class="app-sheet app-code" id="key">
        {JSON.stringify(sender.pair.jwk)}
      </p>
    </>
  );
}

function Writing(props: { signed: Signed; sender: OwnSender; corrects?: Earlier | undefined }) {
  const { signed, sender, corrects } = props;
  const empty = corrects ? correcting(corrects.home) : emptyResult;
  const [form, setForm] = useState<ResultForm>(empty);
  const [heard, setHeard] = useState('');
  const [faults, setFaults] = useState<Fault[]>([]);
  const [tries, setTries] = useState(0);
  const [sent, setSent] = useState<{ id: string; home: Home; devices: number }>();
  const [reference, setReference] = useState(() => newReference());
  const { busy, why, act } = useAct();
  const change = (part: Partial<ResultForm>) => setForm((was) => ({ ...was, ...part }));
  const wrong = (field: string) => wrongIn(faults, field);
  useUnsaved(form); // when it was sent, the form is empty as at first
  const doors = useDoors(signed, form.home, heard);
  const { chosen } = doors;

  const send = () =>
    act(async () => {
      setTries((count) => count + 1);
      const problems = faultsOf(form);
      setFaults(problems);
      if (problems.length > 0) return;
      // Asked again at the last moment: a device may have been lost meanwhile.
      const home = await signed.api.get<Home>(`/v1/homes/${form.home}`);
      const now = await readDoors(signed, home, heard);
      await doors.again();
      if (now.devices === 0 || !now.believed.newest) return;
      const { recipientsOf, sealResult } = await import('../model/sealing');
      const list = now.believed.newest.what;
      const at = new Date();
      const message = await sealResult(
        {
          home: home.id,
          msgType: corrects ? 'update' : 'alert',
          ...(corrects && { references: [corrects.id] }),
          reference,
          topic: 'test-results',
          acknowledgement: { required: true },
        },
        contentOf(form, at),
        sender,
        recipientsOf(list, now.revoked),
        list.home,
        at,
      );
      const answer = await signed.api.post<Published>('/v1/messages', message);
      setSent({ id: answer.id, home, devices: now.devices });
      setForm(empty);
      setReference(newReference());
    });

  return (
    <>
      <Top title={corrects ? 'Correct a test result' : 'Send a test result'} back={back} problem={faults.length > 0} />
      {sent && (
        <NotificationBanner success text={`Sent to ${sent.home.name}, locked for ${sent.devices === 1 ? '1 device' : `${sent.devices} devices`}`}>
          <p>
            <a href={`/console/messages/${sent.id}`}>See whether it was opened</a>
          </p>
        </NotificationBanner>
      )}
      {corrects && !sent && (
        <div class="nhsuk-inset-text">
          <p>
            It takes the place of the result sent {onPaper(corrects.sent)}. Enter all of it again: this service cannot read what that one says.
          </p>
        </div>
      )}
      {faults.length > 0 && <ErrorSummary faults={faults} attempt={tries} />}
      <Trouble why={why} />
      <form
        noValidate
        class="nhsuk-u-reading-width"
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <HomeChoice signed={signed} chosen={chosen?.home} error={wrong('result-home')} {...(!corrects && { choose: (home: string) => change({ home }) })} />
        {form.home && <Openers doors={{ ...doors, data: chosen }} heard={heard} hear={setHeard} />}
        <Input id="test" label="Test" labelSize="s" hint="SNOMED CT code, for example 871555000" error={wrong('test')} width={20} inputmode="numeric" value={form.test} onInput={(test) => change({ test })} />
        <Radios
          id="outcome"
          legend="Result"
          legendSize="s"
          error={wrong('outcome')}
          value={form.outcome}
          onChange={(outcome) => change({ outcome: outcome as ResultForm['outcome'] })}
          items={[
            { value: 'positive', text: 'Positive' },
            { value: 'negative', text: 'Negative' },
            { value: 'indeterminate', text: 'Not clear' },
            { value: 'void', text: 'Could not be tested' },
          ]}
        />
        <Radios
          id="status"
          legend={corrects ? 'Why is it sent again?' : 'Is it final?'}
          legendSize="s"
          error={wrong('status')}
          value={form.status}
          onChange={(status) => change({ status: status as ResultForm['status'] })}
          items={corrects ? correctedAs : sentAs}
        />
        {corrects && (
          <Textarea id="changed" label="What has changed?" labelSize="s" hint="The home reads this first. Locked as well. No names" error={wrong('changed')} rows={2} value={form.changed} onInput={(changed) => change({ changed })} />
        )}
        <Input id="subject" label="Resident" labelSize="s" hint="The home’s own reference, for example R-17. Never a name, date of birth or NHS number" error={wrong('subject')} width={20} value={form.subject} onInput={(subject) => change({ subject })} />
        <Input id="specimen" label="Specimen" labelSize="s" hint="Your reference" error={wrong('specimen')} width={20} value={form.specimen} onInput={(specimen) => change({ specimen })} />
        <Input id="performer" label="Laboratory" labelSize="s" hint="ODS code, for example RX9LD" error={wrong('performer')} width={10} value={form.performer} onInput={(performer) => change({ performer })} />
        <Textarea id="words" label="Anything the home should know (optional)" labelSize="s" hint="Locked as well. No names" error={wrong('words')} rows={3} value={form.words} onInput={(words) => change({ words })} />
        {chosen && chosen.devices > 0 ? (
          <Button busy={busy}>
            Lock and send{corrects ? ' the correction' : ''} to {chosen.home.name}
          </Button>
        ) : (
          chosen && <p>It cannot be sent to this home now.</p>
        )}
      </form>
    </>
  );
}
