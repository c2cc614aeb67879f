import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Engine, State } from '../engine/types';

/** What every page of the inbox gets: the engine, its present state, and how to go to another page. */
export interface Inbox {
  engine: Engine;
  state: State;
  go: (path: string) => void;
}

export const InboxContext = createContext<Inbox | null>(null);

export function useInbox(): Inbox {
  const found = useContext(InboxContext);
  if (!found) throw new Error('a page outside the inbox');
  return found;
}
