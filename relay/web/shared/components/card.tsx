import type { Children, HeadingLevel } from './types';
import { classes, headingTag } from './types';

const variants = { warning: 'nhsuk-card--warning' } as const;
const sizes = { s: 'nhsuk-heading-s', m: 'nhsuk-heading-m', l: 'nhsuk-heading-l' } as const;
const edges = {
  red: 'app-card--red',
  orange: 'app-card--orange',
  blue: 'app-card--blue',
  green: 'app-card--green',
  grey: 'app-card--grey',
} as const;

export type Edge = keyof typeof edges;

/// A white box with a heading. `edge` colours its start edge as the inbox does; `lead` stands above the heading (tags).
export function Card(props: {
  heading?: Children;
  level?: HeadingLevel;
  size?: keyof typeof sizes;
  href?: string;
  variant?: keyof typeof variants;
  edge?: Edge;
  lead?: Children;
  description?: Children;
  children?: Children;
  lang?: string;
  dir?: 'ltr' | 'rtl';
  id?: string;
}) {
  const Heading = headingTag(props.level ?? 2);
  return (
    <div
      class={classes('nhsuk-card', props.variant && variants[props.variant], props.edge && 'app-card', props.edge && edges[props.edge])}
      lang={props.lang}
      dir={props.dir}
      id={props.id}
    >
      <div class="nhsuk-card__content">
        {props.lead}
        {props.heading != null && (
          <Heading class={classes('nhsuk-card__heading', props.size && sizes[props.size])}>
            {props.href != null ? (
              <a class="nhsuk-card__link" href={props.href}>
                {props.heading}
              </a>
            ) : (
              props.heading
            )}
          </Heading>
        )}
        {props.description != null && <p class="nhsuk-card__description">{props.description}</p>}
        {props.children}
      </div>
    </div>
  );
}
