import { useState } from 'preact/hooks';
import { Button, ErrorSummary, FileUpload, NotificationBanner, Details } from '../../shared/components';
import { Problem } from '../../shared/api';
import type { Imported } from '../api/types';
import { readCsv } from '../model/csv';
import { forgetRegister } from '../model/homes';
import { columnsOf, reportOf, summaryOf, type Report, type Said } from '../model/importing';
import { may } from '../model/roles';
import { capital } from '../model/text';
import { homesInWords, Loading, Top, Trouble } from '../parts/bits';
import { useAct } from '../parts/load';
import { useSigned, type Signed } from '../session';
import { NotAllowed } from './not-found';
import '../../shared/styles/tables.scss';

/** Homes from a spreadsheet: looked at first, every fault in its cell; all of the file or nothing of it. */

interface Looked {
  name: string;
  text: string;
  found?: Imported;
  report?: Report;
  saved?: boolean;
}

const post = async (signed: Signed, text: string, dryRun: boolean): Promise<Imported> =>
  await signed.api.post<Imported>(`/v1/homes/import?dry_run=${dryRun}`, text, { type: 'text/csv' });

/** Excel's own "CSV" is Windows-1252; a file that is not UTF-8 is read as that. */
async function textOf(file: File): Promise<string> {
  const bytes = await file.arrayBuffer();
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

export function Import() {
  const signed = useSigned();
  const [looked, setLooked] = useState<Looked>();
  const [turn, setTurn] = useState(0);
  const { busy, why, act } = useAct();
  if (!may.administer(signed.who)) return <NotAllowed what="add homes" role="administrator" />;

  const look = (file: File | undefined) => {
    setLooked(undefined);
    if (!file) return;
    void act(async () => {
      const text = await textOf(file);
      try {
        setLooked({ name: file.name, text, found: await post(signed, text, true) });
      } catch (error) {
        if (!(error instanceof Problem) || error.status !== 422) throw error;
        const said = (error.document['errors'] as Said[] | undefined) ?? [{ detail: error.detail }];
        setLooked({ name: file.name, text, report: reportOf(readCsv(text), said) });
        setTurn((count) => count + 1);
      }
    });
  };
  const save = () =>
    act(async () => {
      const found = await post(signed, looked!.text, false);
      forgetRegister();
      setLooked({ ...looked!, found, saved: true });
    });

  const { report, found } = looked ?? {};
  return (
    <>
      <Top title="Add homes from a file" back={{ href: '/console/homes', text: 'All homes' }} problem={report !== undefined} />
      {report && <Wrong name={looked!.name} report={report} turn={turn} />}
      {looked?.saved && (
        <NotificationBanner success text={`Saved: ${found!.added} added, ${found!.changed} changed, ${found!.same} same`}>
          <p>
            <a href="/console/homes">See the homes</a>
          </p>
        </NotificationBanner>
      )}
      <FileUpload
        id="file"
        label={report ? 'Upload your file again' : 'Upload a file'}
        labelSize="s"
        hint="CSV with at least the columns id, name and area. CQC’s own care directory works as it is"
        accept=".csv,text/csv"
        onFile={look}
      />
      {busy && <Loading what="the file" />}
      <Trouble why={why} />
      {found && !looked!.saved && (
        <section class="app-sheet" aria-labelledby="found" role="status">
          <h2 class="nhsuk-heading-m" id="found">
            {found.added} added, {found.changed} changed, {found.same} same
          </h2>
          <p>
            Nothing is saved yet.{' '}
            {found.not_in_file ? `${homesInWords(found.not_in_file)} in the register ${found.not_in_file === 1 ? 'is' : 'are'} not in the file and stay as they are.` : ''}
          </p>
          <Notes notes={found.notes ?? []} />
          {found.added + found.changed > 0 ? (
            <Button type="button" busy={busy} onClick={() => void save()}>
              Save {homesInWords(found.added + found.changed)}
            </Button>
          ) : (
            <p>There is nothing to save: every home in the file is in the register already.</p>
          )}
        </section>
      )}
      {!report && (
        <Details summary="Columns the file may have">
          <p>
            <b>id</b> (CQC location ID or ODS code), <b>name</b>, <b>area</b> (borough, its name or code), postcode, telephone, email, provider,
            service_types, beds, tags, ods_code, dormant, former_ids. A column that is missing leaves what the register has; an empty cell empties it.
          </p>
        </Details>
      )}
    </>
  );
}

function Notes(props: { notes: NonNullable<Imported['notes']> }) {
  if (props.notes.length === 0) return null;
  return (
    <>
      <p>Put right or left out:</p>
      <ul class="nhsuk-list nhsuk-list--bullet">
        {props.notes.map((note) => {
          const words = typeof note === 'string' ? note : [note.row && `Row ${note.row}`, note.column, note.detail].filter(Boolean).join(', ');
          return <li key={words}>{words}</li>;
        })}
      </ul>
    </>
  );
}

const first = 100;

function Wrong(props: { name: string; report: Report; turn: number }) {
  const { name, report, turn } = props;
  const columns = columnsOf(report);
  const shown = report.rows.slice(0, first);
  const count = report.rows.length;
  const fix = count > 0 ? `Fix ${count} ${count === 1 ? 'row' : 'rows'} and upload the file again.` : 'Put it right and upload the file again.';
  return (
    <>
      <ErrorSummary
        heading={`There is a problem with ${name}`}
        description={`We have not added any homes yet. ${fix}`}
        attempt={turn}
        faults={[
          ...report.file.map((text) => ({ text: capital(text) })),
          ...shown.slice(0, 20).map((row) => ({ field: `row-${row.row}`, text: summaryOf(row) })),
        ]}
      />
      {count > 0 && (
        <div class="app-white app-scroll" tabIndex={0} role="region" aria-labelledby="wrong-rows">
          <table class="nhsuk-table app-wrong-rows">
            <caption class="nhsuk-table__caption nhsuk-table__caption--m" id="wrong-rows">
              {count} of {report.total} rows {count === 1 ? 'has problems' : 'have problems'}
            </caption>
            <thead class="nhsuk-table__head">
              <tr class="nhsuk-table__row">
                <th class="nhsuk-table__header" scope="col">
                  Row in file
                </th>
                {columns.map((column) => (
                  <th class="nhsuk-table__header" scope="col" key={column}>
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody class="nhsuk-table__body">
              {shown.map((row) => (
                <tr class="nhsuk-table__row" key={row.row}>
                  <th class="nhsuk-table__header" scope="row" id={`row-${row.row}`} tabIndex={-1}>
                    {row.row}
                    {row.faults.map((text) => (
                      <span class="app-wrong app-wrong__why" key={text}>
                        {text}
                      </span>
                    ))}
                  </th>
                  {columns.map((column) => (
                    <Cell key={column} cell={row.cells.find((one) => one.heading === column)} />
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}

function Cell(props: { cell: Report['rows'][number]['cells'][number] | undefined }) {
  const { cell } = props;
  if (!cell || cell.faults.length === 0) return <td class="nhsuk-table__cell">{cell?.text}</td>;
  return (
    <td class="nhsuk-table__cell">
      <span class="app-wrong">
        {cell.faults.map((text) => (
          <span class="app-wrong__why" key={text}>
            {capital(text)}
          </span>
        ))}
        {cell.text}
      </span>
    </td>
  );
}
