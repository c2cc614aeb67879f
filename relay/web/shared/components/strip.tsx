import type { Children } from './types';

const dots = { good: 'app-strip__dot app-strip__dot--good', waiting: 'app-strip__dot app-strip__dot--waiting', bad: 'app-strip__dot app-strip__dot--bad' } as const;

/// The line under the menu that says how things stand. It is not read aloud by itself: the time in it changes every minute.
export function Strip({ state, children }: { state: keyof typeof dots; children: Children }) {
  return (
    <div class="app-strip">
      <div class="nhsuk-width-container app-strip__inner">
        <span class={dots[state]} aria-hidden="true" />
        <p class="app-strip__words">
          {children}
        </p>
      </div>
    </div>
  );
}
