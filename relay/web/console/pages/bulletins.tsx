import { useState } from 'preact/hooks';
import { Bar, ButtonLink, Card, Tag, Tags } from '../../shared/components';
import { when, whenInSentence } from '../../shared/when';
import type { Coverage, DraftView, MessageRow } from '../api/types';
import type { Form } from '../model/form';
import { may } from '../model/roles';
import { canWait, isEnough, isFollowed, isThisWeek, waitingFor } from '../model/week';
import { untilWords } from '../model/until';
import { homesInWords, LinkButton, Loading, StandingTags, Top, Trouble, UrgencyTag } from '../parts/bits';
import { useLoad, useNow } from '../parts/load';
import { useSigned, type Signed } from '../session';

/** The first page: what waits for me, what is being written, and how far the last seven days' bulletins have come. */

async function readWeek({ api }: Signed, now: Date): Promise<MessageRow[]> {
  const rows: MessageRow[] = [];
  // The relay counts for the first fifty of a page: with pages of fifty, every row comes with its figures.
  for (let next: string | undefined = '/v1/messages?limit=50'; next; ) {
    const page: { messages: MessageRow[]; next?: string } = await api.get(next);
    rows.push(...page.messages);
    next = isEnough(rows, now) ? undefined : page.next;
  }
  const week = rows.filter((row) => isFollowed(row) && isThisWeek(row, now));
  return Promise.all(
    week.map(async (row) => {
      if (row.delivered !== undefined) return row;
      const of = await api.get<Coverage>(`/v1/messages/${row.id}/coverage`);
      return { ...row, delivered: of.delivered, acknowledged: of.acknowledged, need_help: of.need_help };
    }),
  );
}

const isOpen = (one: DraftView) => one.state === 'waiting' || one.state === 'sent_alone';

async function readDrafts({ api, who }: Signed): Promise<DraftView[]> {
  if (!may.seeDrafts(who)) return [];
  const drafts: DraftView[] = [];
  for (let next: string | undefined = '/v1/drafts?limit=100'; next; ) {
    const page: { drafts: DraftView[]; next?: string } = await api.get(next);
    drafts.push(...page.drafts);
    next = canWait(drafts, new Date()) ? page.next : undefined;
  }
  return Promise.all(
    drafts.filter(isOpen).map(async (one) => {
      const whole = await api.get<DraftView>(`/v1/drafts/${one.draft}`);
      return { ...one, ...whole, headline: whole.content?.info[0]?.headline };
    }),
  );
}

export function Bulletins() {
  const signed = useSigned();
  const now = useNow(15_000);
  const week = useLoad(() => readWeek(signed, new Date()), [signed.api, now]);
  const drafts = useLoad(() => readDrafts(signed), [signed.api, now]);
  const [, redraw] = useState(0);
  const { who, keep } = signed;
  const waiting = waitingFor(who.member, may.approve(who), drafts.data ?? [], now);
  const mine = keep.all();
  const hasWaiting = waiting.mine.length + waiting.others.length + waiting.unconfirmed.length > 0;
  const drop = (form: Form) => {
    if (!confirm('Delete this draft?')) return;
    keep.drop(form.key);
    redraw((count) => count + 1);
  };
  return (
    <>
      <Top title="Bulletins" />
      {may.write(who) && <ButtonLink href="/console/write">Write a bulletin</ButtonLink>}
      {drafts.state === 'failed' && <Trouble why={drafts.why} again={() => void drafts.again()} />}
      {hasWaiting && (
        <section aria-labelledby="waiting">
          <h2 class="nhsuk-heading-m" id="waiting">
            Waiting
          </h2>
          {waiting.mine.map((one) => (
            <WaitingCard key={one.draft} draft={one} mine now={now} />
          ))}
          {waiting.unconfirmed.map((one) => (
            <UnconfirmedCard key={one.draft} draft={one} signed={signed} now={now} />
          ))}
          {waiting.others.map((one) => (
            <WaitingCard key={one.draft} draft={one} mine={false} now={now} />
          ))}
        </section>
      )}
      {mine.length > 0 && (
        <section aria-labelledby="drafts">
          <h2 class="nhsuk-heading-m" id="drafts">
            Drafts
          </h2>
          <p class="nhsuk-hint">Kept in this browser only. Nobody else sees them.</p>
          {mine.map((form) => (
            <DraftCard key={form.key} form={form} now={now} drop={() => drop(form)} />
          ))}
        </section>
      )}
      <section aria-labelledby="week">
        <h2 class="nhsuk-heading-m" id="week">
          Last seven days
        </h2>
        {week.state === 'loading' && <Loading what="bulletins" />}
        {week.state === 'failed' && <Trouble why={week.why} again={() => void week.again()} />}
        {week.data?.length === 0 && <p>No bulletin was sent in the last seven days.</p>}
        {week.data?.map((row) => (
          <WeekCard key={row.id} row={row} now={now} />
        ))}
        <p>
          <a href="/console/earlier">All bulletins</a>
        </p>
      </section>
    </>
  );
}

