import { useState } from 'preact/hooks';
import { Figures, Table, Tag } from '../../shared/components';
import type { MessageView } from '../api/types';
import type { Escalation } from '../api/ways';
import { pageOf } from '../model/receipts';
import { stepWords } from '../model/silence';
import { Trouble } from '../parts/bits';
import { useNow } from '../parts/load';
import { usePolled } from '../parts/polled';
import { Pages } from '../parts/pages';
import { useSigned } from '../session';

/** What was tried at the homes that stayed silent, one way after the other, until somebody must ring them. */

const every = 15_000;
const size = 10;

const states = {
  waiting: { words: 'Waited for', tone: 'orange' },
  answered: { words: 'Answered', tone: 'green' },
  to_be_rung: { words: 'To be rung', tone: 'red' },
} as const;

const order = ['to_be_rung', 'waiting', 'answered'];

export function Silence(props: { view: MessageView }) {
  const { message, closed } = props.view;
  const { api } = useSigned();
  const now = useNow(30_000);
  const [page, setPage] = useState(1);
  const found = usePolled(() => api.get<Escalation>(`/v1/messages/${message.id}/escalation`), [api, message.id], every);
  if (found.why !== undefined && !found.data) return <Trouble why={found.why} again={() => void found.again()} />;
  // Exercises, tests and cancels are not pursued: there is nothing to say of them.
  if (!found.data || (found.data.homes.length === 0 && (closed !== 'open' || message.status !== 'actual' || message.msg_type === 'cancel'))) return null;
  const { counts } = found.data;
  const homes = [...found.data.homes].sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
  const here = pageOf(homes, page, size);
  const answered = message.acknowledgement?.required ? 'Answered' : 'Read it';
  return (
    <section aria-labelledby="silence">
      <h2 class="nhsuk-heading-m" id="silence">
        Homes that stay silent
      </h2>
      <Figures
        figures={[
          { name: answered, value: shown(counts.answered) },
          { name: 'Waited for', value: shown(counts.waiting) },
          { name: 'To be rung', value: shown(counts.to_be_rung) },
        ]}
      />
      {(counts.to_be_rung ?? 0) > 0 && closed === 'open' && (
        <p>
          <a href={`/console/messages/${message.id}/calls`}>Go to the call list of this message</a>
        </p>
      )}
      {homes.length === 0 ? (
        <p>No home has been tried by another way for its silence yet.</p>
      ) : (
        <div class="app-white">
          <Table
            caption="What was tried, home by home"
            captionHidden
            responsive
            columns={[{ text: 'Home' }, { text: 'Now' }, { text: 'What was tried' }]}
            rows={here.rows.map((one) => ({
              key: one.home,
              cells: [
                one.home_name ?? one.home,
                <Tag tone={states[one.state].tone}>{one.state === 'answered' ? answered : states[one.state].words}</Tag>,
                <ul class="nhsuk-list app-plain">
                  {one.steps.map((step) => {
                    const words = stepWords(step, now);
                    return words && <li key={step.step}>{words}</li>;
                  })}
                </ul>,
              ],
            }))}
          />
          <Pages what="homes tried" current={here.page} pages={here.pages} go={setPage} />
        </div>
      )}
    </section>
  );
}

const shown = (count: number | undefined): string => (count ?? 0).toLocaleString('en-GB');
