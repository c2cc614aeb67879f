import '../write.scss';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { Button, Checkboxes, ErrorSummary, Input } from '../../shared/components';
import { timeOfDay } from '../../shared/when';
import type { MessageView } from '../api/types';
import { countIn } from '../model/audience';
import { isBlank } from '../model/blank';
import { audienceOf, draftOf, formReplacing, newForm, problemsOf, type Form, type Fault } from '../model/form';
import { registerOf } from '../model/homes';
import { newReference } from '../model/reference';
import { may } from '../model/roles';
import { homesInWords, Loading, Top, Trouble, wrongIn } from '../parts/bits';
import { useLoad, useNow } from '../parts/load';
import { Preview } from '../parts/shown';
import { WhoGetsIt } from '../parts/who';
import { go, usePlace } from '../../shared/router';
import { useUnsaved } from '../../shared/unsaved';
import { useSigned, type Signed } from '../session';
import { NotAllowed } from './not-found';
import { Texts } from './write-texts';
import { Old, Topic, WhatAndUrgency } from './write-what';
import { Reply } from './write-reply';

/** Writing a bulletin; every keystroke is kept in this browser until it is sent. */

export function Write() {
  const signed = useSigned();
  const { query } = usePlace();
  const draft = query.get('draft');
  const replaces = query.get('replaces');
  const about = `${draft ?? ''} ${replaces ?? ''}`;
  // The same when this is asked again, as after signing in again: what is written stays.
  const [reference] = useState(() => newReference());
  const started = useLoad(async (): Promise<{ form: Form; old?: MessageView }> => {
    const kept = signed.keep.one(draft ?? reference);
    const oldId = kept?.replaces?.id ?? replaces;
    const old = oldId ? await signed.api.get<MessageView>(`/v1/messages/${oldId}`) : undefined;
    if (kept) return { form: kept, ...(old && { old }) };
    return old ? { form: formReplacing(old.message, reference), old } : { form: newForm(reference) };
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
          <WhoGetsIt chosen={form} change={change} error={wrong('areas')} register={register} homes={homes} heading />
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
  const [isKept, setKept] = useState(true);
  const latest = useRef(form);
  latest.current = form;
  useUnsaved(isKept ? undefined : form);
  useEffect(() => {
    if (isBlank(form)) return setWords('');
    const timer = setTimeout(() => {
      const good = signed.keep.put(form);
      setKept(good);
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
