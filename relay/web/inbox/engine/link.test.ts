// @vitest-environment node
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { KeptAct } from './facts';
import { afterClose, Link, type Cursor, type Happened, type ToDo } from './link';

const nowhere: Cursor = { epoch: '', seq: 0 };
const frame = (what: object): Happened => ({ on: 'frame', text: JSON.stringify(what) });
const message = (seq: number): object => ({ id: `m${seq}`, digest: 'd', info: [] });
const deliver = (seq: number): Happened => frame({ type: 'deliver', seq, message: message(seq) });
const said = (what: readonly ToDo[]): object[] => what.flatMap((w) => (w.do === 'say' ? [w.frame] : []));
const does = (what: readonly ToDo[]): string[] => what.map((w) => w.do).filter((w) => w !== 'wait');
const act = (order: number, seq: number, more: Partial<KeptAct> = {}): KeptAct =>
  ({ order, key: `k${order}`, id: `m${seq}`, act: 'respond', is: 'waiting', at: 'now', seq, epoch: 'e', response: 'actioned', role: 'manager', signature: 's', ...more });

function connected(cursor = nowhere, welcome: object = {}, link = new Link(null, true)): { link: Link; out: ToDo[] } {
  link.on({ on: link.is === 'starting' ? 'start' : 'now' });
  link.on({ on: 'opened' });
  expect(does(link.on(frame({ type: 'challenge', nonce: 'n', time: 't' })))).toEqual(['hello']);
  link.on({ on: 'signed', home: 'h', device: 'd', signature: 's', cursor });
  const out = link.on(frame({ type: 'welcome', epoch: 'e', first: 1, last: 0, resume: 'ok', heartbeat_ms: 25_000, window: 64, ...welcome }));
  return { link, out };
}

