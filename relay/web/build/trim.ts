import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { buildSync } from 'esbuild';
import type { AtRule, Container, PluginCreator, Root, Rule } from 'postcss';

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

/// Spacing between a paragraph and the form or heading behind it: long lists of what may stand before what. _page.scss says it
/// in one line.
function dropNeighbours(root: Container): void {
  root.walkRules((rule) => {
    if (!rule.nodes.every((node) => node.type === 'decl' && /^(?:margin|padding)(?:-top|-bottom)?$/.test(node.prop))) return;
    const kept = rule.selectors.filter((selector) => !/:has\(\s*\+|(?:^|\s)(?:\.nhsuk-(?:body|list|heading)[\w-]*|p|ol|ul|h\d)[^ ]*\s*\+\s*[^ ]*(?:h\d|heading)/.test(selector));
    if (kept.length === 0) rule.remove();
    else if (kept.length < rule.selectors.length) rule.selectors = kept;
  });
}

const wider = '(min-width: 40.0625em)';

/** By its content, because a page may load several style sheets. */
const nameOf = (key: string) => `--${createHash('sha256').update(key).digest('base64url').replace(/[-_]/g, '').slice(0, 4)}`;

/// The design system says most sizes twice, for phones and for wider windows. Each pair becomes a property of :root that changes
/// there once: a fifth less to load.
function shareSteps(root: Root): void {
  const pairs = new Map<string, { name: string; narrow: string; wide: string }>();
  root.walkAtRules('media', (media) => {
    if (media.params !== wider || media.parent !== root) return;
    media.each((wide) => {
      const before = media.prev();
      if (wide.type !== 'rule' || media.nodes?.length !== 1 || before?.type !== 'rule' || before.selector !== wide.selector) return;
      wide.each((node) => {
        if (node.type !== 'decl' || node.important) return;
        const narrow = before.nodes.findLast((other) => other.type === 'decl' && other.prop === node.prop);
        if (narrow?.type !== 'decl' || narrow.important || narrow.value.includes('var(')) return;
        const key = `${narrow.value}|${node.value}`;
        const pair = pairs.get(key) ?? { name: nameOf(key), narrow: narrow.value.trim(), wide: node.value.trim() };
        pairs.set(key, pair);
        narrow.value = `var(${pair.name})`;
        node.remove();
      });
      if (wide.nodes.length === 0) media.remove();
    });
  });
  const all = [...pairs.values()];
  const text = (which: 'narrow' | 'wide') => `:root{${all.map((pair) => `${pair.name}:${pair[which]}`).join(';')}}`;
  if (all.length > 0) root.prepend(`${text('narrow')}@media ${wider}{${text('wide')}}`);
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
      dropNeighbours(root);
      dropUnusedProperties(root);
      dropEmpty(root);
      shareSteps(root);
    },
  };
}
