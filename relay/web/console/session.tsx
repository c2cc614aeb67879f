import { createContext } from 'preact';
import { useCallback, useContext, useEffect, useMemo, useState } from 'preact/hooks';
import { Api, Problem } from '../shared/api';
import type { Children } from '../shared/components';
import { forget, mayLeave } from '../shared/unsaved';
import type { Session } from './api/types';
import { keepOf, type Keep } from './model/keep';

/** Who is signed in, and the way to the relay in their name. */

export interface Signed {
  who: Session;
  api: Api;
  keep: Keep;
  /** The session has ended; the page stays as it is, so that nothing typed is lost. */
  ended: boolean;
  /** Looks whether somebody signed in again, in this tab or another. */
  lookAgain: () => void;
  signOut: () => Promise<void>;
}

const Context = createContext<Signed | undefined>(undefined);

export function useSigned(): Signed {
  const found = useContext(Context);
  if (!found) throw new Error('nobody is signed in here');
  return found;
}

export const SignedIn = (props: { signed: Signed; children: Children }) => (
  <Context.Provider value={props.signed}>{props.children}</Context.Provider>
);

export type Standing = { state: 'asking' } | { state: 'nobody' } | { state: 'failed'; why: unknown } | { state: 'in'; signed: Signed };

/** A link that signs in by itself: `/console/#sign-in=SECRET`. The secret leaves the address bar before it is used. */
async function spendLink(): Promise<void> {
  const found = /^#sign-in=([\w.~-]+)$/.exec(location.hash);
  if (!found) return;
  history.replaceState(history.state, '', location.pathname + location.search);
  await fetch('/sign-in/link', {
    method: 'POST',
    credentials: 'same-origin',
    redirect: 'manual',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: `link=${encodeURIComponent(found[1]!)}`,
  }).catch(() => undefined);
}

export function useSession(): { standing: Standing; again: () => void } {
  const [who, setWho] = useState<Session>();
  const [ended, setEnded] = useState(false);
  const [failed, setFailed] = useState<unknown>();
  const [asked, setAsked] = useState(false);

  const ask = useCallback(async () => {
    await spendLink();
    try {
      const now = await new Api().get<Session>('/v1/session');
      setWho((was) => {
        // Somebody else's page is not this person's: begin anew.
        if (was && was.member !== now.member) {
          forget();
          location.reload();
        }
        return now;
      });
      setEnded(false);
      setFailed(undefined);
    } catch (why) {
      if (why instanceof Problem && why.status === 401) setEnded(true);
      else setFailed(why);
    }
    setAsked(true);
  }, []);
  useEffect(() => void ask(), [ask]);

  useEffect(() => {
    if (!ended || !who) return;
    const back = () => document.visibilityState === 'visible' && void ask();
    document.addEventListener('visibilitychange', back);
    return () => document.removeEventListener('visibilitychange', back);
  }, [ended, who, ask]);

  const header = who?.session_header ?? '';
  const api = useMemo(() => new Api({ headers: () => ({ 'X-Carerelay-Session': header }), onUnauthenticated: () => setEnded(true) }), [header]);
  const keep = useMemo(() => keepOf(who?.member ?? ''), [who?.member]);

  const again = useCallback(() => void ask(), [ask]);
  if (who) {
    const signOut = async () => {
      if (!mayLeave()) return;
      await api.delete('/v1/session').catch(() => undefined);
      location.assign('/sign-in');
    };
    return { standing: { state: 'in', signed: { who, api, keep, ended, lookAgain: again, signOut } }, again };
  }
  if (!asked) return { standing: { state: 'asking' }, again };
  return { standing: ended ? { state: 'nobody' } : { state: 'failed', why: failed }, again };
}
