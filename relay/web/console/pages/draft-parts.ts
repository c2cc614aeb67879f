import type { Draft, DraftView } from '../api/types';

/** A draft as its page shows it. */
export interface Shown {
  draft: DraftView;
  content: Draft;
  /** What is shown hashes to what would be approved; computed here, in this browser. */
  same: boolean;
}
