import { useState } from 'preact/hooks';
import { Button, Checkboxes, ErrorSummary, Input } from '../../shared/components';
import { Problem } from '../../shared/api';
import type { Home, ServiceType } from '../api/types';
import type { Fault } from '../model/form';
import { forgetRegister } from '../model/homes';
import { may } from '../model/roles';
import { telephone } from '../../shared/words';
import { Loading, Top, Trouble, wrongIn } from '../parts/bits';
import { useAct, useLoad } from '../parts/load';
import { go } from '../../shared/router';
import { useUnsaved } from '../../shared/unsaved';
import { useSigned, type Signed } from '../session';
import { NotAllowed } from './not-found';

/** A home added by hand, or its details changed. */

export function HomeEdit(props: { id?: string }) {
  const signed = useSigned();
  const { id } = props;
  const home = useLoad(async () => (id ? signed.api.get<Home>(`/v1/homes/${id}`) : undefined), [signed.api, id]);
  if (!may.administer(signed.who)) return <NotAllowed what="change homes" role="administrator" />;
  if (home.state === 'loading') return <Loading what="the home" />;
  if (home.state === 'failed') return <Trouble why={home.why} again={() => void home.again()} />;
  return <Editing home={home.data} signed={signed} />;
}

type Text = 'id' | 'name' | 'area' | 'postcode' | 'telephone' | 'email' | 'provider' | 'beds' | 'tags' | 'ods_code' | 'former_ids';

const fields: readonly { field: Text; label: string; hint?: string; type?: 'tel' | 'email'; width?: 10 | 20; optional?: boolean }[] = [
  { field: 'name', label: 'Name' },
  { field: 'id', label: 'CQC location ID or ODS code', hint: 'For example 1-1435221697. It is how the home is known for ever', width: 20 },
  { field: 'area', label: 'Borough', hint: 'Its code, for example E09000012', width: 20 },
  { field: 'telephone', label: 'Telephone', hint: 'The number you would ring to check who they are', type: 'tel', width: 20, optional: true },
  { field: 'email', label: 'Email', type: 'email', optional: true },
  { field: 'postcode', label: 'Postcode', width: 10, optional: true },
  { field: 'provider', label: 'Run by', optional: true },
  { field: 'beds', label: 'Beds', width: 10, optional: true },
  { field: 'tags', label: 'Tags', hint: 'Words of your own, with commas between them, for example dementia, end-of-life', optional: true },
  { field: 'ods_code', label: 'ODS code', hint: 'When the code above is a CQC location ID', width: 10, optional: true },
  { field: 'former_ids', label: 'Earlier codes', hint: 'With commas between them: the home keeps its devices and history', optional: true },
];

function typedOf(home: Home | undefined): Record<Text, string> {
  return {
    id: home?.id ?? '',
    name: home?.name ?? '',
    area: home?.area ?? '',
    postcode: home?.postcode ?? '',
    telephone: home?.telephone ? telephone(home.telephone) : '',
    email: home?.email ?? '',
    provider: home?.provider ?? '',
    beds: home?.beds ? String(home.beds) : '',
    tags: (home?.tags ?? []).join(', '),
    ods_code: home?.ods_code ?? '',
    former_ids: (home?.former_ids ?? []).join(', '),
  };
}

const listOf = (text: string): string[] => text.split(/[,\s]+/).filter(Boolean);

function homeOf(typed: Record<Text, string>, types: ServiceType[], dormant: boolean): Record<string, unknown> {
  const out: Record<string, unknown> = { service_types: types, tags: listOf(typed.tags), former_ids: listOf(typed.former_ids), dormant };
  for (const { field } of fields) {
    if (field === 'tags' || field === 'former_ids' || field === 'beds') continue;
    const text = typed[field].trim();
    if (text) out[field] = text;
  }
  if (typed.beds.trim()) out['beds'] = Number(typed.beds.trim());
  return out;
}

function Editing(props: { home: Home | undefined; signed: Signed }) {
  const { home, signed } = props;
  const [typed, setTyped] = useState(() => typedOf(home));
  const [types, setTypes] = useState<ServiceType[]>(home?.service_types ?? []);
  const [dormant, setDormant] = useState(Boolean(home?.dormant));
  const [problems, setProblems] = useState<Fault[]>([]);
  const [tries, setTries] = useState(0);
  const { busy, why, act } = useAct();
  const saved = useUnsaved([typed, types, dormant]);
  const back = home ? { href: `/console/homes/${home.id}`, text: home.name } : { href: '/console/homes', text: 'All homes' };

  const send = () =>
    act(async () => {
      setTries((count) => count + 1);
      const missing = (['name', 'id', 'area'] as const).filter((field) => typed[field].trim() === '');
      const words = { name: 'Enter the name of the home', id: 'Enter its CQC location ID or ODS code', area: 'Enter the code of its borough' };
      const found: Fault[] = missing.map((field) => ({ field, text: words[field] }));
      if (typed.beds.trim() && !/^\d+$/.test(typed.beds.trim())) found.push({ field: 'beds', text: 'Beds must be a whole number' });
      setProblems(found);
      if (found.length > 0) return;
      try {
        const body = await signed.api.post<Home>('/v1/homes', homeOf(typed, types, dormant));
        forgetRegister();
        saved();
        go(`/console/homes/${body.id}`);
      } catch (error) {
        if (!(error instanceof Problem) || error.status !== 422 || error.errors.length === 0) throw error;
        setProblems(error.errors.map((one) => ({ field: one.pointer.split('/')[1] ?? 'name', text: `${labelOf(one.pointer)}: ${one.detail}` })));
      }
    });

  return (
    <>
      <Top title={home ? `Change ${home.name}` : 'Add a home'} back={back} problem={problems.length > 0} />
      {problems.length > 0 && <ErrorSummary faults={problems} attempt={tries} />}
      <Trouble why={why} />
      <form
        noValidate
        class="nhsuk-u-reading-width"
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        {fields
          .filter(({ field }) => !(home && field === 'id'))
          .map(({ field, label, hint, type, width, optional }) => (
            <Input
              key={field}
              id={field}
              label={optional ? `${label} (optional)` : label}
              labelSize="s"
              hint={hint}
              error={wrongIn(problems, field)}
              value={typed[field]}
              onInput={(text) => setTyped((was) => ({ ...was, [field]: text }))}
              {...(type && { type })}
              {...(width && { width })}
            />
          ))}
        <Checkboxes
          id="service_types"
          legend="Type"
          legendSize="s"
          error={wrongIn(problems, 'service_types')}
          values={types}
          onChange={(values) => setTypes(values as ServiceType[])}
          items={[
            { value: 'care_home_with_nursing', text: 'Nursing home' },
            { value: 'care_home_without_nursing', text: 'Residential home' },
          ]}
        />
        <Checkboxes
          id="dormant"
          values={dormant ? ['yes'] : []}
          onChange={(values) => setDormant(values.length > 0)}
          items={[{ value: 'yes', text: 'Nobody lives there at present', hint: 'Kept in the register; messages are not for it' }]}
        />
        <Button busy={busy}>Save</Button>
      </form>
    </>
  );
}

const labelOf = (pointer: string): string => fields.find((one) => one.field === pointer.split('/')[1])?.label ?? 'This home';
