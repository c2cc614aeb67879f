import { lazy } from './lazy';

/** Messages as they are seen: their code (Markdown, languages) comes while the form around them is there already. */

export const MessageBody = lazy(async () => (await import('./preview')).MessageBody);
export const Preview = lazy(async () => (await import('./preview')).Preview);
