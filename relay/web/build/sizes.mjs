// What a browser loads, gzipped, against what it may be. Node's zlib at level 9, as the relay's.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const kB = 1000;
/// The first page is html, style sheet and script; the heaviest also has the largest part that is loaded later.
export const budgets = {
  'inbox, first page': 35 * kB,
  'inbox, heaviest page': 55 * kB,
  'inbox, all of it': 100 * kB,
  'console, heaviest page': 45 * kB,
  'console, all of it': 80 * kB,
  'service worker': 2 * kB,
};

const weigh = (file) => gzipSync(readFileSync(file), { level: 9 }).length;

/** Scripts that a script asks for by itself (static imports of other chunks). */
const importsOf = (text) => [...text.matchAll(/(?:^|[;}])import(?:[^"'()]*?from)?["']\.\/([^"']+)["']/g)].map(([, name]) => name);
/** Chunks that it may ask for later. */
const laterOf = (text) => [...text.matchAll(/import\(["'`]\.\/([^"'`]+)["'`]\)/g)].map(([, name]) => name);

function closure(assets, names, known = new Set()) {
  for (const name of names) {
    if (known.has(name)) continue;
    known.add(name);
    closure(assets, importsOf(readFileSync(join(assets, name), 'utf8')), known);
  }
  return known;
}

/// Bytes by what is loaded: `first` html, style and entry with its imports; `route` the largest of those loaded later; `all`.
export function sizesOf(folder) {
  const assets = join(folder, 'assets');
  const html = readFileSync(join(folder, 'index.html'), 'utf8');
  const named = [...html.matchAll(/assets\/([\w.-]+\.(?:js|css))/g)].map(([, name]) => name);
  const entry = closure(assets, named.filter((name) => name.endsWith('.js')));
  const first = new Set([...named, ...entry]);
  const sum = (names) => [...names].reduce((total, name) => total + weigh(join(assets, name)), 0);
  const later = [...entry].flatMap((name) => laterOf(readFileSync(join(assets, name), 'utf8')));
  const routes = later.map((name) => sum([...closure(assets, [name])].filter((one) => !first.has(one))));
  const all = readdirSync(assets).filter((name) => /\.(?:js|css)$/.test(name));
  const page = weigh(join(folder, 'index.html'));
  return { first: page + sum(first), route: Math.max(0, ...routes), all: page + sum(all), style: sum(all.filter((name) => name.endsWith('.css'))) };
}

/// Lines to print, and those that are over.
export function judge(dist) {
  const inbox = sizesOf(join(dist, 'inbox'));
  const desk = sizesOf(join(dist, 'console'));
  const worker = join(dist, 'inbox/sw.js');
  const figures = {
    'inbox, first page': inbox.first,
    'inbox, heaviest page': inbox.first + inbox.route,
    'inbox, all of it': inbox.all,
    'console, heaviest page': desk.first + desk.route,
    'console, all of it': desk.all,
    'service worker': existsSync(worker) ? weigh(worker) : 0,
  };
  const kilo = (bytes) => `${(bytes / kB).toFixed(1)} kB`;
  const lines = Object.entries(figures).map(([name, bytes]) => `${name}: ${kilo(bytes)} gzipped, ${kilo(budgets[name])} allowed`);
  lines.push(`of which style sheets: inbox ${kilo(inbox.style)}, console ${kilo(desk.style)}`);
  return { lines, over: Object.entries(figures).filter(([name, bytes]) => bytes > budgets[name]).map(([name]) => name) };
}

if (process.argv[1] === import.meta.filename) console.log(judge(process.argv[2] ?? 'dist').lines.join('\n'));
