import '../../../shared/styles/boxes.scss';
import type { ComponentChildren } from 'preact';
import { Card } from '../../../shared/components';

/** Something to notice before anything else. */
export function Callout({ heading, level = 2, children }: { heading: ComponentChildren; level?: 2 | 3; children: ComponentChildren }) {
  return (
    <Card
      variant="warning"
      level={level}
      heading={
        <span>
          <span class="nhsuk-u-visually-hidden">Important: </span>
          {heading}
        </span>
      }
    >
      {children}
    </Card>
  );
}
