// What a browser loads, gzipped, against what it may be. Node's zlib at level 9, as the relay's.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const kB = 1000;
/// The first page is html, style sheet and script; the heaviest also has the part of one page, with its styles, that is the
/// largest. What it should be, and where the test fails.
export const budgets = {
  'inbox, first page': { aim: 35, most: 35 },
  'inbox, heaviest page': { aim: 45, most: 58 },
  'inbox, all of it': { aim: 80, most: 100 },
  'console, heaviest page': { aim: 45, most: 60 },
  'console, all of it': { aim: 80, most: 115 },
  'service worker': { aim: 2, most: 2 },
};

const weigh = (file) => gzipSync(readFileSync(file), { level: 9 }).length;

/** Scripts that a script asks for by itself (static imports of other chunks). */
const importsOf = (text) => [...text.matchAll(/(?:^|[;}])import(?:[^"'()]*?from)?["']\.\/([^"']+)["']/g)].map(([, name]) => name);
/** Parts that it may ask for later, each with the style sheets Vite loads before it. */
function laterOf(text) {
  const [, list = ''] = /m\.f=\[([^\]]*)\]/.exec(text) ?? [];
  const sheets = [...list.matchAll(/"(?:[^"]*\/)?([^"\/]+)"/g)].map(([, name]) => name);
  return [...text.matchAll(/import\(["'`]\.\/([^"'`]+)["'`]\)(?:(?!import\().){0,200}?(?:__vite__mapDeps\(\[([\d,]*)\]\)|,\[\]\))/g)].map(([, name, deps = '']) => [
    name,
    ...deps.split(',').filter(Boolean).map((at) => sheets[Number(at)]).filter(Boolean),
  ]);
}

function closure(assets, names, known = new Set()) {
  for (const name of names) {
    if (known.has(name)) continue;
    known.add(name);
    if (name.endsWith('.js')) closure(assets, importsOf(readFileSync(join(assets, name), 'utf8')), known);
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
  const routes = later.map((names) => sum([...closure(assets, names)].filter((one) => !first.has(one))));
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
  const lines = Object.entries(figures).map(([name, bytes]) => {
    const { aim, most } = budgets[name];
    const beyond = bytes > aim * kB ? `: over its aim of ${aim} kB, at most ${most}` : ` of ${aim}`;
    return `${name}: ${kilo(bytes)} gzipped${beyond}`;
  });
  lines.push(`of which style sheets: inbox ${kilo(inbox.style)}, console ${kilo(desk.style)}`);
  return { lines, over: Object.entries(figures).filter(([name, bytes]) => bytes > budgets[name].most * kB).map(([name]) => name) };
}

if (process.argv[1] === import.meta.filename) console.log(judge(process.argv[2] ?? 'dist').lines.join('\n'));
