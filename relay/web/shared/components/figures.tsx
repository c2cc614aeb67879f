import '../styles/figures.scss';
import type { Children } from './types';

export interface Figure {
  name: Children;
  value: Children;
}

/// A few numbers side by side, each with its name.
export function Figures({ figures, large }: { figures: Figure[]; large?: boolean }) {
  return (
    <dl class="app-figures">
      {figures.map(({ name, value }) => (
        <div class="app-figure">
          <dt class="app-figure__name">{name}</dt>
          <dd class={large ? 'app-figure__value app-figure__value--large' : 'app-figure__value'}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

