import { useState } from 'preact/hooks';
import { Button, Card, Details, Input, SummaryList, Table, Tag, Tags, WarningCallout } from '../../shared/components';
import { useUnsaved } from '../../shared/unsaved';
import { onPaper, when, whenInSentence } from '../../shared/when';
import { Problem } from '../../shared/api';
import type { Device, Home, MessageRow, Receipt } from '../api/types';
import { forgetRegister, registerOf } from '../model/homes';
import { byWhom, lastAt, statusOf } from '../model/receipts';
import { may } from '../model/roles';
import { capital } from '../model/text';
import { telephone } from '../../shared/words';
import { Loading, Top, Trouble } from '../parts/bits';
import { lazy } from '../parts/lazy';
import { useAct, useLoad, useNow } from '../parts/load';
import { useSigned, type Signed } from '../session';
import { HomeTags } from './homes';

const Chat = lazy(async () => (await import('./home-chat')).Chat, 'quiet');
const ContactsAndPaths = lazy(async () => (await import('./home-contacts')).ContactsAndPaths, 'part');

/** One home: how to ring it, its devices and what they may open, and what it got. */

const typeWords = {
  care_home_with_nursing: 'nursing home',
  care_home_without_nursing: 'residential home',
} as const;

export function HomePage(props: { id: string }) {
  const signed = useSigned();
  const now = useNow(30_000);
  const home = useLoad(() => signed.api.get<Home>(`/v1/homes/${props.id}`), [signed.api, props.id]);
  const names = useLoad(async () => (await registerOf(signed.api)).names, [signed.api]);
  const back = { href: '/console/homes', text: 'All homes' };
  if (home.state === 'loading') return <Loading what="the home" />;
  if (home.state === 'failed')
    return (
      <>
        <Top title="Home" back={back} />
        <Trouble why={home.why} again={() => void home.again()} />
      </>
    );
  const { data } = home;
  const area = names.data?.get(data.area) ?? data.area;
  const administers = may.administer(signed.who);
  return (
    <>
      <Top title={data.name} back={back} caption={area} />
      <HomeTags home={data} />
      <SummaryList rows={rowsOf(data)} />
      {administers && (
        <p>
          <a href={`/console/homes/${data.id}/edit`}>Change these details</a>
        </p>
      )}
      {administers ? (
        <>
          <Devices home={data} signed={signed} now={now} again={home.again} />
          <Code home={data} signed={signed} />
        </>
      ) : (
        <p>Devices are looked after by administrators.</p>
      )}
      <ContactsAndPaths home={data} now={now} />
      {administers && <Chat home={data} now={now} />}
      <History home={data} signed={signed} now={now} />
      {administers && <Suspend home={data} signed={signed} again={home.again} />}
    </>
  );
}

function rowsOf(home: Home) {
  const kinds = capital((home.service_types ?? []).map((one) => typeWords[one]).join(', '));
  return [
    { key: 'Telephone', value: home.telephone ? <a href={`tel:${home.telephone}`}>{telephone(home.telephone)}</a> : 'Not known' },
    { key: 'Email', value: home.email ? <a href={`mailto:${home.email}`}>{home.email}</a> : 'Not known' },
    ...(home.postcode ? [{ key: 'Postcode', value: home.postcode }] : []),
    ...(home.provider ? [{ key: 'Run by', value: home.provider }] : []),
    ...(kinds || home.beds ? [{ key: 'Type', value: [kinds, home.beds ? `${home.beds} beds` : ''].filter(Boolean).join(', ') }] : []),
    ...(home.tags && home.tags.length > 0 ? [{ key: 'Tags', value: home.tags.join(', ') }] : []),
    { key: 'Code', value: [home.id, home.ods_code].filter(Boolean).join(', ODS ') },
    ...(home.former_ids && home.former_ids.length > 0 ? [{ key: 'Earlier codes', value: home.former_ids.join(', ') }] : []),
  ];
}

interface Of {
  home: Home;
  signed: Signed;
  again: () => Promise<void>;
}

