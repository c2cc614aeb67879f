import { useEffect, useState } from 'preact/hooks';
import { classes, describedBy } from './types';
import { FormGroup, Label, Says, type FieldProps } from './field';

const widths = {
  2: 'nhsuk-input--width-2',
  3: 'nhsuk-input--width-3',
  4: 'nhsuk-input--width-4',
  5: 'nhsuk-input--width-5',
  10: 'nhsuk-input--width-10',
  20: 'nhsuk-input--width-20',
  30: 'nhsuk-input--width-30',
} as const;

interface TextProps extends FieldProps {
  value?: string;
  onInput?: (value: string) => void;
  onBlur?: () => void;
  disabled?: boolean;
  required?: boolean;
  autocomplete?: string;
  spellcheck?: boolean;
  lang?: string;
  dir?: 'ltr' | 'rtl' | 'auto';
}

/// One line of text.
export function Input(
  props: TextProps & {
    type?: 'text' | 'email' | 'tel' | 'url' | 'password' | 'datetime-local' | 'date' | 'time';
    width?: keyof typeof widths;
    /** Letters set apart, for codes that are read out. */
    code?: boolean;
    inputmode?: 'numeric' | 'text' | 'email' | 'tel';
    maxLength?: number;
    list?: string;
  },
) {
  const { id, name, error, width } = props;
  const field = (
    <input
      class={classes('nhsuk-input', props.code && 'nhsuk-input--code', error != null && 'nhsuk-input--error', width && widths[width])}
      id={id}
      name={name ?? id}
      type={props.type ?? 'text'}
      spellcheck={props.spellcheck}
      value={props.value}
      disabled={props.disabled}
      aria-required={props.required}
      aria-describedby={describedBy(id, props)}
      aria-invalid={undefined}
      autocomplete={props.autocomplete}
      inputmode={props.inputmode}
      maxLength={props.maxLength}
      list={props.list}
      lang={props.lang}
      dir={props.dir}
      onInput={props.onInput && ((event) => props.onInput?.(event.currentTarget.value))}
      onBlur={props.onBlur}
    />
  );
  return (
    <FormGroup error={error != null}>
      <Label id={id} size={props.labelSize} level={props.level} hidden={props.labelHidden}>
        {props.label}
      </Label>
      <Says id={id} hint={props.hint} error={error} />
      {field}
    </FormGroup>
  );
}

/// Several lines of text.
export function Textarea(props: TextProps & { rows?: number }) {
  const { id, name, error } = props;
  return (
    <FormGroup error={error != null}>
      <Label id={id} size={props.labelSize} level={props.level} hidden={props.labelHidden}>
        {props.label}
      </Label>
      <Says id={id} hint={props.hint} error={error} />
      <textarea
        class={classes('nhsuk-textarea', error != null && 'nhsuk-textarea--error')}
        id={id}
        name={name ?? id}
        rows={props.rows ?? 5}
        spellcheck={props.spellcheck}
        disabled={props.disabled}
        aria-describedby={describedBy(id, props)}
        autocomplete={props.autocomplete}
        lang={props.lang}
        dir={props.dir}
        value={props.value}
        onInput={props.onInput && ((event) => props.onInput?.(event.currentTarget.value))}
        onBlur={props.onBlur}
      />
    </FormGroup>
  );
}

/// "You have 39 characters left", by what a person counts as one character.
export function countWords(text: string, limit: number): string {
  const left = limit - lengthOf(text);
  const many = Math.abs(left) === 1 ? '1 character' : `${Math.abs(left).toLocaleString('en-GB')} characters`;
  return left < 0 ? `You have ${many} too many` : `You have ${many} left`;
}

