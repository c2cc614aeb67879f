import { useState } from 'preact/hooks';
import { Button, ErrorSummary, Input, NotificationBanner, Radios, Textarea, WarningCallout } from '../../shared/components';
import type { Believed } from '../../shared/seal/lists';
import { telephone } from '../../shared/words';
import type { Home, Published } from '../api/types';
import type { Fault } from '../model/form';
import { registerOf } from '../model/homes';
import { contentOf, emptyResult, faultsOf, type ResultForm } from '../model/result';
import { newReference } from '../model/reference';
import { may } from '../model/roles';
import { found } from '../model/search';
import { senderOf, type OwnSender } from '../model/sender';
import { LinkButton, Loading, Top, Trouble, wrongIn } from '../parts/bits';
import { useAct, useLoad } from '../parts/load';
import { useSigned, type Signed } from '../session';
import { NotAllowed } from './not-found';

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
  return <Writing signed={signed} sender={sender.data} />;
}

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

interface Doors {
  home: Home;
  believed: Believed;
  revoked: string[];
  /** How many devices could open it. */
  devices: number;
}

async function readDoors(signed: Signed, home: Home, heard: string): Promise<Doors> {
  const { pin, pinnedOf, readOn } = await import('../model/sealing');
  const pinned = await pinnedOf(home.id);
  const lists: string[] = [];
  let revoked: string[] = [];
  for (let after = pinned?.what.version ?? 0; ; ) {
    const page = await signed.api.get<{ lists: string[]; revoked: string[] }>(`/v1/homes/${home.id}/device-lists?after=${after}`);
    lists.push(...page.lists);
    revoked = page.revoked;
    if (page.lists.length < 100) break;
    after += page.lists.length;
  }
  const believed = await readOn(pinned, lists, heard);
  if (believed.is === 'good' && believed.newest) await pin(home.id, believed.newest);
  const devices = believed.is === 'good' ? believed.newest!.what.devices.filter((one) => !revoked.includes(one.device)).length : 0;
  return { home, believed, revoked, devices };
}

