import '../styles/forms.scss';
import type { Children, HeadingLevel, Said } from './types';
import { classes, headingTag } from './types';

const labelSizes = { s: 'nhsuk-label--s', m: 'nhsuk-label--m', l: 'nhsuk-label--l' } as const;
const legendSizes = {
  s: 'nhsuk-fieldset__legend--s',
  m: 'nhsuk-fieldset__legend--m',
  l: 'nhsuk-fieldset__legend--l',
} as const;

export type LabelSize = keyof typeof labelSizes;

/// What every field of a form has.
export interface FieldProps extends Said {
  id: string;
  name?: string;
  label: Children;
  labelSize?: LabelSize;
  /** The label is also a heading of this level. */
  level?: HeadingLevel;
  labelHidden?: boolean;
}

export function Label(props: { id: string; size?: LabelSize; level?: HeadingLevel; hidden?: boolean; children: Children }) {
  const label = (
    <label class={classes('nhsuk-label', props.size && labelSizes[props.size], props.hidden && 'nhsuk-u-visually-hidden')} for={props.id}>
      {props.children}
    </label>
  );
  if (!props.level) return label;
  const Heading = headingTag(props.level);
  return <Heading class="nhsuk-label-wrapper">{label}</Heading>;
}

export function Hint({ id, children }: { id: string; children: Children }) {
  return (
    <div class="nhsuk-hint" id={id}>
      {children}
    </div>
  );
}

export function ErrorMessage({ id, children }: { id?: string; children: Children }) {
  return (
    <span class="nhsuk-error-message" id={id}>
      <span class="nhsuk-u-visually-hidden">Error: </span>
      {children}
    </span>
  );
}

/// Hint and error as a field shows them.
export function Says({ id, hint, error }: Said & { id: string }) {
  return (
    <>
      {hint != null && <Hint id={`${id}-hint`}>{hint}</Hint>}
      {error != null && <ErrorMessage id={`${id}-error`}>{error}</ErrorMessage>}
    </>
  );
}

/// The frame of a field: red at its edge while there is an error.
export function FormGroup(props: { error?: boolean; class?: string; module?: string; children: Children }) {
  return (
    <div class={classes('nhsuk-form-group', props.error && 'nhsuk-form-group--error', props.class)} data-module={props.module}>
      {props.children}
    </div>
  );
}

/// Fields under one question.
export function Fieldset(props: { legend: Children; size?: LabelSize; level?: HeadingLevel; describedBy?: string; role?: 'group'; children: Children }) {
  const Heading = headingTag(props.level ?? 1);
  return (
    <fieldset class="nhsuk-fieldset" role={props.role} aria-describedby={props.describedBy}>
      <legend class={classes('nhsuk-fieldset__legend', props.size && legendSizes[props.size])}>
        {props.level ? <Heading class="nhsuk-fieldset__heading">{props.legend}</Heading> : props.legend}
      </legend>
      {props.children}
    </fieldset>
  );
}
