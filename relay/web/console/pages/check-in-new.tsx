import { useState } from 'preact/hooks';
import { Button, DateInput, ErrorSummary, Input, Textarea } from '../../shared/components';
import type { CheckIn } from '../api/ways';
import { countIn } from '../model/audience';
import { checkInOf, faultsOfCheckIn, newCheckIn, type CheckInForm } from '../model/check-in';
import { audienceOf, type Fault } from '../model/form';
import { registerOf } from '../model/homes';
import { may } from '../model/roles';
import { homesInWords, Top, wrongIn } from '../parts/bits';
import { Faults } from '../parts/faults';
import { WhoGetsIt } from '../parts/who';
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
        <WhoGetsIt chosen={form} change={change} error={wrong('areas')} register={register} homes={homes} />
        <Button busy={busy}>Set it up{homes !== undefined && `: ${homesInWords(homes)} every day`}</Button>
        <p class="nhsuk-hint">What goes to every home waits for a second person, once. It is sent in your name.</p>
      </form>
    </>
  );
}
