import { readFileSync } from 'node:fs';
import { buildSync } from 'esbuild';
import type { PluginCreator, Rule, Container, AtRule } from 'postcss';

/// Every word in the code that ships, after what nobody imports has been dropped. A class that is not among them cannot be
/// in a page, because classes are written whole in the sources.
export function wordsThatShip(here: string, bundle: string): Set<string> {
  const { outputFiles } = buildSync({
    entryPoints: [`${here}${bundle}/main.tsx`],
    bundle: true,
    write: false,
    outdir: here,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    treeShaking: true,
    minifySyntax: true,
    define: { 'import.meta.env.PROD': 'true', 'import.meta.env.DEV': 'false' },
    loader: { '.scss': 'empty', '.css': 'empty', '.svg': 'empty', '.png': 'empty' },
    logLevel: 'silent',
  });
  const words = new Set<string>(readFileSync(`${here}${bundle}/index.html`, 'utf8').match(/[\w-]+/g));
  for (const file of outputFiles) for (const word of file.text.match(/[\w-]+/g) ?? []) words.add(word);
  return words;
}

/// The classes a selector cannot match without. What stands in :not(…) may be missing.
export function classesNeeded(selector: string): string[] {
  const bare = selector.replace(/:not\((?:[^()]|\([^()]*\))*\)/g, '');
  return [...bare.matchAll(/\.((?:[\w-]|\\.)+)/g)].map(([, name]) => (name ?? '').replace(/\\/g, ''));
}

/// And the data attributes: the design system's scripts, which we do not use, set some.
export function attributesNeeded(selector: string): string[] {
  const bare = selector.replace(/:not\((?:[^()]|\([^()]*\))*\)/g, '');
  return [...bare.matchAll(/\[(data-[\w-]+)/g)].map(([, name]) => name ?? '');
}

/** `[class^="nhsuk-caption"]` matches nothing where no word that ships begins so. */
function beginningsNeeded(selector: string): string[] {
  const bare = selector.replace(/:not\((?:[^()]|\([^()]*\))*\)/g, '');
  return [...bare.matchAll(/\[class[\^*]=["']?([\w-]+)/g)].map(([, name]) => name ?? '');
}

/** Icons take the colour of the text they stand in (`fill: currentcolor`): what repeats that for each state of a link goes. */
const repeatsIconColour = (selector: string) => /:(?:visited|hover|focus|active|link)\b.* \.nhsuk-icon$/.test(selector);

function canMatch(selector: string, words: Set<string>): boolean {
  if (repeatsIconColour(selector)) return false;
  if (!beginningsNeeded(selector).every((start) => [...words].some((word) => word.startsWith(start)))) return false;
  return [...classesNeeded(selector), ...attributesNeeded(selector)].every((name) => words.has(name));
}

function trimRule(rule: Rule, words: Set<string>): void {
  const parent = rule.parent as AtRule | undefined;
  if (parent?.type === 'atrule' && parent.name.endsWith('keyframes')) return;
  const kept = rule.selectors.filter((selector) => canMatch(selector, words));
  if (kept.length === 0) rule.remove();
  else if (kept.length < rule.selectors.length) rule.selectors = kept;
}

function dropEmpty(container: Container): void {
  container.each((node) => {
    if (node.type !== 'atrule' || !node.nodes) return;
    dropEmpty(node);
    if (node.nodes.every(({ type }) => type === 'comment')) node.remove();
  });
}

/// Custom properties that no rule asks for: the design system declares its whole palette.
function dropUnusedProperties(root: Container): void {
  const asked = new Set<string>();
  root.walkDecls(({ value }) => {
    for (const [, name] of value.matchAll(/var\(\s*(--[\w-]+)/g)) if (name) asked.add(name);
  });
  root.walkDecls(/^--nhsuk-/, (declaration) => {
    if (!asked.has(declaration.prop)) declaration.remove();
  });
  root.walkRules((rule) => {
    if (rule.nodes.length === 0) rule.remove();
  });
}

/// The `:not([class^="nhsuk-caption"])` of headings, where no caption ships.
function dropNeedlessNots(root: Container, words: Set<string>): void {
  root.walkRules((rule) => {
    const selector = rule.selector.replace(/:not\(\[class[\^*]=["']?([\w-]+)["']?\]\)/g, (whole, start: string) =>
      [...words].some((word) => word.startsWith(start)) ? whole : '',
    );
    if (selector !== rule.selector) rule.selector = selector;
  });
}

/// What old Internet Explorer took for forced colours.
function dropOldQueries(root: Container): void {
  root.walkAtRules('media', (rule) => {
    const kept = rule.params.split(',').filter((query) => !query.includes('-ms-high-contrast'));
    if (kept.length === 0) rule.remove();
    else rule.params = kept.join(',').trim();
  });
}

/// On paper the design system sets every size and colour once more, in points and black: a third of its rules. Ours print as
/// they look, with one rule for black (_page.scss); what hides or breaks on paper stays.
function dropPaperSizes(root: Container): void {
  root.walkAtRules('media', (rule) => {
    if (rule.params !== 'print') return;
    rule.walkRules((inner) => {
      if (!/nhsuk-|^(?:a|body|p|h\d|table)\b/.test(inner.selector) || inner.selector.includes('app-')) return;
      inner.walkDecls((declaration) => {
        if (/^(?:font-size|line-height|color|fill|font-family)$/.test(declaration.prop)) declaration.remove();
      });
    });
  });
}

/// Leaves out of the style sheet what no page of the bundle can use, before its name gets the hash of its content.
export function trimmed(here: string, bundle: string): ReturnType<PluginCreator<void>> {
  return {
    postcssPlugin: 'carerelay-trim',
    OnceExit(root) {
      const words = wordsThatShip(here, bundle);
      root.walkRules((rule) => trimRule(rule, words));
      dropNeedlessNots(root, words);
      dropOldQueries(root);
      dropPaperSizes(root);
      dropUnusedProperties(root);
      dropEmpty(root);
    },
  };
}
