import type { Children } from './types';
import { classes } from './types';

const tones = {
  white: 'nhsuk-tag--white',
  grey: 'nhsuk-tag--grey',
  green: 'nhsuk-tag--green',
  blue: 'nhsuk-tag--blue',
  purple: 'nhsuk-tag--purple',
  red: 'nhsuk-tag--red',
  orange: 'nhsuk-tag--orange',
  yellow: 'nhsuk-tag--yellow',
} as const;

export type Tone = keyof typeof tones;

/// One word about a thing. The colour repeats what the word says, never more.
export function Tag({ tone, children }: { tone?: Tone; children: Children }) {
  return <strong class={classes('nhsuk-tag', tone && tones[tone])}>{children}</strong>;
}

/// Several tags in a row, wrapping.
export function Tags({ children }: { children: Children }) {
  return <p class="app-tags">{children}</p>;
}
