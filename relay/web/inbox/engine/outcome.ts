/** What became of an act. */

import type { Outcome, Why } from './types';

export const ok: Outcome = { ok: true, value: undefined };
export const no = (why: Why, detail?: string): { ok: false; why: Why; detail?: string } => ({ ok: false, why, ...(detail && { detail }) });
