import '../styles/tables.scss';
import type { Children } from './types';
import { classes } from './types';

export interface Column {
  text: string;
  numeric?: boolean;
  /** Words for the heading on a phone, where it stands before each cell; the same as `text` when left out. */
  short?: string;
}

export interface Row {
  key?: string | number;
  id?: string;
  cells: Children[];
}

const captions = { s: 'nhsuk-table__caption--s', m: 'nhsuk-table__caption--m', l: 'nhsuk-table__caption--l' } as const;

function Cell({ column, text, header, responsive }: { column: Column; text: Children; header: boolean; responsive: boolean }) {
  const heading = responsive && (
    <span class="nhsuk-table__heading" aria-hidden="true">
      {column.short ?? column.text}{' '}
    </span>
  );
  if (header)
    return (
      <th class={classes('nhsuk-table__header', column.numeric && 'nhsuk-table__header--numeric')} scope="row" role={responsive ? 'rowheader' : undefined}>
        {heading}
        {text}
      </th>
    );
  return (
    <td class={classes('nhsuk-table__cell', column.numeric && 'nhsuk-table__cell--numeric')} role={responsive ? 'cell' : undefined}>
      {heading}
      {text}
    </td>
  );
}

/// A table; `responsive` breaks it on a phone into a block a row with each heading before its cell. The first cell of a row
/// is its header unless `plain`.
export function Table(props: {
  caption?: Children;
  captionSize?: keyof typeof captions;
  captionHidden?: boolean;
  columns: Column[];
  rows: Row[];
  responsive?: boolean;
  plain?: boolean;
}) {
  const responsive = props.responsive ?? false;
  const role = (name: 'row' | 'rowgroup' | 'columnheader' | 'table') => (responsive ? name : undefined);
  return (
    <table class={classes('nhsuk-table', responsive && 'nhsuk-table--responsive')} role={role('table')}>
      {props.caption != null && (
        <caption
          class={classes(
            'nhsuk-table__caption',
            props.captionSize && captions[props.captionSize],
            props.captionHidden && 'nhsuk-u-visually-hidden',
          )}
        >
          {props.caption}
        </caption>
      )}
      <thead class="nhsuk-table__head" role={role('rowgroup')}>
        <tr class="nhsuk-table__row" role={role('row')}>
          {props.columns.map(({ text, numeric }) => (
            <th class={classes('nhsuk-table__header', numeric && 'nhsuk-table__header--numeric')} scope="col" role={role('columnheader')}>
              {text}
            </th>
          ))}
        </tr>
      </thead>
      <tbody class="nhsuk-table__body">
        {props.rows.map(({ key, id, cells }) => (
          <tr class="nhsuk-table__row" role={role('row')} key={key} id={id}>
            {props.columns.map((column, at) => (
              <Cell column={column} text={cells[at]} header={at === 0 && !props.plain} responsive={responsive} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
