import { expect, test } from 'vitest';
import { readCsv, writeCsv } from './csv';
import { columnsOf, readFault, reportOf, summaryOf } from './importing';

const file = 'id,name,area,telephone\r\n1-1,Elm Court,Hackney,020 7946 0101\r\n1-2,"Oak\nLodge",Hackny,123\r\n\r\n1-4,,Newham,020 7946 0104\r\n';

test('a row keeps the number the spreadsheet shows, with empty rows counted', () => {
  expect(readCsv(file).map((one) => one.row)).toEqual([1, 2, 3, 5]);
});

test('quotes, commas and both line ends are read as spreadsheets write them', () => {
  expect(readCsv('\uFEFFa,"b, ""c"""\n1,')).toEqual([
    { row: 1, cells: ['a', 'b, "c"'] },
    { row: 2, cells: ['1', ''] },
  ]);
});

test('each fault is put into the cell it is about', () => {
  const report = reportOf(readCsv(file), [
    { detail: 'row 3, column C (area): not an area we know' },
    { detail: 'row 3, column D (telephone): not enough digits', said: 'not enough digits', row: 3, column: 'telephone' },
    { detail: 'row 5, column B (name): missing' },
  ]);
  expect(report.total).toBe(3);
  expect(report.rows.map((one) => one.row)).toEqual([3, 5]);
  const [wrong] = report.rows;
  expect(wrong!.cells.find((one) => one.heading === 'area')).toEqual({ heading: 'area', text: 'Hackny', faults: ['not an area we know'] });
  expect(summaryOf(wrong!)).toBe('Row 3: not an area we know; not enough digits');
  expect(columnsOf(report)).toEqual(['id', 'name', 'area', 'telephone']);
});

test('what is about the file and not a row stands by itself', () => {
  const report = reportOf(readCsv(file), [{ detail: 'no column of ids' }]);
  expect(report.rows).toEqual([]);
  expect(report.file).toEqual(['no column of ids']);
});

test('a sentence without a place is about the file', () => {
  expect(readFault({ detail: 'row 3: the same home as row 2' })).toEqual({ row: 3, column: undefined, detail: 'the same home as row 2' });
  expect(readFault({ detail: 'and 12 more' })).toEqual({ detail: 'and 12 more' });
});

test('no cell of a spreadsheet we write can run', () => {
  expect(writeCsv([['=1+1', '+44', 'a,"b"', 'plain']])).toBe('\uFEFF\'=1+1,\'+44,"a,""b""",plain\r\n');
});
