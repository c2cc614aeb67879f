import type { Engine } from './types';

export type * from './types';

/** The engine of this tab: reads what is kept here and connects at once. Make one. */
export type MakeEngine = () => Engine;
