import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { LinkButton, Loading, Top } from './bits';

/**
 * A page, or a part of one, whose code is fetched when it is first shown. After a new release of the service the file of the old
 * one is gone. A page is then loaded anew, once: what stood before it is left already. Within a page nothing is ever loaded anew by
 * itself, because something may be written there: it says what is missing and offers it.
 * `quiet`: nothing stands in its place meanwhile.
 */
export function lazy<Props extends object>(read: () => Promise<ComponentType<Props>>, place: 'page' | 'part' | 'quiet' = 'page'): ComponentType<Props> {
  let found: ComponentType<Props> | undefined;
  return function Later(props: Props) {
    const [Page, setPage] = useState<ComponentType<Props> | undefined>(() => found);
    const [missing, setMissing] = useState<'released' | 'unreachable'>();
    useEffect(() => {
      if (Page || missing) return;
      let gone = false;
      read().then(
        (page) => {
          found = page;
          if (place === 'page') sessionStorage.removeItem(tried);
          if (!gone) setPage(() => page);
        },
        async () => {
          const released = await isReleased();
          if (gone) return;
          if (!released || place !== 'page' || sessionStorage.getItem(tried) === location.pathname) return setMissing(released ? 'released' : 'unreachable');
          sessionStorage.setItem(tried, location.pathname);
          location.reload();
        },
      );
      return () => {
        gone = true;
      };
    }, [Page, missing]);
    if (Page) return <Page {...props} />;
    if (missing) return <Missing released={missing === 'released'} place={place} again={() => setMissing(undefined)} />;
    return place === 'quiet' ? null : <Loading />;
  };
}

const tried = 'carerelay.console.reloaded';

/** Whether the service has another release of these pages than the one that is open here. */
async function isReleased(): Promise<boolean> {
  const mine = document.querySelector('script[type="module"][src]')?.getAttribute('src');
  try {
    const page = await fetch('/console/', { cache: 'no-store', headers: { Accept: 'text/html' } });
    return page.ok && mine != null && !(await page.text()).includes(mine);
  } catch {
    return false;
  }
}

function Missing(props: { released: boolean; place: 'page' | 'part' | 'quiet'; again: () => void }) {
  const { released, place, again } = props;
  return (
    <>
      {place === 'page' && <Top title={released ? 'This page was updated' : 'This page could not be loaded'} />}
      <div class="app-trouble" role="alert">
        {released ? (
          <p>
            The service was updated while this was open here, and a part is missing until you load the page again.{' '}
            {place !== 'page' && 'What you have written stays here until then: send it first, or copy it. '}A bulletin you write is kept under Bulletins.
          </p>
        ) : (
          <p>A part of this page could not be loaded. What you have written is still here.</p>
        )}
        {released ? <LinkButton onClick={() => location.reload()}>Load the page again</LinkButton> : <LinkButton onClick={again}>Try again</LinkButton>}
      </div>
    </>
  );
}
