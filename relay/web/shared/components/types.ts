import type { ComponentChildren } from 'preact';

export type Children = ComponentChildren;

/// Classes joined by a blank; what is false or undefined is left out. Write each class whole: the style sheet is trimmed by
/// what stands in the sources.
export function classes(...names: (string | false | null | undefined)[]): string {
  return names.filter(Boolean).join(' ');
}

export type HeadingLevel = 1 | 2 | 3 | 4;
export type HeadingTag = 'h1' | 'h2' | 'h3' | 'h4';
export const headingTag = (level: HeadingLevel): HeadingTag => `h${level}`;

/// What is said under a label and in front of a field: ids for aria-describedby in the design system's order.
export interface Said {
  hint?: Children;
  error?: Children;
}

/// `a-hint a-error`, or undefined when neither is there.
export function describedBy(id: string, said: Said, before = ''): string | undefined {
  return classes(before, said.hint != null && `${id}-hint`, said.error != null && `${id}-error`) || undefined;
}
