import { useState } from 'preact/hooks';
import { Button, Checkboxes, DateInput, ErrorSummary, Input, Radios, Textarea } from '../../shared/components';
import type { ServiceType } from '../api/types';
import type { CheckIn } from '../api/ways';
import { areasOf, countIn } from '../model/audience';
import { checkInOf, faultsOfCheckIn, newCheckIn, type CheckInForm } from '../model/check-in';
import { audienceOf, type Fault } from '../model/form';
import { registerOf } from '../model/homes';
import { may } from '../model/roles';
import { homesInWords, Top, wrongIn } from '../parts/bits';
import { Faults } from '../parts/faults';
import { useAct, useLoad } from '../parts/load';
import { go } from '../../shared/router';
import { useUnsaved } from '../../shared/unsaved';
import { useSigned } from '../session';
import { NotAllowed } from './not-found';

/** A question for every day is set up. */

const back = { href: '/console/check-ins', text: 'Check-ins' };

export function NewCheckIn() {
  const signed = useSigned();
  const [form, setForm] = useState<CheckInForm>(newCheckIn);
  const [faults, setFaults] = useState<Fault[]>([]);
  const [tries, setTries] = useState(0);
  const { busy, why, act } = useAct();
  const saved = useUnsaved(form);
  const register = useLoad(() => registerOf(signed.api), [signed.api]);
  if (!may.write(signed.who)) return <NotAllowed what="set up a check-in" role="publisher" />;
  const change = (part: Partial<CheckInForm>) => setForm((was) => ({ ...was, ...part }));
  const wrong = (field: string) => wrongIn(faults, field);
  const homes = register.data ? countIn(audienceOf(form), register.data.homes) : undefined;
  const send = () => {
    const found = faultsOfCheckIn(form, new Date(), homes);
    setFaults(found);
    setTries((count) => count + 1);
    if (found.length > 0) return;
    void act(async () => {
      await signed.api.post<CheckIn>('/v1/check-ins', checkInOf(form));
      saved();
      go('/console/check-ins');
    });
  };
  return (
    <>
      <Top title="Set up a check-in" back={back} problem={faults.length > 0} />
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
        <Input id="headline" label="Question" labelSize="s" error={wrong('headline')} value={form.headline} onInput={(headline) => change({ headline })} />
        <Textarea
          id="text"
          label="Text"
          labelSize="s"
          hint="What to think of: for example new cough, fever, diarrhoea or vomiting among residents or staff. Homes answer “No change” or “Something has changed: please ring us”."
          error={wrong('text')}
          rows={3}
          value={form.text}
          onInput={(text) => change({ text })}
        />
        <Input id="time" label="At what time of the day?" labelSize="s" hint="For example 9:30am or 09:30" error={wrong('time')} width={5} value={form.time} onInput={(time) => change({ time })} />
        <DateInput id="until" legend="Last day" legendSize="s" hint="It ends by itself then. For example 20 12 2026" error={wrong('until')} value={form.until} onInput={(until) => change({ until })} />
        <Radios
          id="everyone"
          legend="Who gets it?"
          legendSize="s"
          hint={homes === undefined ? 'Counting homes' : `${homesInWords(homes)} selected`}
          value={form.everyone ? 'yes' : 'no'}
          onChange={(value) => change({ everyone: value === 'yes' })}
          items={[
            { value: 'yes', text: 'Every home' },
            { value: 'no', text: 'Choose boroughs or types' },
          ]}
        />
        {!form.everyone && register.data && (
          <>
            <Checkboxes
              id="areas"
              legend="Boroughs"
              legendSize="s"
              hint="None ticked means all of them"
              error={wrong('areas')}
              values={form.areas}
              onChange={(areas) => change({ areas })}
              items={areasOf(register.data.homes, register.data.names).map((one) => ({ value: one.area, text: `${one.name} (${homesInWords(one.homes)})` }))}
            />
            <Checkboxes
              id="types"
              legend="Types of home"
              legendSize="s"
              hint="None ticked means both"
              values={form.types}
              onChange={(types) => change({ types: types as ServiceType[] })}
              items={[
                { value: 'care_home_with_nursing', text: 'Nursing homes' },
                { value: 'care_home_without_nursing', text: 'Residential homes' },
              ]}
            />
          </>
        )}
        <Button busy={busy}>Set it up{homes !== undefined && `: ${homesInWords(homes)} every day`}</Button>
        <p class="nhsuk-hint">What goes to every home waits for a second person, once. It is sent in your name.</p>
      </form>
    </>
  );
}
