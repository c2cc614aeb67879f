import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import {
  Button,
  CharacterCount,
  Checkboxes,
  DateInput,
  Details,
  ErrorSummary,
  Input,
  Live,
  Radios,
  Select,
  SummaryList,
  Tag,
  Textarea,
} from '../../shared/components';
import { directionOf, languageInEnglish, languageName } from '../../shared/language';
import { timeOfDay, whenInSentence } from '../../shared/when';
import type { MessageRow, MessageView, ServiceType, Urgency } from '../api/types';
import { areasOf, countIn } from '../model/audience';
import {
  audienceOf,
  draftOf,
  emptyBlock,
  formReplacing,
  headlineGood,
  isBlank,
  isTooLateToday,
  newForm,
  nothingTyped,
  problemsOf,
  slugOf,
  statusOfBlock,
  topicWords,
  type Block,
  type Form,
  type Fault,
  type ReplyBy,
  type What,
} from '../model/form';
import { registerOf, type Register } from '../model/homes';
import { newReference } from '../model/reference';
import { may, mayBe } from '../model/roles';
import { homesInWords, Loading, Top, Trouble, wrongIn } from '../parts/bits';
import { useLoad, useNow } from '../parts/load';
import { MessageBody, Preview } from '../parts/shown';
import { go, usePlace } from '../../shared/router';
import { useSigned, type Signed } from '../session';
import { NotAllowed } from './not-found';

/** Writing a bulletin; every keystroke is kept in this browser until it is sent. */

/** Those that staff of care homes read most, by their English names. */
const languages = ['ar', 'bn', 'hi', 'lt', 'ml', 'pl', 'pt', 'pa', 'ro', 'es', 'tl', 'ur', 'cy'];

export function Write() {
  const signed = useSigned();
  const { query } = usePlace();
  const draft = query.get('draft');
  const replaces = query.get('replaces');
  const about = `${draft ?? ''} ${replaces ?? ''}`;
  const started = useLoad(async (): Promise<{ form: Form; old?: MessageView }> => {
    const kept = draft ? signed.keep.one(draft) : undefined;
    const oldId = kept?.replaces?.id ?? replaces;
    const old = oldId ? await signed.api.get<MessageView>(`/v1/messages/${oldId}`) : undefined;
    if (kept) return { form: kept, ...(old && { old }) };
    return old ? { form: formReplacing(old.message, newReference()), old } : { form: newForm(newReference()) };
  }, [signed.api, about]);

  if (!may.write(signed.who)) return <NotAllowed what="write bulletins" role="publisher" />;
  if (started.state === 'loading') return <Loading />;
  if (started.state === 'failed')
    return (
      <>
        <Top title="Write a bulletin" back={{ href: '/console', text: 'All bulletins' }} />
        <Trouble why={started.why} again={() => void started.again()} />
      </>
    );
  return <Writing key={started.data.form.key} start={started.data.form} old={started.data.old} signed={signed} />;
}

function Writing(props: { start: Form; old?: MessageView | undefined; signed: Signed }) {
  const { signed } = props;
  const now = useNow(30_000);
  const [form, setForm] = useState(props.start);
  const [old, setOld] = useState(props.old);
  const [tries, setTries] = useState(0);
  const [problems, setProblems] = useState<readonly Fault[]>([]);
  const kept = useKept(form, signed);
  const register = useLoad(() => registerOf(signed.api), [signed.api]);
  const change = (part: Partial<Form>) => setForm((was) => ({ ...was, ...part }));
  const homes = register.data ? countIn(audienceOf(form), register.data.homes) : undefined;
  const wrong = (field: string) => wrongIn(problems, field);

  // What was wrong and is right now goes away at once; new faults are said only when somebody asks.
  useEffect(() => {
    if (tries === 0) return;
    const still = problemsOf(form, new Date(), homes);
    setProblems((was) => was.filter((one) => still.some((other) => other.field === one.field && other.text === one.text)));
  }, [form, homes, tries]);

  const check = () => {
    const found = problemsOf(form, new Date(), homes);
    setProblems(found);
    setTries((count) => count + 1);
    if (found.length > 0) return;
    signed.keep.put(form);
    go(`/console/check?draft=${form.key}`);
  };

  const draft = useMemo(() => draftOf(form, now), [form, now]);
  return (
    <>
      <Top
        title={form.replaces ? 'Write a new version' : 'Write a bulletin'}
        back={{ href: '/console', text: 'All bulletins' }}
        problem={problems.length > 0}
      />
      {problems.length > 0 && <ErrorSummary faults={[...problems]} attempt={tries} />}
      <div class="app-write">
        <form
          class="app-write__form"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            check();
          }}
        >
          <WhatAndUrgency form={form} change={change} wrong={wrong} signed={signed} replacing={old !== undefined} />
          <Topic form={form} change={change} wrong={wrong} signed={signed} now={now} replacing={old !== undefined} take={setOld} />
          {old && form.replaces && <Old view={old} form={form} change={change} wrong={wrong} now={now} />}
          <Texts form={form} change={change} wrong={wrong} />
          <Reply form={form} change={change} wrong={wrong} now={now} />
          <Who form={form} change={change} wrong={wrong} register={register} homes={homes} />
          <Input
            id="own-reference"
            label="Your reference (optional)"
            labelSize="s"
            hint="Homes see it, for example NEL-2026-014"
            width={20}
            value={form.ownReference}
            onInput={(ownReference) => change({ ownReference })}
          />
          <Checkboxes
            id="exercise"
            items={[{ value: 'yes', text: 'This is an exercise', hint: 'Marked so for every home, and counted in no figure' }]}
            values={form.exercise ? ['yes'] : []}
            onChange={(values) => change({ exercise: values.length > 0 })}
          />
          <Button>Check it{homes !== undefined && `: ${homesInWords(homes)}`}</Button>
          <p class="nhsuk-hint" role="status">
            {kept}
          </p>
        </form>
        <div class="app-write__preview">
          <Preview draft={draft} now={now} team={signed.who.team_name ?? signed.who.team} />
        </div>
      </div>
    </>
  );
}

