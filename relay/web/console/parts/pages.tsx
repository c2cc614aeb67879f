import { Pagination } from '../../shared/components';

/** The design system's numbers, turned here instead of by a visit to another address. */
export function Pages(props: { what: string; current: number; pages: number; go: (page: number) => void }) {
  if (props.pages < 2) return null;
  return (
    <div
      onClick={(event) => {
        const link = (event.target as Element).closest('a');
        const page = /page=(\d+)/.exec(link?.getAttribute('href') ?? '')?.[1];
        if (!page) return;
        event.preventDefault();
        props.go(Number(page));
      }}
    >
      <p class="app-on-paper">
        Page {props.current} of {props.pages}
      </p>
      <Pagination label={`Pages of ${props.what}`} current={props.current} pages={props.pages} href={(page) => `?page=${page}`} />
    </div>
  );
}
