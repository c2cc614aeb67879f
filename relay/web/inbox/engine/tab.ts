/** A tab as those who work for it see it. */

import type { Kept } from './kept';
import type { AlertTest, Link, Opened, Push, State } from './types';

/** What is so in this tab now and is kept nowhere. */
export interface Now {
  readonly link: Link;
  readonly opened: Opened | null;
  readonly words?: string;
  readonly push: Push;
  readonly alertTest: AlertTest | null;
  readonly persisted: boolean;
  readonly pagesMissing?: boolean;
  readonly awake: boolean;
  readonly update: boolean;
}

/** The tab as its work sees it. */
export interface Tab {
  readonly kept: Kept;
  readonly now: Now;
  readonly state: State;
  /** Something is otherwise now, or (with nothing) what is kept is. */
  set(change?: Partial<Now>): void;
  arrived(ids: readonly string[]): void;
}
