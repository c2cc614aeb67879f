/** What the relay tells of the home's own history: skipped messages and how far each came (GET /v1/inbox), who did what (GET /v1/record). */

import { digestOf } from '../../shared/seal/canonical';
import type { Api } from './device';
import { name, type Kept } from './kept';
import { ok } from './outcome';
import type { Change } from './store';
import { isoOf } from './stream';
import type { Closure, Message, Outcome, Response, Stage, Told } from './types';

interface Row {
  readonly seq: number;
  readonly state: Stage | 'targeted';
  readonly response?: Response;
  readonly closed: Closure;
  readonly closed_by?: string;
  readonly confirmed?: boolean;
  readonly message: Message;
}

const stages = ['targeted', 'delivered', 'read', 'acknowledged'];

/** None when the row is not what its digest says, or has still to come over the stream. */
async function changeOf(kept: Kept, row: Row, isCurrent: boolean): Promise<Change | null> {
  const { seq, message, state } = row;
  const before = kept.entries.get(message.id);
  const { epoch, seq: last } = kept.cursor;
  if (seq > last || (await digestOf(message)) !== message.digest) return null;
  const isHigher = stages.indexOf(state) > stages.indexOf(before?.stage ?? 'targeted');
  const isNew = before?.epoch !== epoch;
  return {
    entry: {
      id: message.id,
      message,
      ...(isNew && { seq, epoch, arrived: before?.arrived ?? isoOf(Date.now() + kept.aheadMs) }),
      // What is in order of seq and was not kept had been skipped.
      ...(!before && !isCurrent && { skip: row.closed === 'open' ? 'expired' : row.closed }),
      ...(isHigher && { stage: state as Stage }),
      ...(row.response && { response: row.response }),
      ...(row.closed !== 'open' && { closed: row.closed, closedBy: row.closed_by }),
      ...(row.confirmed && { confirmed: true }),
    },
  };
}

async function take(kept: Kept, body: Record<string, unknown>, isCurrent: boolean): Promise<void> {
  const changes: Change[] = [];
  for (const row of (body['entries'] ?? []) as Row[]) {
    const change = await changeOf(kept, row, isCurrent);
    if (change) changes.push(change);
  }
  if (changes.length > 0) await kept.write(...changes);
}

const isOurLife = (kept: Kept, epoch: unknown): boolean =>
  typeof epoch !== 'string' || kept.cursor.epoch === epoch || kept.cursor.epoch.startsWith(`${epoch}+`);

/** Everything after that entry, page by page. */
export async function pull(kept: Kept, api: Api, after: number): Promise<Outcome> {
  // The relay's own cursors are the number in base64url; the beginning needs none.
  let path: unknown = after > 0 ? `/v1/inbox?cursor=${btoa(String(after)).replace(/=/g, '')}` : '/v1/inbox';
  while (typeof path === 'string') {
    const page: Outcome<{ body: Record<string, unknown> }> = await api.ask('GET', path);
    if (!page.ok) return page;
    const { body } = page.value;
    // Another life of the register: the stream says so first, and everything comes again.
    if (!isOurLife(kept, body['epoch'])) return ok;
    await take(kept, body, false);
    path = body['next'];
  }
  await kept.write(name('refreshedMs', Date.now()));
  return ok;
}

/** What is in force, when the relay no longer keeps all that was missed. */
export async function pullCurrent(kept: Kept, api: Api): Promise<Outcome> {
  const page = await api.ask('GET', '/v1/guidance/current');
  if (!page.ok) return page;
  await take(kept, page.value.body, true);
  return ok;
}

export async function pullRecord(api: Api): Promise<Outcome<ReadonlyMap<string, Told>>> {
  const value = new Map<string, Told>();
  for (let path: unknown = '/v1/record'; typeof path === 'string'; ) {
    const page = await api.ask('GET', path);
    if (!page.ok) return page;
    for (const one of page.value.body['entries'] as (Told & { message: string })[]) value.set(one.message, one);
    path = page.value.body['next'];
  }
  return { ok: true, value };
}
