import '../styles/lists.scss';
import type { Children } from './types';
import { classes } from './types';

export interface SummaryAction {
  text: Children;
  href: string;
  /** What the action is about, for who hears it without the row: "name". */
  about?: string;
  onClick?: (event: MouseEvent) => void;
}

export interface SummaryRow {
  key: Children;
  value: Children;
  actions?: SummaryAction[];
}

function Action({ text, href, about, onClick }: SummaryAction) {
  return (
    <a class="nhsuk-link" href={href} onClick={onClick}>
      {text}
      {about && <span class="nhsuk-u-visually-hidden"> {about}</span>}
    </a>
  );
}

/// Names and their values, with what can be done about each.
export function SummaryList({ rows, plain }: { rows: SummaryRow[]; plain?: boolean }) {
  return (
    <dl class={classes('nhsuk-summary-list', plain && 'nhsuk-summary-list--no-border')}>
      {rows.map(({ key, value, actions }) => (
        <div class="nhsuk-summary-list__row">
          <dt class="nhsuk-summary-list__key">{key}</dt>
          <dd class="nhsuk-summary-list__value">{value}</dd>
          {actions && actions.length === 1 && actions[0] && (
            <dd class="nhsuk-summary-list__actions">
              <Action {...actions[0]} />
            </dd>
          )}
          {actions && actions.length > 1 && (
            <dd class="nhsuk-summary-list__actions">
              <ul class="nhsuk-summary-list__actions-list">
                {actions.map((action) => (
                  <li class="nhsuk-summary-list__actions-list-item">
                    <Action {...action} />
                  </li>
                ))}
              </ul>
            </dd>
          )}
        </div>
      ))}
    </dl>
  );
}
