import '../styles/results.scss';
import { useEffect, useLayoutEffect, useState } from 'preact/hooks';
import type { Entry, Opened, ResultContent, Trust } from '../engine/types';
import { BackLink, Button, InsetText, SummaryList, Tag, Tags as TagRow, type Children } from '../../shared/components';
import { directionOf } from '../../shared/language';
import { MessageCard, Tags } from './card';
import { useInbox } from './context';
import { Callout } from './parts/callout';
import { Title } from './parts/ui';
import { Text } from './parts/text';
import { onPaper, when, whenInSentence } from '../../shared/when';
import { Words } from './parts/words';
import { sentence } from './sentences';
import { resultTitle } from './words';

export function ResultsPage() {
  const { engine, state } = useInbox();
  useEffect(() => {
    if (state.trust.is === 'unknown' && state.link.is === 'live') void engine.refreshDevices();
  }, [state.trust.is, state.link.is]);
  return (
    <div class="nhsuk-grid-row">
      <div class="nhsuk-grid-column-two-thirds">
        <Title title="Test results">Test results</Title>
        <p class="nhsuk-body">
          Results are locked by the laboratory and open on your home’s own devices only. They are hidden again when you leave the page, and
          are never printed, emailed or shown in an alert.
        </p>
        <MayNotOpen trust={state.trust} />
        {state.results.length === 0 ? (
          <p class="nhsuk-body">{state.link.is === 'live' ? 'There are no test results.' : 'No test results are saved on this device.'}</p>
        ) : (
          <ul class="app-list">
            {state.results.map((one) => (
              <ResultCard key={one.id} entry={one} />
            ))}
          </ul>
        )}
      </div>
    </div>
  );
}

function ResultCard({ entry }: { entry: Entry }) {
  const { state } = useInbox();
  if (entry.toDo) return <MessageCard entry={entry} />;
  return (
    <li class="nhsuk-card app-message app-message--info">
      <div class="nhsuk-card__content app-message__content">
        <Tags entry={entry} />
        <h2 class="nhsuk-card__heading app-message__title">
          <a href={`/results/${entry.id}`}>{resultTitle[entry.message.msg_type]}</a>
        </h2>
        <p class="app-meta">
          {entry.message.sender_name} · {when(entry.message.sent, state.nowMs)} · opened before
        </p>
      </div>
    </li>
  );
}

/** Why this device opens no results, and what to do. */
function MayNotOpen({ trust }: { trust: Trust }) {
  const { engine } = useInbox();
  const [problem, setProblem] = useState('');
  if (trust.is === 'sealed' || trust.is === 'unknown') return null;
  if (trust.is === 'broken')
    return (
      <Callout heading="Your home’s list of devices is not right">
        <p>
          The service shows a list of devices that no device of your home has signed. Results will not be opened here. Ring your NHS team
          and tell them before you do anything else.
        </p>
      </Callout>
    );
  return (
    <Callout heading="This device may not open results yet">
      <p>It gets every other message. To let it open results, somebody must check that it really is your home’s device:</p>
      <ol class="nhsuk-list nhsuk-list--number">
        {trust.first ? (
          <>
            <li>Ring your NHS team.</li>
            <li>Read them the eight words of this device.</li>
            <li>When they have confirmed them, go to Devices and alerts and choose “Let this device open results”.</li>
          </>
        ) : (
          <>
            <li>Go to a device of your home that opens results already.</li>
            <li>Open “Devices and alerts” there, and choose this device.</li>
            <li>Enter the eight words of this device.</li>
          </>
        )}
      </ol>
      {trust.words ? (
        <Words words={trust.words} label="The eight words of this device" />
      ) : (
        <Button
          type="button"
          variant="secondary"
          onClick={() => void engine.words().then((one) => setProblem(one.ok ? '' : sentence(one.why, one.detail)))}
        >
          Show the eight words
        </Button>
      )}
      {problem ? <p class="nhsuk-error-message">{problem}</p> : null}
      <p>
        <a href="/devices">Go to Devices and alerts</a>
      </p>
    </Callout>
  );
}

