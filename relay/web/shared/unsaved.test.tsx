import { render } from 'preact';
import { useState } from 'preact/hooks';
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { go, Router, Routes } from './router';
import { mayLeave, useUnsaved } from './unsaved';

/** A page with two forms, one of which goes on by itself when it was saved. */
function Form({ id, next }: { id: string; next?: string }) {
  const [text, setText] = useState('');
  const saved = useUnsaved({ text });
  return (
    <>
      <input id={id} value={text} onInput={(event) => setText(event.currentTarget.value)} />
      <button
        id={`save-${id}`}
        onClick={() => {
          saved();
          if (next) go(next);
        }}
      >
        Save
      </button>
    </>
  );
}

const App = () => (
  <Router base="/">
    {() => (
      <Routes
        routes={[
          {
            path: '/write',
            view: () => (
              <main>
                <h1>Write</h1>
                <Form id="one" next="/done" />
                <Form id="two" />
                <a id="away" href="/done">
                  Away
                </a>
                <a id="within" href="#two">
                  Within
                </a>
              </main>
            ),
          },
          { path: '/done', view: () => <h1>Done</h1> },
        ]}
        notFound={<h1>Elsewhere</h1>}
      />
    )}
  </Router>
);

const field = (id: string) => document.getElementById(id) as HTMLInputElement;
const press = (id: string) => act(() => field(id).click());
const type = (id: string, text: string) =>
  act(() => {
    field(id).value = text;
    field(id).dispatchEvent(new Event('input', { bubbles: true }));
  });
/** Whether closing the window or loading it anew is asked about. */
function asksWhenClosing(): boolean {
  const event = new Event('beforeunload', { cancelable: true });
  window.dispatchEvent(event);
  return event.defaultPrevented;
}

const ask = vi.fn<(words?: string) => boolean>();

beforeEach(async () => {
  history.replaceState(null, '', '/write');
  window.scrollTo = vi.fn();
  vi.stubGlobal('confirm', ask);
  ask.mockReset().mockReturnValue(false);
  await act(() => render(<App />, document.body));
});
afterEach(async () => {
  await act(() => render(null, document.body));
  vi.unstubAllGlobals();
});

test('a page on which nothing was written is left without a word', async () => {
  expect(asksWhenClosing()).toBe(false);
  await press('away');
  expect(location.pathname).toBe('/done');
  expect(ask).not.toHaveBeenCalled();
});

test('a link asks, and whoever stays finds what was written', async () => {
  await type('one', 'Rung');
  await press('away');
  expect(ask).toHaveBeenCalledWith('Leave this page? Something on it is not saved and will be lost.');
  expect(location.pathname).toBe('/write');
  expect(field('one').value).toBe('Rung');
  expect(asksWhenClosing()).toBe(true);
});

test('whoever leaves is asked once, and not again on the next page', async () => {
  ask.mockReturnValue(true);
  await type('one', 'Rung');
  await type('two', 'Rung too');
  await press('away');
  expect(location.pathname).toBe('/done');
  expect(ask).toHaveBeenCalledTimes(1);
  expect(asksWhenClosing()).toBe(false);
  expect(mayLeave()).toBe(true);
  expect(ask).toHaveBeenCalledTimes(1);
});

test('what is taken out again is nothing unsaved', async () => {
  await type('one', 'Rung');
  await type('one', '');
  expect(asksWhenClosing()).toBe(false);
});

test('a form that was saved goes on by itself without asking', async () => {
  await type('one', 'Rung');
  await press('save-one');
  expect(ask).not.toHaveBeenCalled();
  expect(location.pathname).toBe('/done');
});

test('one form that was saved does not let go of the other', async () => {
  await type('one', 'Rung');
  await type('two', 'Not yet');
  await press('save-one');
  expect(ask).toHaveBeenCalledTimes(1);
  expect(location.pathname).toBe('/write');
  expect(field('two').value).toBe('Not yet');
});

test('what is written after it was saved is unsaved again', async () => {
  await type('two', 'Saved');
  await press('save-two');
  expect(asksWhenClosing()).toBe(false);
  await type('two', 'Saved, and more');
  expect(asksWhenClosing()).toBe(true);
});

test('Back asks; a step within the page does not', async () => {
  await type('one', 'Rung');
  const undone = vi.spyOn(history, 'go').mockImplementation(() => undefined);
  history.pushState(null, '', '/write#two');
  await act(() => void dispatchEvent(new PopStateEvent('popstate', { state: null })));
  expect(ask).not.toHaveBeenCalled();
  history.replaceState({ depth: -1, x: 0, y: 0 }, '', '/done');
  await act(() => void dispatchEvent(new PopStateEvent('popstate', { state: history.state })));
  expect(ask).toHaveBeenCalledTimes(1);
  // Forward again to where it was: from before the page to the second place within it.
  expect(undone).toHaveBeenCalledWith(2);
  history.replaceState({ depth: 1, x: 0, y: 0 }, '', '/write');
  await act(() => void dispatchEvent(new PopStateEvent('popstate', { state: history.state })));
  expect(ask).toHaveBeenCalledTimes(1);
  expect(field('one').value).toBe('Rung');
  undone.mockRestore();
});