function Writing(props: { signed: Signed; sender: OwnSender }) {
  const { signed, sender } = props;
  const [form, setForm] = useState<ResultForm>(emptyResult);
  const [heard, setHeard] = useState('');
  const [faults, setFaults] = useState<Fault[]>([]);
  const [tries, setTries] = useState(0);
  const [sent, setSent] = useState<{ id: string; home: Home; devices: number }>();
  const [reference, setReference] = useState(() => newReference());
  const { busy, why, act } = useAct();
  const change = (part: Partial<ResultForm>) => setForm((was) => ({ ...was, ...part }));
  const wrong = (field: string) => wrongIn(faults, field);
  const doors = useLoad(async () => {
    if (!form.home) return undefined;
    return readDoors(signed, await signed.api.get<Home>(`/v1/homes/${form.home}`), heard);
  }, [signed.api, form.home, heard]);
  // While another home is looked up, nothing on the page may still speak of the one before.
  const chosen = doors.data?.home.id === form.home ? doors.data : undefined;

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
        { home: home.id, msgType: 'alert', reference, topic: 'test-results', acknowledgement: { required: true } },
        contentOf(form, at),
        sender,
        recipientsOf(list, now.revoked),
        list.home,
        at,
      );
      const answer = await signed.api.post<Published>('/v1/messages', message);
      setSent({ id: answer.id, home, devices: now.devices });
      setForm(emptyResult);
      setReference(newReference());
    });

  return (
    <>
      <Top title="Send a test result" back={back} problem={faults.length > 0} />
      {sent && (
        <NotificationBanner success text={`Sent to ${sent.home.name}, locked for ${sent.devices === 1 ? '1 device' : `${sent.devices} devices`}`}>
          <p>
            <a href={`/console/messages/${sent.id}`}>See whether it was opened</a>
          </p>
        </NotificationBanner>
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
        <HomeChoice signed={signed} chosen={chosen?.home} error={wrong('result-home')} choose={(home) => change({ home })} />
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
          legend="Is it final?"
          legendSize="s"
          value={form.status}
          onChange={(status) => change({ status: status as ResultForm['status'] })}
          items={[
            { value: 'final', text: 'Final' },
            { value: 'preliminary', text: 'First result, may change' },
          ]}
        />
        <Input id="subject" label="Resident" labelSize="s" hint="The home’s own reference, for example R-17. Never a name, date of birth or NHS number" error={wrong('subject')} width={20} value={form.subject} onInput={(subject) => change({ subject })} />
        <Input id="specimen" label="Specimen" labelSize="s" hint="Your reference" error={wrong('specimen')} width={20} value={form.specimen} onInput={(specimen) => change({ specimen })} />
        <Input id="performer" label="Laboratory" labelSize="s" hint="ODS code, for example RX9LD" error={wrong('performer')} width={10} value={form.performer} onInput={(performer) => change({ performer })} />
        <Textarea id="words" label="Anything the home should know (optional)" labelSize="s" hint="Locked as well. No names" error={wrong('words')} rows={3} value={form.words} onInput={(words) => change({ words })} />
        {chosen && chosen.devices > 0 ? (
          <Button busy={busy}>Lock and send to {chosen.home.name}</Button>
        ) : (
          chosen && <p>It cannot be sent to this home now.</p>
        )}
      </form>
    </>
  );
}

function HomeChoice(props: { signed: Signed; chosen: Home | undefined; error: string | undefined; choose: (id: string) => void }) {
  const { signed, chosen, error, choose } = props;
  const [search, setSearch] = useState('');
  const register = useLoad(() => registerOf(signed.api), [signed.api]);
  if (chosen)
    return (
      <div class="app-sheet">
        <p>
          <b>{chosen.name}</b>, {register.data?.names.get(chosen.area) ?? chosen.area}
          {chosen.postcode && `, ${chosen.postcode}`}
        </p>
        <p>
          <LinkButton onClick={() => choose('')}>Choose another home</LinkButton>
        </p>
      </div>
    );
  const homes = search.trim().length > 1 && register.data ? found(register.data.homes, search, '').slice(0, 8) : [];
  return (
    <>
      <Input id="result-home" label="Home" labelSize="s" hint="Type a part of its name, postcode or code" error={error} value={search} onInput={setSearch} />
      {register.state === 'failed' && <Trouble why={register.why} />}
      <ul class="nhsuk-list app-found" aria-live="polite">
        {homes.map((home) => (
          <li key={home.id}>
            <LinkButton
              onClick={() => {
                setSearch('');
                choose(home.id);
              }}
            >
              {home.name}
            </LinkButton>, {register.data!.names.get(home.area) ?? home.area}
            {home.postcode && `, ${home.postcode}`}
          </li>
        ))}
      </ul>
    </>
  );
}

/** How many devices can open it; why none can, and what to do then. */
function Openers(props: { doors: { state: string; data?: Doors | undefined; why?: unknown; again: () => Promise<void> }; heard: string; hear: (words: string) => void }) {
  const { doors, hear } = props;
  const [typed, setTyped] = useState('');
  if (doors.state === 'failed') return <Trouble why={doors.why} again={() => void doors.again()} />;
  if (!doors.data) return <Loading what="its devices" />;
  const { home, believed, devices } = doors.data;
  const ring = home.telephone ? ` on ${telephone(home.telephone)}` : '';
  if (believed.is === 'broken')
    return (
      <WarningCallout heading="The devices of this home cannot be trusted" level={2}>
        <p>What this service says about them does not hold together. Do not send a result. Ring the home{ring} and tell the people who run this service.</p>
      </WarningCallout>
    );
  if (believed.is === 'begins_anew' && believed.newest)
    return (
      <WarningCallout heading="This home has begun anew" level={2}>
        <p>
          It has lost its old keys, or somebody pretends to be it. Ring the home{ring}, on a number you knew before, and have its eight words read out.
        </p>
        <Input id="heard" label="The eight words you hear" labelSize="s" value={typed} spellcheck={false} onInput={setTyped} />
        <Button type="button" variant="secondary" onClick={() => hear(typed.trim())}>
          These are the words I heard
        </Button>
        {props.heard && <p role="alert">These are not the home’s words. Have them read out again.</p>}
      </WarningCallout>
    );
  if (devices === 0)
    return (
      <WarningCallout heading="No device of this home can open a result" level={2}>
        <p>Nothing is sent. Ring the home{ring}. An administrator can let one of its devices open results.</p>
      </WarningCallout>
    );
  return (
    <p role="status">
      <b>{devices === 1 ? '1 device' : `${devices} devices`}</b> of this home can open it. This service cannot.
    </p>
  );
}
