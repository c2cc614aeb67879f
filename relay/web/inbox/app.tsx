import { useEffect, useMemo, useState } from 'preact/hooks';
import { Footer, Header, Page, type Children } from '../shared/components';
import type { Engine, State } from './engine/types';
import { useAbout } from './about';
import { LazyPage, loadAll } from './lazy';
import { pages } from './page_list';
import { parts } from './parts';
import { InboxContext, useInbox } from './pages/context';
import { InboxPage } from './pages/inbox';
import { NotHere, Opening } from './pages/not_here';
import { reader } from './pages/parts/ui';
import { Announcer, Notices, Strip, footerLinks } from './pages/shell';
import { Router, go } from '../shared/router';

/** The engine's present state, and again whenever it changes. */
function useEngine(engine: Engine): State {
  const [state, setState] = useState(engine.state);
  useEffect(() => {
    setState(engine.state);
    return engine.subscribe(setState);
  }, [engine]);
  return state;
}

const sections: [string, string][] = [
  ['/', 'Inbox'],
  ['/guidance', 'Guidance'],
  ['/results', 'Results'],
  ['/helpline', 'Helpline'],
];

const isAt = (href: string, path: string) => (href === '/' ? path === '/' || path.startsWith('/messages/') : path === href || path.startsWith(`${href}/`));

function Frame({ path, children }: { path: string; children: Children }) {
  const { state } = useInbox();
  const about = useAbout();
  const [first] = useState(path);
  if (path !== first) reader.moved = true;
  const menu = state.home
    ? sections.map(([href, text]) => ({
        href,
        text,
        current: isAt(href, path),
        ...(href === '/' && state.toDo.length > 0 ? { count: state.toDo.length, counted: 'to do' } : {}),
      }))
    : [];
  return (
    <Page
      header={
        <Header serviceName={about.service} home="/" {...(about.logo ? { logo: { src: about.logo, alt: about.organisation ?? '' } } : {})} account={state.home ? [{ text: state.home.name, href: '/devices' }] : []} menu={menu} />
      }
      strip={state.home ? <Strip /> : null}
      before={<Notices />}
      footer={<Footer links={footerLinks.filter((one) => state.home !== null || !one.needsHome)} />}
    >
      {children}
    </Page>
  );
}

const nothing = {};
const page = (loader: (typeof pages)['about']) => () => <LazyPage loader={loader} with={nothing} key={loader} />;

/** Pages that anyone may read, enrolled or not. */
const open: Record<string, () => Children> = {
  '/about': page(pages.about),
  '/accessibility': page(pages.accessibility),
  '/privacy': page(pages.privacy),
};

const enrolled: Record<string, () => Children> = {
  '/': () => <InboxPage />,
  '/guidance': page(pages.guidance),
  '/results': page(pages.results),
  '/helpline': page(pages.helpline),
  '/record': page(pages.record),
  '/devices': page(pages.devices),
  '/duty': page(pages.duty),
  '/welcome': page(pages.welcome),
  '/set-up': page(pages.enrol),
};

function Current({ path }: { path: string }) {
  const { state } = useInbox();
  const always = open[path];
  if (always) return always();
  if (!state.home) return state.link.is === 'starting' ? <Opening /> : page(pages.enrol)();
  const shown = enrolled[path];
  if (shown) return shown();
  const [, kind, id, part] = path.split('/');
  const entry = state.entries.find((one) => one.id === id);
  if (kind === 'messages' || kind === 'results') {
    if (!entry) return state.link.is === 'starting' ? <Opening /> : <NotHere what={kind === 'results' ? 'This result' : 'This message'} />;
    const loader = entry.message.kind === 'test_result' ? pages.result : part === 'poster' ? pages.poster : pages.message;
    return <LazyPage loader={loader} with={{ entry }} key={`${part ?? ''}${entry.id}`} />;
  }
  return <NotHere what="This page" />;
}

export function App({ engine }: { engine: Engine }) {
  const state = useEngine(engine);
  useEffect(() => {
    const timer = setTimeout(() => void loadAll({ ...pages, ...parts }), 3000);
    return () => clearTimeout(timer);
  }, []);
  const inbox = useMemo(() => ({ engine, state, go }), [engine, state]);
  return (
    <InboxContext.Provider value={inbox}>
      <Router base="/" elsewhere={['/v1/', '/console', '/sign-in', '/assets/']}>
        {({ path }) => (
          <Frame path={path}>
            <Announcer state={state} />
            <Current path={path} />
          </Frame>
        )}
      </Router>
    </InboxContext.Provider>
  );
}
