import { Icon, Shape, type IconName } from './icon';

/** Arrows and cross are the design system's own (MIT, see NOTICE); print and phone are ours. */
const shapes = {
  'arrow-left': {
    class: 'nhsuk-icon nhsuk-icon--arrow-left',
    path: 'M10.7 6.3c.4.4.4 1 0 1.4L7.4 11H19a1 1 0 0 1 0 2H7.4l3.3 3.3c.4.4.4 1 0 1.4a1 1 0 0 1-1.4 0l-5-5A1 1 0 0 1 4 12c0-.3.1-.5.3-.7l5-5a1 1 0 0 1 1.4 0Z',
  },
  'arrow-right': {
    class: 'nhsuk-icon nhsuk-icon--arrow-right',
    path: 'm14.7 6.3 5 5c.2.2.3.4.3.7 0 .3-.1.5-.3.7l-5 5a1 1 0 0 1-1.4-1.4l3.3-3.3H5a1 1 0 0 1 0-2h11.6l-3.3-3.3a1 1 0 1 1 1.4-1.4Z',
  },
  cross: {
    class: 'nhsuk-icon nhsuk-icon--cross',
    path: 'M17 18.5c-.4 0-.8-.1-1.1-.4l-10-10c-.6-.6-.6-1.6 0-2.1.6-.6 1.5-.6 2.1 0l10 10c.6.6.6 1.5 0 2.1-.3.3-.6.4-1 .4z M7 18.5c-.4 0-.8-.1-1.1-.4-.6-.6-.6-1.5 0-2.1l10-10c.6-.6 1.5-.6 2.1 0 .6.6.6 1.5 0 2.1l-10 10c-.3.3-.6.4-1 .4z',
  },
  print: {
    class: 'nhsuk-icon',
    path: 'M7 3h10v4H7V3ZM5 8h14a3 3 0 0 1 3 3v6h-4v-3H6v3H2v-6a3 3 0 0 1 3-3Zm13 2.5a1 1 0 1 0 0 2 1 1 0 0 0 0-2ZM8 16h8v5H8v-5Z',
  },
  phone: {
    class: 'nhsuk-icon',
    path: 'M6.6 10.8c1.4 2.8 3.8 5.2 6.6 6.6l2.2-2.2a1 1 0 0 1 1-.25c1.1.4 2.3.6 3.6.6a1 1 0 0 1 1 1V20a1 1 0 0 1-1 1A17 17 0 0 1 3 4a1 1 0 0 1 1-1h3.5a1 1 0 0 1 1 1c0 1.25.2 2.45.57 3.57a1 1 0 0 1-.25 1.02l-2.22 2.21Z',
  },
} as const;

export type AnyIconName = IconName | keyof typeof shapes;

/// Any of the shapes.
export const AnyIcon = ({ name }: { name: AnyIconName }) => (name === 'tick' || name === 'clock' ? <Icon name={name} /> : <Shape {...shapes[name]} />);
