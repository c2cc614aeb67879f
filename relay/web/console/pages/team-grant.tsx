import { useState } from 'preact/hooks';
import { Button, Checkboxes, Details, Input, Select } from '../../shared/components';
import type { Grant, Kind, Urgency } from '../api/types';
import { areasOf } from '../model/audience';
import { registerOf } from '../model/homes';
import { Trouble } from '../parts/bits';
import { useAct, useLoad } from '../parts/load';
import { go } from '../../shared/router';
import { forget, useUnsaved } from '../../shared/unsaved';
import type { Of } from './team-parts';

/** What the team may do, said anew. */
export function GrantForm(props: Of) {
  const { team, signed, again } = props;
  const register = useLoad(() => registerOf(signed.api), [signed.api]);
  const [kinds, setKinds] = useState<string[]>(team.kinds ?? []);
  const [everywhere, setEverywhere] = useState(Boolean(team.all_areas));
  const [areas, setAreas] = useState<string[]>(team.areas ?? []);
  const [urgency, setUrgency] = useState<string>(team.urgency ?? 'expected');
  const [quota, setQuota] = useState(team.daily_quota ? String(team.daily_quota) : '');
  const { busy, why, act } = useAct();
  const saved = useUnsaved([kinds, everywhere, areas, urgency, quota]);
  const save = () =>
    act(async () => {
      const grant: Grant & { name: string } = {
        name: team.name,
        kinds: kinds as Kind[],
        ...(everywhere ? { all_areas: true } : { areas }),
        urgency: urgency as Urgency,
        ...(team.administrator && { administrator: true }),
        ...(team.channels && { channels: team.channels }),
        ...(/^\d+$/.test(quota.trim()) && { daily_quota: Number(quota.trim()) }),
        ...(team.expires && { expires: team.expires }),
      };
      await signed.api.put(`/v1/publishers/${team.id}`, grant);
      saved();
      await again();
    });
  const end = () => {
    if (!confirm(`End ${team.name}? All its members are signed out at once.`)) return;
    void act(async () => {
      await signed.api.delete(`/v1/publishers/${team.id}`);
      forget();
      go('/console/team');
    });
  };
  return (
    <Details summary="Change what it may do">
      <Trouble why={why} />
      <Checkboxes
        id="grant-kinds"
        legend="May send"
        legendSize="s"
        values={kinds}
        onChange={setKinds}
        items={[
          { value: 'guidance_bulletin', text: 'Bulletins' },
          { value: 'helpline_notice', text: 'Helpline notices' },
          { value: 'test_result', text: 'Test results' },
        ]}
      />
      <Checkboxes
        id="grant-everywhere"
        values={everywhere ? ['yes'] : []}
        onChange={(values) => setEverywhere(values.length > 0)}
        items={[{ value: 'yes', text: 'To all boroughs' }]}
      />
      {!everywhere && register.data && (
        <Checkboxes
          id="grant-areas"
          legend="To these boroughs"
          legendSize="s"
          values={areas}
          onChange={setAreas}
          items={areasOf(register.data.homes, register.data.names).map((one) => ({ value: one.area, text: one.name }))}
        />
      )}
      <Select
        id="grant-urgency"
        label="Up to"
        labelSize="s"
        value={urgency}
        onChange={setUrgency}
        items={[
          { value: 'future', text: 'For information' },
          { value: 'expected', text: 'Action needed' },
          { value: 'immediate', text: 'Urgent' },
        ]}
      />
      <Input id="grant-quota" label="Messages a day at most (optional)" labelSize="s" width={5} inputmode="numeric" value={quota} onInput={setQuota} />
      <Button type="button" busy={busy} onClick={() => void save()}>
        Save
      </Button>{' '}
      {!team.administrator && (
        <Button type="button" variant="warning" busy={busy} onClick={end}>
          End this team
        </Button>
      )}
    </Details>
  );
}
