import '../write.scss';
import { useState } from 'preact/hooks';
import { Button, Card, Checkboxes, DateInput, ErrorSummary, Input, Radios, Tag, Tags, Textarea } from '../../shared/components';
import { whenInSentence } from '../../shared/when';
import type { Draft, DraftView, MessageRow, Published } from '../api/types';
import { countIn } from '../model/audience';
import { nothingTyped, type Fault, type Typed } from '../model/form';
import { registerOf } from '../model/homes';
import { days, faultsOf, newNotice, noticeOf, type NoticeForm } from '../model/notice';
import { newReference } from '../model/reference';
import { may } from '../model/roles';
import { homesInWords, Loading, Top, Trouble, wrongIn } from '../parts/bits';
import { useAct, useLoad, useNow } from '../parts/load';
import { go } from '../../shared/router';
import { useUnsaved } from '../../shared/unsaved';
import { useSigned, type Signed } from '../session';
import { Faults } from '../parts/faults';
import { WhoGetsIt } from '../parts/who';
import { NotAllowed } from './not-found';

/** A helpline notice: a number, when somebody answers, from when until when. It ends by itself. */

export function Helpline() {
  const signed = useSigned();
  const now = useNow(60_000);
  const notices = useLoad(async () => {
    const rows = await signed.api.all<MessageRow>('/v1/messages?limit=500', 'messages');
    return rows.filter((row) => row.kind === 'helpline_notice' && row.msg_type !== 'cancel' && row.closed === 'open');
  }, [signed.api]);
  if (!may.write(signed.who, 'helpline_notice')) return <NotAllowed what="write helpline notices" role="publisher" />;
  return (
    <>
      <Writing signed={signed} />
      <h2 class="nhsuk-heading-m">In force or coming</h2>
      {notices.state === 'loading' && <Loading />}
      {notices.state === 'failed' && <Trouble why={notices.why} again={() => void notices.again()} />}
      {notices.data?.length === 0 && <p>No helpline notice.</p>}
      {notices.data?.map((row) => (
        <Notice key={row.id} row={row} now={now} />
      ))}
    </>
  );
}

function Notice(props: { row: MessageRow; now: Date }) {
  const { row, now } = props;
  const coming = new Date(row.effective) > now;
  return (
    <Card
      edge={coming ? 'grey' : 'blue'}
      size="s"
      level={3}
      href={`/console/messages/${row.id}`}
      heading={row.headline}
      lead={
        <Tags>
          <Tag tone={coming ? 'grey' : 'blue'}>{coming ? 'Coming' : 'In force'}</Tag>
        </Tags>
      }
      description={`${coming ? `From ${whenInSentence(row.effective, now)}` : `Since ${whenInSentence(row.effective, now)}`}${
        row.expires ? `, ends by itself ${whenInSentence(row.expires, now)}` : ', without an end'
      }`}
    />
  );
}

function Moment(props: { id: string; legend: string; hint?: string; error: string | undefined; value: Typed; change: (value: Typed) => void }) {
  const { id, legend, hint, error, value, change } = props;
  return (
    <div class="app-moment">
      <DateInput id={id} legend={legend} legendSize="s" hint={hint} error={error} value={value} onInput={(part) => change({ ...nothingTyped, ...value, ...part })} />
      <Input id={`${id}-time`} label={`Time (${legend.toLowerCase()})`} hint="For example 5pm or 17:00" width={5} value={value.time} onInput={(time) => change({ ...value, time })} />
    </div>
  );
}

