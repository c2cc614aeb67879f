/** Spreadsheets: read as the relay reads them, written so that no cell runs. */

export interface CsvRow {
  /** The spreadsheet's own row number: the first is 1, empty rows count. */
  row: number;
  cells: string[];
}

/** RFC 4180 with either line end; a quote that never closes takes the rest. Enough to show somebody their own file again. */
export function readCsv(text: string): CsvRow[] {
  const out: CsvRow[] = [];
  let cells: string[] = [];
  let cell = '';
  let quoted = false;
  let number = 1;
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const endRow = () => {
    cells.push(cell);
    if (cells.length > 1 || cells[0] !== '') out.push({ row: number, cells });
    number += 1;
    cells = [];
    cell = '';
  };
  for (let at = 0; at < source.length; at += 1) {
    const c = source[at]!;
    if (quoted) {
      if (c !== '"') cell += c;
      else if (source[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else quoted = false;
    } else if (c === '"' && cell === '') quoted = true;
    else if (c === ',') {
      cells.push(cell);
      cell = '';
    } else if (c === '\n') endRow();
    else if (c === '\r') {
      if (source[at + 1] === '\n') at += 1;
      endRow();
    } else cell += c;
  }
  if (cell !== '' || cells.length > 0) endRow();
  return out;
}

/** A cell that a spreadsheet shows and never calculates. */
function safe(cell: string): string {
  const guarded = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}

/** With the mark that makes Excel read it as UTF-8. */
export const writeCsv = (rows: readonly (readonly string[])[]): string =>
  `\uFEFF${rows.map((row) => row.map(safe).join(',')).join('\r\n')}\r\n`;
