import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';

/** No file of the console needs a file that needs it, not for a type either: what two files share has a place of its own. */

const root = resolve(import.meta.dirname, '..');

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesIn(path) : /\.tsx?$/.test(entry.name) ? [path] : [];
  });

function fileOf(from: string, named: string): string | undefined {
  const path = resolve(dirname(from), named);
  return [path, `${path}.ts`, `${path}.tsx`, join(path, 'index.ts')].find((one) => statSync(one, { throwIfNoEntry: false })?.isFile());
}

/** What a file imports of ours, at once or later. */
const importsOf = (file: string): string[] =>
  [...readFileSync(file, 'utf8').matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'(\.[^']+)'/g)].map(([, named]) => fileOf(file, named!)).filter((one) => one !== undefined);

function circlesOf(imports: ReadonlyMap<string, readonly string[]>): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]) => {
    const at = path.indexOf(file);
    if (at >= 0) found.push([...path.slice(at), file].map((one) => relative(root, one)).join(' -> '));
    if (at >= 0 || done.has(file)) return;
    for (const next of imports.get(file) ?? []) visit(next, [...path, file]);
    done.add(file);
  };
  for (const file of imports.keys()) visit(file, []);
  return found;
}

test('no file needs one that needs it', () => {
  const files = filesIn(join(root, 'console'));
  expect(files.length).toBeGreaterThan(80);
  expect(circlesOf(new Map(files.map((file) => [file, importsOf(file)])))).toEqual([]);
});

test('a circle is found, also a wider one', () => {
  const at = (name: string) => join(root, name);
  expect(circlesOf(new Map([[at('a'), [at('b')]], [at('b'), [at('c')]], [at('c'), [at('a')]]]))).toEqual(['a -> b -> c -> a']);
});
