import { useState } from 'preact/hooks';
import { Button, Details, ErrorSummary, Input, Textarea } from '../../shared/components';
import { Problem } from '../../shared/api';
import type { MessageView, Published } from '../api/types';
import { homesInWords, Trouble } from '../parts/bits';
import { download, useAct } from '../parts/load';
import { go } from '../../shared/router';
import { useUnsaved } from '../../shared/unsaved';
import type { Signed } from '../session';

/** What can be done with a message that was sent. */

interface Of {
  view: MessageView;
  signed: Signed;
}

export function Withdraw(props: Of) {
  const { view, signed } = props;
  const [reason, setReason] = useState('');
  const [tries, setTries] = useState(0);
  const { busy, why, act } = useAct();
  const saved = useUnsaved(reason);
  const wrong = tries > 0 && reason.trim() === '' ? 'Enter why it is withdrawn: homes read this' : undefined;
  const send = () => {
    setTries((count) => count + 1);
    if (reason.trim() === '') return;
    void act(async () => {
      const answer = await signed.api.post<Published & { draft?: string }>(`/v1/messages/${view.message.id}/cancel`, {
        reason: reason.trim(),
      });
      saved();
      go(answer.draft ? `/console/drafts/${answer.draft}` : `/console/messages/${answer.id}`);
    });
  };
  return (
    <Details summary="Withdraw it">
      <p>Homes that have it are told not to act on it any more. It stays in their records.</p>
      {wrong && <ErrorSummary faults={[{ field: 'withdraw-reason', text: wrong }]} attempt={tries} />}
      <Trouble why={why} />
      <Textarea id="withdraw-reason" label="Why it is withdrawn" labelSize="s" hint="Homes read this" error={wrong} rows={3} value={reason} onInput={setReason} />
      <Button type="button" variant="warning" busy={busy} onClick={send}>
        Withdraw from {homesInWords(view.targeted)}
      </Button>
    </Details>
  );
}

const most = 1_000;

/** The proof of it as a file, to be checked by anybody. */
export function Evidence(props: { id: string; targeted: number; signed: Signed }) {
  const { id, targeted, signed } = props;
  const { busy, why, act } = useAct();
  const [home, setHome] = useState('');
  const [done, setDone] = useState(false);
  const needsHome = targeted > most;
  const save = () =>
    act(async () => {
      setDone(false);
      const which = home.trim() ? `?home=${encodeURIComponent(home.trim())}` : '';
      const text = await (await signed.api.raw('GET', `/v1/messages/${id}/evidence${which}`)).text();
      download(`evidence-${id.slice(0, 8)}${home.trim() ? `-${home.trim()}` : ''}.json`, 'application/json', text);
      setDone(true);
    });
  const early = why instanceof Problem && why.status === 404;
  return (
    <Details summary="Evidence of this bulletin">
      <p>
        A file that proves what was sent, to whom, and what homes answered. Anybody can check it without this service:{' '}
        <code>carerelay verify evidence.json</code>.
      </p>
      {needsHome && <p>It went to more than {most.toLocaleString('en-GB')} homes: the file is for one home at a time.</p>}
      <Input
        id="evidence-home"
        label={needsHome ? 'CQC or ODS code of the home' : 'CQC or ODS code of one home (optional)'}
        labelSize="s"
        width={20}
        value={home}
        onInput={setHome}
      />
      {early ? <p role="alert">Nothing of it is signed yet. Try again in a minute.</p> : <Trouble why={why} />}
      {done && <p role="status">The file is in your downloads.</p>}
      <Button type="button" variant="secondary" busy={busy} onClick={() => void save()}>
        Download the evidence
      </Button>
    </Details>
  );
}
