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

function trimRule(rule: Rule, words: Set<string>): void {
  const parent = rule.parent as AtRule | undefined;
  if (parent?.type === 'atrule' && parent.name.endsWith('keyframes')) return;
  const kept = rule.selectors.filter((selector) => classesNeeded(selector).every((name) => words.has(name)));
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

/// Leaves out of the style sheet what no page of the bundle can use, before its name gets the hash of its content.
export function trimmed(here: string, bundle: string): ReturnType<PluginCreator<void>> {
  return {
    postcssPlugin: 'carerelay-trim',
    OnceExit(root) {
      const words = wordsThatShip(here, bundle);
      root.walkRules((rule) => trimRule(rule, words));
      dropUnusedProperties(root);
      dropEmpty(root);
    },
  };
}
