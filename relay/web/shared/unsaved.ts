import { useLayoutEffect, useRef } from 'preact/hooks';
import { guardLeaving } from './router';

/// Nothing that is half written is lost without a word. For forms of which no draft is kept, such as a test result, which must not
/// lie unlocked in any browser: it is asked before the page is left, whether by a link, Back, closing or loading anew.

const unsaved = new Set<object>();

/** The browser asks in its own words. */
const closing = (event: BeforeUnloadEvent) => {
  event.preventDefault();
  event.returnValue = true; // Chromium before 119, Safari
};

function hold(form: object, on: boolean): void {
  if (on) unsaved.add(form);
  else unsaved.delete(form);
  const any = unsaved.size > 0;
  guardLeaving(any ? mayLeave : undefined);
  (any ? addEventListener : removeEventListener)('beforeunload', closing);
}

/// The page may be left without asking, whatever is written on it.
export function forget(): void {
  unsaved.clear();
  hold(unsaved, false);
}

/// Whether the page may be left; the reader is asked when something on it is not saved. Nothing is asked twice.
export function mayLeave(): boolean {
  if (unsaved.size > 0 && !confirm('Leave this page? Something on it is not saved and will be lost.')) return false;
  forget();
  return true;
}

/// Holds the page while `form` (plain data) is not as it was first. The answer is called when it was saved as it is now, before
/// the page goes on by itself. Any number of forms on a page; asked once for all.
export function useUnsaved(form: unknown): () => void {
  const now = JSON.stringify(form);
  const kept = useRef({ was: now }).current;
  useLayoutEffect(() => hold(kept, now !== kept.was), [now]);
  useLayoutEffect(() => () => hold(kept, false), []);
  return () => {
    kept.was = now;
    hold(kept, false);
  };
}
