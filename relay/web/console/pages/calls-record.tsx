import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Button, Checkboxes, ErrorSummary, Input, Radios, Textarea } from '../../shared/components';
import { useUnsaved } from '../../shared/unsaved';
import { callOf, faultsOfCall, newCallForm, type CallForm, type ToRing } from '../model/calls';
import type { Fault } from '../model/form';
import { Trouble, wrongIn } from '../parts/bits';
import { useAct } from '../parts/load';
import type { Signed } from '../session';

interface Props {
  home: ToRing;
  isOpen: boolean;
  open: (on: boolean) => void;
  signed: Signed;
  again: () => Promise<void>;
}

/** What came of a call, by the word of whoever rang. */
export function RecordCall(props: Props) {
  const { home, isOpen, open } = props;
  const [said, say] = useState('');
  const button = useRef<HTMLDivElement>(null);
  const wasOpen = useRef(false);
  // The focus comes back to where it went from. At once: later it would take it from somebody who is typing already.
  useLayoutEffect(() => {
    if (wasOpen.current && !isOpen) button.current?.querySelector('button')?.focus();
    wasOpen.current = isOpen;
  }, [isOpen]);
  return (
    <div ref={button}>
      <p role="status" class="app-found">
        {said}
      </p>
      {isOpen ? (
        <Recording
          {...props}
          done={(words) => {
            say(words);
            open(false);
          }}
        />
      ) : (
        <Button
          type="button"
          small
          variant="secondary"
          label={`Record a call: ${home.name}`}
          onClick={() => {
            say('');
            open(true);
          }}
        >
          Record a call
        </Button>
      )}
    </div>
  );
}

function Recording(props: Props & { done: (words: string) => void }) {
  const { home, signed, again, done } = props;
  const id = `call-${home.home}`;
  const [form, setForm] = useState<CallForm>(() => newCallForm(home));
  const [faults, setFaults] = useState<Fault[]>([]);
  const [tries, setTries] = useState(0);
  const [saved, setSaved] = useState<string[]>([]);
  const { busy, why, act } = useAct();
  const box = useRef<HTMLFormElement>(null);
  useUnsaved(form);
  useLayoutEffect(() => box.current?.querySelector('input')?.focus(), []);
  const change = (part: Partial<CallForm>) => setForm((was) => ({ ...was, ...part }));
  const wrong = (field: string) => wrongIn(faults, `${id}-${field}`);
  const save = () => {
    const found = faultsOfCall(form, id, new Date());
    setFaults(found);
    setTries((count) => count + 1);
    if (found.length > 0) return;
    void act(async () => {
      const call = callOf(form, new Date());
      for (const message of form.about) {
        if (saved.includes(message)) continue;
        await signed.api.post(`/v1/messages/${message}/call-list/${home.home}`, call);
        setSaved((was) => [...was, message]);
      }
      await again();
      done('The call is noted. The home stays here until it has answered.');
    });
  };
  const spoke = form.outcome === 'reached' || form.outcome === 'will_act';
  const spokeTo = (
    <Input id={`${id}-spoke-to`} label="Whom did you speak to? (optional)" hint="What they do there, such as the nurse in charge" error={wrong('spoke-to')} width={20} value={form.spokeTo} onInput={(text) => change({ spokeTo: text })} />
  );
  return (
    <form
      noValidate
      ref={box}
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      {faults.length > 0 && <ErrorSummary faults={faults} attempt={tries} />}
      <Trouble why={why} />
      <Radios
        id={`${id}-outcome`}
        legend={`What came of the call to ${home.name}?`}
        legendSize="s"
        error={wrong('outcome')}
        value={form.outcome}
        onChange={(outcome) => change({ outcome: outcome as CallForm['outcome'] })}
        items={[
          { value: 'reached', text: 'I spoke to somebody' },
          {
            value: 'will_act',
            text: 'I spoke to somebody: they will act by a time',
            more: (
              <>
                <Radios
                  id={`${id}-day`}
                  legend="Which day?"
                  value={form.day}
                  onChange={(day) => change({ day: day as CallForm['day'] })}
                  items={[
                    { value: 'today', text: 'Today' },
                    { value: 'tomorrow', text: 'Tomorrow' },
                  ]}
                />
                <Input id={`${id}-time`} label="By what time?" hint="For example 5pm or 17:00" error={wrong('time')} width={5} value={form.time} onInput={(time) => change({ time })} />
              </>
            ),
          },
          { value: 'no_answer', text: 'Nobody answered' },
          { value: 'wrong_number', text: 'The number is wrong' },
        ]}
      />
      {spoke && spokeTo}
      {home.about.length > 1 && (
        <Checkboxes
          id={`${id}-about`}
          legend="Which messages was it about?"
          legendSize="s"
          error={wrong('about')}
          values={form.about}
          onChange={(about) => change({ about })}
          items={home.about.map((one) => ({ value: one.message, text: one.headline }))}
        />
      )}
      <Textarea id={`${id}-note`} label="Note (optional)" hint="No names of residents" error={wrong('note')} rows={2} value={form.note} onInput={(note) => change({ note })} />
      <Button busy={busy} small>
        Save this call
      </Button>{' '}
      <Button type="button" variant="secondary" small onClick={() => done('')}>
        Cancel
      </Button>
    </form>
  );
}