/// Characters as the relay counts them: code points.
export function lengthOf(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/// Text with a limit that is counted while it is written; a screen reader hears the count when the writer pauses. Nothing is
/// cut off: too long is an error when it is sent. `rows` 1 makes it one line.
export function CharacterCount(props: TextProps & { maxlength: number; rows?: number }) {
  const { id, name, error, maxlength } = props;
  const value = props.value ?? '';
  const [said, say] = useState('');
  const words = countWords(value, maxlength);
  useEffect(() => {
    const timer = setTimeout(() => say(value === '' ? '' : words), 1000);
    return () => clearTimeout(timer);
  }, [words, value]);
  const over = lengthOf(value) > maxlength;
  const field = {
    id,
    name: name ?? id,
    spellcheck: props.spellcheck,
    disabled: props.disabled,
    'aria-describedby': describedBy(id, props, `${id}-info`),
    autocomplete: props.autocomplete,
    lang: props.lang,
    dir: props.dir,
    value: props.value,
    onBlur: props.onBlur,
  };
  return (
    <div
      class={classes('nhsuk-form-group', error != null && 'nhsuk-form-group--error', 'nhsuk-character-count')}
      data-module="nhsuk-character-count"
      data-maxlength={maxlength}
    >
      <Label id={id} size={props.labelSize} level={props.level} hidden={props.labelHidden}>
        {props.label}
      </Label>
      <Says id={id} hint={props.hint} error={error} />
      {props.rows === 1 ? (
        <input
          class={classes('nhsuk-input', 'nhsuk-js-character-count', (error != null || over) && 'nhsuk-input--error')}
          type="text"
          {...field}
          onInput={props.onInput && ((event) => props.onInput?.(event.currentTarget.value))}
        />
      ) : (
        <textarea
          class={classes('nhsuk-textarea', (error != null || over) && 'nhsuk-textarea--error', 'nhsuk-js-character-count')}
          rows={props.rows ?? 5}
          {...field}
          onInput={props.onInput && ((event) => props.onInput?.(event.currentTarget.value))}
        />
      )}
      {value === '' ? (
        <div class="nhsuk-hint nhsuk-character-count__message" id={`${id}-info`}>
          You can enter up to {maxlength} characters
        </div>
      ) : (
        <>
          <div class="nhsuk-u-visually-hidden" id={`${id}-info`}>
            You can enter up to {maxlength} characters
          </div>
          <div class={over ? 'nhsuk-error-message nhsuk-character-count__message' : 'nhsuk-hint nhsuk-character-count__message'} aria-hidden="true">
            {words}
          </div>
          <div class="nhsuk-u-visually-hidden" aria-live="polite">
            {said}
          </div>
        </>
      )}
    </div>
  );
}

export interface Choice {
  value: string;
  text: string;
  disabled?: boolean;
}

/// A list that opens. For few choices radios are easier.
export function Select(props: FieldProps & { items: Choice[]; value?: string; onChange?: (value: string) => void; disabled?: boolean }) {
  const { id, name, error } = props;
  return (
    <FormGroup error={error != null}>
      <Label id={id} size={props.labelSize} level={props.level} hidden={props.labelHidden}>
        {props.label}
      </Label>
      <Says id={id} hint={props.hint} error={error} />
      <select
        class={classes('nhsuk-select', error != null && 'nhsuk-select--error')}
        id={id}
        name={name ?? id}
        disabled={props.disabled}
        aria-describedby={describedBy(id, props)}
        onChange={props.onChange && ((event) => props.onChange?.(event.currentTarget.value))}
      >
        {props.items.map(({ value, text, disabled }) => (
          <option value={value} disabled={disabled} selected={props.value === undefined ? undefined : value === props.value}>
            {text}
          </option>
        ))}
      </select>
    </FormGroup>
  );
}

/// A file from this computer.
export function FileUpload(props: FieldProps & { accept?: string; onFile: (file: File | undefined) => void }) {
  const { id, name, error } = props;
  return (
    <div class={classes('nhsuk-form-group', error != null && 'nhsuk-form-group--error', 'nhsuk-file-upload')} data-module="nhsuk-file-upload">
      <Label id={id} size={props.labelSize} level={props.level} hidden={props.labelHidden}>
        {props.label}
      </Label>
      <Says id={id} hint={props.hint} error={error} />
      <input
        class="nhsuk-file-upload__input"
        id={id}
        name={name ?? id}
        type="file"
        accept={props.accept}
        aria-describedby={describedBy(id, props)}
        onChange={(event) => props.onFile(event.currentTarget.files?.[0])}
      />
    </div>
  );
}
