import type { Children } from './types';
import { classes } from './types';

export interface HeaderItem {
  text: Children;
  href: string;
  /** True on the page itself and on those below it. */
  current?: boolean;
  /** A number beside it, such as what is to do; nothing is shown for 0. */
  count?: number;
  /** What the number counts, for who does not see it: "to do". */
  counted?: string;
}

export interface AccountItem {
  text: Children;
  href?: string;
  onClick?: () => void;
}

function Item({ text, href, current, count, counted }: HeaderItem) {
  return (
    <li class={classes('nhsuk-header__navigation-item', current && 'nhsuk-header__navigation-item--current')}>
      <a class="nhsuk-header__navigation-link" href={href} aria-current={current ? 'true' : undefined}>
        {current ? <strong class="nhsuk-header__navigation-item-current-fallback">{text}</strong> : text}
        {count ? (
          <>
            <span class="nhsuk-u-visually-hidden"> </span>
            <span class="app-count">
              {count}
              {counted && <span class="nhsuk-u-visually-hidden"> {counted}</span>}
            </span>
          </>
        ) : null}
      </a>
    </li>
  );
}

function Account({ text, href, onClick }: AccountItem) {
  return (
    <li class="nhsuk-header__account-item">
      {href != null ? (
        <a class="nhsuk-header__account-link" href={href}>
          {text}
        </a>
      ) : onClick ? (
        <button class="nhsuk-header__account-button" type="button" onClick={onClick}>
          {text}
        </button>
      ) : (
        text
      )}
    </li>
  );
}

/// The blue bar: a plain name of the service (no logo unless a deployment brings its own), whose page this is, the menu. The
/// menu wraps when it finds no room, so that nothing hides behind "More".
export function Header(props: {
  serviceName: Children;
  home: string;
  logo?: { src: string; alt: string };
  account?: AccountItem[];
  menu?: HeaderItem[];
}) {
  return (
    <header class="nhsuk-header" role="banner">
      <div class="nhsuk-header__container nhsuk-width-container">
        <div class="nhsuk-header__service">
          {props.logo && <img class="app-logo" src={props.logo.src} alt={props.logo.alt} />}
          <a class="nhsuk-header__service-name" href={props.home}>
            {props.serviceName}
          </a>
        </div>
        {props.account && props.account.length > 0 && (
          <nav class="nhsuk-header__account" aria-label="Account">
            <ul class="nhsuk-header__account-list">{props.account.map(Account)}</ul>
          </nav>
        )}
      </div>
      {props.menu && props.menu.length > 0 && (
        <nav class="nhsuk-header__navigation" aria-label="Menu">
          <div class="nhsuk-header__navigation-container nhsuk-width-container">
            <ul class="nhsuk-header__navigation-list">{props.menu.map(Item)}</ul>
          </div>
        </nav>
      )}
    </header>
  );
}