/** Keeps the form a moment after the last keystroke, and when the page is left. */
function useKept(form: Form, signed: Signed): string {
  const [words, setWords] = useState('');
  const latest = useRef(form);
  latest.current = form;
  useEffect(() => {
    if (isBlank(form)) return setWords('');
    const timer = setTimeout(() => {
      const good = signed.keep.put(form);
      setWords(good ? `Draft kept in this browser, ${timeOfDay(new Date())}` : 'This browser keeps no drafts: do not close the page');
    }, 400);
    return () => clearTimeout(timer);
  }, [form, signed.keep]);
  useEffect(() => {
    const keep = () => void (isBlank(latest.current) || signed.keep.put(latest.current));
    addEventListener('pagehide', keep);
    return () => {
      removeEventListener('pagehide', keep);
      keep();
    };
  }, [signed.keep]);
  return words;
}

interface Part {
  form: Form;
  change: (part: Partial<Form>) => void;
  wrong: (field: string) => string | undefined;
}

function WhatAndUrgency(props: Part & { signed: Signed; replacing: boolean }) {
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
function Topic(props: Part & { signed: Signed; now: Date; replacing: boolean; take: (old: MessageView) => void }) {
  const { form, change, wrong, signed, now, replacing, take } = props;
  const inForce = useLoad(async () => {
    const page = await signed.api.get<{ messages: MessageRow[] }>('/v1/messages?limit=500');
    return page.messages.filter((row) => row.kind === 'guidance_bulletin' && row.closed === 'open' && row.msg_type !== 'cancel');
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

function Old(props: Part & { view: MessageView; now: Date }) {
  const { view, form, change, wrong, now } = props;
  return (
    <>
      <div class="nhsuk-inset-text">
        <p>
          This replaces “{view.message.info[0]?.headline}”, sent {whenInSentence(view.message.sent, now)}. Every home that has it gets the new
          version{form.replaces && ', and those you choose below'}.
        </p>
        <Details summary="Show the old version">
          <MessageBody draft={view.message} now={now} level={4} />
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

function Texts(props: Part) {
  const { form, change } = props;
  const [first] = form.blocks;
  const put = (at: number, part: Partial<Block>) =>
    change({ blocks: form.blocks.map((block, other) => (other === at ? { ...block, ...part } : block)) });
  const offered = languages.filter((language) => !form.blocks.some((block) => block.language.split('-')[0] === language));
  if (!first) return null;
  return (
    <>
      <Words {...props} at={0} put={(part) => put(0, part)} />
      <h2 class="nhsuk-heading-m">Other languages</h2>
      {form.blocks.length === 1 ? (
        <p>None yet. Have translations checked by somebody who speaks the language.</p>
      ) : (
        <SummaryList
          rows={form.blocks.slice(1).map((block) => {
            const status = statusOfBlock(block, first);
            return {
              key: <span lang={block.language}>{languageName(block.language)}</span>,
              value: <Tag tone={status.done ? 'green' : 'yellow'}>{status.words}</Tag>,
            };
          })}
        />
      )}
      {form.blocks.slice(1).map((block, index) => (
        <Details key={block.language} summary={languageName(block.language)} open={statusOfBlock(block, first).words === 'Not started'}>
          <Words {...props} at={index + 1} put={(part) => put(index + 1, part)} />
          <Button
            type="button"
            variant="secondary"
            onClick={() => change({ blocks: form.blocks.filter((_, other) => other !== index + 1) })}
          >
            Remove {languageName(block.language)}
          </Button>
        </Details>
      ))}
      <Select
        id="language"
        label="Add a language"
        labelSize="s"
        value=""
        items={[
          { value: '', text: 'Choose' },
          ...offered.map((language) => ({ value: language, text: `${languageName(language)} (${languageInEnglish(language)})` })),
        ]}
        onChange={(language) => language && change({ blocks: [...form.blocks, emptyBlock(language)] })}
      />
    </>
  );
}

function Words(props: Part & { at: number; put: (part: Partial<Block>) => void }) {
  const { form, at, put, wrong } = props;
  const block = form.blocks[at]!;
  const native = at === 0 ? {} : { lang: block.language, dir: directionOf(block.language) };
  const of = at === 0 ? '' : ` in ${languageName(block.language)}`;
  return (
    <>
      <CharacterCount
        id={`headline-${at}`}
        label={`Title${of}`}
        labelSize="s"
        hint={at === 0 ? 'Say what to do. Use words everyone in a care home knows' : undefined}
        error={wrong(`headline-${at}`)}
        rows={1}
        maxlength={headlineGood}
        value={block.headline}
        onInput={(headline) => put({ headline })}
        {...native}
      />
      <Textarea
        id={`must-${at}`}
        label={`What care homes must do${of}`}
        labelSize="s"
        hint="One action on each line. Put the most important first"
        error={wrong(`must-${at}`)}
        rows={5}
        value={block.must}
        onInput={(must) => put({ must })}
        {...native}
      />
      <Textarea
        id={`not-${at}`}
        label={`What they must not do${of} (optional)`}
        labelSize="s"
        hint="One on each line"
        error={wrong(`not-${at}`)}
        rows={2}
        value={block.mustNot}
        onInput={(mustNot) => put({ mustNot })}
        {...native}
      />
      <Textarea
        id={`details-${at}`}
        label={`Details${of} (optional)`}
        labelSize="s"
        hint="Why, and where to find more. No residents’ names"
        rows={4}
        value={block.details}
        onInput={(details) => put({ details })}
        {...native}
      />
    </>
  );
}

function Reply(props: Part & { now: Date }) {
  const { form, change, wrong, now } = props;
  return (
    <Radios
      id="reply"
      legend="Reply by"
      legendSize="m"
      level={2}
      error={wrong('reply')}
      value={form.replyBy}
      onChange={(value) => change({ replyBy: value as ReplyBy })}
      items={[
        { value: 'today', text: 'Today, 5pm', disabled: isTooLateToday(now) },
        { value: 'tomorrow', text: 'Tomorrow, noon' },
        { value: 'week', text: 'In one week' },
        {
          value: 'other',
          text: 'Another time',
          more: (
            <>
              <DateInput
                id="other"
                legend="Day"
                error={wrong('other')}
                value={form.other}
                onInput={(value) => change({ other: { ...nothingTyped, ...form.other, ...value } })}
              />
              <Input
                id="other-time"
                label="Time"
                hint="For example 5pm or 17:00"
                width={5}
                value={form.other.time}
                onInput={(time) => change({ other: { ...form.other, time } })}
              />
            </>
          ),
        },
        { value: 'open', text: 'A reply, without a time' },
        { value: 'none', text: 'No reply needed' },
      ]}
    />
  );
}

const types: { value: ServiceType; text: string }[] = [
  { value: 'care_home_with_nursing', text: 'Nursing homes' },
  { value: 'care_home_without_nursing', text: 'Residential homes' },
];

function Who(props: Part & { register: { data?: Register; state: string; why?: unknown; again: () => Promise<void> }; homes: number | undefined }) {
  const { form, change, wrong, register, homes } = props;
  const all = register.data?.homes ?? [];
  const areas = register.data ? areasOf(all, register.data.names) : [];
  const live = all.filter((home) => !home.dormant).length;
  return (
    <>
      <Radios
        id="everyone"
        legend="Who gets it?"
        legendSize="m"
        level={2}
        hint={homes === undefined ? 'Counting homes' : `${homes.toLocaleString('en-GB')} of ${homesInWords(live)} selected`}
        value={form.everyone ? 'yes' : 'no'}
        onChange={(value) => change({ everyone: value === 'yes' })}
        items={[
          { value: 'yes', text: `Every home${register.data ? ` (${live.toLocaleString('en-GB')})` : ''}` },
          { value: 'no', text: 'Choose boroughs or types' },
        ]}
      />
      <Live>{homes === undefined ? '' : `${homesInWords(homes)} selected`}</Live>
      {register.state === 'failed' && <Trouble why={register.why} again={() => void register.again()} />}
      {!form.everyone && (
        <>
          <Checkboxes
            id="areas"
            legend="Boroughs"
            legendSize="s"
            hint="None ticked means all of them"
            error={wrong('areas')}
            values={form.areas}
            onChange={(values) => change({ areas: values })}
            items={areas.map((one) => ({ value: one.area, text: `${one.name} (${homesInWords(one.homes)})` }))}
          />
          <Checkboxes
            id="types"
            legend="Types of home"
            legendSize="s"
            hint="None ticked means both"
            values={form.types}
            onChange={(values) => change({ types: values as ServiceType[] })}
            items={types.map((one) => ({
              value: one.value,
              text: `${one.text} (${homesInWords(countIn({ service_types: [one.value] }, all))})`,
            }))}
          />
        </>
      )}
    </>
  );
}
