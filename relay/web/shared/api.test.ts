import { expect, test, vi } from 'vitest';
import { Api, Problem } from './api';

const json = (status: number, body: unknown) => new Response(JSON.stringify(body), { status });
const answering = (...answers: (Response | Error)[]) =>
  vi.fn(async (_path: string, _init: RequestInit) => {
    const next = answers.shift();
    if (!next || next instanceof Error) throw next ?? new Error('asked too often');
    return next;
  });
const apiOf = (fetch: ReturnType<typeof answering>, more = {}) => new Api({ fetch: fetch as unknown as typeof globalThis.fetch, ...more });

async function refused(asked: Promise<unknown>): Promise<Problem> {
  const error = await asked.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(Problem);
  return error as Problem;
}

test('who asks is said with every request', async () => {
  const fetch = answering(json(200, { a: 1 }));
  expect(await apiOf(fetch, { headers: () => ({ 'X-Carerelay-Session': 's' }) }).post('/v1/messages', { b: 2 })).toEqual({ a: 1 });
  const [path, init] = fetch.mock.calls[0] ?? [];
  expect(path).toBe('/v1/messages');
  expect(init?.body).toBe('{"b":2}');
  expect(init?.headers).toMatchObject({ 'X-Carerelay-Session': 's', 'Content-Type': 'application/json' });
});

test('a refusal is a sentence, and its faults are found by their place', async () => {
  const problem = await refused(
    apiOf(
      answering(
        json(422, {
          code: 'out_of_range',
          detail: 'The message has faults.',
          errors: [{ pointer: '/info/0/headline', rule: 'out_of_range', detail: 'longer than 160 characters' }],
        }),
      ),
    ).post('/v1/messages', {}),
  );
  expect(problem.message).toBe('The message has faults.');
  expect(problem.at('/info/0/headline')).toBe('Longer than 160 characters');
  expect(problem.at('/kind')).toBeUndefined();
});

test('without a connection the page says so and does not break', async () => {
  const problem = await refused(apiOf(answering(new TypeError('Failed to fetch'))).get('/v1/homes'));
  expect(problem.isOffline).toBe(true);
  expect(problem.message).toBe('You are not connected. Try again when you are online.');
});

test('an answer of something in front of the relay is a refusal too', async () => {
  const problem = await refused(apiOf(answering(new Response('<h1>Bad gateway</h1>', { status: 502 }))).get('/v1/homes'));
  expect(problem.message).toBe('Something went wrong on our side. Try again in a few minutes.');
});

test('a session that has ended is told once', async () => {
  const ended = vi.fn();
  const problem = await refused(apiOf(answering(json(401, { code: 'unauthenticated', detail: '' })), { onUnauthenticated: ended }).get('/v1/homes'));
  expect(problem.message).toBe('You have been signed out. Sign in again.');
  expect(ended).toHaveBeenCalledOnce();
});

test('a list comes whole', async () => {
  const fetch = answering(json(200, { homes: [1, 2], next: '/v1/homes?after=2' }), json(200, { homes: [3] }));
  expect(await apiOf(fetch).all('/v1/homes', 'homes')).toEqual([1, 2, 3]);
});

test('no content is no content', async () => {
  expect(await apiOf(answering(new Response(null, { status: 204 }))).delete('/v1/session')).toBeUndefined();
});
