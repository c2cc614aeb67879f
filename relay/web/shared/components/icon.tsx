/** Shapes of 24 by 24. The first four are the design system's own (MIT, see NOTICE); clock, print and phone are ours. */
const shapes = {
  'arrow-left':
    'M10.7 6.3c.4.4.4 1 0 1.4L7.4 11H19a1 1 0 0 1 0 2H7.4l3.3 3.3c.4.4.4 1 0 1.4a1 1 0 0 1-1.4 0l-5-5A1 1 0 0 1 4 12c0-.3.1-.5.3-.7l5-5a1 1 0 0 1 1.4 0Z',
  'arrow-right':
    'm14.7 6.3 5 5c.2.2.3.4.3.7 0 .3-.1.5-.3.7l-5 5a1 1 0 0 1-1.4-1.4l3.3-3.3H5a1 1 0 0 1 0-2h11.6l-3.3-3.3a1 1 0 1 1 1.4-1.4Z',
  tick: 'M11.4 17.5a2 2 0 0 1-2.7.1h-.1L4 12.8a1.5 1.5 0 0 1 2.1-2L10 14.7l8.1-8.1a1.5 1.5 0 1 1 2.2 2l-8.9 9Z',
  cross:
    'M17 18.5c-.4 0-.8-.1-1.1-.4l-10-10c-.6-.6-.6-1.6 0-2.1.6-.6 1.5-.6 2.1 0l10 10c.6.6.6 1.5 0 2.1-.3.3-.6.4-1 .4z M7 18.5c-.4 0-.8-.1-1.1-.4-.6-.6-.6-1.5 0-2.1l10-10c.6-.6 1.5-.6 2.1 0 .6.6.6 1.5 0 2.1l-10 10c-.3.3-.6.4-1 .4z',
  clock: 'M12 2a10 10 0 1 1 0 20 10 10 0 0 1 0-20Zm0 2a8 8 0 1 0 0 16 8 8 0 0 0 0-16Zm0 2.5a1 1 0 0 1 1 1v4.1l2.9 1.6a1 1 0 1 1-1 1.7L11.5 13a1 1 0 0 1-.5-.9V7.5a1 1 0 0 1 1-1Z',
  print: 'M7 3h10v4H7V3ZM5 8h14a3 3 0 0 1 3 3v6h-4v-3H6v3H2v-6a3 3 0 0 1 3-3Zm13 2.5a1 1 0 1 0 0 2 1 1 0 0 0 0-2ZM8 16h8v5H8v-5Z',
  phone: 'M6.6 10.8c1.4 2.8 3.8 5.2 6.6 6.6l2.2-2.2a1 1 0 0 1 1-.25c1.1.4 2.3.6 3.6.6a1 1 0 0 1 1 1V20a1 1 0 0 1-1 1A17 17 0 0 1 3 4a1 1 0 0 1 1-1h3.5a1 1 0 0 1 1 1c0 1.25.2 2.45.57 3.57a1 1 0 0 1-.25 1.02l-2.22 2.21Z',
} as const;

const named = {
  'arrow-left': 'nhsuk-icon nhsuk-icon--arrow-left',
  'arrow-right': 'nhsuk-icon nhsuk-icon--arrow-right',
  tick: 'nhsuk-icon nhsuk-icon--tick',
  cross: 'nhsuk-icon nhsuk-icon--cross',
  clock: 'nhsuk-icon',
  print: 'nhsuk-icon',
  phone: 'nhsuk-icon',
} as const;

export type IconName = keyof typeof shapes;

/// A shape for the eye only: what it means must also stand in words beside it.
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class={named[name]} xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="16" height="16" focusable="false" aria-hidden="true">
      <path d={shapes[name]} />
    </svg>
  );
}
