/// What the relay refused and why (RFC 9457), in words for people.
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    /** 0: the relay could not be reached at all. */
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly errors: Fault[] = [],
    /** The whole document, for members of one problem only (`now` of audience_changed). */
    readonly document: Record<string, unknown> = {},
    /** For people. */
    words = detail,
  ) {
    super(words || 'This was refused. Check what you entered and try again.');
  }

  /// The fault of one field by its JSON Pointer; the words of the first when several are there.
  at(pointer: string): string | undefined {
    return this.errors.find((one) => one.pointer === pointer)?.words;
  }

  get isOffline(): boolean {
    return this.status === 0;
  }
}

export interface Fault {
  /** RFC 6901: where in what was sent. */
  pointer: string;
  rule: string;
  detail: string;
  words: string;
}

export interface ApiOptions {
  /** Headers that say who asks: the bearer of a home, the session header of a person. */
  headers?: () => Record<string, string> | Promise<Record<string, string>>;
  /** Told once whenever a request was answered 401: the session has ended, the token is dead. */
  onUnauthenticated?: () => void;
  fetch?: typeof fetch;
}

export interface Asked {
  body?: unknown;
  /** Of a body that is not JSON. */
  type?: string;
  accept?: string;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/// Asks the relay. Every refusal throws a Problem, so that nobody shows half an answer.
export class Api {
  readonly #options: ApiOptions;

  constructor(options: ApiOptions = {}) {
    this.#options = options;
  }

  get<T>(path: string, asked: Asked = {}): Promise<T> {
    return this.#json<T>('GET', path, asked);
  }
  post<T>(path: string, body?: unknown, asked: Asked = {}): Promise<T> {
    return this.#json<T>('POST', path, { ...asked, body });
  }
  put<T>(path: string, body?: unknown, asked: Asked = {}): Promise<T> {
    return this.#json<T>('PUT', path, { ...asked, body });
  }
  delete<T = void>(path: string, asked: Asked = {}): Promise<T> {
    return this.#json<T>('DELETE', path, asked);
  }

  /// All pages of a list: follows `next` until there is none. `items` names the member that holds them.
  async all<T>(path: string, items: string, asked: Asked = {}): Promise<T[]> {
    const found: T[] = [];
    for (let next: string | undefined = path; next; ) {
      const page: Record<string, unknown> = await this.get(next, asked);
      found.push(...((page[items] as T[] | undefined) ?? []));
      next = typeof page['next'] === 'string' ? page['next'] : undefined;
    }
    return found;
  }

  /// The answer itself, for CSV and files.
  async raw(method: string, path: string, asked: Asked = {}): Promise<Response> {
    const { body } = asked;
    const isText = typeof body === 'string' || body instanceof Blob || body instanceof ArrayBuffer;
    const headers: Record<string, string> = { Accept: asked.accept ?? 'application/json', ...(await this.#options.headers?.()), ...asked.headers };
    if (body !== undefined) headers['Content-Type'] = asked.type ?? 'application/json';
    let answer: Response;
    try {
      answer = await (this.#options.fetch ?? fetch)(path, {
        method,
        headers,
        body: body === undefined ? undefined : isText ? body : JSON.stringify(body),
        signal: asked.signal,
        credentials: 'same-origin',
        cache: 'no-store',
      });
    } catch (error) {
      if ((error as Error).name === 'AbortError') throw error;
      throw new Problem(0, 'offline', '', [], {}, 'You are not connected. Try again when you are online.');
    }
    if (answer.ok) return answer;
    if (answer.status === 401) this.#options.onUnauthenticated?.();
    throw await problemOf(answer);
  }

  async #json<T>(method: string, path: string, asked: Asked): Promise<T> {
    const answer = await this.raw(method, path, asked);
    if (answer.status === 204) return undefined as T;
    try {
      return (await answer.json()) as T;
    } catch {
      throw new Problem(answer.status, 'internal', 'The answer could not be read.');
    }
  }
}

async function problemOf(answer: Response): Promise<Problem> {
  let document: Record<string, unknown> = {};
  try {
    document = (await answer.json()) as Record<string, unknown>;
  } catch {
    // Not from the relay itself but from something in front of it.
  }
  const words = await import('./problems').catch(() => undefined); // without it the relay's own words serve
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  const errors = (Array.isArray(document['errors']) ? document['errors'] : []) as Record<string, unknown>[];
  const code = text(document['code']) || (answer.status >= 500 ? 'internal' : 'bad_request');
  const detail = text(document['detail']);
  return new Problem(
    answer.status,
    code,
    detail,
    errors.map((one) => ({
      pointer: text(one['pointer']),
      rule: text(one['rule']),
      detail: text(one['detail']),
      words: words?.faultWords(text(one['rule']), text(one['detail'])) ?? text(one['detail']),
    })),
    document,
    words?.problemWords(code, detail),
  );
}
