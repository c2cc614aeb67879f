import '../styles/record.scss';
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Entry, State, Told } from '../engine/types';
import { directionOf } from '../../shared/language';
import { Button, ButtonGroup, Select, Table } from '../../shared/components';
import { pathOf } from './card';
import { useInbox } from './context';
import { Said, Title } from './parts/ui';
import { onPaper, toLocalInput } from '../../shared/when';
import { sentence } from './sentences';
import { referenceOf } from './versions';
import { answerTo, infoIn } from './words';

const periods: [string, string, number][] = [
  ['30', 'Last 30 days', 30],
  ['90', 'Last 3 months', 92],
  ['365', 'Last 12 months', 366],
  ['all', 'Everything on this device', Infinity],
];

export interface Line {
  entry: Entry;
  headline: string;
  reference: string;
  read: { at?: string; by: string };
  done: { at?: string; text: string; by: string; note: string; sent: boolean }[];
  standing: string;
}

const standings: Record<Entry['closed'], string> = { open: 'In force', superseded: 'Replaced', withdrawn: 'Withdrawn', expired: 'Ended' };

const onDevice = (name?: string): string => (name ? `on “${name}”` : '');

/**
 * One line a message: when it arrived, who read it, what was done. Results without anything that they say. `told` is what the
 * relay has recorded of it, by any device; without it there is only what this device knows.
 */
export function lineOfRecord(entry: Entry, told?: Told): Line {
  const read = entry.acts.find((one) => one.act === 'read');
  const answers = entry.acts.filter(
    (one) => one.act === 'respond' && one.is !== 'refused' && !told?.answers.some((other) => other.response === one.response && Date.parse(other.at) === Date.parse(one.at)),
  );
  const isResult = entry.message.kind === 'test_result';
  const line: Line = {
    entry,
    headline: isResult ? 'A test result' : infoIn(entry.message, '').headline,
    reference: isResult ? '' : referenceOf(entry.message),
    read: { by: '' },
    done: [...(told?.answers.map((one) => ({ ...one, is: 'recorded' })) ?? []), ...answers].map((one) => ({
      at: one.at,
      text: one.response ? answerTo(entry.message, one.response) : '',
      by: [one.role, one.name, 'device' in one && onDevice(one.device)].filter(Boolean).join(', '),
      note: one.note ?? '',
      sent: one.is === 'recorded',
    })),
    standing: entry.message.msg_type === 'cancel' ? 'Withdraws another' : standings[entry.closed],
  };
  if (told?.read) line.read = { at: told.read.at, by: onDevice(told.read.device) };
  else if (read) line.read = { at: read.at, by: 'on this device' };
  else if (answers[0]) line.read = { at: answers[0].at, by: 'on this device' };
  else if (entry.stage !== 'delivered') line.read = { by: 'on another device' };
  if (line.done.length === 0 && entry.response) line.done = [{ text: answerTo(entry.message, entry.response), by: 'on another device', note: '', sent: true }];
  return line;
}

