import '../styles/text.scss';
import type { ComponentChildren } from 'preact';
import { parse } from './blocks';
import type { Block, Inline } from './tree';

function inline(one: Inline): ComponentChildren {
  switch (one.kind) {
    case 'text':
      return one.text;
    case 'break':
      return <br />;
    case 'code':
      return <code>{one.text}</code>;
    case 'emphasis':
      return <em>{one.inlines.map(inline)}</em>;
    case 'strong':
      return <strong>{one.inlines.map(inline)}</strong>;
    case 'link':
      return (
        <a href={one.to} rel="noopener noreferrer">
          {one.inlines.map(inline)}
        </a>
      );
  }
}

function Item({ blocks, tight, top }: { blocks: Block[]; tight: boolean; top: number }) {
  return <li>{blocks.map((block) => (tight && block.kind === 'paragraph' ? block.inlines.map(inline) : <One block={block} top={top} />))}</li>;
}

function One({ block, top }: { block: Block; top: number }) {
  switch (block.kind) {
    case 'paragraph':
      return <p>{block.inlines.map(inline)}</p>;
    case 'heading': {
      const Heading = `h${Math.min(block.level + top - 1, 6)}` as 'h2';
      return <Heading>{block.inlines.map(inline)}</Heading>;
    }
    case 'list': {
      const items = block.items.map((item) => <Item blocks={item} tight={block.tight} top={top} />);
      return block.ordered ? (
        <ol class="nhsuk-list nhsuk-list--number" start={block.start === 1 ? undefined : block.start}>
          {items}
        </ol>
      ) : (
        <ul class="nhsuk-list nhsuk-list--bullet">{items}</ul>
      );
    }
    case 'quote':
      return (
        <blockquote>
          <Blocks of={block.blocks} top={top} />
        </blockquote>
      );
    case 'code':
      return (
        <pre>
          <code>{block.text}</code>
        </pre>
      );
    case 'rule':
      return <hr />;
  }
}

/// Blocks as they are shown. `top` is the level of a `#` heading: the page's own headings stand above it.
export function Blocks({ of, top = 3 }: { of: Block[]; top?: number }) {
  return (
    <>
      {of.map((block) => (
        <One block={block} top={top} />
      ))}
    </>
  );
}

/// Inlines as they are shown, for a line that is put elsewhere than its block (a list of things to do).
export function Inlines({ of }: { of: Inline[] }) {
  return <>{of.map(inline)}</>;
}

/// A message's text.
export function Markdown({ text, top }: { text: string; top?: number }) {
  return (
    <div class="app-text">
      <Blocks of={parse(text)} top={top} />
    </div>
  );
}
