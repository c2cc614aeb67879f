import { useState } from 'preact/hooks';
import { Button, Details, ErrorSummary, Textarea } from '../../shared/components';
import type { Published } from '../api/types';
import { homesInWords, Trouble } from '../parts/bits';
import { useAct } from '../parts/load';
import { go } from '../../shared/router';
import { forget, useUnsaved } from '../../shared/unsaved';
import type { Signed } from '../session';
import type { Shown } from './draft-parts';

/** What is done with a draft instead of approving it. */

/** Says no, with a reason; or its writer takes it back. */
export function Reject(props: { shown: Shown; signed: Signed; again: () => Promise<void>; mine: boolean }) {
  const { shown, signed, again, mine } = props;
  const [reason, setReason] = useState('');
  const [tries, setTries] = useState(0);
  const { busy, why, act } = useAct();
  const saved = useUnsaved(reason);
  const wrong = tries > 0 && reason.trim() === '' ? 'Enter why it must not be sent' : undefined;
  const send = () => {
    setTries((count) => count + 1);
    if (reason.trim() === '') return;
    void act(async () => {
      await signed.api.post(`/v1/drafts/${shown.draft.draft}/reject`, { reason: reason.trim() });
      saved();
      await again();
    });
  };
  return (
    <Details summary={mine ? 'Take it back' : 'Reject it'}>
      {wrong && <ErrorSummary faults={[{ field: 'reject-reason', text: wrong }]} attempt={tries} />}
      <Trouble why={why} />
      <Textarea id="reject-reason" label="Why it must not be sent" labelSize="s" hint="Whoever wrote it reads this" error={wrong} rows={3} value={reason} onInput={setReason} />
      <Button type="button" variant="secondary" busy={busy} onClick={send}>
        {mine ? 'Take it back' : 'Reject'}
      </Button>
    </Details>
  );
}

/** The glass to break: one person sends alone, and everybody is told. */
export function SendNow(props: { shown: Shown; signed: Signed; now: Date }) {
  const { shown, signed } = props;
  const { draft } = shown;
  const [reason, setReason] = useState('');
  const [tries, setTries] = useState(0);
  const { busy, why, act } = useAct();
  useUnsaved(reason);
  const wrong = tries > 0 && reason.trim() === '' ? 'Enter why it cannot wait' : undefined;
  const minutes = Math.round((signed.who.approval?.confirm_seconds ?? 900) / 60);
  const send = () => {
    setTries((count) => count + 1);
    if (reason.trim() === '') return;
    void act(async () => {
      const body = await signed.api.post<Published>(`/v1/drafts/${draft.draft}/send-now`, { reason: reason.trim() });
      forget();
      go(`/console/messages/${body.id}?sent=1`);
    });
  };
  return (
    <Details summary="Nobody can approve it and it cannot wait">
      <p>
        You can send it now, alone. Homes see that it is <strong>not yet confirmed</strong>. A second person has {minutes} minutes to confirm it; if
        nobody does, every home is told so. This is recorded with your name and raises an alarm.
      </p>
      {wrong && <ErrorSummary faults={[{ field: 'alone-reason', text: wrong }]} attempt={tries} />}
      <Trouble why={why} />
      <Textarea id="alone-reason" label="Why it cannot wait" labelSize="s" error={wrong} rows={3} value={reason} onInput={setReason} />
      <Button type="button" variant="warning" busy={busy} onClick={send}>
        Send alone to {homesInWords(draft.count)}
      </Button>
    </Details>
  );
}
