import '../styles/boxes.scss';
import type { Children, HeadingLevel } from './types';
import { Card } from './card';
import { AnyIcon } from './icons';

/// The lists themselves: ticks for what to do, crosses for what not to do.
export function DoItems({ items, not }: { items: Children[]; not?: boolean }) {
  return (
    <ul class={not ? 'nhsuk-list nhsuk-list--cross' : 'nhsuk-list nhsuk-list--tick'} role="list">
      {items.map((item) => (
        <li>
          <AnyIcon name={not ? 'cross' : 'tick'} />
          {item}
        </li>
      ))}
    </ul>
  );
}

/// A card with a heading on a blue bar and one such list.
export function DoList(props: { heading: Children; items: Children[]; not?: boolean; level?: HeadingLevel }) {
  return (
    <Card variant="feature" heading={props.heading} level={props.level ?? 3}>
      <DoItems items={props.items} not={props.not} />
    </Card>
  );
}
