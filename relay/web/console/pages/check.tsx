import { useState } from 'preact/hooks';
import { Button, SummaryList, WarningCallout } from '../../shared/components';
import type { Draft, DraftView, Preview, Published } from '../api/types';
import { draftOf, problemsOf, statusOfBlock, type Form } from '../model/form';
import { may } from '../model/roles';
import { homesInWords, Loading, Top, Trouble } from '../parts/bits';
import { useAct, useLoad, useNow } from '../parts/load';
import { lazy } from '../parts/lazy';
import { MessageBody } from '../parts/body';
import { summaryOf } from '../parts/summary';
import { Findings } from '../parts/shown';
import { go, usePlace } from '../../shared/router';
import { useSigned, type Signed } from '../session';
import { NotFound } from './not-found';

/** Only where something is wrong. */
const Faults = lazy(async () => (await import('../parts/faults')).Faults, 'quiet');
const Wrong = lazy(async () => (await import('../parts/faults')).Wrong, 'quiet');

/** Everything on one page before it is sent: what, how urgent, to whom, in which languages, and who must approve. */

export function Check() {
  const signed = useSigned();
  const { query } = usePlace();
  const form = signed.keep.one(query.get('draft') ?? '');
  if (!form) return <NotFound />;
  return <Checking form={form} signed={signed} />;
}

function Checking(props: { form: Form; signed: Signed }) {
  const { form, signed } = props;
  const now = useNow(15_000);
  const draft = draftOf(form, now);
  const counted = useLoad(async () => signed.api.post<Preview>('/v1/messages/preview', draftOf(form, new Date())), [
    signed.api,
    form.key,
  ]);
  const { busy, why, act } = useAct();
  const [sends, setSends] = useState(0);
  const problems = problemsOf(form, now, counted.data?.targeted);
  const edit = `/console/write?draft=${form.key}`;

  const send = () =>
    act(async () => {
      setSends((count) => count + 1);
      const answer = await signed.api.post<Published & DraftView>('/v1/messages', draftOf(form, new Date()), {
        headers: { 'Idempotency-Key': form.key },
      });
      signed.keep.drop(form.key);
      if (answer.draft) go(`/console/drafts/${answer.draft}`, { replace: true });
      else go(`/console/messages/${answer.id}?sent=1`, { replace: true });
    });

  const count = counted.data?.targeted;
  const waits = waitsFor(counted.data, draft, signed);
  return (
    <>
      <Top title="Check before you send" back={{ href: edit, text: 'Change it' }} problem={problems.length > 0} />
      {problems.length > 0 && (
        <Wrong
          faults={problems.map((one) => ({ text: one.text }))}
          description={
            <>
              Go back and put it right: <a href={edit}>change it</a>
            </>
          }
        />
      )}
      {counted.state === 'loading' && <Loading what="the homes" />}
      {counted.state === 'failed' && <Trouble why={counted.why} again={() => void counted.again()} />}
      <SummaryList rows={summaryOf(draft, now, edit, (language) => statusIn(form, language))} />
      {counted.data && <Homes counted={counted.data} edit={edit} />}
      <div class="app-sheet">
        <MessageBody draft={draft} now={now} />
      </div>
      {problems.length === 0 && <Findings draft={draft} />}
      {waits.length > 0 && (
        <WarningCallout heading="A second person must approve this" level={2}>
          {waits.map((words) => (
            <p key={words}>{words}</p>
          ))}
        </WarningCallout>
      )}
      {sends > 0 && why !== undefined && <Faults why={why} />}
      {problems.length === 0 && count !== undefined && count > 0 && (
        <Button type="button" busy={busy} onClick={() => void send()}>
          {waits.length > 0 ? `Send for approval: ${homesInWords(count)}` : `Send to ${homesInWords(count)}`}
        </Button>
      )}
      {count === 0 && <p>No home is in this choice, so it cannot be sent.</p>}
    </>
  );
}

/** Why it waits for somebody else, in words; nothing when it goes at once. */
function waitsFor(counted: Preview | undefined, draft: Draft, signed: Signed): string[] {
  const reasons = counted?.approval?.why ?? guessed(draft, signed);
  const needed = counted?.approval?.needs;
  if (needed === 0) return [];
  const words: Record<DraftView['why'][number], string> = {
    immediate: 'Urgent bulletins go out when another person has checked them.',
    all_homes: 'What goes to every home goes out when another person has checked it.',
    drafter: 'What a drafter writes goes out when an approver has checked it.',
  };
  const out = reasons.map((reason) => words[reason]);
  if (needed !== undefined && needed > 1) out.push(`${needed} other people must approve it.`);
  return out;
}

const guessed = (draft: Draft, signed: Signed): DraftView['why'] => [
  ...(draft.urgency === 'immediate' ? (['immediate'] as const) : []),
  ...(draft.audience.everyone ? (['all_homes'] as const) : []),
  ...(!may.publish(signed.who) ? (['drafter'] as const) : []),
];

function statusIn(form: Form, language: string) {
  const [first] = form.blocks;
  const block = form.blocks.find((one) => one.language === language);
  return block && first && block !== first ? statusOfBlock(block, first) : undefined;
}

function Homes(props: { counted: Preview; edit?: string }) {
  const { counted, edit } = props;
  return (
    <>
      <h2 class="nhsuk-heading-m">{homesInWords(counted.targeted)}</h2>
      <ul class="app-areas">
        {counted.areas.map((one) => (
          <li key={one.area}>
            {one.name} <b>{one.targeted.toLocaleString('en-GB')}</b>
          </li>
        ))}
      </ul>
      {edit && (
        <p>
          <a href={edit}>Change who gets it</a>
        </p>
      )}
    </>
  );
}
