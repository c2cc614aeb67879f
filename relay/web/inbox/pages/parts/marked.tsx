import { Blocks, parse } from '../../../shared/markdown';

/** A CommonMark text. Its highest heading becomes one of `level`: whoever wrote it does not know where it stands on the page. */
export function Marked({ source, level }: { source: string; level: 2 | 3 }) {
  const blocks = parse(source);
  const highest = Math.min(...blocks.map((one) => (one.kind === 'heading' ? one.level : 6)));
  return (
    <div class="app-text">
      <Blocks of={blocks} top={level + 1 - highest} />
    </div>
  );
}
