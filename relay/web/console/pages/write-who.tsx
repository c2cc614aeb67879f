import { Checkboxes, DateInput, Input, Live, Radios } from '../../shared/components';
import type { ServiceType } from '../api/types';
import { areasOf, countIn, isCounted } from '../model/audience';
import { isTooLateToday, nothingTyped, type ReplyBy } from '../model/form';
import { type Register } from '../model/homes';
import { homesInWords, Trouble } from '../parts/bits';
import type { Part } from './write-what';

/** By when homes reply, and which homes get it. */

export function Reply(props: Part & { now: Date }) {
  const { form, change, wrong, now } = props;
  return (
    <Radios
      id="reply"
      legend="Reply by"
      legendSize="m"
      level={2}
      error={wrong('reply')}
      value={form.replyBy}
      onChange={(value) => change({ replyBy: value as ReplyBy })}
      items={[
        { value: 'today', text: 'Today, 5pm', disabled: isTooLateToday(now) },
        { value: 'tomorrow', text: 'Tomorrow, noon' },
        { value: 'week', text: 'In one week' },
        {
          value: 'other',
          text: 'Another time',
          more: (
            <>
              <DateInput
                id="other"
                legend="Day"
                error={wrong('other')}
                value={form.other}
                onInput={(value) => change({ other: { ...nothingTyped, ...form.other, ...value } })}
              />
              <Input
                id="other-time"
                label="Time"
                hint="For example 5pm or 17:00"
                width={5}
                value={form.other.time}
                onInput={(time) => change({ other: { ...form.other, time } })}
              />
            </>
          ),
        },
        { value: 'open', text: 'A reply, without a time' },
        { value: 'none', text: 'No reply needed' },
      ]}
    />
  );
}

const types: { value: ServiceType; text: string }[] = [
  { value: 'care_home_with_nursing', text: 'Nursing homes' },
  { value: 'care_home_without_nursing', text: 'Residential homes' },
];

export function Who(props: Part & { register: { data?: Register; state: string; why?: unknown; again: () => Promise<void> }; homes: number | undefined }) {
  const { form, change, wrong, register, homes } = props;
  const all = register.data?.homes ?? [];
  const areas = register.data ? areasOf(all, register.data.names) : [];
  const live = all.filter(isCounted).length;
  return (
    <>
      <Radios
        id="everyone"
        legend="Who gets it?"
        legendSize="m"
        level={2}
        hint={homes === undefined ? 'Counting homes' : `${homes.toLocaleString('en-GB')} of ${homesInWords(live)} selected`}
        value={form.everyone ? 'yes' : 'no'}
        onChange={(value) => change({ everyone: value === 'yes' })}
        items={[
          { value: 'yes', text: `Every home${register.data ? ` (${live.toLocaleString('en-GB')})` : ''}` },
          { value: 'no', text: 'Choose boroughs or types' },
        ]}
      />
      <Live>{homes === undefined ? '' : `${homesInWords(homes)} selected`}</Live>
      {register.state === 'failed' && <Trouble why={register.why} again={() => void register.again()} />}
      {!form.everyone && (
        <>
          <Checkboxes
            id="areas"
            legend="Boroughs"
            legendSize="s"
            hint="None ticked means all of them"
            error={wrong('areas')}
            values={form.areas}
            onChange={(values) => change({ areas: values })}
            items={areas.map((one) => ({ value: one.area, text: `${one.name} (${homesInWords(one.homes)})` }))}
          />
          <Checkboxes
            id="types"
            legend="Types of home"
            legendSize="s"
            hint="None ticked means both"
            values={form.types}
            onChange={(values) => change({ types: values as ServiceType[] })}
            items={types.map((one) => ({
              value: one.value,
              text: `${one.text} (${homesInWords(countIn({ service_types: [one.value] }, all))})`,
            }))}
          />
        </>
      )}
    </>
  );
}
