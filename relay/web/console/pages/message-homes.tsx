import '../receipts.scss';
import { useMemo, useState } from 'preact/hooks';
import { Hidden, Input, Tag, type Children } from '../../shared/components';
import { onPaper, when } from '../../shared/when';
import type { MessageView, Receipt } from '../api/types';
import { writeCsv } from '../model/csv';
import { byWhom, chosen, countRows, filters, lastAt, pageOf, statusOf, type Filter, type Names } from '../model/receipts';
import { telephone } from '../../shared/words';
import { Chips, homesInWords, LinkButton, Loading } from '../parts/bits';
import { download } from '../parts/load';
import { Pages } from '../parts/pages';
import { setQuery, usePlace } from '../../shared/router';
import '../../shared/styles/tables.scss';
import { fileName, type Watched } from '../parts/receipts';
import { channelName, channelsOf, said, wayOf, waysInWords } from '../model/ways';

/** What each home did: the table, and the same as a file. */

const size = 20;

export function Homes(props: { live: Watched; names: Names; view: MessageView; asked: boolean }) {
  const { live, names, view, asked } = props;
  const { query } = usePlace();
  const [filter, setFilter] = useState<Filter>(() => (query.get('show') as Filter | null) ?? 'not_reached');
  const [search, setSearch] = useState('');
  const [page, setPage] = useState(1);
  const now = new Date();
  const { rows } = live.table;
  const counts = useMemo(() => countRows(rows), [rows]);
  const shown = useMemo(() => chosen(rows, filter, search, names), [rows, filter, search, names]);
  const here = pageOf(shown, page, size);
  const ways = useMemo(() => channelsOf(rows), [rows]);
  // What nobody on this page of the list has is no column.
  const columns: Columns = { by: here.rows.some((row) => byWhom(row) !== ''), time: here.rows.some((row) => lastAt(row) !== undefined), ways: ways.length > 0 };
  const offered = filters.filter(
    (one) => (asked || (one.filter !== 'need_help' && one.filter !== 'replied')) && (ways.length > 0 || one.filter !== 'no_way'),
  );
  const choose = (next: Filter) => {
    setFilter(next);
    setPage(1);
    setQuery({ show: next });
  };
  return (
    <section aria-labelledby="homes">
      <h2 class="nhsuk-heading-m" id="homes">
        Homes
      </h2>
      <Chips
        label="Which homes"
        value={filter}
        choose={choose}
        options={offered.map((one) => ({
          value: one.filter,
          text: `${!asked && one.filter === 'no_reply' ? 'Read' : one.label} (${counts[one.filter].toLocaleString('en-GB')})`,
        }))}
      />
      <Input
        id="find"
        label="Find a home or borough"
        labelSize="s"
        width={20}
        value={search}
        onInput={(value) => {
          setSearch(value);
          setPage(1);
        }}
      />
      <p>
        <LinkButton onClick={() => saveReceipts(rows, names, view)}>Download all receipts (CSV)</LinkButton>
      </p>
      {!live.whole ? (
        <Loading what="homes" />
      ) : shown.length === 0 ? (
        <p>No home is in this list.</p>
      ) : (
        <div class="app-white app-homes-room">
          <table class="nhsuk-table app-homes">
            <caption class="nhsuk-u-visually-hidden">
              {homesInWords(shown.length)}, page {here.page} of {here.pages}
            </caption>
            <thead class="nhsuk-table__head">
              <tr class="nhsuk-table__row">
                {headingsOf(columns, filter).map((name) => (
                  <th key={name} class="nhsuk-table__header" scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody class="nhsuk-table__body">
              {here.rows.map((row) => (
                <Row key={row.home} row={row} names={names} now={now} columns={columns} />
              ))}
            </tbody>
          </table>
          <Pages what="homes" current={here.page} pages={here.pages} go={setPage} />
        </div>
      )}
    </section>
  );
}

type Columns = Record<'by' | 'time' | 'ways', boolean>;

/** Homes that have it nowhere can only be rung. */
const headingsOf = (columns: Columns, filter: Filter): string[] => [
  'Home',
  'Borough',
  'Status',
  ...(columns.by ? ['By'] : []),
  ...(columns.time ? ['Time'] : []),
  filter === 'not_reached' || filter === 'no_way' ? 'Ring' : 'Reply',
  ...(columns.ways ? ['Other ways'] : []),
];

const Cell = (props: { children?: Children; of: 'borough' | 'status' | 'more' }) => {
  const look = {
    borough: 'nhsuk-table__cell app-homes__borough',
    status: 'nhsuk-table__cell app-homes__status',
    more: 'nhsuk-table__cell app-homes__more',
  }[props.of];
  return (
    <td class={look} role="cell">
      {props.children}
    </td>
  );
};

/** One home: a line of the table, on a phone two lines. */
function Row(props: { row: Receipt; names: Names; now: Date; columns: Columns }) {
  const { row, names, now, columns } = props;
  const status = statusOf(row);
  const at = lastAt(row);
  return (
    <tr class="nhsuk-table__row app-homes__row" role="row">
      <th class="nhsuk-table__header app-homes__name" scope="row" role="rowheader">
        {row.home_name ?? row.home}
      </th>
      <Cell of="borough">{names.get(row.area ?? '') ?? row.area}</Cell>
      <Cell of="status">
        <Tag tone={status.tone}>{status.words}</Tag>
        {row.late && ' after it ended'}
      </Cell>
      {columns.by && <Cell of="more">{byWhom(row)}</Cell>}
      {columns.time && <Cell of="more">{at && when(at, now)}</Cell>}
      <Cell of="more">
        <Reply row={row} />
      </Cell>
      {columns.ways && (
        <Cell of="more">
          {waysInWords(row).map((words) => (
            <span key={words} class="app-way">
              {words}
            </span>
          ))}
        </Cell>
      )}
    </tr>
  );
}

function Reply(props: { row: Receipt }) {
  const { row } = props;
  const ring = row.telephone && (row.state === 'targeted' || row.response === 'need_help');
  return (
    <>
      {row.note && <span class="app-note">{row.note}</span>}
      {ring && (
        <a class="app-ring" href={`tel:${row.telephone}`}>
          Ring {telephone(row.telephone!)}
          <Hidden>, {row.home_name ?? row.home}</Hidden>
        </a>
      )}
    </>
  );
}

function saveReceipts(rows: readonly Receipt[], names: Names, view: MessageView) {
  const time = (text: string | undefined) => (text ? onPaper(text) : '');
  const ways = channelsOf(rows);
  const mark = view.confirmed === false ? 'Not confirmed by a second person' : '';
  download(
    `receipts-${fileName(view)}.csv`,
    'text/csv',
    writeCsv([
      ['Home', 'CQC or ODS code', 'Borough', 'Telephone', 'Status', 'After it ended', 'Reached', 'Read', 'Replied', 'By', 'Note', 'Message', ...ways.map(channelName)],
      ...chosen(rows, 'all', '', names).map((row) => [
        row.home_name ?? '',
        row.home,
        names.get(row.area ?? '') ?? row.area ?? '',
        telephone(row.telephone ?? ''),
        statusOf(row).words,
        row.late ? 'yes' : '',
        time(row.delivered_at),
        time(row.read_at),
        time(row.answered_at),
        byWhom(row),
        row.note ?? '',
        mark,
        ...ways.map((channel) => said(wayOf(row, channel)?.words ?? '')),
      ]),
    ]),
  );
}
