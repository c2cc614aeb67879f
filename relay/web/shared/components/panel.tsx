import '../styles/forms.scss';
import type { Children, HeadingLevel } from './types';
import { headingTag } from './types';

/// The green box after something is done.
export function Panel(props: { heading: Children; level?: HeadingLevel; children?: Children }) {
  const Heading = headingTag(props.level ?? 1);
  return (
    <div class="nhsuk-panel">
      <Heading class="nhsuk-panel__heading">{props.heading}</Heading>
      {props.children != null && <div class="nhsuk-panel__body">{props.children}</div>}
    </div>
  );
}