describe('the line', () => {
  it('says hello with where it stands, and stored only after the store has said so', () => {
    const link = new Link(null, false);
    expect(does(link.on({ on: 'start' }))).toEqual(['connect']);
    link.on({ on: 'opened' });
    expect(link.on(frame({ type: 'challenge', nonce: 'n', time: 't' }))).toEqual([{ do: 'hello', nonce: 'n', time: 't' }]);
    expect(said(link.on({ on: 'signed', home: 'h', device: 'd', signature: 's', cursor: { epoch: 'e', seq: 4 } }))).toEqual([
      { type: 'hello', home: 'h', device: 'd', signature: 's', resume: { epoch: 'e', seq: 4 }, window: 64, client: 'inbox/1' },
    ]);
    const out = link.on(frame({ type: 'welcome', epoch: 'e', first: 1, last: 6, resume: 'ok', heartbeat_ms: 25_000 }));
    expect(does(out)).toEqual(['live']);
    expect(link.behind).toBe(2);
    expect(does(link.on(deliver(5)))).toEqual(['store']);
    expect(does(link.on(deliver(6)))).toEqual(['store']);
    expect(link.on({ on: 'stored', seq: 6 })).toEqual([{ do: 'say', frame: { type: 'stored', up_to: 6 } }, { do: 'upToDate' }]);
    expect(link.behind).toBe(0);
  });

  it('hangs up on a gap, and says again what it holds when something comes twice', () => {
    const { link } = connected({ epoch: 'e', seq: 2 }, { last: 5 });
    expect(does(link.on(deliver(4)))).toEqual(['close']);
    const again = connected({ epoch: 'e', seq: 2 }, { last: 5 }).link;
    expect(said(again.on(deliver(1)))).toEqual([{ type: 'stored', up_to: 2 }]);
    expect(does(again.on(deliver(3)))).toEqual(['store']);
    expect(said(again.on(deliver(3)))).toEqual([{ type: 'stored', up_to: 2 }]); // not before it is kept
  });

  it('takes everything again under a new epoch, and says why', () => {
    for (const resume of ['reset', 'ahead', 'truncated'] as const) {
      const { link, out } = connected({ epoch: 'old', seq: 17 }, { epoch: 'e2', first: 3, last: 9, resume });
      expect(out[0]).toMatchObject({ do: 'move', epoch: 'e2', next: 3, why: resume, last: 9 });
      expect(does(link.on(deliver(3)))).toEqual(['store']);
    }
    expect(does(connected().out)).toEqual(['move', 'live', 'upToDate']); // the first time of all: only the epoch is new
  });

  it('sends what waits once it is live, sixteen at a time, and again on the next connection', () => {
    const { link } = connected({ epoch: 'e', seq: 40 }, { last: 40 });
    const acts = Array.from({ length: 20 }, (_, i) => act(i + 1, i + 1));
    expect(said(link.on({ on: 'acts', acts }))).toHaveLength(16);
    expect(said(link.on({ on: 'acts', acts }))).toHaveLength(0);
    const out = link.on(frame({ type: 'recorded', seq: 1, state: 'acknowledged', receipt: 'k1' }));
    expect(does(out)).toEqual(['recorded', 'say']);
    link.on({ on: 'closed', code: 1006 });
    connected({ epoch: 'e', seq: 40 }, { last: 40 }, link);
    expect(said(link.on({ on: 'acts', acts: acts.slice(1) }))).toHaveLength(16);
  });

  it('knows an answer by its key and a read by its entry', () => {
    const { link } = connected({ epoch: 'e', seq: 5 }, { last: 5 });
    link.on({ on: 'acts', acts: [act(1, 5, { act: 'read' }), act(2, 5), act(3, 5)] });
    expect(link.on(frame({ type: 'recorded', seq: 5, state: 'acknowledged', receipt: 'k3' }))).toContainEqual({ do: 'recorded', order: 3 });
    expect(link.on(frame({ type: 'recorded', seq: 5, state: 'read', receipt: 'other' }))).toContainEqual({ do: 'recorded', order: 1 });
    expect(does(link.on(frame({ type: 'recorded', seq: 9, state: 'read', receipt: 'x' })))).toEqual([]);
    expect(link.on(frame({ type: 'error', code: 'illegal_move', temporary: false, detail: 'why', seq: 5 })))
      .toContainEqual({ do: 'refused', order: 2, why: 'illegal_move', detail: 'why' });
    expect(does(link.on(frame({ type: 'error', code: 'overloaded', temporary: true, detail: '', seq: 5 })))).toEqual([]);
  });

  it('answers pings, and hangs up when the relay is silent for two and a half of them', () => {
    const { link, out } = connected(nowhere, { heartbeat_ms: 20_000 });
    expect(out).toContainEqual({ do: 'wait', leastMs: 50_000, mostMs: 50_000 });
    expect(said(link.on(frame({ type: 'ping', last: 0 })))).toEqual([{ type: 'pong' }]);
    expect(does(link.on({ on: 'due' }))).toEqual(['close']);
  });

  it('waits longer after each failure, to half a minute, and at once when the network is back or somebody looks', () => {
    expect([0, 1, 2, 3, 4, 5, 6, 9].map((n) => afterClose(1006, n))).toEqual(
      [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000].map((mostMs) => ({ leastMs: 0, mostMs })));
    const link = new Link(null, false);
    link.on({ on: 'start' });
    expect(link.on({ on: 'closed', code: 1006 })).toEqual([{ do: 'wait', leastMs: 0, mostMs: 500 }]);
    expect(does(link.on({ on: 'online' }))).toEqual(['connect']);
    link.on({ on: 'closed', code: 1006 });
    expect(does(link.on({ on: 'visible', silentMs: 0 }))).toEqual(['connect']);
    expect(does(link.on({ on: 'visible', silentMs: 0 }))).toEqual([]);
  });

  it('comes back within the window that a relay going down has given, whatever happens meanwhile', () => {
    const { link } = connected();
    link.on(frame({ type: 'goaway', retry_ms: [2000, 60_000] }));
    expect(link.on({ on: 'closed', code: 4200 })).toEqual([{ do: 'wait', leastMs: 2000, mostMs: 60_000 }]);
    expect(link.on({ on: 'visible', silentMs: 0 })).toEqual([]);
    expect(link.on({ on: 'online' })).toEqual([]);
    expect(does(link.on({ on: 'now' }))).toEqual(['connect']); // a person asked
  });

  it('stops where coming back would help nobody, and says what to do', () => {
    for (const [code, why] of [[4003, 'revoked'], [4002, 'suspended'], [4004, 'replaced'], [4000, 'too_old'], [4001, 'too_old']] as const) {
      const { link } = connected();
      expect(link.on({ on: 'closed', code })).toEqual([]);
      expect([link.is, link.why]).toEqual(['stopped', why]);
      expect(does(link.on({ on: 'online' }))).toEqual(why === 'replaced' ? ['connect'] : []);
    }
    const link = new Link(null, false);
    link.on({ on: 'start' });
    for (let i = 0; i < 5; ++i) {
      expect(link.is).not.toBe('stopped');
      link.on({ on: 'closed', code: 4300 });
      link.on({ on: 'due' });
    }
    expect(link.why).toBe('not_ours');
  });

  it('begins with short waits again once it had everything', () => {
    const link = new Link(null, false);
    for (let i = 0; i < 4; ++i) {
      link.on({ on: i === 0 ? 'start' : 'due' });
      link.on({ on: 'closed', code: 1006 });
    }
    connected({ epoch: 'e', seq: 5 }, { last: 5 }, link);
    expect(link.on({ on: 'closed', code: 1006 })).toEqual([{ do: 'wait', leastMs: 0, mostMs: 500 }]);
  });

  it('does not trust a socket that slept', () => {
    const { link } = connected();
    expect(does(link.on({ on: 'visible', silentMs: 20_000 }))).toEqual([]);
    expect(does(link.on({ on: 'visible', silentMs: 60_000 }))).toEqual(['close']);
  });

  it('does not hurry a relay at whose entry it always fails', () => {
    const link = new Link(null, false);
    const waits: number[] = [];
    for (let i = 0; i < 7; ++i) {
      connected({ epoch: 'e', seq: 0 }, { last: 1 }, link);
      link.on(deliver(1));
      expect(does(link.on({ on: 'failed' }))).toEqual(['close']);
      const [wait] = link.on({ on: 'closed', code: 1006 });
      waits.push(wait?.do === 'wait' ? wait.mostMs : -1);
    }
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000]);
  });

  it('asks for the log when its size is another, once for each, and not where it cannot be verified', () => {
    const tree = { origin: 'o', size: 41, root: 'r', key: 'k' };
    const { link, out } = connected(nowhere, { log: 41 }, new Link(tree, true));
    expect(said(out)).toEqual([]);
    expect(said(link.on(frame({ type: 'ping', last: 0, log: 97 })))).toEqual([{ type: 'pong' }, { type: 'log', origin: 'o', size: 41 }]);
    expect(said(link.on(frame({ type: 'ping', last: 0, log: 97 })))).toEqual([{ type: 'pong' }]);
    expect(said(link.on(frame({ type: 'ping', last: 0, log: 7 })))).toContainEqual({ type: 'log', origin: 'o', size: 41 });
    expect(said(connected(nowhere, { log: 41 }, new Link(null, true)).out)).toEqual([{ type: 'log' }]);
    expect(said(connected(nowhere, { log: 41 }, new Link(null, false)).out)).toEqual([]);
  });

  it('bears what it does not know and hangs up on what is no frame', () => {
    const { link } = connected();
    expect(does(link.on(frame({ type: 'news', of: 'tomorrow' })))).toEqual([]);
    expect(does(link.on(frame({ type: 'confirmed', seq: 1, message: 'm1', at: 'x' })))).toEqual(['confirmed']);
    expect(does(link.on({ on: 'frame', text: '{' }))).toEqual(['close']);
    expect(does(connected().link.on(frame({ type: 'deliver', seq: 1 })))).toEqual(['close']);
  });
});

