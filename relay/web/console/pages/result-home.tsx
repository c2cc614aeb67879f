import { useState } from 'preact/hooks';
import { Button, Input, WarningCallout } from '../../shared/components';
import type { Believed } from '../../shared/seal/lists';
import { telephone } from '../../shared/words';
import type { Home } from '../api/types';
import { registerOf } from '../model/homes';
import { found } from '../model/search';
import { LinkButton, Loading, Trouble } from '../parts/bits';
import { useLoad, type Loaded } from '../parts/load';
import type { Signed } from '../session';

/** Whom a result goes to, and which of that home's devices can open it. */

export interface Doors {
  home: Home;
  believed: Believed;
  revoked: string[];
  /** How many devices could open it. */
  devices: number;
}

export async function readDoors(signed: Signed, home: Home, heard: string): Promise<Doors> {
  const { pin, pinnedOf, readOn } = await import('../model/sealing');
  const pinned = await pinnedOf(home.id);
  const lists: string[] = [];
  let revoked: string[] = [];
  for (let after = pinned?.what.version ?? 0; ; ) {
    const page = await signed.api.get<{ lists: string[]; revoked: string[] }>(`/v1/homes/${home.id}/device-lists?after=${after}`);
    lists.push(...page.lists);
    revoked = page.revoked;
    if (page.lists.length < 100) break;
    after += page.lists.length;
  }
  const believed = await readOn(pinned, lists, heard);
  if (believed.is === 'good' && believed.newest) await pin(home.id, believed.newest);
  const devices = believed.is === 'good' ? believed.newest!.what.devices.filter((one) => !revoked.includes(one.device)).length : 0;
  return { home, believed, revoked, devices };
}

/** The doors of that home; while another home is looked up, nothing on the page may still speak of the one before. */
export function useDoors(signed: Signed, home: string, heard: string): Loaded<Doors | undefined> & { again: () => Promise<void>; chosen: Doors | undefined } {
  const doors = useLoad(async () => {
    if (!home) return undefined;
    return readDoors(signed, await signed.api.get<Home>(`/v1/homes/${home}`), heard);
  }, [signed.api, home, heard]);
  return { ...doors, chosen: doors.data?.home.id === home ? doors.data : undefined };
}

export function HomeChoice(props: { signed: Signed; chosen: Home | undefined; error: string | undefined; choose?: (id: string) => void }) {
  const { signed, chosen, error, choose } = props;
  const [search, setSearch] = useState('');
  const register = useLoad(() => registerOf(signed.api), [signed.api]);
  if (chosen)
    return (
      <div class="app-sheet">
        <p>
          <b>{chosen.name}</b>, {register.data?.names.get(chosen.area) ?? chosen.area}
          {chosen.postcode && `, ${chosen.postcode}`}
        </p>
        {choose && (
          <p>
            <LinkButton onClick={() => choose('')}>Choose another home</LinkButton>
          </p>
        )}
      </div>
    );
  const homes = search.trim().length > 1 && register.data ? found(register.data.homes, search, '').slice(0, 8) : [];
  return (
    <>
      <Input id="result-home" label="Home" labelSize="s" hint="Type a part of its name, postcode or code" error={error} value={search} onInput={setSearch} />
      {register.state === 'failed' && <Trouble why={register.why} />}
      <ul class="nhsuk-list app-found" aria-live="polite">
        {homes.map((home) => (
          <li key={home.id}>
            <LinkButton
              onClick={() => {
                setSearch('');
                choose?.(home.id);
              }}
            >
              {home.name}
            </LinkButton>, {register.data!.names.get(home.area) ?? home.area}
            {home.postcode && `, ${home.postcode}`}
          </li>
        ))}
      </ul>
    </>
  );
}

/** How many devices can open it; why none can, and what to do then. */
export function Openers(props: { doors: { state: string; data?: Doors | undefined; why?: unknown; again: () => Promise<void> }; heard: string; hear: (words: string) => void }) {
  const { doors, hear } = props;
  const [typed, setTyped] = useState('');
  if (doors.state === 'failed') return <Trouble why={doors.why} again={() => void doors.again()} />;
  if (!doors.data) return <Loading what="its devices" />;
  const { home, believed, devices } = doors.data;
  const ring = home.telephone ? ` on ${telephone(home.telephone)}` : '';
  if (believed.is === 'broken')
    return (
      <WarningCallout heading="The devices of this home cannot be trusted" level={2}>
        <p>What this service says about them does not hold together. Do not send a result. Ring the home{ring} and tell the people who run this service.</p>
      </WarningCallout>
    );
  if (believed.is === 'begins_anew' && believed.newest)
    return (
      <WarningCallout heading="This home has begun anew" level={2}>
        <p>
          It has lost its old keys, or somebody pretends to be it. Ring the home{ring}, on a number you knew before, and have its eight words read out.
        </p>
        <Input id="heard" label="The eight words you hear" labelSize="s" value={typed} spellcheck={false} onInput={setTyped} />
        <Button type="button" variant="secondary" onClick={() => hear(typed.trim())}>
          These are the words I heard
        </Button>
        {props.heard && <p role="alert">These are not the home’s words. Have them read out again.</p>}
      </WarningCallout>
    );
  if (devices === 0)
    return (
      <WarningCallout heading="No device of this home can open a result" level={2}>
        <p>Nothing is sent. Ring the home{ring}. An administrator can let one of its devices open results.</p>
      </WarningCallout>
    );
  return (
    <p role="status">
      <b>{devices === 1 ? '1 device' : `${devices} devices`}</b> of this home can open it. This service cannot.
    </p>
  );
}
