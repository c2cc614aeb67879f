import { useCallback, useEffect, useRef, useState } from 'preact/hooks';

export interface Polled<T> {
  data?: T;
  /** When `data` was read. */
  at?: Date;
  /** Why the last try failed; `data` is then what was read before. */
  why?: unknown;
  again: () => Promise<void>;
}

/** What an asynchronous question answers, asked again every `ms` while the page is looked at. A try that fails takes nothing away, nor does signing in again. */
export function usePolled<T>(ask: () => Promise<T>, about: readonly unknown[], ms: number): Polled<T> {
  const [now, setNow] = useState<Omit<Polled<T>, 'again'>>({});
  const turn = useRef(0);
  const run = useCallback(async () => {
    const mine = ++turn.current;
    try {
      const data = await ask();
      if (mine === turn.current) setNow({ data, at: new Date() });
    } catch (why) {
      if (mine === turn.current) setNow((was) => ({ ...was, why }));
    }
  }, about);
  useEffect(() => {
    void run();
    const look = () => document.visibilityState === 'visible' && void run();
    const timer = setInterval(look, ms);
    document.addEventListener('visibilitychange', look);
    return () => {
      turn.current += 1;
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, [run, ms]);
  return { ...now, again: run };
}
