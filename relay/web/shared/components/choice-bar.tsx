import '../styles/choices.scss';
import type { Children } from './types';
import { classes } from './types';

export interface BarChoice {
  text: Children;
  on?: boolean;
  href?: string;
  onClick?: () => void;
  lang?: string;
  dir?: 'ltr' | 'rtl';
}

function Choice({ text, on, href, onClick, lang, dir }: BarChoice) {
  const look = classes('app-choices__choice', on && 'app-choices__choice--on');
  if (href != null)
    return (
      <a class={look} href={href} aria-current={on ? 'true' : undefined} lang={lang} dir={dir} onClick={onClick}>
        {text}
      </a>
    );
  return (
    <button class={look} type="button" aria-pressed={on ?? false} lang={lang} dir={dir} onClick={onClick}>
      {text}
    </button>
  );
}

/// Choices of which one is on: languages, filters, previews. With `href` they are links, else buttons.
export function ChoiceBar({ label, choices }: { label: string; choices: BarChoice[] }) {
  return (
    <ul class="app-choices" aria-label={label}>
      {choices.map((choice) => (
        <li class="app-choices__item">
          <Choice {...choice} />
        </li>
      ))}
    </ul>
  );
}
