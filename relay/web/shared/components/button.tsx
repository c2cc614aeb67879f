import type { JSX } from 'preact';
import type { Children } from './types';
import { classes } from './types';

export interface ButtonLook {
  variant?: 'secondary' | 'warning';
  small?: boolean;
  /** More classes, written whole. */
  class?: string;
}

const variants = {
  secondary: 'nhsuk-button--secondary',
  warning: 'nhsuk-button--warning',
} as const;

function look({ variant, small, class: more }: ButtonLook) {
  return classes('nhsuk-button', variant && variants[variant], small && 'nhsuk-button--small', more);
}

/// A button that does something here. `busy` says that it was pressed and is being done: it stays where it is and in the
/// tab order, a second press does nothing.
export function Button(
  props: ButtonLook & {
    children: Children;
    type?: 'submit' | 'button';
    onClick?: (event: JSX.TargetedMouseEvent<HTMLButtonElement>) => void;
    disabled?: boolean;
    busy?: boolean;
    name?: string;
    value?: string;
    id?: string;
    label?: string;
    describedBy?: string;
    pressed?: boolean;
    controls?: string;
    expanded?: boolean;
  },
) {
  return (
    <button
      class={look(props)}
      data-module="nhsuk-button"
      type={props.type ?? 'submit'}
      name={props.name}
      value={props.value}
      id={props.id}
      disabled={props.disabled}
      aria-disabled={props.disabled || props.busy ? 'true' : undefined}
      aria-label={props.label}
      aria-describedby={props.describedBy}
      aria-pressed={props.pressed}
      aria-controls={props.controls}
      aria-expanded={props.expanded}
      onClick={(event) => {
        if (props.busy) event.preventDefault();
        else props.onClick?.(event);
      }}
    >
      {props.children}
    </button>
  );
}

/// A link that looks like a button, because it is the next step.
export function ButtonLink(
  props: ButtonLook & { children: Children; href: string; onClick?: (event: MouseEvent) => void; download?: string; label?: string; id?: string },
) {
  return (
    <a
      class={look(props)}
      data-module="nhsuk-button"
      href={props.href}
      role="button"
      draggable={false}
      download={props.download}
      aria-label={props.label}
      id={props.id}
      onClick={props.onClick}
      onKeyDown={(event) => {
        if (event.key !== ' ') return;
        event.preventDefault();
        event.currentTarget.click();
      }}
    >
      {props.children}
    </a>
  );
}
