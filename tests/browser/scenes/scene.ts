// What ./dev screenshots takes pictures of. Each file scenes/*.scenes.ts exports `scenes` (and `options` of its world): they run in that order in one world, so
// that a later scene finds what an earlier one did.
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { Size, World } from '../support';

export interface Stage {
  world: World;
  browser: Browser;
  size: Size;
  /** The same storage and cookies for all scenes of this name at this size: a home's phone, a person's browser. */
  context(name: string): Promise<BrowserContext>;
  /** Kept between the scenes of one file (ids of what an earlier one made). */
  notes: Map<string, string>;
}

export interface Scene {
  /** The picture's file is NAME-phone.png, NAME-desktop.png. */
  name: string;
  /** One line for docs/screens/README.md: what is seen. */
  caption: string;
  sizes?: Size[];
  /** Makes what is to be seen and gives the page; it is photographed whole when nothing moves any more. */
  show(stage: Stage): Promise<Page>;
  /** A part of the page instead of all of it. */
  clip?: string;
  /** A picture of the paper: shown as it is printed. */
  paper?: boolean;
}