// The dialogues that the relay's own core is held against, from the other end.
describe('the transcripts', () => {
  const folder = new URL('../../../../tests/transcripts/', import.meta.url);
  const names = ['ahead', 'answers', 'drain', 'heartbeat', 'missed_doorbell', 'night_offline', 'only_skips', 'other_epoch', 'recorded_after_commit',
    'recorded_in_a_crowd', 'replaced', 'resume_held', 'revoked', 'superseded_while_away', 'suspended', 'wellbeing', 'window'];

  for (const name of names) {
    it(`${name}: everything the relay says is understood, and what it delivers is stored`, () => {
      let link = new Link(null, false);
      let cursor = nowhere;
      let frames = 0;
      let held = 0;
      const hear = (text: string): void => {
        frames += 1;
        const out = link.on({ on: 'frame', text });
        expect(does(out), text).not.toContain('close');
        for (const each of out) {
          if (each.do === 'move') held = each.next - 1;
          if (each.do !== 'store') continue;
          expect(each.entry.seq).toBe(held + 1);
          held = each.entry.seq;
          expect(said(link.on({ on: 'stored', seq: held }))).toEqual([{ type: 'stored', up_to: held }]);
        }
      };
      for (const line of readFileSync(fileURLToPath(new URL(`${name}.txt`, folder)), 'utf8').split('\n')) {
        const [, verb, rest] = /^(home connects|home says hello|relay says:|relay delivers|relay closes:) ?(.*)$/.exec(line) ?? [];
        if (verb === 'home connects') {
          link = new Link(null, false);
          link.on({ on: 'start' });
          link.on({ on: 'opened' });
        } else if (verb === 'home says hello') {
          cursor = { seq: Number(/with-seq (\d+)/.exec(rest ?? '')?.[1] ?? 0), epoch: /of-epoch (\S+)/.exec(rest ?? '')?.[1] ?? '' };
          held = cursor.seq;
          link.on({ on: 'signed', home: 'h', device: 'd', signature: 's', cursor });
        } else if (verb === 'relay says:' && rest?.startsWith('{')) {
          hear(rest.replace(/<(\d+)>/g, 'm$1'));
        } else if (verb === 'relay delivers') {
          hear(JSON.stringify({ type: 'deliver', seq: Number(rest), message: message(Number(rest)) }));
        } else if (verb === 'relay closes:') {
          link.on({ on: 'closed', code: Number(rest?.slice(0, 4)) });
          expect(link.is).toBe(rest?.startsWith('40') ? 'stopped' : 'waiting');
        }
      }
      expect(frames).toBeGreaterThan(1);
    });
  }
});
