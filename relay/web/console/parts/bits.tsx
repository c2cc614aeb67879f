import { BackLink, ChoiceBar, Tag, type Children, type Tone } from '../../shared/components';
import { useTitle } from '../../shared/router';
import { nameOf, useAbout } from '../about';
import { count, urgencyWords } from '../../shared/words';
import type { MessageRow, Urgency } from '../api/types';
import type { Fault } from '../model/form';

/** Small parts that several pages of the console are made of. */

/** The top of each page: back, title (in the tab too), the router brings the focus here. */
export function Top(props: {
  title: string;
  back?: { href: string; text: string };
  caption?: Children;
  /** The form below has errors: the tab says so, and the summary of errors has the focus. */
  problem?: boolean;
}) {
  useTitle(`${props.problem ? 'Error: ' : ''}${props.title}`, nameOf(useAbout()));
  return (
    <>
      {props.back && <BackLink href={props.back.href}>{props.back.text}</BackLink>}
      <h1 class="nhsuk-heading-l app-title">
        {props.caption && <span class="nhsuk-caption-l">{props.caption} </span>}
        {props.title}
      </h1>
    </>
  );
}

/** Why something could not be shown or done, and what to do. */
export function Trouble(props: { why: unknown; again?: () => void }) {
  if (props.why === undefined) return null;
  return (
    <div class="app-trouble" role="alert">
      <p>{props.why instanceof Error && props.why.name === 'Problem' ? props.why.message : 'Something went wrong on this page. Try again; if it stays, load the page again. A bulletin you write is kept.'}</p>
      {props.again && <LinkButton onClick={props.again}>Try again</LinkButton>}
    </div>
  );
}

export const Loading = (props: { what?: string }) => (
  <p class="app-loading" role="status">
    Loading{props.what ? ` ${props.what}` : ''}…
  </p>
);

/** Does something here, and looks like a link because it is a lesser thing to do. */
export const LinkButton = (props: { children: Children; onClick: () => void; label?: string }) => (
  <button type="button" class="app-link-button" onClick={props.onClick} aria-label={props.label}>
    {props.children}
  </button>
);

/** A row of choices of which one is taken: filters, previews. */
export function Chips<Value extends string>(props: {
  label: string;
  value: Value;
  options: readonly { value: Value; text: Children; lang?: string }[];
  choose: (value: Value) => void;
}) {
  return (
    <ChoiceBar
      label={props.label}
      choices={props.options.map((one) => ({
        text: one.text,
        on: one.value === props.value,
        ...(one.lang && { lang: one.lang }),
        onClick: () => props.choose(one.value),
      }))}
    />
  );
}

const tones: Record<Urgency, Tone> = { immediate: 'red', expected: 'orange', future: 'blue' };

export const UrgencyTag = (props: { urgency: Urgency }) => <Tag tone={tones[props.urgency]}>{urgencyWords(props.urgency)}</Tag>;

/** How a message stands, where it is not simply in force and real. */
export function StandingTags(props: { of: Pick<MessageRow, 'status' | 'closed' | 'confirmed' | 'kind'> }) {
  const { status, closed, confirmed, kind } = props.of;
  return (
    <>
      {kind === 'helpline_notice' && <Tag tone="white">Helpline notice</Tag>}
      {status !== 'actual' && <Tag tone="purple">{status === 'exercise' ? 'Exercise' : 'Test'}</Tag>}
      {confirmed === false && <Tag tone="orange">Not yet confirmed</Tag>}
      {closed === 'superseded' && <Tag tone="grey">Replaced</Tag>}
      {closed === 'withdrawn' && <Tag tone="grey">Withdrawn</Tag>}
      {closed === 'expired' && <Tag tone="grey">Ended</Tag>}
    </>
  );
}

/** The words of a problem of that field. */
export const wrongIn = (problems: readonly Fault[], field: string): string | undefined =>
  problems.find((one) => one.field === field)?.text;

/** "1 home", "72 homes" */
export const homesInWords = (homes: number): string => count(homes, 'home');
