interface Drawn {
  class: string;
  path: string;
}

/// A shape of 24 by 24, for the eye only: what it means must also stand in words beside it.
export function Shape({ class: name, path }: Drawn) {
  return (
    <svg class={name} xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="16" height="16" focusable="false" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}

/** Those of the first pages; the others are in `icons`. The tick is the design system's own (MIT, see NOTICE), the clock ours. */
const shapes = {
  tick: {
    class: 'nhsuk-icon nhsuk-icon--tick',
    path: 'M11.4 17.5a2 2 0 0 1-2.7.1h-.1L4 12.8a1.5 1.5 0 0 1 2.1-2L10 14.7l8.1-8.1a1.5 1.5 0 1 1 2.2 2l-8.9 9Z',
  },
  clock: {
    class: 'nhsuk-icon',
    path: 'M12 2a10 10 0 1 1 0 20 10 10 0 0 1 0-20Zm0 2a8 8 0 1 0 0 16 8 8 0 0 0 0-16Zm0 2.5a1 1 0 0 1 1 1v4.1l2.9 1.6a1 1 0 1 1-1 1.7L11.5 13a1 1 0 0 1-.5-.9V7.5a1 1 0 0 1 1-1Z',
  },
} as const;

export type IconName = keyof typeof shapes;

export const Icon = ({ name }: { name: IconName }) => <Shape {...shapes[name]} />;