const outcomes: Record<NonNullable<ResultContent['outcome']>, { text: string; meaning: string; tone: 'red' | 'green' | 'orange' | 'grey' }> = {
  positive: { text: 'Positive', meaning: 'The test found what it looked for.', tone: 'red' },
  negative: { text: 'Negative', meaning: 'The test did not find what it looked for.', tone: 'green' },
  indeterminate: { text: 'Not clear', meaning: 'The test does not say yes or no. Ask the laboratory whether to test again.', tone: 'orange' },
  void: { text: 'No result', meaning: 'The test did not work. It says nothing about the resident.', tone: 'grey' },
};

const statuses: Record<ResultContent['report_status'], string> = {
  preliminary: 'Preliminary: it may still change',
  final: 'Final',
  amended: 'Amended after it was final',
  corrected: 'Corrected: an earlier result was wrong',
  cancelled: 'Cancelled',
  'entered-in-error': 'Sent by mistake: do not use it',
};

const tests: Record<string, string> = { '871555000': 'COVID-19 (SARS-CoV-2 RNA)' };

function Opened({ opened, entry }: { opened: Opened; entry: Entry }) {
  const { state } = useInbox();
  const { content } = opened;
  const outcome = content.outcome ? outcomes[content.outcome] : undefined;
  const info = content.info[0];
  const isNull = content.report_status === 'cancelled' || content.report_status === 'entered-in-error';
  return (
    <div class="app-result">
      {opened.sender === 'changed' ? (
        <Callout heading="Check who sent this">
          <p>
            It is signed with another key than this sender’s results before. Ring {entry.message.sender_name} on a number you know and have
            them read their eight words. Do not act on the result if they differ:
          </p>
          <Words words={opened.senderWords} label="The sender’s eight words" />
        </Callout>
      ) : null}
      {opened.sender === 'first' ? (
        <InsetText>
          <p>
            This is the first result from {entry.message.sender_name} on this device. To be sure of the sender, ring them and compare their
            eight words: <strong>{opened.senderWords}</strong>
          </p>
        </InsetText>
      ) : null}
      {content.change_note ? (
        <Callout heading="What has changed">
          <p>{content.change_note}</p>
        </Callout>
      ) : null}
      {isNull ? (
        <Callout heading={content.report_status === 'cancelled' ? 'This result was cancelled' : 'This was sent by mistake'}>
          <p>Do not use it.</p>
        </Callout>
      ) : null}
      {outcome ? (
        <div class="app-outcome">
          <h2 class="nhsuk-u-visually-hidden">Result</h2>
          <TagRow>
            <Tag tone={outcome.tone}>{outcome.text}</Tag>
          </TagRow>
          <p class="nhsuk-body">{outcome.meaning}</p>
        </div>
      ) : null}
      <SummaryList
        rows={rows([
          ['Your reference for the resident', content.subject_ref],
          ['Test', content.test_code ? (tests[content.test_code] ?? `SNOMED CT ${content.test_code}`) : undefined],
          ['Sample', content.specimen_ref],
          ['Taken', content.collected_at ? onPaper(content.collected_at) : undefined],
          ['Reported', content.issued_at ? onPaper(content.issued_at) : undefined],
          ['Status', statuses[content.report_status]],
          ['Laboratory', content.performer_ods],
          ['Written by the sender', onPaper(opened.sealedAt)],
        ])}
      />
      {info ? (
        <div lang={info.language} dir={directionOf(info.language)}>
          <Text source={info.instruction} level={2} />
          <Text source={info.description} level={2} />
        </div>
      ) : null}
      <p class="nhsuk-body-s">Opened {whenInSentence(state.nowMs, state.nowMs)}. It is hidden when you leave this page.</p>
    </div>
  );
}

const rows = (all: [string, Children][]) => all.filter(([, value]) => value !== undefined && value !== '').map(([key, value]) => ({ key, value }));

