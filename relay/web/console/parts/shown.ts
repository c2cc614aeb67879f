import { lazy } from './lazy';

/** Messages as they are seen, where the page around them is of use before (not where one is approved): their code comes later. */

export const MessageBody = lazy(async () => (await import('./body')).MessageBody);
export const WayPreview = lazy(async () => (await import('./preview-ways')).WayPreview);
export const Findings = lazy(async () => (await import('./preview-ways')).Findings, true);
export const Preview = lazy(async () => (await import('./preview')).Preview);
