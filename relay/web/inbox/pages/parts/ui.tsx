import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Icon } from '../../../shared/components';
import { about } from '../../about';

/** Whether the reader has gone from one page to another: on the first one the focus stays where browsers put it. */
export const reader = { moved: false };

/** The page's heading and title. A page that was come to from another one begins with the focus on it, also when it had to be
 *  loaded first. */
export function Title(props: { children: ComponentChildren; title: string; caption?: ComponentChildren; lang?: string; dir?: 'ltr' | 'rtl' }) {
  const { title } = props;
  useEffect(() => {
    document.title = `${title} - ${about().service}`;
  }, [title]);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (reader.moved && document.activeElement === document.body) heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <h1 class="nhsuk-heading-l app-title" ref={heading} tabIndex={-1} lang={props.lang} dir={props.dir}>
      {props.caption ? (
        <span class="nhsuk-caption-l" lang="en-GB" dir="ltr">
          {props.caption}{' '}
        </span>
      ) : null}
      {props.children}
    </h1>
  );
}

/** A button that reads like a link, for what is rarely done. */
export function Quiet({ onClick, children, id }: { onClick: () => void; children: ComponentChildren; id?: string }) {
  return (
    <button class="app-link-button" type="button" id={id} onClick={onClick}>
      {children}
    </button>
  );
}

/** What came of an act: shown, and said aloud when it changes. */
export function Said({ children }: { children?: ComponentChildren }) {
  return (
    <div role="status" aria-live="polite">
      {children}
    </div>
  );
}

/** A line with a sign before it: done, or still on its way. */
export function Progress({ sent, children }: { sent: boolean; children: ComponentChildren }) {
  return (
    <p class={sent ? 'app-done' : 'app-done app-done--waiting'}>
      <Icon name={sent ? 'tick' : 'clock'} />
      <span>{children}</span>
    </p>
  );
}
