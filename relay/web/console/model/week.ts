import type { DraftView, MessageRow } from '../api/types';

/** What the first page shows: the last seven days, and what waits on top. */

const day = 24 * 60 * 60 * 1000;

export const isThisWeek = (row: Pick<MessageRow, 'sent'>, now: Date): boolean =>
  now.getTime() - new Date(row.sent).getTime() < 7 * day;

/** Reads pages until a message is older than a week. */
export const isEnough = (rows: readonly MessageRow[], now: Date): boolean => {
  const last = rows[rows.length - 1];
  return last !== undefined && !isThisWeek(last, now);
};

/** Whether drafts older than the last of these may still wait: nothing waits longer than two days. */
export const canWait = (drafts: readonly Pick<DraftView, 'made_at'>[], now: Date): boolean => {
  const last = drafts[drafts.length - 1];
  return last !== undefined && now.getTime() - new Date(last.made_at).getTime() < 3 * day;
};

/** Results are private and a cancel says nothing of its own: neither is a bulletin to follow. */
export const isFollowed = (row: MessageRow): boolean => row.kind !== 'test_result' && row.msg_type !== 'cancel';

export interface Waiting {
  /** For me to approve. */
  mine: DraftView[];
  /** Written by me, waiting for others. */
  others: DraftView[];
  /** Sent alone, and nobody has confirmed it yet. */
  unconfirmed: DraftView[];
}

export function waitingFor(member: string, mayApprove: boolean, drafts: readonly DraftView[], now: Date): Waiting {
  const open = drafts.filter((one) => one.state === 'waiting' && new Date(one.expires) > now);
  const isMine = (one: DraftView) =>
    mayApprove && one.author !== member && !one.signatures.some((signature) => signature.member === member);
  return {
    mine: open.filter(isMine),
    others: open.filter((one) => !isMine(one)),
    unconfirmed: drafts.filter((one) => one.state === 'sent_alone'),
  };
}
