import { lazy } from './lazy';

/** Messages as they are seen, where the page around them is of use before (not where one is approved): their code comes later. */

export const MessageBody = lazy(async () => (await import('./body')).MessageBody);
export const Preview = lazy(async () => (await import('./preview')).Preview);
