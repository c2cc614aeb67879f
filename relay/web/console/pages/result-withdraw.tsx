import { useState } from 'preact/hooks';
import { Button, Details, ErrorSummary, Radios, Textarea } from '../../shared/components';
import { onPaper } from '../../shared/when';
import type { Home, Published } from '../api/types';
import type { Fault } from '../model/form';
import { newReference } from '../model/reference';
import { namesSomebody, takenBackOf, type Earlier, type TakenBack } from '../model/result';
import type { OwnSender } from '../model/sender';
import { Loading, Top, Trouble, wrongIn } from '../parts/bits';
import { useAct } from '../parts/load';
import { go } from '../../shared/router';
import { useUnsaved } from '../../shared/unsaved';
import type { Signed } from '../session';
import { HomeChoice, Openers, readDoors, useDoors } from './result-home';

/** A result is taken back: the reason is locked like a result, for it may say what the result says. */
export function Withdrawing(props: { signed: Signed; sender: OwnSender; earlier: Earlier }) {
  const { signed, sender, earlier } = props;
  const [how, setHow] = useState<TakenBack | ''>('');
  const [reason, setReason] = useState('');
  const [heard, setHeard] = useState('');
  const [faults, setFaults] = useState<Fault[]>([]);
  const [tries, setTries] = useState(0);
  const [reference] = useState(() => newReference());
  const { busy, why, act } = useAct();
  const saved = useUnsaved([how, reason]);
  const doors = useDoors(signed, earlier.home, heard);
  const { chosen } = doors;

  const send = () =>
    act(async () => {
      setTries((count) => count + 1);
      const found: Fault[] = [];
      if (how === '') found.push({ field: 'how', text: 'Choose why it is withdrawn' });
      const named = namesSomebody(reason);
      if (reason.trim() === '') found.push({ field: 'reason', text: 'Enter what the home should know' });
      else if (named) found.push({ field: 'reason', text: `Take this out: it ${named}` });
      setFaults(found);
      if (how === '' || found.length > 0) return;
      const home = await signed.api.get<Home>(`/v1/homes/${earlier.home}`);
      const now = await readDoors(signed, home, heard);
      await doors.again();
      if (now.devices === 0 || !now.believed.newest) return;
      const { recipientsOf, sealResult } = await import('../model/sealing');
      const list = now.believed.newest.what;
      const at = new Date();
      const message = await sealResult(
        { home: home.id, msgType: 'cancel', references: [earlier.id], reference, topic: 'test-results' },
        takenBackOf(how, reason, at),
        sender,
        recipientsOf(list, now.revoked),
        list.home,
        at,
      );
      const answer = await signed.api.post<Published>('/v1/messages', message);
      saved();
      go(`/console/messages/${answer.id}`);
    });
  const plain = () =>
    act(async () => {
      const answer = await signed.api.post<Published>(`/v1/messages/${earlier.id}/cancel`, {});
      saved();
      go(`/console/messages/${answer.id}`);
    });

  return (
    <>
      <Top title="Withdraw a test result" back={{ href: `/console/messages/${earlier.id}`, text: 'The result' }} problem={faults.length > 0} />
      {faults.length > 0 && <ErrorSummary faults={faults} attempt={tries} />}
      <Trouble why={why} />
      <form
        noValidate
        class="nhsuk-u-reading-width"
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <p>
          The home is told not to act on the result sent {onPaper(earlier.sent)}. If another one is true,{' '}
          <a href={`/console/result?corrects=${earlier.id}`}>send a correction</a> instead.
        </p>
        {chosen ? <HomeChoice signed={signed} chosen={chosen.home} error={undefined} /> : doors.state === 'loading' && <Loading what="the home" />}
        <Openers doors={{ ...doors, data: chosen }} heard={heard} hear={setHeard} />
        <Radios
          id="how"
          legend="Why is it withdrawn?"
          legendSize="s"
          error={wrongIn(faults, 'how')}
          value={how}
          onChange={(value) => setHow(value as TakenBack)}
          items={[
            { value: 'entered-in-error', text: 'It was sent by mistake', hint: 'For example to the wrong home, or for the wrong resident' },
            { value: 'cancelled', text: 'It cannot be relied on', hint: 'For example because the sample was not fit to be tested' },
          ]}
        />
        <Textarea
          id="reason"
          label="What the home should know"
          labelSize="s"
          hint="Locked like the result. No names"
          error={wrongIn(faults, 'reason')}
          rows={3}
          value={reason}
          onInput={setReason}
        />
        {chosen && chosen.devices > 0 && (
          <Button variant="warning" busy={busy}>
            Withdraw from {chosen.home.name}
          </Button>
        )}
      </form>
      <Details summary="Withdraw it without a reason">
        <p>The home is told that it was withdrawn and nothing else. Use this where no device can open a reason, and ring the home.</p>
        <Button type="button" variant="secondary" busy={busy} onClick={() => void plain()}>
          Withdraw without a reason
        </Button>
      </Details>
    </>
  );
}
