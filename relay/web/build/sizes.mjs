// What a browser loads to show each page on a first visit, gzipped, against what it may be. Node's zlib at level 9, as the relay's.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const kB = 1000;
const together = 'all of it';

/// By bundle. Every page loads the html, the first style sheet and script; `pages` says which parts besides, by the names of
/// their modules: those that must be there before it is seen, then those that come while it is read. `always` is the line.
/// A part that no page names is a page by itself; `rarely` what is loaded when something has happened or was asked for.
/// `shown` is what may be loaded before a page is seen, `most` everything.
const bundles = {
  inbox: {
    always: ['work'],
    pages: {
      inbox: [['helpline_box'], []],
      message: [['message'], ['marked', 'languages', 'resources', 'helpline_box']],
      reply: [['message', 'reply_form'], ['marked', 'languages', 'resources', 'helpline_box']],
      helpline: [['helpline'], ['marked']],
      results: [['results'], ['marked', 'errands', 'home']],
      devices: [['devices'], ['errands', 'home', 'chats']],
      enrol: [['enrol'], ['errands']],
    },
    rarely: ['notices', 'witness'],
    shown: { inbox: 35, message: 35, '': 45 },
    most: { [together]: 105, '': 62 },
  },
  console: {
    always: [],
    pages: {
      bulletins: [[], []],
      write: [['write'], ['preview', 'body']],
      draft: [['draft'], ['draft-acts']],
      message: [['message'], ['body', 'message-ways', 'message-silence', 'message-acts']],
    },
    rarely: ['sealing', 'problems'],
    shown: { '': 45 },
    most: { [together]: 160, '': 60 },
  },
};
const workerMost = 2;

const weigh = (file) => gzipSync(readFileSync(file), { level: 9 }).length;
const nameOf = (file) => file.replace(/-[\w-]{8}\.\w+$/, '');

/** Scripts that a script asks for by itself (static imports of other chunks). */
const importsOf = (text) => [...text.matchAll(/(?:^|[;}\n])import(?:[^"'()]*?from)?["']\.\/([^"']+)["']/g)].map(([, name]) => name);
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

/** Every part that is loaded later, wherever it is asked for: name of its module to its files. */
function partsOf(assets, entry) {
  const parts = new Map();
  const look = (files) => {
    for (const file of files) {
      if (!file.endsWith('.js')) continue;
      for (const later of laterOf(readFileSync(join(assets, file), 'utf8'))) {
        const name = nameOf(later[0]);
        if (parts.has(name)) continue;
        const all = closure(assets, later);
        parts.set(name, all);
        look(all);
      }
    }
  };
  look(entry);
  return parts;
}

/// Bytes by page: `shown` before it can be seen, `all` with what it brings besides; and everything together.
export function sizesOf(folder, { always, pages, rarely }) {
  const assets = join(folder, 'assets');
  const html = readFileSync(join(folder, 'index.html'), 'utf8');
  const named = [...html.matchAll(/assets\/([\w.-]+\.(?:js|css))/g)].map(([, name]) => name);
  const entry = closure(assets, named);
  const parts = partsOf(assets, entry);
  const page = weigh(join(folder, 'index.html'));
  const sum = (names) => [...names].reduce((total, name) => total + weigh(join(assets, name)), page);
  const filesOf = (names) => new Set([...entry, ...names.flatMap((name) => {
    if (!parts.has(name)) throw new Error(`no part ${name} in ${folder}: what a page loads has changed, say so here`);
    return [...parts.get(name)];
  })]);
  const known = new Set([...Object.values(pages).flat(2), ...always, ...rarely]);
  const unnamed = [...parts.keys()].filter((name) => !known.has(name)).map((name) => [name, [[name], []]]);
  const found = [...Object.entries(pages), ...unnamed].map(([name, [first, then]]) => [name, { shown: sum(filesOf(first)), all: sum(filesOf([...first, ...then, ...always])) }]);
  const files = readdirSync(assets).filter((name) => /\.(?:js|css)$/.test(name));
  return { pages: found, all: sum(files), style: sum(files.filter((name) => name.endsWith('.css'))) - page };
}

const kilo = (bytes) => (bytes / kB).toFixed(1);

/// Lines to print, and what is over.
export function judge(dist) {
  const lines = [];
  const over = [];
  const hold = (name, bytes, most) => {
    if (most !== undefined && bytes > most * kB) over.push(`${name}: ${kilo(bytes)} kB, at most ${most}`);
  };
  for (const [bundle, rules] of Object.entries(bundles)) {
    const { pages, all, style } = sizesOf(join(dist, bundle), rules);
    for (const [name, sizes] of pages.sort(([, a], [, b]) => b.all - a.all)) {
      hold(`${bundle}, ${name}, to be shown`, sizes.shown, rules.shown[name] ?? rules.shown['']);
      hold(`${bundle}, ${name}`, sizes.all, rules.most['']);
      const besides = sizes.all === sizes.shown ? '' : `, ${kilo(sizes.all)} with what follows`;
      lines.push(`${bundle}, ${name}: ${kilo(sizes.shown)} kB gzipped${besides}`);
    }
    hold(`${bundle}, ${together}`, all, rules.most[together]);
    lines.push(`${bundle}, ${together}: ${kilo(all)} kB, of which style sheets ${kilo(style)}`);
  }
  const worker = join(dist, 'inbox/sw.js');
  const bytes = existsSync(worker) ? weigh(worker) : 0;
  hold('service worker', bytes, workerMost);
  lines.push(`service worker: ${kilo(bytes)} kB of ${workerMost}`);
  return { lines, over };
}

if (process.argv[1] === import.meta.filename) {
  const { lines, over } = judge(process.argv[2] ?? 'dist');
  console.log(lines.join('\n'));
  if (over.length > 0) console.log(`over what they may be: ${over.join('; ')}`);
  process.exitCode = over.length > 0 ? 1 : 0;
}
