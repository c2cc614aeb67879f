import { renderToString } from 'preact-render-to-string';
import { expect, test } from 'vitest';
import { isPlain, paragraphsOf } from './plain';
import { Blocks, parse } from '../../../shared/markdown';

const shown = (source: string): string => renderToString(<>{paragraphsOf(source).map((one) => <p>{one}</p>)}</>);

test.each([
  'Stop using this gel.',
  'Stop using this gel.\nTake it from every room (also the lift), today.\n\nTell your staff: at handover, "now".\n',
  '  Indented by two.  \n\n\n\nAnother, 50% off; see page 3.',
  'Zażółć gęślą jaźń! ¿Qué? 你好 \u202e hidden',
  'Ring 020 7946 0123 by 5pm - not later. 3 or 4 times.',
])('a text without marks reads the same without the reader of marks: %j', (source) => {
  expect(shown(source.replace(/ +$/gm, ''))).toBe(renderToString(<Blocks of={parse(source)} />));
});

test.each(['**Stop**', 'one_two_', '# Heading', '- item', '+ item', '3. item', '3) item', '> quote', 'a\\b', '`code`', '<b>', '&amp;', '[a](b)', 'Title\n===', 'Title\n---', '    code', 'a  \nb', '~~~', '\tcode', '---'])(
  'the reader of marks reads %j',
  (source) => {
    expect(isPlain(source)).toBe(false);
  },
);
