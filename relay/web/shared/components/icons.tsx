import { cross } from './do-list';
import { Icon, Shape, type IconName } from './icon';

/** Print and phone are ours. */
const shapes = {
  cross,
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
