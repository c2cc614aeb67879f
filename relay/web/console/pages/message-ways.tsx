import { Button, Table, WarningCallout } from '../../shared/components';
import type { MessageView, Receipt } from '../api/types';
import { may } from '../model/roles';
import { capital } from '../model/text';
import { channelName, countWays, heldIn } from '../model/ways';
import { homesInWords, Trouble } from '../parts/bits';
import { useAct } from '../parts/load';
import { useSigned } from '../session';

/** How far a message has come by other ways than the stream, and what a person must look at before it goes on. */
export function Ways(props: { rows: readonly Receipt[]; view: MessageView; again: () => void }) {
  const { rows, view, again } = props;
  return (
    <>
      <Held rows={rows} view={view} again={again} />
      <Table
        caption="By other ways"
        captionSize="m"
        responsive
        columns={[{ text: 'Way' }, { text: 'What is known' }]}
        rows={countWays(rows).map((one) => ({
          key: one.channel,
          cells: [
            channelName(one.channel),
            <ul class="nhsuk-list app-plain">
              {one.states.map((state) => (
                <li key={state.words}>
                  <b>{homesInWords(state.homes)}</b>: {state.words}
                </li>
              ))}
            </ul>,
          ],
        }))}
      />
      <p class="nhsuk-hint">None of this counts as reached: that a device of the home must say, or a person.</p>
    </>
  );
}

function Held(props: { rows: readonly Receipt[]; view: MessageView; again: () => void }) {
  const { rows, view, again } = props;
  const { who, api } = useSigned();
  const { busy, why, act } = useAct();
  const held = heldIn(rows);
  if (held.homes === 0) return null;
  const mayLetGo = may.approve(who) || may.publish(who) || may.administer(who);
  return (
    <WarningCallout heading={`Held back for ${homesInWords(held.homes)}`} level={2}>
      <p>Something in the text looks as if it should not leave by another way than the inbox:</p>
      <ul class="nhsuk-list nhsuk-list--bullet">
        {held.found.map((one) => (
          <li key={one}>{capital(one)}</li>
        ))}
      </ul>
      <p>Read “What was sent” below. If it is right as it is, let it go. If not, withdraw it and write it again.</p>
      <Trouble why={why} />
      {mayLetGo ? (
        <Button
          type="button"
          busy={busy}
          onClick={() =>
            void act(async () => {
              await api.post(`/v1/messages/${view.message.id}/release`, {});
              again();
            })
          }
        >
          I have looked: let it go
        </Button>
      ) : (
        <p>A publisher or an approver can let it go.</p>
      )}
    </WarningCallout>
  );
}
