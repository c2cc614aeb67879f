import '../styles/pagination.scss';
import { Shape } from './icon';
import { classes } from './types';

/** The design system's own (MIT, see NOTICE). */
const left = {
  class: 'nhsuk-icon nhsuk-icon--arrow-left',
  path: 'M10.7 6.3c.4.4.4 1 0 1.4L7.4 11H19a1 1 0 0 1 0 2H7.4l3.3 3.3c.4.4.4 1 0 1.4a1 1 0 0 1-1.4 0l-5-5A1 1 0 0 1 4 12c0-.3.1-.5.3-.7l5-5a1 1 0 0 1 1.4 0Z',
} as const;
const right = {
  class: 'nhsuk-icon nhsuk-icon--arrow-right',
  path: 'm14.7 6.3 5 5c.2.2.3.4.3.7 0 .3-.1.5-.3.7l-5 5a1 1 0 0 1-1.4-1.4l3.3-3.3H5a1 1 0 0 1 0-2h11.6l-3.3-3.3a1 1 0 1 1 1.4-1.4Z',
} as const;

/// The numbers to show for `pages` pages: first, last, the current one and its neighbours; 0 stands for a gap.
export function pageNumbers(current: number, pages: number): number[] {
  const wanted = [1, current - 1, current, current + 1, pages].filter((page) => page >= 1 && page <= pages);
  const shown = [...new Set(wanted)].sort((a, b) => a - b);
  return shown.flatMap((page, at) => {
    const before = shown[at - 1] ?? page - 1;
    return page - before === 2 ? [page - 1, page] : page - before > 2 ? [0, page] : [page];
  });
}

/// Links through the pages of a list. Nothing is shown when there is one page only.
export function Pagination(props: { current: number; pages: number; href: (page: number) => string; label?: string }) {
  const { current, pages, href } = props;
  if (pages < 2) return null;
  return (
    <nav class="nhsuk-pagination nhsuk-pagination--numbered" role="navigation" aria-label={props.label ?? 'Pagination'}>
      {current > 1 && (
        <a href={href(current - 1)} class="nhsuk-pagination__previous" rel="prev">
          <Shape {...left} />
          <span class="nhsuk-pagination__title">
            Previous<span class="nhsuk-u-visually-hidden"> page</span>
          </span>
        </a>
      )}
      <ul class="nhsuk-pagination__list">
        {pageNumbers(current, pages).map((page) =>
          page === 0 ? (
            <li class="nhsuk-pagination__item nhsuk-pagination__item--ellipsis">⋯</li>
          ) : (
            <li class={classes('nhsuk-pagination__item', page === current && 'nhsuk-pagination__item--current')}>
              <a class="nhsuk-pagination__link" href={href(page)} aria-label={`Page ${page}`} aria-current={page === current ? 'page' : undefined}>
                {page}
              </a>
            </li>
          ),
        )}
      </ul>
      {current < pages && (
        <a href={href(current + 1)} class="nhsuk-pagination__next" rel="next">
          <span class="nhsuk-pagination__title">
            Next<span class="nhsuk-u-visually-hidden"> page</span>
          </span>
          <Shape {...right} />
        </a>
      )}
    </nav>
  );
}
