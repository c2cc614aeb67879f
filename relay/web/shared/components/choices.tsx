import type { Children, HeadingLevel, Said } from './types';
import { describedBy } from './types';
import { Fieldset, FormGroup, Says, type LabelSize } from './field';

export interface ChoiceItem {
  value: string;
  text: Children;
  hint?: Children;
  /** More to fill in, shown while this is chosen. */
  more?: Children;
  disabled?: boolean;
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
}

/** Written out, because the style sheet is trimmed by the names that stand in the sources. */
const radios = {
  type: 'radio',
  list: 'nhsuk-radios',
  item: 'nhsuk-radios__item',
  input: 'nhsuk-radios__input',
  label: 'nhsuk-label nhsuk-radios__label',
  hint: 'nhsuk-hint nhsuk-radios__hint',
  more: 'nhsuk-radios__conditional',
} as const;
const checkboxes = {
  type: 'checkbox',
  list: 'nhsuk-checkboxes',
  item: 'nhsuk-checkboxes__item',
  input: 'nhsuk-checkboxes__input',
  label: 'nhsuk-label nhsuk-checkboxes__label',
  hint: 'nhsuk-hint nhsuk-checkboxes__hint',
  more: 'nhsuk-checkboxes__conditional',
} as const;

function Choices(props: ChoicesProps & { names: typeof radios | typeof checkboxes; chosen: (value: string) => boolean | undefined; onChoose?: (value: string, on: boolean) => void }) {
  const { names } = props;
  const name = props.name ?? props.id;
  const list = (
    <div class={names.list} data-module={names.list}>
      {props.items.map((item, at) => {
        const id = at === 0 ? props.id : `${props.id}-${at + 1}`;
        const on = props.chosen(item.value);
        return (
          <>
            <div class={names.item}>
              <input
                class={names.input}
                id={id}
                name={name}
                type={names.type}
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
      names={radios}
      chosen={(value) => (props.value === undefined ? undefined : value === props.value)}
      onChoose={props.onChange && ((value) => props.onChange?.(value))}
    />
  );
}

/// Any of several.
export function Checkboxes(props: ChoicesProps & { values?: string[]; onChange?: (values: string[]) => void }) {
  const { values = [], onChange } = props;
  const change = (value: string, on: boolean) => onChange?.(on ? [...values.filter((other) => other !== value), value] : values.filter((other) => other !== value));
  return (
    <Choices {...props} names={checkboxes} chosen={(value) => (props.values ? values.includes(value) : undefined)} onChoose={onChange && change} />
  );
}
