import { render } from 'preact';
import { useEffect } from 'preact/hooks';
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { go, guardLeaving, match, Router, Routes, setQuery, useTitle } from './router';

describe('a path', () => {
  test.each([
    ['/', '/', {}],
    ['/messages/:id', '/messages/0199-a', { id: '0199-a' }],
    ['/messages/:id', '/messages/', undefined],
    ['/messages/:id', '/messages/a/reply', undefined],
    ['/messages/:id/reply', '/messages/a%20b/reply', { id: 'a b' }],
    ['/console/*', '/console/what/ever', {}],
    ['/a/:b', '/a/%E0%A4%A', undefined],
  ])('%s and %s', (pattern, path, params) => {
    expect(match(pattern, path)).toEqual(params);
  });
});

function View({ title, children, guarded }: { title: string; children?: preact.ComponentChildren; guarded?: boolean }) {
  useTitle(title, 'Care home messages');
  return (
    <main>
      <h1>{title}</h1>
      {guarded && <Guarded />}
      {children}
    </main>
  );
}

function Guarded() {
  useEffect(() => {
    guardLeaving(() => false);
    return () => guardLeaving(undefined);
  }, []);
  return null;
}

const App = () => (
  <Router base="/" elsewhere={['/v1/', '/console']}>
    {() => (
      <Routes
        routes={[
          {
            path: '/',
            view: () => (
              <View title="Inbox">
                <a href="/messages/7">seven</a> <a href="/console">console</a>
              </View>
            ),
          },
          { path: '/messages/:id', view: ({ id }, { query }) => <View title={`Message ${id} ${query.get('page') ?? ''}`.trim()} /> },
          { path: '/write', view: () => <View title="Write" guarded /> },
        ]}
        notFound={<View title="Page not found" />}
      />
    )}
  </Router>
);

const settled = () => act(() => new Promise<void>((done) => setTimeout(done, 5)));

beforeEach(async () => {
  history.replaceState(null, '', '/');
  window.scrollTo = vi.fn();
  await act(() => render(<App />, document.body));
});
afterEach(() => act(() => render(null, document.body)));

test('a link of ours shows the page, its title, and puts the focus on its heading', async () => {
  document.querySelector('a')?.click();
  await settled();
  expect(location.pathname).toBe('/messages/7');
  expect(document.title).toBe('Message 7 - Care home messages');
  expect(document.activeElement?.textContent).toBe('Message 7');
});

test('the first page takes no focus', () => {
  expect(document.activeElement).toBe(document.body);
});

test('links of the console are left to the server', async () => {
  const links = document.querySelectorAll('a');
  const event = new MouseEvent('click', { bubbles: true, cancelable: true });
  links[1]?.dispatchEvent(event);
  expect(event.defaultPrevented).toBe(false);
});

test('a filter changes the address and nothing else', async () => {
  go('/messages/7');
  await settled();
  (document.activeElement as HTMLElement).blur();
  await act(() => setQuery({ page: '2' }));
  expect(location.search).toBe('?page=2');
  expect(document.title).toBe('Message 7 2 - Care home messages');
  expect(document.activeElement).toBe(document.body);
  await act(() => setQuery({ page: undefined }));
  expect(location.search).toBe('');
});

test('a page that is not finished is not left', async () => {
  go('/write');
  await settled();
  await act(() => go('/messages/7'));
  expect(location.pathname).toBe('/write');
});

test('an address nobody knows says so', async () => {
  await act(() => go('/nowhere'));
  expect(document.title).toBe('Page not found - Care home messages');
});
