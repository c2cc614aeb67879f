import '../styles/boxes.scss';
import { useState } from 'preact/hooks';
import { Card } from './card';
import type { Children, HeadingLevel } from './types';
import { classes } from './types';

/// Text set apart from its surroundings by a blue edge.
export function InsetText({ children, text }: { text?: Children; children?: Children }) {
  return (
    <div class="nhsuk-inset-text">
      <span class="nhsuk-u-visually-hidden">Information: </span>
      {text != null && <p>{text}</p>}
      {children}
    </div>
  );
}

/// A line that opens to more. What a function gives is made when it is opened first.
export function Details(props: { summary: Children; children: Children | (() => Children); open?: boolean }) {
  const { children } = props;
  const [opened, setOpened] = useState(props.open ?? false);
  return (
    <details class="nhsuk-details" open={props.open} onToggle={(event) => event.currentTarget.open && setOpened(true)}>
      <summary class="nhsuk-details__summary">
        <span class="nhsuk-details__summary-text">{props.summary}</span>
      </summary>
      <div class="nhsuk-details__text">{typeof children === 'function' ? opened && children() : children}</div>
    </details>
  );
}

/// A banner across the top of a page. `success` is read out by itself when it appears.
export function NotificationBanner(props: { success?: boolean; title?: Children; text?: Children; id?: string; children?: Children }) {
  const id = props.id ?? 'nhsuk-notification-banner-title';
  return (
    <div
      class={classes('nhsuk-notification-banner', props.success && 'nhsuk-notification-banner--success')}
      data-module="nhsuk-notification-banner"
      role={props.success ? 'alert' : 'region'}
      aria-labelledby={id}
    >
      <div class="nhsuk-notification-banner__header">
        <h2 class="nhsuk-notification-banner__title" id={id}>
          {props.title ?? (props.success ? 'Success' : 'Important')}
        </h2>
      </div>
      <div class="nhsuk-notification-banner__content">
        {props.text != null && <p class="nhsuk-notification-banner__heading">{props.text}</p>}
        {props.children}
      </div>
    </div>
  );
}

/// A yellow box for what must not be missed.
export function WarningCallout(props: { heading: Children; level?: HeadingLevel; children: Children }) {
  return (
    <Card variant="warning" heading={props.heading} level={props.level ?? 3}>
      {props.children}
    </Card>
  );
}
