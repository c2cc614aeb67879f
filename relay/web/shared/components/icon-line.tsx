import '../styles/previews.scss';
import type { Children } from './types';
import { AnyIcon, type AnyIconName } from './icons';

/// A shape and words on one line: a deadline, a telephone number, a poster to print.
export function IconLine({ icon, strong, children }: { icon: AnyIconName; strong?: boolean; children: Children }) {
  return (
    <p class={strong ? 'app-line app-line--strong' : 'app-line'}>
      <AnyIcon name={icon} />
      <span>{children}</span>
    </p>
  );
}
