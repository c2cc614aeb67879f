import { Button, WarningCallout } from '../../shared/components';
import { timeOfDay } from '../../shared/when';
import type { MessageView } from '../api/types';
import { may } from '../model/roles';
import { untilWords } from '../model/until';
import { Trouble } from '../parts/bits';
import { useAct } from '../parts/load';
import type { Signed } from '../session';

interface Of {
  view: MessageView;
  signed: Signed;
  again: () => Promise<void>;
}

const listed = (names: readonly string[]): string =>
  names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;

/** Who stood for it; for what was sent alone, the second person's button. */
export function Confirm(props: Of & { now: Date }) {
  const { view, signed, again, now } = props;
  const { busy, why, act } = useAct();
  const { approval } = view;
  if (!approval) return null;
  const signers = approval.signatures.map((one) => one.name ?? one.member);
  const author = approval.author_name ?? approval.author;
  if (approval.confirmation === 'whole' || approval.confirmation === 'confirmed')
    return (
      <p class="app-meta">
        Written by {author}
        {signers.length > 0 && `, ${approval.confirmation === 'confirmed' ? 'confirmed' : 'approved'} by ${listed(signers)}`}
      </p>
    );
  if (approval.confirmation === 'not_confirmed')
    return (
      <WarningCallout heading="Nobody confirmed this" level={2}>
        <p>{author} sent it alone, and no second person confirmed it in time. The homes were told so.</p>
      </WarningCallout>
    );
  const mine = may.approve(signed.who) && approval.author !== signed.who.member && !approval.signatures.some((one) => one.member === signed.who.member);
  return (
    <WarningCallout heading="Not yet confirmed" level={2}>
      <p>
        {author} sent this alone{approval.reason && `, because: ${approval.reason}`}. Homes see that it is not yet confirmed.
        {approval.due && ` If no second person confirms it ${untilWords(approval.due, now)}, at ${timeOfDay(approval.due)}, the homes are told that nobody did.`}
      </p>
      <Trouble why={why} />
      {mine ? (
        <>
          <p>Read what was sent below. Confirm it only if you would have approved it.</p>
          <Button
            type="button"
            busy={busy}
            onClick={() =>
              void act(async () => {
                await signed.api.post(`/v1/messages/${view.message.id}/confirm`, { digest: view.message.digest });
                await again();
              })
            }
          >
            Confirm
          </Button>
        </>
      ) : (
        <p>Ask a colleague who is an approver to open this page.</p>
      )}
    </WarningCallout>
  );
}
