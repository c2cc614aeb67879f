import '../styles/boxes.scss';
import type { Children } from './types';

/// Buttons beside each other where there is room.
export function ButtonGroup({ children }: { children: Children }) {
  return <div class="nhsuk-button-group">{children}</div>;
}
