// A console tab that was open before a new release of the service: it goes on, or says what to do; nothing written is lost.
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cutLine, expectComplaint, faults, launch, signIn, World } from './support';
import { binary } from './support/relay';

const folder = mkdtempSync(join(tmpdir(), 'carerelay-console-release-'));
let world: World;
let browser: Browser;
let next: string;

/** The same program with another release of the console in it: every file of it that has a hash in its name has another one. */
function nextRelease(): string {
  const bytes = readFileSync(binary());
  const names = new Set([...bytes.toString('latin1').matchAll(/console\/assets\/([\w-]+-[\w-]{8}\.(?:js|css))/g)].map(([, name]) => name!));
  expect(names.size).toBeGreaterThan(20);
  for (const name of names) {
    const [, begin = '', hash = '', end = ''] = /^([\w-]+-)([\w-]{8})(\.\w+)$/.exec(name)!;
    const other = `${hash.slice(1)}${hash[0] === 'Q' ? 'Z' : 'Q'}`;
    const renamed = `${begin}${other}${end}`;
    for (let at = bytes.indexOf(name); at >= 0; at = bytes.indexOf(name, at + 1)) bytes.write(renamed, at, 'latin1');
  }
  const file = join(folder, 'carerelay');
  writeFileSync(file, bytes);
  chmodSync(file, 0o755);
  return file;
}

beforeAll(async () => {
  world = await World.start({ settings: { 'stream.heartbeat_ms': 2000 } });
  browser = await launch(world);
  next = nextRelease();
});
afterAll(async () => {
  await browser?.close();
  await world?.end();
  rmSync(folder, { recursive: true, force: true });
});

const missing = [cutLine, /WebSocket/, /status of 404/, /Failed to (?:load|fetch)/, /MIME type/];

/** Another release is served from now on; and the one before again at the end. */
async function released(during: () => Promise<void>): Promise<void> {
  await world.relay.stop();
  await world.relay.start(next);
  try {
    await during();
  } finally {
    await world.relay.stop();
    await world.relay.start();
  }
}

test('a page that was not opened before is shown all the same: the tab takes the new release by itself', async () => {
  const page = await signIn(browser, world, 'a-mensah');
  expectComplaint(page, ...missing);
  const script = () => page.locator('script[type="module"]').first().getAttribute('src');
  const before = await script();
  await released(async () => {
    await page.locator('a:text-is("Homes")').click();
    await page.locator('text=5 homes').waitFor();
    expect(new URL(page.url()).pathname).toBe('/console/homes');
    await expect.poll(script).not.toBe(before);
    await page.locator('a:text-is("Elm Court")').click();
    await page.locator('h1:has-text("Elm Court")').waitFor();
    expect(await faults(page)).toEqual([]);
  });
  await page.context().close();
});

test('within a page nothing is loaded anew by itself: what is written stays, and the page says what to do', async () => {
  const page = await signIn(browser, world, 'a-mensah');
  expectComplaint(page, ...missing);
  await page.goto(`${world.url}/console/write`);
  await page.locator('text=5 of 5 homes selected').waitFor();
  await page.locator('button:text-is("Email")').waitFor();
  await page.fill('#headline-0', 'Wash hands before meals');
  await released(async () => {
    await page.locator('button:text-is("Email")').click();
    const box = page.locator('.app-trouble:has-text("The service was updated")');
    await box.waitFor();
    await expect.poll(() => page.inputValue('#headline-0')).toBe('Wash hands before meals');
    // It goes on being written, and being kept.
    await page.fill('#must-0', 'Before every meal');
    await page.locator('text=Draft kept in this browser').waitFor();
    expect(await faults(page)).toEqual([]);
    await Promise.all([page.waitForEvent('load'), box.locator('button:text-is("Load the page again")').click()]);
    await page.goto(`${world.url}/console`);
    await page.locator('a:has-text("Wash hands before meals")').click();
    await page.locator('#headline-0').waitFor();
    await expect.poll(async () => [await page.inputValue('#headline-0'), await page.inputValue('#must-0')]).toEqual(['Wash hands before meals', 'Before every meal']);
    await page.locator('button:text-is("Email")').click();
    await page.locator('text=once nothing is missing in the form').waitFor();
  });
  await page.context().close();
});

test('a part that cannot be reached is no new release: it is tried again where it stands', async () => {
  const page = await signIn(browser, world, 'a-mensah');
  expectComplaint(page, ...missing);
  await page.goto(`${world.url}/console/write`);
  await page.locator('button:text-is("Email")').waitFor();
  await page.fill('#headline-0', 'Open the windows');
  await page.context().setOffline(true);
  await page.locator('button:text-is("Email")').click();
  await page.locator('text=A part of this page could not be loaded').waitFor();
  await page.context().setOffline(false);
  await page.locator('.app-trouble button:text-is("Try again")').click();
  await page.locator('text=once nothing is missing in the form').waitFor();
  expect(await page.inputValue('#headline-0')).toBe('Open the windows');
  await page.context().close();
});
