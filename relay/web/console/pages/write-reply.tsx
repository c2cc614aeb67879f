import { DateInput, Input, Radios } from '../../shared/components';
import { isTooLateToday, nothingTyped, type ReplyBy } from '../model/form';
import type { Part } from './write-what';

/** By when homes reply. */

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
        { value: 'today', text: isTooLateToday(now) ? 'Today, 5pm: has passed' : 'Today, 5pm', disabled: isTooLateToday(now) },
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