function Devices(props: Of & { now: Date }) {
  const { home } = props;
  const devices = home.devices ?? [];
  const live = devices.filter((one) => !one.revoked_at);
  const gone = devices.filter((one) => one.revoked_at);
  return (
    <section aria-labelledby="devices">
      <h2 class="nhsuk-heading-m" id="devices">
        Devices
      </h2>
      {live.length === 0 && <p>No device yet: nothing reaches this home here. Make a code and read it out to them.</p>}
      {live.map((device) => (
        <DeviceCard key={device.id} {...props} device={device} />
      ))}
      {gone.length > 0 && (
        <Details summary={`Ended devices (${gone.length})`}>
          <Table
            caption="Ended devices"
            captionHidden
            responsive
            columns={[{ text: 'Device' }, { text: 'Ended' }]}
            rows={gone.map((device) => ({ key: device.id, cells: [device.name || 'Unnamed device', onPaper(device.revoked_at!)] }))}
          />
        </Details>
      )}
    </section>
  );
}

function DeviceCard(props: Of & { device: Device; now: Date }) {
  const { home, signed, again, device, now } = props;
  const { busy, why, act } = useAct();
  const name = device.name || 'Unnamed device';
  const end = () => {
    if (!confirm(`End “${name}”? It is cut off at once and must be enrolled again.`)) return;
    void act(async () => {
      await signed.api.delete(`/v1/homes/${home.id}/devices/${device.id}`);
      await again();
    });
  };
  return (
    <Card
      edge={device.trust === 'sealed' ? 'green' : 'grey'}
      size="s"
      level={3}
      heading={name}
      lead={
        <Tags>
          {device.trust === 'sealed' ? (
            <Tag tone="green">Opens test results</Tag>
          ) : device.confirmed_at ? (
            <Tag tone="blue">Words confirmed</Tag>
          ) : (
            <Tag tone="grey">Bulletins only</Tag>
          )}
        </Tags>
      }
      description={
        <>
          Enrolled {whenInSentence(device.enrolled_at, now)}
          {device.last_seen_at && ` · last seen ${whenInSentence(device.last_seen_at, now)}`}
        </>
      }
    >
      <Trouble why={why} />
      {device.trust !== 'sealed' && device.sealing_key && !device.confirmed_at && <ConfirmWords {...props} />}
      {device.confirmed_at && device.trust !== 'sealed' && (
        <p>Confirmed {whenInSentence(device.confirmed_at, now)}. It opens results once somebody at the home has finished setting it up on the device.</p>
      )}
      <Button type="button" variant="secondary" small busy={busy} onClick={end}>
        End this device
      </Button>
    </Card>
  );
}

function ConfirmWords(props: Of & { device: Device }) {
  const { home, signed, again, device } = props;
  const [words, setWords] = useState('');
  useUnsaved(words);
  const [tries, setTries] = useState(0);
  const { busy, why, act } = useAct();
  const count = words.trim().split(/\s+/).filter(Boolean).length;
  const wrong = tries > 0 && count !== 8 ? `Enter all eight words: there ${count === 1 ? 'is 1' : `are ${count}`}` : undefined;
  const send = () => {
    setTries((turn) => turn + 1);
    if (count !== 8) return;
    void act(async () => {
      await signed.api.post(`/v1/homes/${home.id}/devices/${device.id}/confirm`, { words: words.trim().toLowerCase() });
      await again();
    });
  };
  return (
    <Details summary="Let it open test results">
      <p>
        Ring the home on a number you already knew{home.telephone && `, such as ${telephone(home.telephone)}`}, never on one somebody gives you now. Ask them
        to open “Devices” and read out the eight words. Type what you hear.
      </p>
      <Trouble why={why} />
      <Input id={`words-${device.id}`} label="The eight words" labelSize="s" error={wrong} value={words} spellcheck={false} onInput={setWords} />
      <Button type="button" busy={busy} onClick={send}>
        These are the words I heard
      </Button>
    </Details>
  );
}

/** A code that is shown once, to be read out. */
function Code(props: { home: Home; signed: Signed }) {
  const { home, signed } = props;
  const [code, setCode] = useState<{ code: string; expires: string }>();
  const { busy, why, act } = useAct();
  const make = () =>
    act(async () => setCode(await signed.api.post<{ code: string; expires: string }>(`/v1/homes/${home.id}/codes`)));
  return (
    <section aria-labelledby="code">
      <h2 class="nhsuk-heading-m" id="code">
        Add a device
      </h2>
      <Trouble why={why} />
      {code ? (
        <div class="app-sheet" role="status">
          <p>Read this out to {home.name}. It works for one device, once, and is shown only now.</p>
          <p class="app-spelt">{code.code}</p>
          <p>Letter by letter: {spelt(code.code)}</p>
          <p>
            They open <b>{location.host}</b> on the device and type it in. Good until {onPaper(code.expires)}.
          </p>
        </div>
      ) : (
        <p>Make a code, ring the home, and read it out. They type it into the new device.</p>
      )}
      <Button type="button" variant={code ? 'secondary' : undefined} busy={busy} onClick={() => void make()}>
        {code ? 'Make another code' : 'Make a code'}
      </Button>
    </section>
  );
}

