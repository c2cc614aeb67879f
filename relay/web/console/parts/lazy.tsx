import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Loading, Trouble } from './bits';

/**
 * A page whose code is fetched when it is first shown. After a new release the file of the old one is gone: the page is then
 * loaded anew, once; what was typed is kept in the browser.
 * `quiet`: nothing stands in its place meanwhile.
 */
export function lazy<Props extends object>(read: () => Promise<ComponentType<Props>>, quiet = false): ComponentType<Props> {
  let found: ComponentType<Props> | undefined;
  return function Later(props: Props) {
    const [Page, setPage] = useState<ComponentType<Props> | undefined>(() => found);
    const [why, setWhy] = useState<unknown>();
    useEffect(() => {
      if (Page) return;
      let gone = false;
      read().then(
        (page) => {
          found = page;
          sessionStorage.removeItem(tried);
          if (!gone) setPage(() => page);
        },
        (error: unknown) => {
          if (sessionStorage.getItem(tried) === location.pathname) return setWhy(error);
          sessionStorage.setItem(tried, location.pathname);
          location.reload();
        },
      );
      return () => {
        gone = true;
      };
    }, [Page]);
    if (Page) return <Page {...props} />;
    if (quiet) return null;
    return why ? <Trouble why={why} again={() => location.reload()} /> : <Loading />;
  };
}

const tried = 'carerelay.console.reloaded';
