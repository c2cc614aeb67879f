/// What a message's text is made of, after it was read. Plain objects, so that others may look for "Do" and "Do not" in it.

export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'break' }
  | { kind: 'code'; text: string }
  | { kind: 'emphasis'; inlines: Inline[] }
  | { kind: 'strong'; inlines: Inline[] }
  /** `to` is safe: http, https, mailto or tel. */
  | { kind: 'link'; to: string; inlines: Inline[] };

export type Block =
  | { kind: 'paragraph'; inlines: Inline[] }
  | { kind: 'heading'; level: number; inlines: Inline[] }
  | { kind: 'list'; ordered: boolean; start: number; tight: boolean; items: Block[][] }
  | { kind: 'quote'; blocks: Block[] }
  | { kind: 'code'; text: string }
  | { kind: 'rule' };

/// The words alone.
export function textOf(inlines: Inline[]): string {
  return inlines
    .map((one) => {
      switch (one.kind) {
        case 'text':
        case 'code':
          return one.text;
        case 'break':
          return '\n';
        case 'emphasis':
        case 'strong':
        case 'link':
          return textOf(one.inlines);
      }
    })
    .join('');
}

/// The words of blocks, each block on lines of its own.
export function textOfBlocks(blocks: Block[]): string {
  return blocks
    .map((one) => {
      switch (one.kind) {
        case 'paragraph':
        case 'heading':
          return textOf(one.inlines);
        case 'list':
          return one.items.map(textOfBlocks).join('\n');
        case 'quote':
          return textOfBlocks(one.blocks);
        case 'code':
          return one.text;
        case 'rule':
          return '';
      }
    })
    .join('\n');
}
