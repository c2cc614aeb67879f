import type { Coverage, Receipt } from './types';

/** One message watched live over the stream (docs/protocol.md), for as long as its page is open. */

export type Link =
  | { state: 'connecting' }
  | { state: 'live' }
  /** Nothing has been heard since; tries again by itself. */
  | { state: 'lost'; since: Date }
  /** Signed out: no use in trying again before somebody signs in. */
  | { state: 'ended'; since: Date };

export interface Told {
  link(now: Link): void;
  /** After each (new) connection: what happened in between was not told, so read it all again. */
  begin(): void;
  coverage(figures: Coverage): void;
  receipts(rows: Receipt[]): void;
}

interface Socket {
  onopen: ((event: Event) => void) | null;
  onmessage: ((event: MessageEvent) => void) | null;
  onclose: ((event: CloseEvent) => void) | null;
  send(text: string): void;
  close(): void;
}

export interface World {
  open(): Socket;
  random(): number;
}

const address = () => `wss://${location.host}/v1/stream?as=person`;

const browser: World = {
  open: () => new WebSocket(address(), 'carerelay.v1'),
  random: () => Math.random(),
};

const first = 500;
const most = 30_000;
const patience = 10_000;

/** How long to wait before try `n` (from 0): half a second doubling to 30 s, with full jitter above the first half. */
export const waitBefore = (n: number, random: number): number => {
  const whole = Math.min(most, first * 2 ** n);
  return whole / 2 + (whole / 2) * random;
};

export function watch(message: string, told: Told, world: World = browser): { close(): void; again(): void } {
  let socket: Socket | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let silence: ReturnType<typeof setTimeout> | undefined;
  let tries = 0;
  let heartbeat = 25_000;
  let heard: Date | undefined;
  let closed = false;
  const began = Date.now();

  const stopTimers = () => {
    clearTimeout(retry);
    clearTimeout(silence);
  };

  function lost(ended: boolean) {
    socket = undefined;
    clearTimeout(silence);
    if (closed) return;
    // A first connection that takes its time is not a lost one yet.
    const early = !heard && !ended && Date.now() - began < patience;
    told.link(early ? { state: 'connecting' } : { state: ended ? 'ended' : 'lost', since: heard ?? new Date(began) });
    if (ended) return;
    retry = setTimeout(open, waitBefore(tries, world.random()));
    tries += 1;
  }

  function listen() {
    clearTimeout(silence);
    // Pages cannot see WebSocket pings: two and a half of the relay's own without a word is a line that is dead.
    silence = setTimeout(() => {
      const dead = socket;
      if (!dead) return;
      dead.onclose = null;
      dead.close();
      lost(false);
    }, heartbeat * 2.5);
  }

  function hear(text: string) {
    const frame = JSON.parse(text) as { type: string; heartbeat_ms?: number; message?: string; receipts?: Receipt[] };
    heard = new Date();
    listen();
    switch (frame.type) {
      case 'welcome':
        heartbeat = frame.heartbeat_ms ?? heartbeat;
        socket?.send(JSON.stringify({ type: 'watch', message }));
        break;
      case 'watching':
        tries = 0;
        told.begin();
        told.link({ state: 'live' });
        break;
      case 'ping':
        socket?.send('{"type":"pong"}');
        break;
      case 'coverage':
        if (frame.message === message) told.coverage(frame as unknown as Coverage);
        break;
      case 'receipts':
        if (frame.message === message) told.receipts(frame.receipts ?? []);
        break;
    }
  }

  function open() {
    stopTimers();
    if (closed || socket) return;
    if (!heard) told.link({ state: 'connecting' });
    const mine = world.open();
    socket = mine;
    mine.onmessage = (event) => hear(String(event.data));
    mine.onclose = (event) => {
      // 4300: the session has ended; the hundreds from 4000 say stop.
      if (socket === mine) lost(event.code === 4300);
    };
    listen();
  }

  const again = () => {
    if (closed || socket || document.visibilityState === 'hidden') return;
    tries = 0;
    open();
  };
  addEventListener('online', again);
  document.addEventListener('visibilitychange', again);
  open();

  return {
    again,
    close() {
      closed = true;
      stopTimers();
      removeEventListener('online', again);
      document.removeEventListener('visibilitychange', again);
      const mine = socket;
      socket = undefined;
      if (mine) {
        mine.onclose = null;
        mine.close();
      }
    },
  };
}
