import '../styles/figures.scss';
/// How much of a whole: a bar for the eye, words for everybody else. `label` says it whole: "40 of 72 homes reached".
/// The bar is SVG with attributes only: the pages allow no inline style.
export function Bar({ value, of, label, large }: { value: number; of: number; label: string; large?: boolean }) {
  const part = of > 0 ? Math.max(0, Math.min(1, value / of)) : 0;
  return (
    <svg class={large ? 'app-bar app-bar--large' : 'app-bar'} role="img" aria-label={label} viewBox="0 0 100 4" preserveAspectRatio="none" focusable="false">
      <rect class="app-bar__whole" width="100" height="4" />
      <rect class="app-bar__part" width={Math.round(part * 1000) / 10} height="4" />
    </svg>
  );
}
