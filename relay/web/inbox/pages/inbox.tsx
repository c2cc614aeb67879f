import { useState } from 'preact/hooks';
import type { Entry } from '../engine/types';
import { MessageCard, heldRead } from './card';
import { useInbox } from './context';
import { LazyPart } from '../lazy';
import { parts } from '../parts';
import { Button, Card, Icon } from '../../shared/components';
import { Progress, Quiet, Said, Title } from './parts/ui';
import { infoIn } from './words';

/** How long "We have read this" can be taken back before it is sent. */
export const holdMs = 10_000;
const pageSize = 10;
const nothing = {};

/** Messages that still stand and that nobody has to do anything about. What was replaced is read in its newest version. */
export const earlierOf = (entries: readonly Entry[]): Entry[] =>
  entries.filter((one) => !one.toDo && !one.skipped && one.closed !== 'superseded' && !(one.closed === 'withdrawn' && one.closedBy));

export function InboxPage() {
  const { engine, state } = useInbox();
  const [shown, setShown] = useState(pageSize);
  const [failed, setFailed] = useState('');
  const held = state.entries.filter((one) => heldRead(one));
  const earlier = earlierOf(state.entries).filter((one) => !heldRead(one));
  const toDo = state.toDo.length;

  async function read(entry: Entry) {
    const outcome = await engine.markRead(entry.id, holdMs);
    setFailed(outcome.ok ? '' : 'It could not be saved on this device. Open the message instead.');
    document.getElementById('to-do')?.focus();
  }

  return (
    <div class="nhsuk-grid-row">
      <div class="nhsuk-grid-column-two-thirds">
        <Title title={toDo > 0 ? `Inbox (${toDo} to do)` : 'Inbox'}>Inbox</Title>
        <h2 class="nhsuk-heading-m" id="to-do" tabIndex={-1}>
          {toDo > 0 ? `To do (${toDo})` : 'To do'}
        </h2>
        <Said>
          {held.map((one) => (
            <p class="app-undo" key={one.id}>
              <Icon name="tick" />
              <span>
                You marked “{infoIn(one.message, state.language).headline}” as read.{' '}
                <Quiet onClick={() => void engine.undoRead(one.id)}>Undo</Quiet>
              </span>
            </p>
          ))}
          {failed ? <p class="nhsuk-error-message">{failed}</p> : null}
        </Said>
        {toDo > 0 ? (
          <ul class="app-list">
            {state.toDo.map((one) => (
              <MessageCard key={one.id} entry={one} onRead={(entry) => void read(entry)} />
            ))}
          </ul>
        ) : (
          <NothingToDo />
        )}
        {earlier.length > 0 ? (
          <>
            <h2 class="nhsuk-heading-m app-section">Earlier messages</h2>
            <ul class="app-list">
              {earlier.slice(0, shown).map((one) => (
                <MessageCard key={one.id} entry={one} />
              ))}
            </ul>
          </>
        ) : null}
        {earlier.length > shown ? (
          <Button variant="secondary" type="button" onClick={() => setShown(shown + pageSize)}>
            Show {Math.min(pageSize, earlier.length - shown)} older messages
          </Button>
        ) : null}
      </div>
      <div class="nhsuk-grid-column-one-third app-aside-column">
        {state.helplines.length > 0 ? <LazyPart loader={parts.helplineBox} with={nothing} /> : null}
      </div>
    </div>
  );
}

function NothingToDo() {
  const { state } = useInbox();
  const connected = state.link.is === 'live' && state.link.behind === 0;
  return (
    <Card edge="green">
      <Progress sent>{connected ? 'Nothing to do.' : 'Nothing to do in what is saved on this device.'}</Progress>
      <p class="nhsuk-body">
          {connected
            ? 'New messages appear here by themselves.'
            : 'There may be newer messages. Check the internet connection of this device.'}
      </p>
    </Card>
  );
}
