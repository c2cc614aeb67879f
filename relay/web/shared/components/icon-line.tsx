import type { Children } from './types';
import { Icon, type IconName } from './icon';

/// A shape and words on one line: a deadline, a telephone number, a poster to print.
export function IconLine({ icon, strong, children }: { icon: IconName; strong?: boolean; children: Children }) {
  return (
    <p class={strong ? 'app-line app-line--strong' : 'app-line'}>
      <Icon name={icon} />
      <span>{children}</span>
    </p>
  );
}
