import { Button, Details, Input, Radios, Textarea } from '../../shared/components';
import { whenInSentence } from '../../shared/when';
import type { MessageRow, MessageView, Urgency } from '../api/types';
import { formReplacing, slugOf, type Form, type What } from '../model/form';
import { topicWords } from '../model/topic';
import { may, mayBe } from '../model/roles';
import { useLoad } from '../parts/load';
import { MessageBody } from '../parts/shown';
import { go } from '../../shared/router';
import type { Signed } from '../session';

/** What is written: an alert, guidance or another thing, how urgent, and on which topic; the version it replaces. */

/** What each part of the form is given. */
export interface Part {
  form: Form;
  change: (part: Partial<Form>) => void;
  wrong: (field: string) => string | undefined;
}

export function WhatAndUrgency(props: Part & { signed: Signed; replacing: boolean }) {
  const { form, change, wrong, signed, replacing } = props;
  const { who } = signed;
  const urgency = (value: Urgency, text: string, hint: string) => ({
    value,
    text,
    hint: mayBe(who, value) ? hint : 'Your team may not send these: ask an administrator',
    disabled: !mayBe(who, value),
  });
  return (
    <>
      {!replacing && (
        <Radios
          id="what"
          legend="What is it?"
          legendSize="m"
          level={2}
          error={wrong('what')}
          value={form.what}
          onChange={(what) => {
            if (what === 'helpline') return go('/console/helpline');
            if (what === 'result') return go('/console/result');
            change({ what: what as What });
          }}
          items={[
            { value: 'alert', text: 'Alert', hint: 'Something has happened and homes must act' },
            { value: 'guidance', text: 'Guidance', hint: 'Replaces the current version for its topic' },
            ...(may.write(who, 'helpline_notice') ? [{ value: 'helpline', text: 'Helpline notice' }] : []),
            ...(may.sendResults(who)
              ? [{ value: 'result', text: 'Test result for one home', hint: 'Locked so that only that home’s devices can open it' }]
              : []),
          ]}
        />
      )}
      <Radios
        id="urgency"
        legend="How urgent is it?"
        legendSize="m"
        level={2}
        error={wrong('urgency')}
        value={form.urgency}
        onChange={(value) => change({ urgency: value as Urgency })}
        items={[
          urgency('immediate', 'Urgent', 'On top of every inbox, with a push alert where a home switched it on. A second person must approve it'),
          urgency('expected', 'Action needed', 'In the list of things to do until the home has answered'),
          urgency('future', 'For information', 'In the inbox, without an alert'),
        ]}
      />
    </>
  );
}

/** The topic; for guidance, what is in force for it, which this would replace. */
export function Topic(props: Part & { signed: Signed; now: Date; replacing: boolean; take: (old: MessageView) => void }) {
  const { form, change, wrong, signed, now, replacing, take } = props;
  const inForce = useLoad(async () => {
    const rows = await signed.api.all<MessageRow>('/v1/messages?limit=500', 'messages');
    return rows.filter((row) => row.kind === 'guidance_bulletin' && row.closed === 'open' && row.msg_type !== 'cancel');
  }, [signed.api]);
  const topic = slugOf(form.topic);
  const current = inForce.data?.filter((row) => row.topic === topic && row.sender === signed.who.team) ?? [];
  const topics = [...new Set((inForce.data ?? []).map((row) => row.topic).filter((one) => one !== undefined))].map(topicWords);
  const replace = async (row: MessageRow) => {
    const old = await signed.api.get<MessageView>(`/v1/messages/${row.id}`);
    const empty = form.blocks.every((block) => block.headline === '' && block.must === '' && block.details === '');
    const start = formReplacing(old.message, form.key);
    take(old);
    change(empty ? { ...start, urgency: form.urgency || start.urgency } : { replaces: start.replaces, what: 'guidance' });
  };
  return (
    <>
      <Input
        id="topic"
        label="Topic"
        labelSize="s"
        hint="One or two words, for example hand hygiene. Newer guidance replaces older by its topic"
        error={wrong('topic')}
        list="topics"
        value={form.topic}
        onInput={(value) => change({ topic: value })}
      />
      <datalist id="topics">
        {topics.map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
      {!replacing && form.what === 'guidance' && current.length > 0 && (
        <div class="nhsuk-inset-text">
          <p>In force for this topic now:</p>
          {current.map((row) => (
            <p key={row.id}>
              <a href={`/console/messages/${row.id}`} target="_blank">
                {row.headline}
              </a>
              , sent {whenInSentence(row.sent, now)}{' '}
              <Button type="button" variant="secondary" small onClick={() => void replace(row)}>
                Replace it
              </Button>
            </p>
          ))}
        </div>
      )}
    </>
  );
}

export function Old(props: Part & { view: MessageView; now: Date }) {
  const { view, form, change, wrong, now } = props;
  return (
    <>
      <div class="nhsuk-inset-text">
        <p>
          This replaces “{view.message.info[0]?.headline}”, sent {whenInSentence(view.message.sent, now)}. Every home that has it gets the new
          version{form.replaces && ', and those you choose below'}.
        </p>
        <Details summary="Show the old version">
          {() => <MessageBody draft={view.message} now={now} level={4} />}
        </Details>
      </div>
      <Textarea
        id="changed"
        label="What has changed?"
        labelSize="s"
        hint="Homes read this first"
        error={wrong('changed')}
        rows={2}
        value={form.changed}
        onInput={(changed) => change({ changed })}
      />
    </>
  );
}