function Writing(props: { signed: Signed }) {
  const { signed } = props;
  const [form, setForm] = useState<NoticeForm>(() => newNotice(newReference()));
  const [faults, setFaults] = useState<Fault[]>([]);
  const [tries, setTries] = useState(0);
  const { busy, why, act } = useAct();
  const saved = useUnsaved(form);
  const register = useLoad(() => registerOf(signed.api), [signed.api]);
  const change = (part: Partial<NoticeForm>) => setForm((was) => ({ ...was, ...part }));
  const wrong = (field: string) => wrongIn(faults, field);
  const draft: Draft = noticeOf(form);
  const homes = register.data ? countIn(draft.audience, register.data.homes) : undefined;
  const send = () => {
    const found = faultsOf(form, new Date());
    setFaults(found);
    setTries((count) => count + 1);
    if (found.length > 0) return;
    void act(async () => {
      const answer = await signed.api.post<Published & DraftView>('/v1/messages', noticeOf(form), { headers: { 'Idempotency-Key': form.key } });
      saved();
      go(answer.draft ? `/console/drafts/${answer.draft}` : `/console/messages/${answer.id}?sent=1`);
    });
  };
  return (
    <>
      <Top title="Write a helpline notice" back={{ href: '/console', text: 'Bulletins' }} problem={faults.length > 0} />
      {faults.length > 0 && <ErrorSummary faults={faults} attempt={tries} />}
      {why !== undefined && <Faults why={why} />}
      <form
        noValidate
        class="nhsuk-u-reading-width"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <Input id="headline" label="Title" labelSize="s" hint="For example: Helpline open on Sunday 22 November, 9am to 5pm" error={wrong('headline')} value={form.headline} onInput={(headline) => change({ headline })} />
        <Input id="topic" label="What is it for?" labelSize="s" hint="A new notice for the same boroughs and topic replaces the old one" error={wrong('topic')} width={20} value={form.topic} onInput={(topic) => change({ topic })} />
        <Input id="telephone" type="tel" label="Telephone" labelSize="s" error={wrong('telephone')} width={20} value={form.telephone} onInput={(telephone) => change({ telephone })} />
        <Input id="email" type="email" label="Email (optional)" labelSize="s" value={form.email} onInput={(email) => change({ email })} />
        <Radios
          id="state"
          legend="Is it open?"
          legendSize="s"
          value={form.state}
          onChange={(state) => change({ state: state as NoticeForm['state'] })}
          items={[
            { value: 'open', text: 'Open at the times below' },
            { value: 'limited', text: 'Limited: say how in the details' },
            { value: 'closed', text: 'Closed: say what to do instead in the details' },
          ]}
        />
        {form.state !== 'closed' && (
          <>
            <Checkboxes id="days" legend="Days" legendSize="s" values={form.days} onChange={(value) => change({ days: value })} items={days} />
            <Input id="opens" label="Opens" labelSize="s" error={wrong('opens')} width={5} value={form.opens} onInput={(opens) => change({ opens })} />
            <Input id="closes" label="Closes" labelSize="s" error={wrong('closes')} width={5} value={form.closes} onInput={(closes) => change({ closes })} />
          </>
        )}
        <Textarea id="details" label="Details (optional)" labelSize="s" hint="For example what to do out of hours" rows={3} value={form.details} onInput={(details) => change({ details })} />
        <Radios
          id="from"
          legend="From"
          legendSize="s"
          value={form.from}
          onChange={(from) => change({ from: from as NoticeForm['from'] })}
          items={[
            { value: 'now', text: 'Now' },
            {
              value: 'later',
              text: 'Later',
              more: <Moment id="begins" legend="Begins" error={wrong('begins')} value={form.begins} change={(begins) => change({ begins })} />,
            },
          ]}
        />
        <Moment id="ends" legend="Until" hint="It ends by itself then" error={wrong('ends')} value={form.ends} change={(ends) => change({ ends })} />
        <WhoGetsIt chosen={{ ...form, types: [] }} change={change} error={wrong('areas')} register={register} homes={homes} byBorough />
        <Button busy={busy}>{form.everyone ? 'Send for approval' : 'Send'}{homes !== undefined && `: ${homesInWords(homes)}`}</Button>
        <p class="nhsuk-hint">What goes to every home waits for a second person.</p>
      </form>
    </>
  );
}
