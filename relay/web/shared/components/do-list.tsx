import '../styles/boxes.scss';
import type { Children } from './types';
import { Icon, Shape } from './icon';

/** The design system's own (MIT, see NOTICE). */
export const cross = {
  class: 'nhsuk-icon nhsuk-icon--cross',
  path: 'M17 18.5c-.4 0-.8-.1-1.1-.4l-10-10c-.6-.6-.6-1.6 0-2.1.6-.6 1.5-.6 2.1 0l10 10c.6.6.6 1.5 0 2.1-.3.3-.6.4-1 .4z M7 18.5c-.4 0-.8-.1-1.1-.4-.6-.6-.6-1.5 0-2.1l10-10c.6-.6 1.5-.6 2.1 0 .6.6.6 1.5 0 2.1l-10 10c-.3.3-.6.4-1 .4z',
} as const;

/// The lists themselves: ticks for what to do, crosses for what not to do.
export function DoItems({ items, not }: { items: Children[]; not?: boolean }) {
  return (
    <ul class={not ? 'nhsuk-list nhsuk-list--cross' : 'nhsuk-list nhsuk-list--tick'} role="list">
      {items.map((item) => (
        <li>
          {not ? <Shape {...cross} /> : <Icon name="tick" />}
          {item}
        </li>
      ))}
    </ul>
  );
}
