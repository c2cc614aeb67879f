import { createContext, type ComponentChildren } from 'preact';
import { useContext, useLayoutEffect, useState } from 'preact/hooks';

/// Pages by their address, without asking the server: links of our own are followed here. After each step the title changes,
/// the new page's h1 has the focus (a screen reader says where one is), and the page is where a reader left it when they
/// come back.

export type Params = Record<string, string>;

export interface Place {
  path: string;
  query: URLSearchParams;
  hash: string;
}

export interface Route {
  /** "/messages/:id": a part with a colon is a parameter; a last "*" takes everything. */
  path: string;
  view: (params: Params, place: Place) => ComponentChildren;
}

/// The parameters when the path is one of the pattern's, decoded; undefined when it is not.
export function match(pattern: string, path: string): Params | undefined {
  const wanted = pattern.split('/').filter(Boolean);
  const parts = path.split('/').filter(Boolean);
  const params: Params = {};
  for (const [i, name] of wanted.entries()) {
    if (name === '*') return params;
    const part = parts[i];
    if (part === undefined) return undefined;
    if (name.startsWith(':')) {
      try {
        params[name.slice(1)] = decodeURIComponent(part);
      } catch {
        return undefined;
      }
    } else if (name !== part) return undefined;
  }
  return parts.length === wanted.length ? params : undefined;
}

const here = (): Place => ({ path: location.pathname, query: new URLSearchParams(location.search), hash: location.hash });

type Guard = () => boolean;
let guard: Guard | undefined;
let at: Place | undefined;
let show: ((place: Place) => void) | undefined;
let depth = 0;
/** Back was taken, and is being taken back, because the reader stays. */
let staying = false;

/// Asked before a step away from this page; false stays. Nobody is asked any more once it is left, or by `undefined`.
export function guardLeaving(mayLeave: Guard | undefined): void {
  guard = mayLeave;
}

interface Kept {
  depth: number;
  x: number;
  y: number;
}

const keep = () => {
  if (!staying) history.replaceState({ ...(history.state as Kept | null), depth, x: scrollX, y: scrollY } satisfies Kept, '');
};

/// Goes to a page of ours.
export function go(to: string, how: { replace?: boolean } = {}): void {
  if (guard && !guard()) return;
  guard = undefined;
  if (how.replace) history.replaceState({ depth, x: 0, y: 0 }, '', to);
  else {
    keep();
    depth += 1;
    history.pushState({ depth, x: 0, y: 0 }, '', to);
  }
  show?.(here());
  arrive();
}

/// Changes the query of the address (a filter, a page of a list) and shows it, without a new page: focus and scroll stay.
export function setQuery(values: Record<string, string | undefined>): void {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(values)) value ? query.set(name, value) : query.delete(name);
  const text = query.toString();
  history.replaceState(history.state, '', location.pathname + (text ? `?${text}` : '') + location.hash);
  show?.(here());
}

let waiting: MutationObserver | undefined;

/** To the h1 of the new page; when it is not there yet (it loads), as soon as it is, unless the reader went on by then. */
function arrive(scroll: { x: number; y: number } = { x: 0, y: 0 }): void {
  waiting?.disconnect();
  const before = document.activeElement;
  const focus = (): boolean => {
    const target = location.hash.length > 1 ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
    const heading = target ?? document.querySelector<HTMLElement>('main h1');
    if (!heading) return false;
    if (document.activeElement === before || document.activeElement === document.body) {
      if (!heading.matches('a[href], button, input, select, textarea')) heading.setAttribute('tabindex', '-1');
      heading.focus({ preventScroll: target === null });
    }
    if (!target) scrollTo(scroll.x, scroll.y);
    return true;
  };
  scrollTo(scroll.x, scroll.y);
  // Preact shows the new page in a microtask.
  setTimeout(() => {
    if (focus()) return;
    waiting = new MutationObserver(() => {
      if (focus()) waiting?.disconnect();
    });
    waiting.observe(document.body, { childList: true, subtree: true });
  });
}

/** A plain click on a link of this bundle. */
function ours(event: MouseEvent, base: string): string | undefined {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return undefined;
  const link = (event.target as Element | null)?.closest?.('a');
  if (!link || link.target || link.hasAttribute('download') || !link.getAttribute('href')) return undefined;
  const to = new URL(link.href, location.href);
  if (to.origin !== location.origin || !(to.pathname === base || to.pathname.startsWith(base === '/' ? '/' : `${base}/`))) return undefined;
  if (to.pathname === location.pathname && to.search === location.search && to.hash) return undefined; // within this page
  return to.pathname + to.search + to.hash;
}

/** The page that is shown, at most at another place of it. */
const isWithin = (next: Place): boolean => next.path === at?.path && next.query.toString() === at.query.toString();

const Here = createContext<Place>({ path: '/', query: new URLSearchParams(), hash: '' });

/// Where the reader is.
export const usePlace = (): Place => useContext(Here);

/// Follows links under `base` and shows `children` with the place they are at. `elsewhere` are paths of the origin that
/// the server answers itself ("/v1/", "/console").
export function Router(props: { base: string; elsewhere?: string[]; children: (place: Place) => ComponentChildren }) {
  const [place, setPlace] = useState(here);
  at = place;
  useLayoutEffect(() => {
    show = setPlace;
    history.scrollRestoration = 'manual';
    depth = (history.state as Kept | null)?.depth ?? 0;
    keep();
    const click = (event: MouseEvent) => {
      const to = ours(event, props.base);
      if (to === undefined || props.elsewhere?.some((prefix) => to.startsWith(prefix))) return;
      event.preventDefault();
      go(to);
    };
    const back = (event: PopStateEvent) => {
      const kept = event.state as Kept | null;
      if (staying) {
        staying = false;
        return;
      }
      // Without a depth: a step within this page that was just taken, such as to a field.
      const to = kept?.depth ?? depth + 1;
      if (!isWithin(here())) {
        if (guard && !guard()) {
          staying = true;
          history.go(depth - to);
          return;
        }
        guard = undefined;
      }
      depth = to;
      if (!kept) keep();
      setPlace(here());
      arrive(kept ?? undefined);
    };
    let timer: ReturnType<typeof setTimeout> | undefined;
    const scrolled = () => {
      clearTimeout(timer);
      timer = setTimeout(keep, 200);
    };
    document.addEventListener('click', click);
    addEventListener('popstate', back);
    addEventListener('scroll', scrolled, { passive: true });
    return () => {
      show = undefined;
      clearTimeout(timer);
      document.removeEventListener('click', click);
      removeEventListener('popstate', back);
      removeEventListener('scroll', scrolled);
    };
  }, [props.base]);
  return <Here.Provider value={place}>{props.children(place)}</Here.Provider>;
}

/// The first route whose pattern the path is, else `notFound`.
export function Routes({ routes, notFound }: { routes: Route[]; notFound: ComponentChildren }) {
  const place = usePlace();
  for (const { path, view } of routes) {
    const params = match(path, place.path);
    if (params) return <>{view(params, place)}</>;
  }
  return <>{notFound}</>;
}

/// The window's title: the page first, because tabs are narrow. "Error: " comes before it while a form has errors.
export function useTitle(page: string, service: string): void {
  useLayoutEffect(() => {
    document.title = page === service ? service : `${page} - ${service}`;
  }, [page, service]);
}
