import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { buildSync } from 'esbuild';
import type { AtRule, Container, Declaration, PluginCreator, Root, Rule } from 'postcss';
import { gatherQueries, joinRules, narrowOf } from './order';

/// Every word in the code that ships, after what nobody imports has been dropped. A class that is not among them cannot be
/// in a page, because classes are written whole in the sources; nor can an element whose name does not stand there by itself
/// (those as `<name>`).
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
  for (const file of outputFiles) {
    for (const word of file.text.match(/[\w-]+/g) ?? []) words.add(word);
    for (const [, element] of file.text.matchAll(/["'`]([a-z]+)["'`]/g)) words.add(`<${element}>`);
  }
  return words;
}

/// The classes a selector cannot match without. What stands in :not(…) may be missing.
export function classesNeeded(selector: string): string[] {
  return [...bare(selector).matchAll(/\.((?:[\w-]|\\.)+)/g)].map(([, name]) => (name ?? '').replace(/\\/g, ''));
}

/// And the attributes: the design system's scripts, which we do not use, set some; sorted tables have others.
export function attributesNeeded(selector: string): string[] {
  return [...bare(selector).matchAll(/\[((?:data|aria)-[\w-]+)/g)].map(([, name]) => name ?? '');
}

/** `[class^="nhsuk-caption"]` matches nothing where no word that ships begins so. */
function beginningsNeeded(selector: string): string[] {
  return [...bare(selector).matchAll(/\[class[\^*]=["']?([\w-]+)/g)].map(([, name]) => name ?? '');
}

/** Icons take the colour of the text they stand in (`fill: currentcolor`): what repeats that for each state of a link goes. */
const repeatsIconColour = (selector: string) => /:(?:visited|hover|focus|active|link)\b.* \.nhsuk-icon$/.test(selector);

/** Elements that are in a page only where the code names them. */
const rare = ['table', 'thead', 'th', 'td', 'caption', 'kbd', 'samp', 'var', 'address', 'pre', 'blockquote', 'hr', 'dl', 'dt', 'dd', 'code', 'b'];

const bare = (selector: string) => selector.replace(/:not\((?:[^()]|\([^()]*\))*\)/g, '');
const namesElement = (selector: string, name: string) => new RegExp(`(?:^|[\\s>+~(,])${name}(?![\\w-])`).test(bare(selector));

function canMatch(selector: string, words: Set<string>): boolean {
  if (repeatsIconColour(selector)) return false;
  if (rare.some((name) => namesElement(selector, name) && !words.has(`<${name}>`))) return false;
  if ([...bare(selector).matchAll(/\[type=["']?(\w+)/g)].some(([, type]) => !words.has(`<${type}>`))) return false;
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

function dropEmptyRules(root: Container): void {
  root.walkRules((rule) => {
    if (rule.nodes.length === 0) rule.remove();
  });
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

/// What old browsers needed: Internet Explorer's names for queries, Firefox's and Safari's for properties, and questions that
/// every browser of vite.config.ts answers with yes (`max()`, no Internet Explorer).
function dropOld(root: Container): void {
  root.walkAtRules('supports', (rule) => {
    if (/max\(|-ms-ime-align/.test(rule.params) && rule.nodes) rule.replaceWith(rule.nodes);
  });
  root.walkDecls(/^-(?:moz|ms|o)-|^-webkit-(?:user-select|appearance|clip-path|font-smoothing)$|^clip$/, (declaration) => {
    declaration.remove();
  });
  root.walkRules((rule) => {
    const kept = rule.selectors.filter((selector) => !/:-moz-|:-ms-/.test(selector));
    if (kept.length === 0) rule.remove();
    else if (kept.length < rule.selectors.length) rule.selectors = kept;
  });
  root.walkAtRules('media', (rule) => {
    if (rule.params.includes('\\0')) return void rule.remove();
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

/// In forced colours a browser gives links its own colours, whatever the page says of them.
function dropForcedLinks(root: Container): void {
  root.walkAtRules('media', (rule) => {
    if (!rule.params.includes('forced-colors')) return;
    rule.walkDecls('color', (declaration) => {
      if (/^(?:Link|Visited|Active)Text$/i.test(declaration.value)) declaration.remove();
    });
  });
}

const namesClass = (selector: string, name: string) => new RegExp(`\\.${name}(?![a-z])`).test(bare(selector));

/// `@without a b&c` leaves out of a sheet what needs the class (with its parts, `a__part`) or element a, or both b and c;
/// `@only` leaves that alone in. So a sheet that comes later with some pages has what the first page can do without.
function divide(root: Root): void {
  root.walkAtRules(/^(?:without|only)$/, (rule) => {
    const groups = rule.params.split(/\s+/).map((names) => names.split('&'));
    const isNamed = (selector: string) => groups.some((names) => names.every((name) => (name.includes('-') ? namesClass : namesElement)(selector, name)));
    root.walkRules((other) => {
      if ((other.parent as AtRule).name?.endsWith('keyframes')) return;
      const kept = other.selectors.filter((selector) => isNamed(selector) === (rule.name === 'only'));
      if (kept.length === 0) other.remove();
      else if (kept.length < other.selectors.length) other.selectors = kept;
    });
    rule.remove();
  });
}

const wider = '(min-width: 40.0625em)';

/** By its content, because a page may load several style sheets. */
const nameOf = (key: string) => `--${createHash('sha256').update(key).digest('base64url').replace(/[-_\d]/g, '').slice(0, 3)}`;

/// The design system says most sizes twice, for phones and for wider windows. Each pair becomes a property of :root that changes
/// there once: a fifth less to load.
function shareSteps(root: Root): void {
  const pairs = new Map<string, { name: string; narrow: string; wide: string }>();
  root.walkAtRules('media', (media) => {
    if (media.params !== wider || media.parent !== root) return;
    media.each((wide) => {
      if (wide.type !== 'rule') return;
      const before = narrowOf(wide, media);
      if (!before) return;
      wide.each((node) => {
        if (node.type !== 'decl' || node.important) return;
        const narrow = before.nodes.findLast((other) => other.type === 'decl' && other.prop === node.prop);
        if (narrow?.type !== 'decl' || narrow.important || narrow.value.includes('var(') || before.nodes.some((other) => other.type === 'decl' && other !== narrow && other.prop.startsWith(`${node.prop}-`))) return;
        const key = `${narrow.value}|${node.value}`;
        const pair = pairs.get(key) ?? { name: nameOf(key), narrow: narrow.value.trim(), wide: node.value.trim() };
        pairs.set(key, pair);
        narrow.value = `var(${pair.name})`;
        node.remove();
      });
      if (wide.nodes.length === 0) wide.remove();
    });
    if (media.nodes?.length === 0) media.remove();
  });
  const all = [...pairs.values()];
  const text = (which: 'narrow' | 'wide') => `:root{${all.map((pair) => `${pair.name}:${pair[which]}`).join(';')}}`;
  if (all.length > 0) root.prepend(`${text('narrow')}@media ${wider}{${text('wide')}}`);
}

/** Said twice in one rule, the last word counts. */
function dropOverruled(root: Root): void {
  root.walkRules((rule) => {
    const last = new Map<string, Declaration>();
    rule.each((node) => {
      if (node.type !== 'decl') return;
      const before = last.get(node.prop);
      if (before && (!before.important || node.important)) before.remove();
      last.set(node.prop, node);
    });
  });
}

/** Ten digits of a line's height are nine too many. */
function round(root: Root): void {
  root.walkDecls((declaration) => {
    declaration.value = declaration.value.replace(/\d*\.\d{4,}/g, (number) => String(Number(Number(number).toFixed(3))));
  });
}

/// On paper the design system sets every size and colour once more, in points and black: a third of its rules. Ours print as
/// they look, with one rule for black (_page.scss); what hides or breaks on paper stays.
function dropPaperSizes(root: Container): void {
  root.walkAtRules('media', (rule) => {
    if (!/^print\b/.test(rule.params)) return;
    rule.walkRules((inner) => {
      const isOurs = inner.selector.includes('app-');
      if (!isOurs && !/nhsuk-|^(?:a|body|p|h\d|table|th|caption)\b/.test(inner.selector)) return;
      inner.walkDecls((declaration) => {
        if ((isOurs ? /^(?:font-size|line-height)$/ : /^(?:font-size|line-height|color|fill|font-family)$/).test(declaration.prop)) declaration.remove();
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
      divide(root);
      root.walkRules((rule) => trimRule(rule, words));
      dropNeedlessNots(root, words);
      dropOld(root);
      dropPaperSizes(root);
      dropNeighbours(root);
      dropUnusedProperties(root);
      dropForcedLinks(root);
      dropEmptyRules(root);
      dropEmpty(root);
      round(root);
      joinRules(root);
      gatherQueries(root);
      joinRules(root);
      dropOverruled(root);
      shareSteps(root);
    },
  };
}
