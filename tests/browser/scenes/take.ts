// ./dev screenshots: every scene at phone and desktop size into docs/screens, with a page that shows them all.
import { mkdirSync, readdirSync, readFileSync, writeFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { complaintsOf, launch, listen, newContext, root, World, type Size, type WorldOptions } from '../support';
import type { Scene, Stage } from './scene';

const folder = join(root, 'docs/screens');
const only = process.env['WEB_SCENES'] ?? '';
mkdirSync(folder, { recursive: true });
let contexts: Map<string, BrowserContext>;
let world: World;
let browser: Browser;

function stage(size: Size, notes: Map<string, string>): Stage {
  return {
    world,
    browser,
    size,
    notes,
    context: async (name) => {
      const key = `${name}-${size}`;
      const known = contexts.get(key);
      if (known) return known;
      const made = await newContext(browser, { size, scale: size === 'desktop' ? 1 : 2, reducedMotion: true, touch: size !== 'desktop' });
      contexts.set(key, made);
      return made;
    },
  };
}

/** Nothing moves, and what was asked for is here. */
async function still(page: Page): Promise<void> {
  await page.waitForLoadState('load');
  await page.waitForFunction(() => !/Opening (?:the page|your messages)/.test(document.body.innerText));
  await page.evaluate(() => document.fonts.ready);
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  await page.evaluate(() => {
    (document.activeElement as HTMLElement | null)?.blur?.();
    scrollTo(0, 0); // what sticks to the window stands where it begins
  });
}

async function take(scene: Scene, size: Size, notes: Map<string, string>): Promise<void> {
  const page = await scene.show(stage(size, notes));
  listen(page);
  await still(page);
  if (scene.paper) await page.emulateMedia({ media: 'print' });
  const path = join(folder, `${scene.name}-${size}.png`);
  if (scene.clip) await page.locator(scene.clip).first().screenshot({ path, animations: 'disabled' });
  else await page.screenshot({ path, fullPage: true, animations: 'disabled' });
  const said = complaintsOf(page);
  if (said.length > 0) console.warn(`${scene.name} (${size}): ${said.join('; ')}`);
  await page.close();
}

const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.scenes.ts')).sort();
const modules: { scenes: Scene[]; options?: WorldOptions }[] = await Promise.all(files.map((name) => import(/* @vite-ignore */ `./${name}`)));
const scenes = modules.flatMap((module) => module.scenes);

// Each file has a world of its own: what the console's scenes sent would stand in the inbox's pictures.
describe.each(modules.map((module, at) => ({ file: files[at], module })))('$file', ({ module }) => {
  const notes = new Map<string, string>();
  const wanted = module.scenes.some((scene) => scene.name.includes(only));
  beforeAll(async () => {
    if (!wanted) return;
    contexts = new Map();
    world = await World.start({ homes: 'demo', ...module.options, settings: { 'approval.all_homes_from': 1000, ...module.options?.settings } });
    browser = await launch(world);
  });
  afterAll(async () => {
    if (!wanted) return;
    await browser.close();
    await world.end();
  });
  for (const scene of module.scenes)
    for (const size of scene.sizes ?? (['desktop', 'phone'] as const))
      test.skipIf(!scene.name.includes(only))(`${scene.name}, ${size}`, () => take(scene, size, notes));
});

test('the page that shows them all', () => {
  const lines = scenes.flatMap((scene) => {
    const pictures = (scene.sizes ?? (['desktop', 'phone'] as const)).map((size) => `${scene.name}-${size}.png`).filter((name) => existsSync(join(folder, name)));
    if (pictures.length === 0) return [];
    const tags = pictures.map((name) => `<img src="${name}" alt="" width="${name.endsWith('-desktop.png') ? 560 : 200}">`);
    return `## ${scene.caption}\n\n${tags.join(' ')}\n`;
  });
  const text = `# The pages\n\nMade by \`./dev screenshots\` from a running relay with the demo's homes; desktop 1280 px wide, phone 360.\n\n${lines.join('\n')}`;
  const file = join(folder, 'README.md');
  if (!existsSync(file) || readFileSync(file, 'utf8') !== text) writeFileSync(file, text);
});
