import { BackLink } from '../../shared/components';
import { useInbox } from './context';
import { Title } from './parts/ui';

/** An address that names no message this device has. */
export function NotHere({ what }: { what: string }) {
  const { state } = useInbox();
  return (
    <>
      <BackLink href="/">Back to inbox</BackLink>
      <Title title={`${what} is not on this device`}>{what} is not on this device</Title>
      <p class="nhsuk-body">
        {state.link.is === 'live' && state.link.behind === 0
          ? 'The address may be wrong, or it was sent to another home.'
          : 'It may not have arrived yet. Check the internet connection of this device.'}
      </p>
      <p class="nhsuk-body">
        <a href="/">Go to your inbox</a>
      </p>
    </>
  );
}

/** Until what is kept on this device has been read. */
export function Opening() {
  return (
    <>
      <Title title="Opening">Opening your messages</Title>
      <p class="nhsuk-body">If this takes longer than a few seconds, close other windows of this service, then open the page again. Nothing saved on this device is lost.</p>
    </>
  );
}
