/** Pages and parts of pages that are loaded when they are needed. Knows none of them. */
import { useEffect, useState } from 'preact/hooks';
import type { ComponentChildren, ComponentType } from 'preact';
import { Button } from '../shared/components';
import { Title } from './pages/parts/ui';

type Loader = () => Promise<ComponentType<never>>;
const loaded = new Map<Loader, ComponentType<never>>();

let waiting = 0;

/** Whether something is still on its way. */
export const isLoading = (): boolean => waiting > 0;

async function load(loader: Loader): Promise<void> {
  waiting += 1;
  try {
    loaded.set(loader, await loader());
  } finally {
    waiting -= 1;
  }
}

/** Fetches them while there is nothing else to do, so that a change of page never waits for the network. */
export async function loadAll(loaders: object): Promise<void> {
  for (const one of Object.values(loaders) as Loader[]) await load(one).catch(() => undefined);
}

function usePage(loader: Loader): { page: ComponentType<never> | undefined; failed: boolean; again: () => void } {
  const [, shown] = useState(0);
  const [failed, setFailed] = useState(false);
  const get = () => {
    setFailed(false);
    load(loader).then(
      () => shown((n) => n + 1),
      () => setFailed(true),
    );
  };
  useEffect(() => {
    if (!loaded.has(loader)) get();
  }, [loader]);
  return { page: loaded.get(loader), failed, again: get };
}

/** A file of this page did not come: no internet yet, or a new release has replaced it. */
function Missing({ again }: { again: () => void }) {
  return (
    <>
      <Title title="This page could not be loaded">This page could not be loaded</Title>
      <p class="nhsuk-body">It is not on this device yet. Check the internet connection and try again. Your messages and replies are not affected.</p>
      <Button type="button" onClick={again}>
        Try again
      </Button>
      <p class="nhsuk-body">
        If it fails again, <a href={location.pathname} target="_self">open it anew</a>.
      </p>
    </>
  );
}

export function LazyPage<Props extends object>({ loader, with: props }: { loader: () => Promise<ComponentType<Props>>; with: Props }) {
  const { page, failed, again } = usePage(loader as Loader);
  if (failed) return <Missing again={again} />;
  if (!page) return <h1 class="nhsuk-heading-l app-title">Opening the page</h1>; // no page is ever without its heading
  const Found = page as unknown as ComponentType<Props>;
  return <Found {...props} />;
}

const againMs = 3000;

/** A part that its page is of use without: it appears when it is there, and is asked for again until then. */
export function LazyPart<Props extends object>({ loader, with: props, meanwhile }: { loader: () => Promise<ComponentType<Props>>; with: Props; meanwhile?: ComponentChildren }) {
  const { page, failed, again } = usePage(loader as Loader);
  useEffect(() => {
    if (!failed) return;
    const timer = setTimeout(again, againMs);
    return () => clearTimeout(timer);
  }, [failed]);
  if (!page) return <>{meanwhile}</>;
  const Found = page as unknown as ComponentType<Props>;
  return <Found {...props} />;
}
