import { readFileSync } from 'node:fs';
import { renderToString } from 'preact-render-to-string';
import { describe, expect, test } from 'vitest';
import { Blocks, parse, textOf, textOfBlocks } from '.';
import { normal } from '../../test/support/normal';

const golden = `${import.meta.dirname}/../../../../tests/unit/protocol/golden/markdown/`;
const html = (text: string, top = 2) => renderToString(<Blocks of={parse(text)} top={top} />).replace(/ class="[^"]*"/g, '').replaceAll('-->', '--&gt;');

describe('a bulletin looks in the browser as the relay renders it', () => {
  test.each(['bulletin', 'hostile', 'lists'])('%s', (name) => {
    const source = readFileSync(`${golden}${name}.md`, 'utf8');
    expect(normal(html(source))).toBe(normal(readFileSync(`${golden}${name}.html`, 'utf8')));
  });
});

// Examples of the CommonMark specification, for what the golden files do not hold.
describe('CommonMark', () => {
  test.each([
    ['two words\nunder a line\n===', '<h2>two words\nunder a line</h2>'],
    ['words\n---', '<h3>words</h3>'],
    ['> quoted\nand lazily on', '<blockquote><p>quoted\nand lazily on</p></blockquote>'],
    ['- a\n\n\n  b', '<ul><li><p>a</p><p>b</p></li></ul>'],
    ['- a\n - b\n  - c', '<ul><li>a</li><li>b</li><li>c</li></ul>'],
    ['The number\n14. of windows', '<p>The number\n14. of windows</p>'],
    ['The number\n1. of windows', '<p>The number</p><ol><li>of windows</li></ol>'],
    ['*foo**bar**baz*', '<p><em>foo<strong>bar</strong>baz</em></p>'],
    ['***strong** in em*', '<p><em><strong>strong</strong> in em</em></p>'],
    ['snake_case_words and __strong__', '<p>snake_case_words and <strong>strong</strong></p>'],
    ['**a', '<p>**a</p>'],
    ['a * b * c', '<p>a * b * c</p>'],
    ['`` a ` b ``', '<p><code>a ` b</code></p>'],
    ['`open', '<p>`open</p>'],
    ['[a](https://example.org/(b))', '<p><a href="https://example.org/(b)" rel="noopener noreferrer">a</a></p>'],
    ['[a][B]\n\n[b]: <https://example.org/x> (t)', '<p><a href="https://example.org/x" rel="noopener noreferrer">a</a></p>'],
    ['[b]\n\n[b]: https://example.org/x', '<p><a href="https://example.org/x" rel="noopener noreferrer">b</a></p>'],
    ['[no such name]', '<p>[no such name]</p>'],
    ['# a #', '<h2>a</h2>'],
    ['#none', '<p>#none</p>'],
    ['~~~\n*a*\n\nb\n~~~\nc', '<pre><code>*a*\n\nb\n</code></pre><p>c</p>'],
    ['1) one\n2) two\n3. other', '<ol><li>one</li><li>two</li></ol><ol start="3"><li>other</li></ol>'],
    ['- one\n\n      code', '<ul><li><p>one</p><pre><code>code\n</code></pre></li></ul>'],
    ['a  \nb', '<p>a<br/>b</p>'],
    ['\\*not\\* & &amp;', '<p>*not* &amp; &amp;</p>'],
    ['* a\n\n  > b\n  ```\n  c\n  ```\n* d', '<ul><li><p>a</p><blockquote><p>b</p></blockquote><pre><code>c\n</code></pre></li><li><p>d</p></li></ul>'],
    ['', ''],
  ])('%j', (text, expected) => {
    expect(normal(html(text))).toBe(normal(expected));
  });
});

test('headings stand below those of the page', () => {
  expect(html('# a\n\n###### b', 3)).toBe('<h3>a</h3><h6>b</h6>');
});

test('the words of a message without their marks', () => {
  const [first] = parse('Ring **the [helpline](tel:1)** now');
  expect(first?.kind === 'paragraph' && textOf(first.inlines)).toBe('Ring the helpline now');
  expect(textOfBlocks(parse('# A\n\n- b\n- c'))).toBe('A\nb\nc');
});

// Quadratic time would be hours here: it is enough that it ends.
test('what somebody wrote to make it slow is read', { timeout: 120_000 }, () => {
  const hostile = ['[', '![', '*', '_', '`', '>', '- ', '<', '*a_', '[a](', '**a *', '`a``', '\\', '&#', '<a href="', '[a]: '];
  for (const piece of hostile) expect(parse(piece.repeat(100_000 / piece.length)).length).toBeGreaterThanOrEqual(0);
});
