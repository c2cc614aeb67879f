import { useCallback, useEffect, useRef, useState } from 'preact/hooks';

export type Loaded<T> =
  | { state: 'loading'; data?: undefined }
  | { state: 'ready'; data: T }
  | { state: 'failed'; why: unknown; data?: undefined };

/** What an asynchronous question answers, asked again when `about` changes or by `again`. Old data stays while it is asked anew. */
export function useLoad<T>(ask: () => Promise<T>, about: readonly unknown[]): Loaded<T> & { again: () => Promise<void> } {
  const [now, setNow] = useState<Loaded<T>>({ state: 'loading' });
  const turn = useRef(0);
  const run = useCallback(async () => {
    const mine = ++turn.current;
    try {
      const data = await ask();
      if (mine === turn.current) setNow({ state: 'ready', data });
    } catch (why) {
      if (mine === turn.current) setNow({ state: 'failed', why });
    }
  }, about);
  useEffect(() => {
    setNow((was) => (was.state === 'ready' ? was : { state: 'loading' }));
    void run();
    return () => {
      turn.current += 1;
    };
  }, [run]);
  return { ...now, again: run };
}

/** Something done once at a time: whether it is under way, and why it failed. */
export function useAct(): { busy: boolean; why: unknown; act: (what: () => Promise<void>) => Promise<void>; clear: () => void } {
  const [busy, setBusy] = useState(false);
  const [why, setWhy] = useState<unknown>(undefined);
  const under = useRef(false);
  const act = useCallback(async (what: () => Promise<void>) => {
    if (under.current) return;
    under.current = true;
    setBusy(true);
    setWhy(undefined);
    try {
      await what();
    } catch (error) {
      setWhy(error);
    } finally {
      under.current = false;
      setBusy(false);
    }
  }, []);
  return { busy, why, act, clear: () => setWhy(undefined) };
}

/** Redraws every `ms`, for words such as "in 12 minutes". */
export function useNow(ms: number): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), ms);
    return () => clearInterval(timer);
  }, [ms]);
  return now;
}

/** Gives the browser a file. */
export function download(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
