export { parse } from './blocks';
export { Blocks, Inlines, Markdown } from './render';
export { textOf, textOfBlocks, type Block, type Inline } from './tree';
