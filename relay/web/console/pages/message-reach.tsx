import '../receipts.scss';
import { isMissed } from '../model/ways';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { Bar, Figures, Live, Table, WarningCallout } from '../../shared/components';
import type { Coverage, MessageView, Receipt } from '../api/types';
import { writeCsv } from '../model/csv';
import { chosen, lowestFirst, namesOf, spoken, type Names } from '../model/receipts';
import { telephone } from '../../shared/words';
import { LinkButton } from '../parts/bits';
import { download } from '../parts/load';
import { fileName, type Watched } from '../parts/receipts';
import { Homes } from './message-homes';
import { lazy } from '../parts/lazy';

/** Only where there are other ways than the stream. */
const Ways = lazy(async () => (await import('./message-ways')).Ways, 'part');
const Silence = lazy(async () => (await import('./message-silence')).Silence, 'quiet');

/** How far a message has come: figures, boroughs, whom to ring. */

const figure = (value: number | null | undefined): string =>
  value === null ? 'fewer than 5' : value === undefined ? '–' : value.toLocaleString('en-GB');

export function Reach(props: { coverage: Coverage; live: Watched; view: MessageView }) {
  const { coverage, live, view } = props;
  const targeted = coverage.targeted ?? view.targeted;
  const asked = Boolean(view.message.acknowledgement?.required);
  const unreached = coverage.unreached ?? (typeof coverage.delivered === 'number' ? targeted - coverage.delivered : null);
  const isOpen = view.closed === 'open';
  const names = useMemo(() => namesOf(coverage), [coverage]);
  return (
    <>
      <Summary coverage={coverage} />
      <section class="app-reached" aria-labelledby="reached">
        <h2 class="app-reached__heading" id="reached">
          <span class="app-reached__figure">
            {figure(coverage.delivered)} of {targeted.toLocaleString('en-GB')}
          </span>{' '}
          <span class="app-reached__words">homes reached</span>
        </h2>
        <Bar large value={coverage.delivered ?? 0} of={targeted} label={`${figure(coverage.delivered)} of ${targeted} homes reached`} />
      </section>
      <Figures
        figures={[
          { name: 'Not reached', value: figure(unreached) },
          { name: 'Read it', value: figure(coverage.read) },
          ...(asked ? [{ name: 'Replied', value: figure(coverage.acknowledged) }, { name: 'Need help', value: figure(coverage.need_help) }] : []),
        ]}
      />
      {!coverage.counted && <p>This was an exercise: it counts in no figure.</p>}
      {isOpen && !live.countsOnly && typeof unreached === 'number' && unreached > 0 && (
        <CallList count={unreached} live={live} names={names} view={view} />
      )}
      {!live.countsOnly && <Silence view={view} />}
      {live.table.rows.some((row) => row.channels?.length) && <Ways rows={live.table.rows} view={view} again={live.again} />}
      {coverage.areas.length > 0 && <Boroughs areas={lowestFirst(coverage.areas)} asked={asked} />}
      {live.countsOnly ? (
        <p>What single homes did with a message about wellbeing is shown to nobody. A count below five is not shown either.</p>
      ) : (
        <Homes live={live} names={names} view={view} asked={asked} />
      )}
    </>
  );
}

/** The figures for who hears the page: at most every ten seconds. */
function Summary(props: { coverage: Coverage }) {
  const [said, say] = useState('');
  const last = useRef(0);
  const words = spoken(props.coverage);
  useEffect(() => {
    if (words === said) return;
    const timer = setTimeout(
      () => {
        last.current = Date.now();
        say(words);
      },
      Math.max(0, last.current + 10_000 - Date.now()),
    );
    return () => clearTimeout(timer);
  }, [words, said]);
  return <Live>{said}</Live>;
}

/** That some of them have it by another way is worth knowing before one rings. */
function otherwise(rows: readonly Receipt[]): string {
  const have = rows.filter((row) => row.state === 'targeted' && !isMissed(row)).length;
  if (have === 0) return '';
  return `${have === 1 ? '1 of them has' : `${have.toLocaleString('en-GB')} of them have`} it by another way, and nobody has answered. `;
}

function CallList(props: { count: number; live: Watched; names: Names; view: MessageView }) {
  const { count, live, names, view } = props;
  const save = () => {
    const rows = chosen(live.table.rows, 'not_reached', '', names);
    download(
      `not-reached-${fileName(view)}.csv`,
      'text/csv',
      writeCsv([
        ['Home', 'Borough', 'Telephone', 'CQC or ODS code', 'Rung at', 'Spoke to'],
        ...rows.map((row) => [row.home_name ?? row.home, names.get(row.area ?? '') ?? row.area ?? '', telephone(row.telephone ?? ''), row.home, '', '']),
      ]),
    );
  };
  return (
    <WarningCallout heading={count === 1 ? '1 home has not been reached' : `${count.toLocaleString('en-GB')} homes have not been reached`} level={2}>
      <p>
        None of their devices has it yet. {otherwise(live.table.rows)}Those that stay silent come to the <a href={`/console/messages/${view.message.id}/calls`}>call list</a> by themselves.
        <span class="app-not-printed">
          {' '}
          To ring all of them now, <LinkButton onClick={save}>download these homes (CSV)</LinkButton>.
        </span>
      </p>
    </WarningCallout>
  );
}

function Boroughs(props: { areas: Coverage['areas']; asked: boolean }) {
  const { areas, asked } = props;
  return (
    <Table
      caption="By borough, lowest first"
      captionSize="m"
      responsive
      columns={[{ text: 'Borough' }, { text: 'Reached' }, { text: 'Coverage' }, ...(asked ? [{ text: 'Replied' }] : [])]}
      rows={areas.map((one) => ({
        key: one.area,
        cells: [
          one.name,
          `${figure(one.delivered)} of ${figure(one.targeted)}`,
          <Bar value={one.delivered ?? 0} of={one.targeted ?? 0} label={`${one.name}: ${figure(one.delivered)} of ${figure(one.targeted)}`} />,
          ...(asked ? [figure(one.acknowledged)] : []),
        ],
      }))}
    />
  );
}
