import { useState } from 'preact/hooks';
import { Tags } from '../../shared/components';
import { when } from '../../shared/when';
import type { MessageRow } from '../api/types';
import { isFollowed } from '../model/week';
import { homesInWords, LinkButton, Loading, StandingTags, Top, Trouble, UrgencyTag } from '../parts/bits';
import { useAct, useLoad, useNow } from '../parts/load';
import { useSigned } from '../session';

/** Everything that was sent, page by page. */
export function Earlier() {
  const signed = useSigned();
  const now = useNow(60_000);
  const [pages, setPages] = useState<{ rows: MessageRow[]; next?: string }>({ rows: [] });
  const more = useAct();
  const read = async (path: string, before: MessageRow[]) => {
    const page = await signed.api.get<{ messages: MessageRow[]; next?: string }>(path);
    setPages({ rows: [...before, ...page.messages], next: page.next });
  };
  const first = useLoad(() => read('/v1/messages?limit=50', []), [signed.api]);
  const rows = pages.rows.filter(isFollowed);
  return (
    <>
      <Top title="All bulletins" back={{ href: '/console', text: 'Bulletins' }} />
      {first.state === 'loading' && <Loading what="bulletins" />}
      {first.state === 'failed' && <Trouble why={first.why} again={() => void first.again()} />}
      {first.state === 'ready' && rows.length === 0 && <p>No bulletin was sent yet.</p>}
      <ul class="nhsuk-list app-lines">
        {rows.map((row) => (
          <li key={row.id} class="app-lines__item">
            <a href={`/console/messages/${row.id}`}>{row.headline}</a>
            <span class="app-lines__more">
              {row.sender_name ?? row.sender} · {when(row.sent, now)} · {homesInWords(row.targeted)}
            </span>
            <Tags>
              <UrgencyTag urgency={row.urgency} />
              <StandingTags of={row} />
            </Tags>
          </li>
        ))}
      </ul>
      <Trouble why={more.why} />
      {pages.next && <LinkButton onClick={() => void more.act(() => read(pages.next!, pages.rows))}>Show more</LinkButton>}
    </>
  );
}
