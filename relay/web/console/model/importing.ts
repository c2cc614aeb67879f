import type { CsvRow } from './csv';

/** What is wrong with a register file, put beside the cells it is wrong in. */

export interface Fault {
  row?: number;
  column?: string;
  detail: string;
}

export interface BadRow {
  row: number;
  cells: { heading: string; text: string; faults: string[] }[];
  /** About the whole row, or a column the file does not have. */
  faults: string[];
}

export interface Report {
  rows: BadRow[];
  /** About the file, not a row. */
  file: string[];
  /** How many rows of homes the file has. */
  total: number;
}

/** A fault as the relay says it: `said` is the detail without its place. */
export interface Said {
  pointer?: string;
  detail: string;
  said?: string;
  row?: number;
  column?: string;
}

const placed = /^row (\d+)(?:, column [A-Z]+)?(?: \(([^)]*)\))?: (.*)$/s;

/** The cell's text stands below the words: `"Hackny" is not a …` is "not a …" there. */
const shortened = (detail: string): string =>
  detail
    .replace(/^"[^"]*" is (?=not )/, '')
    .replace('an upper-tier local authority of England', 'a borough we know')
    .replace(/^the home has no name$/, 'missing name');

/** The relay's words: its own members where it gives them, else the place that its sentence begins with. */
export function readFault(said: Said): Fault {
  if (said.row) return { row: said.row, column: said.column, detail: shortened(said.said ?? said.detail) };
  const found = placed.exec(said.detail);
  if (!found) return { detail: said.detail };
  return { row: Number(found[1]), column: found[2] || undefined, detail: shortened(found[3]!) };
}

const same = (a: string, b: string) => a.trim().toLowerCase() === b.trim().toLowerCase();

/** The row that names the columns: the first that has every heading the faults speak of. */
function headingOf(rows: readonly CsvRow[], faults: readonly Fault[]): CsvRow | undefined {
  const named = new Set(faults.map((fault) => fault.column).filter((name) => name !== undefined));
  const early = rows.slice(0, 20);
  return (
    early.find((row) => [...named].every((name) => row.cells.some((cell) => same(cell, name)))) ??
    early.find((row) => row.cells.some((cell) => same(cell, 'id') || same(cell, 'name'))) ??
    early[0]
  );
}

export function reportOf(rows: readonly CsvRow[], said: readonly Said[]): Report {
  const faults = said.map(readFault);
  const heading = headingOf(rows, faults);
  const body = rows.filter((row) => heading && row.row > heading.row);
  const out: Report = { rows: [], file: [], total: body.length };
  const byRow = new Map<number, Fault[]>();
  for (const fault of faults) {
    if (fault.row === undefined || fault.row <= (heading?.row ?? 0)) out.file.push(fault.detail);
    else byRow.set(fault.row, [...(byRow.get(fault.row) ?? []), fault]);
  }
  for (const [number, wrong] of [...byRow].sort(([a], [b]) => a - b)) {
    const source = body.find((row) => row.row === number);
    const cells = (heading?.cells ?? []).map((name, at) => ({
      heading: name.trim(),
      text: source?.cells[at] ?? '',
      faults: wrong.filter((fault) => fault.column !== undefined && same(fault.column, name)).map((one) => one.detail),
    }));
    const elsewhere = wrong.filter((fault) => !cells.some((cell) => cell.faults.includes(fault.detail)));
    out.rows.push({ row: number, cells, faults: elsewhere.map((one) => one.detail) });
  }
  return out;
}

/** Which columns to show of the rows that are wrong: the home's name and id, and those with a fault. */
export function columnsOf(report: Report): string[] {
  const first = report.rows[0];
  if (!first) return [];
  return first.cells
    .map((cell) => cell.heading)
    .filter(
      (heading, at) =>
        heading !== '' && (/^(id|name|area)$/i.test(heading) || report.rows.some((row) => row.cells[at]!.faults.length > 0)),
    );
}

/** "Row 4: not enough numbers, not an email address" */
export function summaryOf(row: BadRow): string {
  const all = [...row.faults, ...row.cells.flatMap((cell) => cell.faults)];
  return `Row ${row.row}: ${all.join('; ')}`;
}
