import '../styles/forms.scss';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Children } from './types';

export interface Fault {
  text: Children;
  /** Id of the field at fault. */
  field?: string;
}

/// Goes to the field itself, with its label or legend in view, as the design system does.
export function goToField(id: string): boolean {
  const field = document.getElementById(id);
  if (!field) return false;
  const group = field.closest('fieldset')?.querySelector('legend') ?? document.querySelector(`label[for='${CSS.escape(id)}']`) ?? field;
  group.scrollIntoView();
  const target = field.matches('input, select, textarea, button, a, [tabindex]') ? field : field.querySelector<HTMLElement>('input, select, textarea');
  target?.focus({ preventScroll: true });
  return target != null;
}

/// Everything that is wrong with a form, above it. It takes the focus when it appears, and again when `attempt` changes:
/// count the attempts to send.
export function ErrorSummary(props: { heading?: Children; faults: Fault[]; attempt?: number; description?: Children; focus?: boolean }) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (props.focus === false) return;
    box.current?.setAttribute('tabindex', '-1');
    box.current?.focus();
  }, [props.attempt]);
  return (
    <div class="nhsuk-error-summary" data-module="nhsuk-error-summary" ref={box} onBlur={() => box.current?.removeAttribute('tabindex')}>
      <div role="alert">
        <h2 class="nhsuk-error-summary__heading">{props.heading ?? 'There is a problem'}</h2>
        <div class="nhsuk-error-summary__body">
          {props.description != null && <p>{props.description}</p>}
          <ul class="nhsuk-list nhsuk-error-summary__list">
            {props.faults.map(({ text, field }) => (
              <li>
                {field == null ? (
                  text
                ) : (
                  <a
                    href={`#${field}`}
                    onClick={(event) => {
                      if (goToField(field)) event.preventDefault();
                    }}
                  >
                    {text}
                  </a>
                )}
              </li>
            ))}
          </ul>
        </div>
      </div>
    </div>
  );
}