function WaitingCard(props: { draft: DraftView; mine: boolean; now: Date }) {
  const { draft, mine, now } = props;
  const missing = draft.needs - draft.signatures.length;
  const href = `/console/drafts/${draft.draft}`;
  const left = missing === 1 ? 'One person must approve it' : `${missing} people must approve it`;
  return (
    <Card
      edge={mine ? 'red' : 'grey'}
      size="s"
      level={3}
      href={href}
      heading={draft.headline ?? 'A bulletin'}
      lead={
        <Tags>
          {draft.content && <UrgencyTag urgency={draft.content.urgency} />}
          <Tag tone="white">{mine ? 'Needs your approval' : 'Waiting for approval'}</Tag>
        </Tags>
      }
      description={
        <>
          By {draft.author_name ?? draft.author}, for {homesInWords(draft.count)}. {left}{' '}
          {untilWords(draft.expires, now).replace(/^in /, 'within ')}, or it is not sent.
        </>
      }
    >
      {mine && <ButtonLink href={href}>Check and approve</ButtonLink>}
    </Card>
  );
}

function UnconfirmedCard(props: { draft: DraftView; signed: Signed; now: Date }) {
  const { draft, signed, now } = props;
  const mine = may.approve(signed.who) && draft.author !== signed.who.member;
  const href = draft.message ? `/console/messages/${draft.message}` : `/console/drafts/${draft.draft}`;
  return (
    <Card
      edge="orange"
      size="s"
      level={3}
      href={href}
      heading={draft.headline ?? 'A bulletin'}
      lead={
        <Tags>
          <Tag tone="orange">Not yet confirmed</Tag>
        </Tags>
      }
      description={
        <>
          Sent by one person alone to {homesInWords(draft.count)}.{' '}
          {draft.due && `A second person must confirm it ${untilWords(draft.due, now)}, or the homes are told that nobody did.`}
        </>
      }
    >
      {mine && <ButtonLink href={href}>Look and confirm</ButtonLink>}
    </Card>
  );
}

function DraftCard(props: { form: Form; now: Date; drop: () => void }) {
  const { form, now, drop } = props;
  const title = form.blocks[0]?.headline.trim() || 'No title yet';
  return (
    <Card
      edge="grey"
      size="s"
      level={3}
      href={`/console/write?draft=${form.key}`}
      heading={title}
      description={
        <>
          Last changed {whenInSentence(form.savedAt, now)} ·{' '}
          <LinkButton onClick={drop} label={`Delete the draft ${title}`}>
            Delete
          </LinkButton>
        </>
      }
    />
  );
}

const edges = { immediate: 'red', expected: 'orange', future: 'blue' } as const;

function WeekCard(props: { row: MessageRow; now: Date }) {
  const { row, now } = props;
  const help = row.need_help ?? 0;
  return (
    <Card
      edge={row.closed === 'open' ? edges[row.urgency] : 'grey'}
      size="s"
      level={3}
      href={`/console/messages/${row.id}`}
      heading={row.headline}
      lead={
        <Tags>
          <UrgencyTag urgency={row.urgency} />
          <StandingTags of={row} />
          {help > 0 && <Tag tone="red">{help === 1 ? '1 needs help' : `${help} need help`}</Tag>}
        </Tags>
      }
      description={`${row.sender_name ?? row.sender} · ${when(row.sent, now)}`}
    >
      <div class="app-measures">
        <Measure name="Reached" value={row.delivered} of={row.targeted} />
        <Measure name="Replied" value={row.acknowledged} of={row.targeted} />
      </div>
    </Card>
  );
}

function Measure(props: { name: string; value: number | null | undefined; of: number }) {
  const { name, value, of } = props;
  const words = value === null || value === undefined ? 'fewer than 5' : `${value} of ${of}`;
  return (
    <div class="app-measure">
      <span class="app-measure__words" aria-hidden="true">
        {name} <b>{words}</b>
      </span>
      <Bar value={value ?? 0} of={of} label={`${name}: ${words} homes`} />
    </div>
  );
}
