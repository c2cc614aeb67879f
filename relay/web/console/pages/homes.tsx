import { useState } from 'preact/hooks';
import { ButtonLink, ButtonGroup, Input, Select, Table, Tag, Tags } from '../../shared/components';
import type { Home } from '../api/types';
import { areasOf, isCanary } from '../model/audience';
import { registerOf } from '../model/homes';
import { pageOf } from '../model/receipts';
import { may } from '../model/roles';
import { found } from '../model/search';
import { telephone } from '../../shared/words';
import { homesInWords, Loading, Top, Trouble } from '../parts/bits';
import { Pages } from '../parts/pages';
import { useLoad } from '../parts/load';
import { setQuery, usePlace } from '../../shared/router';
import { useSigned } from '../session';

/** The register: search it, open a home, add homes. */

const size = 20;

/** Any of the ways to a home: its inbox, email and the others. */
const fares = [
  { value: '', text: 'All homes' },
  { value: 'never', text: 'Nothing ever arrived' },
  { value: 'failing', text: 'A way fails' },
  { value: 'quiet', text: 'Something waits' },
  { value: 'taken', text: 'Handed over, arrival not known' },
  { value: 'good', text: 'A way works, none fails' },
];

export function HomeTags(props: { home: Home }) {
  const { home } = props;
  if (!home.suspended && !home.dormant && !isCanary(home)) return null;
  return (
    <Tags>
      {home.suspended && <Tag tone="red">Suspended</Tag>}
      {isCanary(home) && <Tag tone="purple">Ours, to try the way</Tag>}
      {home.dormant && <Tag tone="grey">Nobody lives there now</Tag>}
    </Tags>
  );
}

export function Homes() {
  const signed = useSigned();
  const { query } = usePlace();
  const [search, setSearch] = useState(() => query.get('q') ?? '');
  const [area, setArea] = useState(() => query.get('area') ?? '');
  const [health, setHealth] = useState(() => query.get('health') ?? '');
  const [page, setPage] = useState(1);
  const register = useLoad(() => registerOf(signed.api), [signed.api]);
  const administers = may.administer(signed.who);
  // Who it is of is the relay's to say; what the rest says of them is here already.
  const faring = useLoad(
    async () => ({ health, homes: new Set(health ? (await signed.api.all<Home>(`/v1/homes?limit=1000&health=${health}`, 'homes')).map((home) => home.id) : []) }),
    [signed.api, health],
  );
  const change = (q: string, where: string) => {
    setSearch(q);
    setArea(where);
    setPage(1);
    setQuery({ q, area: where });
  };
  return (
    <>
      <Top title="Homes" />
      {administers && (
        <ButtonGroup>
          <ButtonLink href="/console/homes/new">Add a home</ButtonLink>
          <ButtonLink variant="secondary" href="/console/homes/import">
            Add homes from a file
          </ButtonLink>
        </ButtonGroup>
      )}
      {register.state === 'loading' && <Loading what="homes" />}
      {register.state === 'failed' && <Trouble why={register.why} again={() => void register.again()} />}
      {register.data && register.data.homes.length === 0 && (
        <p>{administers ? 'There are no homes yet. Add them from a file.' : 'There are no homes in the boroughs of your team.'}</p>
      )}
      {register.data && register.data.homes.length > 0 && (
        <>
          <div class="app-search">
            <Input
              id="search"
              label="Find a home"
              labelSize="s"
              hint="Name, postcode, telephone, provider or code"
              value={search}
              onInput={(q) => change(q, area)}
            />
            <Select
              id="area"
              label="Borough"
              labelSize="s"
              value={area}
              onChange={(where) => change(search, where)}
              items={[
                { value: '', text: 'All boroughs' },
                ...areasOf(register.data.homes, register.data.names).map((one) => ({ value: one.area, text: one.name })),
              ]}
            />
          </div>
          <Select
            id="health"
            label="How messages reach it"
            labelSize="s"
            value={health}
            onChange={(next) => {
              setHealth(next);
              setPage(1);
              setQuery({ health: next });
            }}
            items={fares}
          />
          {health && faring.state === 'failed' ? (
            <Trouble why={faring.why} again={() => void faring.again()} />
          ) : health && faring.data?.health !== health ? (
            <Loading what="homes" />
          ) : (
            <List homes={found(register.data.homes, search, area).filter((home) => !health || faring.data!.homes.has(home.id))} names={register.data.names} page={page} go={setPage} />
          )}
        </>
      )}
    </>
  );
}

function List(props: { homes: Home[]; names: ReadonlyMap<string, string>; page: number; go: (page: number) => void }) {
  const { homes, names } = props;
  const here = pageOf(homes, props.page, size);
  if (homes.length === 0) return <p role="status">No home is like that. Check what you look for, or look in all boroughs.</p>;
  return (
    <div class="app-white">
      <Table
        caption={homesInWords(homes.length)}
        captionSize="m"
        responsive
        columns={[{ text: 'Home' }, { text: 'Borough' }, { text: 'Postcode' }, { text: 'Telephone' }]}
        rows={here.rows.map((home) => ({
          key: home.id,
          cells: [
            <>
              <a href={`/console/homes/${home.id}`}>{home.name}</a>
              <HomeTags home={home} />
            </>,
            names.get(home.area) ?? home.area,
            home.postcode ?? '–',
            home.telephone ? <a href={`tel:${home.telephone}`}>{telephone(home.telephone)}</a> : '–',
          ],
        }))}
      />
      <Pages what="homes" current={here.page} pages={here.pages} go={props.go} />
    </div>
  );
}
