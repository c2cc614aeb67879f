import { lazy } from './lazy';

/** Messages as they are seen, where the page around them is of use before (not where one is approved): their code comes later. */

export const MessageBody = lazy(async () => (await import('./body')).MessageBody, 'part');
export const Findings = lazy(async () => (await import('./preview-ways')).Findings, 'quiet');
export const Preview = lazy(async () => (await import('./preview')).Preview, 'part');
