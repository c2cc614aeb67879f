// Builds the pages into a temporary folder and compares them with the committed ones, byte for byte; then judges their sizes.
// Without committed pages the two builds are compared with each other. Exit 1: they differ, or are too large.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { judge } from './sizes.mjs';

const web = fileURLToPath(new URL('..', import.meta.url));
const temp = mkdtempSync(join(tmpdir(), 'carerelay-web-'));
const committed = join(web, 'dist');

const build = (name) => {
  execFileSync(process.execPath, [join(web, 'build/build.mjs'), '--out', join(temp, name)], { cwd: web, stdio: 'inherit', env: { ...process.env, WEB_LOG: 'error' } });
  return join(temp, name);
};

const files = (folder, at = folder) =>
  readdirSync(at).flatMap((name) => (statSync(join(at, name)).isDirectory() ? files(folder, join(at, name)) : [relative(folder, join(at, name))]));

function differences(left, right) {
  const names = [...new Set([...files(left), ...files(right)])].sort();
  return names.filter((name) => !existsSync(join(left, name)) || !existsSync(join(right, name)) || !readFileSync(join(left, name)).equals(readFileSync(join(right, name))));
}

try {
  const built = build('one');
  const tracked = execFileSync('git', ['ls-files', 'dist'], { cwd: web, encoding: 'utf8' }).trim() !== '';
  const other = tracked ? committed : build('two');
  const changed = differences(other, built);
  const { lines, over } = judge(built);
  console.log(lines.join('\n'));
  if (changed.length > 0) console.log(`${tracked ? 'relay/web/dist is not what the sources build: run ./dev web and commit it' : 'two builds of the same sources differ'}\n  ${changed.join('\n  ')}`);
  if (over.length > 0) console.log(`over the budget: ${over.join('; ')}`);
  process.exitCode = changed.length + over.length > 0 ? 1 : 0;
} finally {
  rmSync(temp, { recursive: true, force: true });
}