const cell = (text: string): string => {
  // A spreadsheet takes these for formulas; an apostrophe keeps them text.
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${safe.replace(/"/g, '""')}"`;
};

/** The record for a spreadsheet, with the same words as on the page. */
export function csvOf(lines: Line[]): string {
  const head = ['Message', 'Reference', 'From', 'Sent', 'Arrived on this device', 'Read', 'Read where', 'Reply', 'Reply at', 'By', 'Note', 'Sent to the service', 'Standing'];
  const body = lines.flatMap((line) => {
    const base = [
      line.headline,
      line.reference,
      line.entry.message.sender_name,
      toLocalInput(line.entry.message.sent),
      toLocalInput(line.entry.arrived),
      line.read.at ? toLocalInput(line.read.at) : '',
      line.read.by || (line.read.at ? '' : 'not read'),
    ];
    const replies = line.done.length > 0 ? line.done : [undefined];
    return replies.map((one) => [...base, one?.text ?? '', one?.at ? toLocalInput(one.at) : '', one?.by ?? '', one?.note ?? '', one ? (one.sent ? 'yes' : 'not yet') : '', line.standing]);
  });
  // The mark at the beginning tells spreadsheets that it is UTF-8.
  return `\ufeff${[head, ...body].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
}

function download(state: State, lines: Line[]) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([csvOf(lines)], { type: 'text/csv;charset=utf-8' }));
  link.download = `our-record-${toLocalInput(state.nowMs).slice(0, 10)}.csv`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

export function RecordPage() {
  const { engine, state } = useInbox();
  const [period, setPeriod] = useState('90');
  const [problem, setProblem] = useState('');
  const [told, setTold] = useState<ReadonlyMap<string, Told>>();
  useEffect(() => {
    if (state.link.is !== 'live') return;
    void engine.refresh().then(async (done) => {
      const one = done.ok ? await engine.ourRecord() : done;
      setProblem(one.ok ? '' : sentence(one.why, one.detail));
      if (one.ok) setTold(one.value);
    });
  }, [state.link.is, state.waiting]);
  const days = periods.find(([value]) => value === period)?.[2] ?? Infinity;
  const lines = useMemo(
    () => state.entries.filter((one) => state.nowMs - Date.parse(one.message.sent) <= days * 86_400_000).map((one) => lineOfRecord(one, told?.get(one.id))),
    [state.entries, days, told],
  );
  return (
    <>
      <Title title="Our record">Our record</Title>
      <p class="nhsuk-body app-print-only">
        {state.home?.name} ({state.home?.id}). Printed {onPaper(state.nowMs)} from the device “{state.home?.deviceName}”.
      </p>
      <div class="nhsuk-grid-row app-not-printed">
        <div class="nhsuk-grid-column-two-thirds">
          <p class="nhsuk-body">Every message your home was sent, when it arrived on this device, when and where it was read and what was replied: the log that inspectors ask for.</p>
          <Select id="period" label="Show" labelSize="s" items={periods.map(([value, text]) => ({ value, text }))} value={period} onChange={setPeriod} />
          <ButtonGroup>
            <Button type="button" variant="secondary" onClick={() => print()}>
              Print
            </Button>
            <Button type="button" variant="secondary" onClick={() => download(state, lines)}>
              Download for a spreadsheet (CSV)
            </Button>
          </ButtonGroup>
          <Said>
            {problem ? <p class="nhsuk-body">What other devices did may be missing here. {problem}</p> : null}
            {state.link.is !== 'live' ? <p class="nhsuk-body">Not connected: what other devices did may be missing here.</p> : null}
          </Said>
        </div>
      </div>
      {lines.length === 0 ? (
        <p class="nhsuk-body">There is nothing in this time.</p>
      ) : (
        <div class="app-record">
          <Table
            caption={`${lines.length} ${lines.length === 1 ? 'message' : 'messages'}, newest first`}
            captionSize="m"
            responsive
            columns={[{ text: 'Message' }, { text: 'Arrived' }, { text: 'Read' }, { text: 'What was done' }]}
            rows={lines.map((line) => ({ key: line.entry.id, cells: cells(line) }))}
          />
        </div>
      )}
    </>
  );
}

function cells(line: Line) {
  const info = infoIn(line.entry.message, '');
  return [
    <span>
      <a href={pathOf(line.entry)} lang={info.language} dir={directionOf(info.language)}>
        {line.headline}
      </a>
      <br />
      <span class="app-soft">
        {[line.reference, line.entry.message.sender_name, line.standing].filter(Boolean).join(' · ')}
      </span>
    </span>,
    <span>
      {onPaper(line.entry.arrived)}
      {line.entry.skipped ? <span class="app-soft"> (after it was replaced)</span> : null}
    </span>,
    line.read.at ? (
      <span>
        {onPaper(line.read.at)} <span class="app-soft">{line.read.by}</span>
      </span>
    ) : (
      line.read.by.replace('on', 'On') || 'Not read'
    ),
    line.done.length === 0 ? (
      line.entry.message.acknowledgement?.required ? (
        'No reply'
      ) : (
        'No reply asked for'
      )
    ) : (
      <ul class="app-list">
        {line.done.map((one, index) => (
          <li key={index}>
            <strong>{one.text}</strong>
            {one.at ? `, ${onPaper(one.at)}` : ''}
            {one.by ? <span class="app-soft"> {one.by}</span> : null}
            {one.note ? <span> “{one.note}”</span> : null}
            {one.sent ? null : <span class="app-soft"> Saved on this device, not sent yet.</span>}
          </li>
        ))}
      </ul>
    ),
  ];
}
