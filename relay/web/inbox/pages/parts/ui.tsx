import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Card, ErrorSummary, Icon } from '../../../shared/components';
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

/** A mistake in a form: the id of the field, and what to do. */
export interface Mistake {
  field: string;
  text: string;
}

export const errorOf = (field: string, mistakes: Mistake[]): string | undefined => mistakes.find((one) => one.field === field)?.text;

/** Everything wrong with a form, above it; the title says so too. */
export function Mistakes({ of }: { of: Mistake[] }) {
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    if (of.length === 0) return;
    setAttempt((one) => one + 1);
    if (!document.title.startsWith('Error: ')) document.title = `Error: ${document.title}`;
    return () => {
      document.title = document.title.replace(/^Error: /, '');
    };
  }, [of]);
  return of.length > 0 ? <ErrorSummary faults={of} attempt={attempt} /> : null;
}

/** Something to notice before anything else. */
export function Callout({ heading, level = 2, children }: { heading: ComponentChildren; level?: 2 | 3; children: ComponentChildren }) {
  return (
    <Card
      variant="warning"
      level={level}
      heading={
        <span>
          <span class="nhsuk-u-visually-hidden">Important: </span>
          {heading}
        </span>
      }
    >
      {children}
    </Card>
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
