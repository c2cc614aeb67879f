import { Button, Table } from '../../shared/components';
import { when } from '../../shared/when';
import type { OpenSession } from '../api/types';
import { may } from '../model/roles';
import { Loading, Top, Trouble } from '../parts/bits';
import { useAct, useLoad } from '../parts/load';
import { useSigned } from '../session';
import { NotAllowed } from './not-found';

/** Who is signed in, each to be signed out. */
export function Sessions() {
  const signed = useSigned();
  const sessions = useLoad(() => signed.api.all<OpenSession>('/v1/sessions?limit=500', 'sessions'), [signed.api]);
  const { why, act } = useAct();
  if (!may.administer(signed.who)) return <NotAllowed what="see who is signed in" role="administrator" />;
  const end = (one: OpenSession) =>
    act(async () => {
      await signed.api.delete(`/v1/sessions/${one.id}`);
      await sessions.again();
    });
  return (
    <>
      <Top title="Who is signed in" back={{ href: '/console/team', text: 'Team' }} />
      <Trouble why={why} />
      {sessions.state === 'loading' && <Loading />}
      {sessions.state === 'failed' && <Trouble why={sessions.why} again={() => void sessions.again()} />}
      {sessions.data && (
        <div class="app-white">
          <Table
            caption="Who is signed in"
            captionHidden
            responsive
            columns={[{ text: 'Member' }, { text: 'Since' }, { text: 'Last used' }, { text: 'Ends' }, { text: 'Action' }]}
            rows={sessions.data.map((one) => ({
              key: one.id,
              cells: [
                one.member,
                when(one.made_at),
                when(one.used_at),
                when(one.ends_at),
                one.id === signed.who.id ? (
                  'This is you'
                ) : (
                  <Button type="button" variant="secondary" small label={`Sign out ${one.member}`} onClick={() => void end(one)}>
                    Sign out
                  </Button>
                ),
              ],
            }))}
          />
        </div>
      )}
    </>
  );
}