const alphabet: Record<string, string> = {
  A: 'Alfa', B: 'Bravo', C: 'Charlie', D: 'Delta', E: 'Echo', F: 'Foxtrot', G: 'Golf', H: 'Hotel', J: 'Juliett', K: 'Kilo',
  M: 'Mike', N: 'November', P: 'Papa', Q: 'Quebec', R: 'Romeo', S: 'Sierra', T: 'Tango', V: 'Victor', W: 'Whiskey', X: 'X-ray',
  Y: 'Yankee', Z: 'Zulu',
};

/** "Alfa, 7, Bravo …": a code as it is read out on a bad line. */
export const spelt = (code: string): string =>
  [...code.replace(/[^A-Z0-9]/gi, '').toUpperCase()].map((letter) => alphabet[letter] ?? letter).join(', ');

interface Got extends MessageRow {
  receipt: Receipt;
}

function History(props: { home: Home; signed: Signed; now: Date }) {
  const { home, signed, now } = props;
  const got = useLoad(async (): Promise<Got[] | undefined> => {
    try {
      return (await signed.api.get<{ messages: Got[] }>(`/v1/homes/${home.id}/messages?limit=50`)).messages;
    } catch (why) {
      if (why instanceof Problem && (why.status === 404 || why.status === 403)) return undefined;
      throw why;
    }
  }, [signed.api, home.id]);
  if (got.state === 'ready' && !got.data) return null;
  return (
    <section aria-labelledby="history">
      <h2 class="nhsuk-heading-m" id="history">
        What it got
      </h2>
      {got.state === 'loading' && <Loading />}
      {got.state === 'failed' && <Trouble why={got.why} again={() => void got.again()} />}
      {got.data?.length === 0 && <p>Nothing was sent to this home yet.</p>}
      {got.data && got.data.length > 0 && (
        <div class="app-white">
          <Table
            caption="What it got, newest first"
            captionHidden
            responsive
            columns={[{ text: 'Message' }, { text: 'Sent' }, { text: 'Status' }, { text: 'By' }, { text: 'Time' }]}
            rows={got.data.map((row) => {
              const status = statusOf(row.receipt);
              const at = lastAt(row.receipt);
              return {
                key: row.id,
                cells: [
                  <a href={`/console/messages/${row.id}`}>{row.headline}</a>,
                  when(row.sent, now),
                  <Tag tone={status.tone}>{status.words}</Tag>,
                  byWhom(row.receipt) || '–',
                  at ? when(at, now) : '–',
                ],
              };
            })}
          />
        </div>
      )}
    </section>
  );
}

function Suspend(props: Of) {
  const { home, signed, again } = props;
  const { busy, why, act } = useAct();
  const set = (on: boolean) => {
    if (on && !confirm(`Suspend ${home.name}? Its devices are cut off until you let it back.`)) return;
    void act(async () => {
      const path = `/v1/homes/${home.id}/suspension`;
      await (on ? signed.api.put(path) : signed.api.delete(path));
      forgetRegister();
      await again();
    });
  };
  if (home.suspended)
    return (
      <WarningCallout heading="This home is suspended" level={2}>
        <p>Its devices cannot connect. What is sent meanwhile is kept for it.</p>
        <Trouble why={why} />
        <Button type="button" busy={busy} onClick={() => set(false)}>
          Let it back
        </Button>
      </WarningCallout>
    );
  return (
    <Details summary="Suspend this home">
      <p>Its devices are cut off at once. What is sent meanwhile is kept for it. Do this when devices were stolen or the home has closed.</p>
      <Trouble why={why} />
      <Button type="button" variant="warning" busy={busy} onClick={() => set(true)}>
        Suspend
      </Button>
    </Details>
  );
}
