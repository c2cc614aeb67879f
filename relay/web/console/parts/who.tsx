import { Checkboxes, Live, Radios } from '../../shared/components';
import type { ServiceType } from '../api/types';
import { areasOf, countIn, isCounted } from '../model/audience';
import type { Register } from '../model/homes';
import { homesInWords, Trouble } from './bits';
import type { Loaded } from './load';

/** Which homes get it, with how many these are while boxes are ticked. */

export interface Chosen {
  everyone: boolean;
  areas: string[];
  types: ServiceType[];
}

const types: { value: ServiceType; text: string }[] = [
  { value: 'care_home_with_nursing', text: 'Nursing homes' },
  { value: 'care_home_without_nursing', text: 'Residential homes' },
];

interface Props {
  chosen: Chosen;
  change: (part: Partial<Chosen>) => void;
  error: string | undefined;
  register: Loaded<Register> & { again: () => Promise<void> };
  /** How many are chosen; undefined while that is not known. */
  homes: number | undefined;
  /** Boroughs must be ticked: there is no choice by type. */
  byBorough?: boolean;
  /** A part of the page with a heading of its own. */
  heading?: boolean;
}

export function WhoGetsIt(props: Props) {
  const { chosen, change, error, register, homes, byBorough } = props;
  const all = register.data?.homes ?? [];
  const live = all.filter(isCounted).length;
  return (
    <>
      <Radios
        id="everyone"
        legend="Who gets it?"
        {...(props.heading ? { legendSize: 'm', level: 2 } : { legendSize: 's' })}
        hint={homes === undefined ? 'Counting homes' : `${homes.toLocaleString('en-GB')} of ${homesInWords(live)} selected`}
        value={chosen.everyone ? 'yes' : 'no'}
        onChange={(value) => change({ everyone: value === 'yes' })}
        items={[
          { value: 'yes', text: `Every home${register.data ? ` (${live.toLocaleString('en-GB')})` : ''}` },
          { value: 'no', text: byBorough ? 'Choose boroughs' : 'Choose boroughs or types' },
        ]}
      />
      <Live>{homes === undefined ? '' : `${homesInWords(homes)} selected`}</Live>
      {register.state === 'failed' && <Trouble why={register.why} again={() => void register.again()} />}
      {!chosen.everyone && (
        <>
          <Checkboxes
            id="areas"
            legend="Boroughs"
            legendSize="s"
            hint={byBorough ? undefined : 'None ticked means all of them'}
            error={error}
            values={chosen.areas}
            onChange={(areas) => change({ areas })}
            items={register.data ? areasOf(all, register.data.names).map((one) => ({ value: one.area, text: `${one.name} (${homesInWords(one.homes)})` })) : []}
          />
          {!byBorough && (
            <Checkboxes
              id="types"
              legend="Types of home"
              legendSize="s"
              hint="None ticked means both"
              values={chosen.types}
              onChange={(values) => change({ types: values as ServiceType[] })}
              items={types.map((one) => ({ value: one.value, text: `${one.text} (${homesInWords(countIn({ service_types: [one.value] }, all))})` }))}
            />
          )}
        </>
      )}
    </>
  );
}
