import { useEffect, useState } from 'preact/hooks';
import type { ComponentChildren, ComponentType } from 'preact';
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

/** Parts of pages, likewise. */
export const parts = {
  helplineBox: () => import('./pages/helpline_box').then((one) => one.HelplineBox),
  replyForm: () => import('./pages/reply_form').then((one) => one.ReplyForm),
  languages: () => import('./pages/parts/languages').then((one) => one.Languages),
  chats: () => import('./pages/chats').then((one) => one.Chats),
  resources: () => import('./pages/resources').then((one) => one.Resources),
  marked: () => import('./pages/parts/marked').then((one) => one.Marked),
  notices: () => import('./pages/notices').then((one) => one.Notices),
};

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

/** Fetches every page while there is nothing else to do, so that a change of page never waits for the network. */
export async function loadAll(): Promise<void> {
  for (const one of [...Object.values(withEntry), ...Object.values(parts), ...Object.values(files)] as Loader[]) await load(one).catch(() => undefined);
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

export const pages = { ...files, ...withEntry };
