import type { ComponentChildren } from 'preact';

export interface HeaderItem {
  text: ComponentChildren;
  href: string;
  /** The page being shown, or one below it. */
  current?: boolean;
}

/// The blue bar: a plain name of the service, no logo; whose page this is; the menu.
export function Header(props: { serviceName: string; home: string; account?: ComponentChildren; menu?: HeaderItem[]; menuLabel?: string }) {
  return (
    <header class="nhsuk-header" role="banner">
      <div class="nhsuk-header__container nhsuk-width-container">
        <div class="nhsuk-header__service">
          <a class="nhsuk-header__service-name" href={props.home}>
            {props.serviceName}
          </a>
        </div>
      </div>
    </header>
  );
}
