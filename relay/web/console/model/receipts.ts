import type { Coverage, Receipt } from '../api/types';
import { telephone } from '../../shared/words';
import { folded } from './text';
import { isMissed } from './ways';

/** The homes of one message as a person looks at them: which, in what order, in which words. */

export type Filter = 'not_reached' | 'no_way' | 'need_help' | 'not_read' | 'no_reply' | 'replied' | 'all';

export interface FilterWords {
  filter: Filter;
  label: string;
}

export const filters: readonly FilterWords[] = [
  { filter: 'not_reached', label: 'Not reached' },
  { filter: 'no_way', label: 'Not by any way' },
  { filter: 'need_help', label: 'Need help' },
  { filter: 'not_read', label: 'Reached, not read' },
  { filter: 'no_reply', label: 'Read, no reply' },
  { filter: 'replied', label: 'Replied' },
  { filter: 'all', label: 'All' },
];

export function isIn(filter: Filter, row: Receipt): boolean {
  switch (filter) {
    case 'not_reached':
      return row.state === 'targeted';
    case 'no_way':
      return isMissed(row);
    case 'need_help':
      return row.response === 'need_help';
    case 'not_read':
      return row.state === 'delivered';
    case 'no_reply':
      return row.state === 'read';
    case 'replied':
      return row.state === 'acknowledged';
    case 'all':
      return true;
  }
}

/** Which filters mean something: without a reply asked, nobody is without one. */
export const filtersFor = (repliesAsked: boolean): readonly FilterWords[] =>
  repliesAsked
    ? filters
    : filters
        .filter((one) => one.filter !== 'no_reply')
        .map((one) => (one.filter === 'not_read' ? one : one));

export type Counted = Record<Filter, number>;

export function countRows(rows: readonly Receipt[]): Counted {
  const out: Counted = { not_reached: 0, no_way: 0, need_help: 0, not_read: 0, no_reply: 0, replied: 0, all: rows.length };
  for (const row of rows) {
    if (row.response === 'need_help') out.need_help += 1;
    if (isMissed(row)) out.no_way += 1;
    if (row.state === 'targeted') out.not_reached += 1;
    else if (row.state === 'delivered') out.not_read += 1;
    else if (row.state === 'read') out.no_reply += 1;
    else out.replied += 1;
  }
  return out;
}

export interface Status {
  words: string;
  tone: 'red' | 'orange' | 'blue' | 'green' | 'grey';
}

/** What the home did, in people's words. */
export function statusOf(row: Receipt): Status {
  if (row.response === 'need_help') return { words: 'Needs help', tone: 'red' };
  switch (row.state) {
    case 'targeted':
      return row.closed && row.closed !== 'open'
        ? { words: 'Not reached in time', tone: 'grey' }
        : { words: 'Not reached', tone: 'red' };
    case 'delivered':
      return { words: 'Reached, not read', tone: 'orange' };
    case 'read':
      return { words: 'Read', tone: 'blue' };
    case 'acknowledged':
      switch (row.response) {
        case 'actioned':
          return { words: 'Done', tone: 'green' };
        case 'in_progress':
          return { words: 'Doing it now', tone: 'blue' };
        case 'not_relevant':
          return { words: 'Does not apply', tone: 'grey' };
        default:
          return { words: 'Replied', tone: 'green' };
      }
  }
}

/** When the home last did something. */
export const lastAt = (row: Receipt): string | undefined => row.answered_at ?? row.read_at ?? row.delivered_at;

const roles: Record<string, string> = {
  manager: 'manager',
  deputy: 'deputy manager',
  nurse: 'nurse',
  carer: 'carer',
  other: 'member of staff',
};

/** Who of the home read or answered, as far as they said. */
export function byWhom(row: Receipt): string {
  const role = row.role ? (roles[row.role] ?? row.role.replaceAll('_', ' ')) : '';
  if (row.name && role) return `${row.name}, ${role}`;
  return row.name ?? role;
}

export type Names = ReadonlyMap<string, string>;

/** Names of the boroughs by their code, as coverage says them. */
export const namesOf = (coverage: Coverage | undefined): Names =>
  new Map((coverage?.areas ?? []).map((one) => [one.area, one.name]));

const byName = new Intl.Collator('en-GB', { numeric: true, sensitivity: 'base' });

/** The rows that are shown: filtered, searched for by home, borough or number, those who need help and wait longest first. */
export function chosen(rows: readonly Receipt[], filter: Filter, search: string, areas: Names): Receipt[] {
  const wanted = folded(search);
  const out = rows.filter((row) => {
    if (!isIn(filter, row)) return false;
    if (!wanted) return true;
    const name = `${row.home_name ?? ''} ${areas.get(row.area ?? '') ?? ''} ${row.home}`;
    return folded(name).includes(wanted) || (row.telephone ? folded(telephone(row.telephone)).includes(wanted) : false);
  });
  const area = (row: Receipt) => areas.get(row.area ?? '') ?? row.area ?? '';
  return out.sort((a, b) => {
    const help = Number(b.response === 'need_help') - Number(a.response === 'need_help');
    if (help !== 0) return help;
    return byName.compare(area(a), area(b)) || byName.compare(a.home_name ?? a.home, b.home_name ?? b.home);
  });
}

export interface Page<Row> {
  rows: Row[];
  page: number;
  pages: number;
}

/** `page` from 1; beyond the last one it is the last one. */
export function pageOf<Row>(rows: readonly Row[], page: number, size: number): Page<Row> {
  const pages = Math.max(1, Math.ceil(rows.length / size));
  const here = Math.min(Math.max(1, page), pages);
  return { rows: rows.slice((here - 1) * size, here * size), page: here, pages };
}

/** Boroughs with the smallest share of homes reached first. */
export function lowestFirst(areas: Coverage['areas']): Coverage['areas'] {
  const share = (one: Coverage['areas'][number]) => (one.targeted ? (one.delivered ?? 0) / one.targeted : 1);
  return [...areas].sort((a, b) => share(a) - share(b) || byName.compare(a.name, b.name));
}

/** One sentence for those who hear the page. */
export function spoken(of: Coverage): string {
  const said = (figure: number | null | undefined) => (figure === null || figure === undefined ? 'fewer than 5' : `${figure}`);
  const parts = [`${said(of.delivered)} of ${of.targeted ?? 0} homes reached`, `${said(of.acknowledged)} replied`];
  if (of.need_help !== 0) parts.push(`${said(of.need_help)} ${of.need_help === 1 ? 'needs' : 'need'} help`);
  return `${parts.join(', ')}.`;
}
