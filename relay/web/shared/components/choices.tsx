import type { Children, HeadingLevel, Said } from './types';
import { classes, describedBy } from './types';
import { Fieldset, FormGroup, Says, type LabelSize } from './field';

export interface ChoiceItem {
  value: string;
  text: Children;
  hint?: Children;
  /** More to fill in, shown while this is chosen. */
  more?: Children;
  disabled?: boolean;
  /** The choice that takes back all the others; "or" stands before it. */
  exclusive?: boolean;
  lang?: string;
  dir?: 'ltr' | 'rtl';
}

interface ChoicesProps extends Said {
  /** Id of the first choice, where an error summary leads; the others get -2, -3 … */
  id: string;
  name?: string;
  legend?: Children;
  legendSize?: LabelSize;
  level?: HeadingLevel;
  items: ChoiceItem[];
  inline?: boolean;
}

/** Written out, because the style sheet is trimmed by the names that stand in the sources. */
const kinds = {
  radio: {
    list: 'nhsuk-radios',
    module: 'nhsuk-radios',
    inline: 'nhsuk-radios--inline',
    item: 'nhsuk-radios__item',
    input: 'nhsuk-radios__input',
    label: 'nhsuk-label nhsuk-radios__label',
    hint: 'nhsuk-hint nhsuk-radios__hint',
    divider: 'nhsuk-radios__divider',
    more: 'nhsuk-radios__conditional',
  },
  checkbox: {
    list: 'nhsuk-checkboxes',
    module: 'nhsuk-checkboxes',
    inline: 'nhsuk-checkboxes--inline',
    item: 'nhsuk-checkboxes__item',
    input: 'nhsuk-checkboxes__input',
    label: 'nhsuk-label nhsuk-checkboxes__label',
    hint: 'nhsuk-hint nhsuk-checkboxes__hint',
    divider: 'nhsuk-checkboxes__divider',
    more: 'nhsuk-checkboxes__conditional',
  },
} as const;

function Choices(props: ChoicesProps & { kind: keyof typeof kinds; chosen: (value: string) => boolean | undefined; onChoose?: (value: string, on: boolean) => void }) {
  const names = kinds[props.kind];
  const name = props.name ?? props.id;
  let count = 0;
  const list = (
    <div class={classes(names.list, props.inline && names.inline)} data-module={names.module}>
      {props.items.map((item) => {
        count += 1;
        const divider = item.exclusive && count > 1;
        if (divider) count += 1; // the design system numbers the divider too
        const id = count === 1 ? props.id : `${props.id}-${count}`;
        const on = props.chosen(item.value);
        return (
          <>
            {divider && <div class={names.divider}>or</div>}
            <div class={names.item}>
              <input
                class={names.input}
                id={id}
                name={name}
                type={props.kind}
                value={item.value}
                checked={on}
                disabled={item.disabled}
                aria-describedby={item.hint != null ? `${id}-item-hint` : undefined}
                onChange={props.onChoose && ((event) => props.onChoose?.(item.value, event.currentTarget.checked))}
              />
              <label class={names.label} for={id} lang={item.lang} dir={item.dir}>
                {item.text}
              </label>
              {item.hint != null && (
                <div class={names.hint} id={`${id}-item-hint`}>
                  {item.hint}
                </div>
              )}
            </div>
            {item.more != null && on && <div class={names.more}>{item.more}</div>}
          </>
        );
      })}
    </div>
  );
  const content = (
    <>
      <Says id={props.id} hint={props.hint} error={props.error} />
      {list}
    </>
  );
  return (
    <FormGroup error={props.error != null}>
      {props.legend != null ? (
        <Fieldset legend={props.legend} size={props.legendSize} level={props.level} describedBy={describedBy(props.id, props)}>
          {content}
        </Fieldset>
      ) : (
        content
      )}
    </FormGroup>
  );
}

/// One of several.
export function Radios(props: ChoicesProps & { value?: string; onChange?: (value: string) => void }) {
  return (
    <Choices
      {...props}
      kind="radio"
      chosen={(value) => (props.value === undefined ? undefined : value === props.value)}
      onChoose={props.onChange && ((value) => props.onChange?.(value))}
    />
  );
}

/// Any of several.
export function Checkboxes(props: ChoicesProps & { values?: string[]; onChange?: (values: string[]) => void }) {
  const { values = [], items, onChange } = props;
  const exclusive = items.filter((item) => item.exclusive).map((item) => item.value);
  const change = (value: string, on: boolean) => {
    if (!on) return onChange?.(values.filter((other) => other !== value));
    if (exclusive.includes(value)) return onChange?.([value]);
    onChange?.([...values.filter((other) => !exclusive.includes(other) && other !== value), value]);
  };
  return (
    <Choices {...props} kind="checkbox" chosen={(value) => (props.values ? values.includes(value) : undefined)} onChoose={onChange && change} />
  );
}
