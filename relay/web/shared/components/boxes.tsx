import type { Children, HeadingLevel } from './types';
import { classes, headingTag } from './types';

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

/// A line that opens to more.
export function Details(props: { summary: Children; children: Children; open?: boolean }) {
  return (
    <details class="nhsuk-details" open={props.open}>
      <summary class="nhsuk-details__summary">
        <span class="nhsuk-details__summary-text">{props.summary}</span>
      </summary>
      <div class="nhsuk-details__text">{props.children}</div>
    </details>
  );
}

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

export function BackLink({ href, onClick, children }: { href?: string; onClick?: () => void; children?: Children }) {
  if (href == null)
    return (
      <button class="nhsuk-back-link" type="button" onClick={onClick}>
        {children ?? 'Back'}
      </button>
    );
  return (
    <a class="nhsuk-back-link" href={href} onClick={onClick}>
      {children ?? 'Back'}
    </a>
  );
}

/// Words for who listens, not for the eye.
export function Hidden({ children }: { children: Children }) {
  return <span class="nhsuk-u-visually-hidden">{children}</span>;
}

/// A region whose changes a screen reader says once it has finished speaking. Keep it in the page from the start and change
/// only its words.
export function Live({ children }: { children?: Children }) {
  return (
    <div class="nhsuk-u-visually-hidden" role="status" aria-live="polite">
      {children}
    </div>
  );
}