export function ResultPage({ entry }: { entry: Entry }) {
  const { engine, state } = useInbox();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  const [wasOpen, setWasOpen] = useState(false);
  const opened = state.opened?.id === entry.id ? state.opened : null;

  useEffect(() => {
    if (state.trust.is === 'unknown' && state.link.is === 'live') void engine.refreshDevices();
    return () => engine.closeResult();
  }, [entry.id]);
  useLayoutEffect(() => {
    if (opened) document.getElementById('result')?.focus();
  }, [opened !== null]);

  async function open() {
    if (busy) return;
    setBusy(true);
    const outcome = await engine.openResult(entry.id);
    setBusy(false);
    setWasOpen(outcome.ok);
    setProblem(outcome.ok ? '' : sentence(outcome.why, outcome.detail));
  }

  const replacedBy = entry.closedBy ? state.entries.find((one) => one.id === entry.closedBy) : undefined;
  return (
    <>
      <BackLink href="/results">Back to results</BackLink>
      <div class="nhsuk-grid-row">
        <div class="nhsuk-grid-column-two-thirds">
          <Tags entry={entry} />
          <Title title="Test result">{resultTitle[entry.message.msg_type]}</Title>
          <p class="nhsuk-body">
            {entry.message.sender_name}, {whenInSentence(entry.message.sent, state.nowMs)}
          </p>
          {entry.closed === 'withdrawn' ? (
            <Callout heading="This result was withdrawn">
              <p>Do not use it. Ring the laboratory if you have acted on it.</p>
            </Callout>
          ) : null}
          {entry.closed === 'superseded' ? (
            <Callout heading="This result was corrected">
              <p>
                Do not use it. {replacedBy ? <a href={`/results/${replacedBy.id}`}>Open the newest result</a> : 'The newer one has not arrived on this device yet.'}
              </p>
            </Callout>
          ) : null}
          <p class="app-print-only">Test results are never printed. Open the result on the device.</p>
          {opened ? (
            <div id="result" tabIndex={-1} class="app-not-printed">
              <Opened opened={opened} entry={entry} />
              <Button type="button" variant="secondary" onClick={() => engine.closeResult()}>
                Hide the result
              </Button>
            </div>
          ) : (
            <Locked entry={entry} busy={busy} hidden={wasOpen} problem={problem} onOpen={() => void open()} />
          )}
        </div>
      </div>
    </>
  );
}

function Locked(props: { entry: Entry; busy: boolean; hidden: boolean; problem: string; onOpen: () => void }) {
  const { state } = useInbox();
  const nothingSealed = props.entry.message.msg_type === 'cancel' && props.entry.message.sealed === undefined;
  if (nothingSealed) return <p class="nhsuk-body">This withdraws an earlier result. There is nothing to open.</p>;
  if (state.trust.is === 'bulletins' || state.trust.is === 'broken')
    return (
      <>
        <MayNotOpen trust={state.trust} />
        <p class="nhsuk-body">If it cannot wait, ring {props.entry.message.sender_name}.</p>
      </>
    );
  return (
    <div class="nhsuk-card app-locked app-not-printed">
      <div class="nhsuk-card__content">
        <h2 class="nhsuk-card__heading">{props.hidden ? 'The result is hidden again' : 'The result is locked'}</h2>
        <p class="nhsuk-body">
          {props.hidden
            ? 'It is hidden when you leave the page or switch to something else. You can open it again.'
            : 'Open it when nobody else can see the screen. The sender will see that your home has opened it.'}
        </p>
        {props.problem ? (
          <div role="alert">
            <p class="nhsuk-error-message">{props.problem}</p>
            <p class="nhsuk-body">Nothing is lost: your home’s other devices may be able to open it, and the sender can send it again. If it cannot wait, ring {props.entry.message.sender_name}.</p>
          </div>
        ) : null}
        <Button type="button" busy={props.busy} onClick={props.onOpen}>
          {props.busy ? 'Opening' : props.hidden ? 'Open it again' : 'Open result'}
        </Button>
      </div>
    </div>
  );
}

