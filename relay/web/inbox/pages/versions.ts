/** What a message is called, and how it stands to those before and after it. */
import type { Entry, Message } from '../engine/types';
import { topicName } from './words';

/** Above what the message says. */
export function caption(message: Message): string {
  return message.kind === 'test_result' ? 'Test result' : topicName(message.topic);
}

/** How often this guidance has been said before, plus one. */
export function versionOf(entry: Entry, entries: readonly Entry[]): number {
  const byId = new Map(entries.map((one) => [one.id, one]));
  let version = 1;
  let at: Entry | undefined = entry;
  const seen = new Set<string>();
  while (at && at.replaces.length > 0 && !seen.has(at.id)) {
    seen.add(at.id);
    version += 1;
    at = byId.get(at.replaces[0]!);
  }
  return version;
}

/** The newest message that stands where this one stood; none when nothing replaced it. */
export function newestOf(entry: Entry, entries: readonly Entry[]): Entry | undefined {
  let at: Entry | undefined = entry;
  const seen = new Set<string>();
  while (at?.closedBy && !seen.has(at.id)) {
    seen.add(at.id);
    const by: string = at.closedBy;
    at = entries.find((one) => one.id === by);
  }
  return at === entry ? undefined : at;
}

/** What the publisher calls it before people; `reference` is for machines. */
export function referenceOf(message: Message): string {
  return message.issuer_reference ?? '';
}
