import { useEffect, useState } from 'preact/hooks';
import type { ComponentType } from 'preact';
import { Button } from '../shared/components';
import { Title } from './pages/parts/ui';

/** Pages that not every visit needs. The service worker keeps their files, so that they open without internet as well. */
const files = {
  about: () => import('./pages/statements').then((one) => one.AboutPage),
  accessibility: () => import('./pages/statements').then((one) => one.AccessibilityPage),
  privacy: () => import('./pages/statements').then((one) => one.PrivacyPage),
  devices: () => import('./pages/devices').then((one) => one.DevicesPage),
  duty: () => import('./pages/duty').then((one) => one.DutyPage),
  enrol: () => import('./pages/enrol').then((one) => one.Enrol),
  welcome: () => import('./pages/enrol').then((one) => one.Welcome),
  guidance: () => import('./pages/guidance').then((one) => one.GuidancePage),
  helpline: () => import('./pages/helpline').then((one) => one.HelplinePage),
  record: () => import('./pages/record').then((one) => one.RecordPage),
  results: () => import('./pages/results').then((one) => one.ResultsPage),
};
const withEntry = {
  message: () => import('./pages/message').then((one) => one.MessagePage),
  poster: () => import('./pages/poster').then((one) => one.PosterPage),
  result: () => import('./pages/results').then((one) => one.ResultPage),
};

type Loader = () => Promise<ComponentType<never>>;
const loaded = new Map<Loader, ComponentType<never>>();

async function load(loader: Loader): Promise<ComponentType<never>> {
  const page = await loader();
  loaded.set(loader, page);
  return page;
}

/** Fetches every page while there is nothing else to do, so that a change of page never waits for the network. */
export async function loadAll(): Promise<void> {
  for (const one of [...Object.values(withEntry), ...Object.values(files)] as Loader[]) await load(one).catch(() => undefined);
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

export const pages = { ...files, ...withEntry };
