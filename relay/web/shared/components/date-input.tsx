import type { Children, HeadingLevel, Said } from './types';
import { classes, describedBy } from './types';
import { Fieldset, FormGroup, Says, type LabelSize } from './field';

export interface DateParts {
  day: string;
  month: string;
  year: string;
}

const parts = [
  { part: 'day', label: 'Day', width: 'nhsuk-input--width-2' },
  { part: 'month', label: 'Month', width: 'nhsuk-input--width-2' },
  { part: 'year', label: 'Year', width: 'nhsuk-input--width-4' },
] as const;

/// A date that people know by heart: three small fields. `wrong` marks those at fault; all of them when it is left out.
export function DateInput(
  props: Said & {
    id: string;
    legend: Children;
    legendSize?: LabelSize;
    level?: HeadingLevel;
    namePrefix?: string;
    value?: Partial<DateParts>;
    wrong?: (keyof DateParts)[];
    onInput?: (value: DateParts) => void;
  },
) {
  const value: DateParts = { day: '', month: '', year: '', ...props.value };
  const faulty = (part: keyof DateParts) => props.error != null && (props.wrong?.includes(part) ?? true);
  return (
    <FormGroup error={props.error != null}>
      <Fieldset legend={props.legend} size={props.legendSize} level={props.level} role="group" describedBy={describedBy(props.id, props)}>
        <Says id={props.id} hint={props.hint} error={props.error} />
        <div class="nhsuk-date-input" id={props.id}>
          {parts.map(({ part, label, width }) => (
            <div class="nhsuk-date-input__item">
              <FormGroup error={faulty(part)}>
                <label class="nhsuk-label nhsuk-date-input__label" for={`${props.id}-${part}`}>
                  {label}
                </label>
                <input
                  class={classes('nhsuk-input', faulty(part) && 'nhsuk-input--error', width, 'nhsuk-date-input__input')}
                  id={`${props.id}-${part}`}
                  name={props.namePrefix ? `${props.namePrefix}[${part}]` : part}
                  type="text"
                  value={props.value?.[part]}
                  inputmode="numeric"
                  onInput={(event) => props.onInput?.({ ...value, [part]: event.currentTarget.value })}
                />
              </FormGroup>
            </div>
          ))}
        </div>
      </Fieldset>
    </FormGroup>
  );
}
