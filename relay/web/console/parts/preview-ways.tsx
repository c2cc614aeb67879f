import { useEffect, useRef, useState } from 'preact/hooks';
import { InsetText, WarningCallout, type Children } from '../../shared/components';
import { Problem } from '../../shared/api';
import type { Draft } from '../api/types';
import { capital } from '../model/text';
import { channelName } from '../model/ways';
import { useSigned } from '../session';
import { Chips, Loading, Trouble } from './bits';
import { showMail } from './mail';

/** What would leave by each way beside the stream, as the relay itself would make it. */

interface Finding {
  what: string;
  where: string;
  words: string;
}

interface Way {
  channel: string;
  /** Of a room: what people call it. */
  name?: string;
  kind: string;
  destination: string;
  to: string;
  granted: boolean;
  level: 'nothing' | 'pointer' | 'headline_and_link' | 'full';
  from?: string;
  subject?: string;
  text?: string;
  html?: string;
  findings: Finding[];
}

interface Previews {
  previews: Way[];
  findings: Finding[];
}

type Asked = { state: 'loading' } | { state: 'ready'; data: Previews } | { state: 'early' } | { state: 'failed'; why: unknown };

const pause = 500;

/** What the relay would refuse anyway, for there is not enough of it yet. */
const isEarly = ({ urgency, topic, info: [first] }: Draft): boolean =>
  !urgency || !topic || !first?.headline || !(first.must_do?.length || first.description || first.instruction);

/** Asked again a moment after the last change; what was shown stays until the answer is there. */
function usePreviews(draft: Draft): Asked {
  const { api } = useSigned();
  const [asked, setAsked] = useState<Asked>({ state: 'loading' });
  const text = JSON.stringify(draft);
  useEffect(() => {
    if (isEarly(draft)) return setAsked({ state: 'early' });
    const stop = new AbortController();
    const timer = setTimeout(() => {
      api.post<Previews>('/v1/previews', draft, { signal: stop.signal }).then(
        (data) => !stop.signal.aborted && setAsked({ state: 'ready', data }),
        (why: unknown) => {
          if (stop.signal.aborted) return;
          setAsked(why instanceof Problem && why.status === 422 ? { state: 'early' } : { state: 'failed', why });
        },
      );
    }, pause);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [text, api]);
  return asked;
}

/** What the scanner found, before anything is sent. */
export function Findings(props: { draft: Draft }) {
  const asked = usePreviews(props.draft);
  if (asked.state !== 'ready') return null;
  return <Found findings={asked.data.findings} />;
}

function Found(props: { findings: Finding[] }) {
  if (props.findings.length === 0) return null;
  return (
    <WarningCallout heading="Look at this before you send" level={3}>
      <p>Email and chat wait until a person has looked, because there seems to be:</p>
      <ul class="nhsuk-list nhsuk-list--bullet">
        {props.findings.map((one) => (
          <li key={one.words}>{one.words}</li>
        ))}
      </ul>
    </WarningCallout>
  );
}

/** `rough`: what is shown until the form is whole, or where the way is not set up. */
export function WayPreview(props: { draft: Draft; of: 'email' | 'chat'; rough: Children }) {
  const { draft, of, rough } = props;
  const asked = usePreviews(draft);
  const [chosen, setChosen] = useState('');
  switch (asked.state) {
    case 'loading':
      return <Loading what="the preview" />;
    case 'failed':
      return <Trouble why={asked.why} />;
    case 'early':
      return (
        <>
          {rough}
          <p class="nhsuk-hint">Roughly so. It is shown as it will be once nothing is missing in the form.</p>
        </>
      );
    case 'ready':
      break;
  }
  const ways = asked.data.previews.filter((one) => (of === 'email') === (one.kind === 'email'));
  if (ways.length === 0)
    return (
      <>
        <InsetText text={of === 'email' ? 'Email is not set up at this service: nothing goes out by it.' : 'No chat group is set up at this service: nothing goes there.'} />
        {rough}
      </>
    );
  const key = (one: Way) => `${one.channel} ${one.destination}`;
  const way = ways.find((one) => key(one) === chosen) ?? ways[0]!;
  return (
    <>
      {ways.length > 1 && (
        <Chips
          label="To whom"
          value={key(way)}
          choose={setChosen}
          options={ways.map((one) => ({ value: key(one), text: of === 'email' ? capital(one.to) : one.name ?? `${channelName(one.channel)}: ${one.to}` }))}
        />
      )}
      {!way.granted && <InsetText text={`Your team may not send by ${of}: nothing goes out by it. Ask an administrator.`} />}
      {way.level === 'nothing' ? (
        <p>Nothing of this goes to {way.to}.</p>
      ) : (
        <>
          {way.level === 'pointer' && <p class="nhsuk-hint">They are told only that something is waiting: the text itself may not go there.</p>}
          <Letter way={way} />
        </>
      )}
      <Found findings={way.findings} />
    </>
  );
}


function Letter(props: { way: Way }) {
  const { way } = props;
  const [plain, setPlain] = useState('html');
  if (way.kind !== 'email') return <p class="app-preview__chat">{way.text}</p>;
  return (
    <>
      <dl class="app-preview__head">
        {way.from && (
          <>
            <dt>From</dt>
            <dd>{way.from}</dd>
          </>
        )}
        <dt>Subject</dt>
        <dd>{way.subject}</dd>
      </dl>
      {way.html && way.text && (
        <Chips
          label="Part"
          value={plain}
          choose={setPlain}
          options={[
            { value: 'html', text: 'As most see it' },
            { value: 'text', text: 'As plain text' },
          ]}
        />
      )}
      {way.html && plain === 'html' ? <Html html={way.html} /> : <p class="app-preview__text">{way.text}</p>}
    </>
  );
}

function Html(props: { html: string }) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => showMail(host.current!, props.html), [props.html]);
  return <div ref={host} class="app-preview__mail" />;
}
