import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Coverage, MessageView, Receipt } from '../api/types';
import { watch, type Link } from '../api/watch';
import { liveTable, type LiveTable } from '../model/live';
import type { Signed } from '../session';

/** The receipts of one message, read whole and then followed live. */

const waysEvery = 20_000;

export interface Watched {
  table: LiveTable;
  link: Link;
  /** Counts up with every change of the table. */
  turn: number;
  /** Receipts of single homes are shown to nobody (wellbeing), or not to this person. */
  countsOnly: boolean;
  /** The whole list has been read at least once: until then nobody knows who is missing. */
  whole: boolean;
  why?: unknown;
  /** Reads it all again. */
  again: () => void;
}

export function useReceipts(signed: Signed, id: string): Watched {
  const table = useMemo(() => liveTable(), [id]);
  const [link, setLink] = useState<Link>({ state: 'connecting' });
  const [turn, setTurn] = useState(0);
  const [why, setWhy] = useState<unknown>();
  const [countsOnly, setCountsOnly] = useState(false);
  const [whole, setWhole] = useState(false);
  const again = useRef<() => Promise<void>>();

  useEffect(() => {
    let gone = false;
    let reading = false;
    const read = async () => {
      if (reading || gone) return;
      reading = true;
      try {
        const coverage = await signed.api.get<Coverage>(`/v1/messages/${id}/coverage?by=area`);
        if (gone) return;
        setCountsOnly(coverage.counts_only);
        const rows = coverage.counts_only ? [] : await signed.api.all<Receipt>(`/v1/messages/${id}/receipts?limit=1000`, 'receipts');
        if (gone) return;
        table.load(rows, coverage);
        setWhole(true);
        setWhy(undefined);
      } catch (error) {
        setWhy(error);
      } finally {
        reading = false;
      }
    };
    const stop = table.subscribe(() => setTurn((count) => count + 1));
    again.current = read;
    void read();
    const line = watch(id, {
      link: setLink,
      begin: () => void read(),
      coverage: (of) => table.cover(of),
      receipts: (rows) => table.receipts(rows),
    });
    // Where the figures went on and rows did not, some were not told: read them again.
    const look = setInterval(() => table.isBehind(2_000) && void read(), 2_000);
    // What becomes of other ways is not told live.
    const ways = setInterval(() => {
      if (document.visibilityState === 'visible' && table.rows.some((row) => row.channels?.length)) void read();
    }, waysEvery);
    return () => {
      gone = true;
      clearInterval(look);
      clearInterval(ways);
      stop();
      table.close();
      line.close();
    };
  }, [id, signed.api, table, signed.ended]);

  return { table, link, turn, countsOnly, whole, why, again: () => void again.current?.() };
}

/** What a file about that message is called. */
export const fileName = (view: MessageView): string =>
  (view.message.issuer_reference ?? view.message.reference ?? view.message.id.slice(0, 8)).replace(/[^\w.-]+/g, '-').toLowerCase();
