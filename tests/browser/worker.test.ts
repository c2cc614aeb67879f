// The service worker: the inbox opens without a network, a new release is offered while a tab is open, alerts are shown and
// say nothing.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cutLine, expectComplaint, launch, newContext, open, World } from './support';
import { binary } from './support/relay';

const home = '1-1000000001';
const folder = mkdtempSync(join(tmpdir(), 'carerelay-release-'));
let world: World;
let browser: Browser;

beforeAll(async () => {
  world = await World.start({ settings: { 'stream.heartbeat_ms': 2000 } });
  browser = await launch(world);
});
afterAll(async () => {
  await browser?.close();
  await world?.end();
  rmSync(folder, { recursive: true, force: true });
});

/** A device set up through its link, with its service worker at work. */
async function setUp(context: BrowserContext): Promise<Page> {
  const page = await open(browser, `${world.url}/#enrol=${await world.code(home)}`, { context });
  expectComplaint(page, cutLine, /WebSocket connection to/, /ERR_/, /Failed to (?:load|update|fetch)/);
  await page.getByLabel('A name for this device').fill('Office tablet');
  await page.getByRole('button', { name: 'Set up this device' }).click();
  await page.waitForURL(`${world.url}/welcome`);
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    while (!navigator.serviceWorker.controller) await new Promise((done) => setTimeout(done, 20));
  });
  await page.goto(world.url);
  return page;
}

/** The same program with another release of the pages in it: their hash, in the worker's text, is another one. */
async function nextRelease(): Promise<string> {
  const { text } = await world.relay.call('GET', '/sw.js');
  const release = /"([0-9a-f]{16})"/.exec(text)?.[1] ?? '';
  expect(release).not.toBe('');
  const bytes = readFileSync(binary());
  const next = [...release].reverse().join('') === release ? '0'.repeat(16) : [...release].reverse().join('');
  let changed = 0;
  for (let at = bytes.indexOf(release); at >= 0; at = bytes.indexOf(release, at + 1)) changed += bytes.write(next, at, 'latin1');
  expect(changed).toBeGreaterThan(0);
  const file = join(folder, 'carerelay');
  writeFileSync(file, bytes);
  chmodSync(file, 0o755);
  execFileSync(file, ['--version']);
  return file;
}

const releases = (page: Page): Promise<string[]> => page.evaluate(() => caches.keys());
const publish = (headline: string): Promise<{ id: string }> => world.publish({ headline, audience: { homes: [home] } });

/** What is kept of acts, by how far they are. */
const acts = (page: Page): Promise<string[]> =>
  page.evaluate(async () => {
    const db = await new Promise<IDBDatabase>((done) => { const asked = indexedDB.open('carerelay'); asked.onsuccess = () => done(asked.result); });
    const rows = await new Promise<{ is: string }[]>((done) => { const asked = db.transaction('acts').objectStore('acts').getAll(); asked.onsuccess = () => done(asked.result); });
    db.close();
    return rows.map((row) => row.is);
  });

test('the inbox opens without a network, every page of it, with what this device has', async () => {
  const context = await newContext(browser);
  const page = await setUp(context);
  await publish('Stop using SureClean hand gel');
  await page.getByText('Stop using SureClean hand gel').first().waitFor();
  await world.relay.stop();
  await page.reload();
  await page.getByText('Stop using SureClean hand gel').first().waitFor();
  for (const path of ['/guidance', '/results', '/helpline', '/record', '/devices', '/duty']) {
    await page.goto(world.url + path);
    await page.locator('h1').waitFor();
    expect(await page.locator('h1').textContent(), path).not.toMatch(/not (?:here|found)|problem/i);
  }
  await world.relay.start();
  await publish('Back again');
  await page.goto(world.url);
  await page.getByText('Back again').first().waitFor();
  await context.close();
});

test('a new release is offered in the tab that is open; what waits to be sent is kept and sent', async () => {
  const context = await newContext(browser);
  const page = await setUp(context);
  const { id } = await publish('Before the update');
  await page.getByRole('link', { name: /Before the update/ }).first().waitFor();
  const [before] = await releases(page);
  const file = await nextRelease();
  await world.relay.stop();
  // Seen while nobody can hear of it.
  await page.goto(`${world.url}/messages/${id}`);
  await page.locator('h1').waitFor();
  await expect.poll(() => acts(page)).not.toEqual([]);
  await world.relay.start(file);
  await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update());
  const button = page.getByRole('button', { name: /Update now/ });
  await button.waitFor();
  expect((await releases(page)).length).toBe(2);
  await Promise.all([page.waitForEvent('load'), button.click()]);
  await page.locator('h1').waitFor();
  await expect.poll(() => page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.waiting === null)).toBe(true);
  const after = await releases(page);
  expect(after.some((one) => one !== before)).toBe(true);
  await world.until(id, ({ read }) => read === 1);
  await expect.poll(() => acts(page)).toEqual(['recorded']);
  await button.waitFor({ state: 'detached' });
  await context.close();
  await world.relay.stop();
  await world.relay.start();
});

const heard = (page: Page): Promise<{ kind: string }[]> => page.evaluate(() => (window as unknown as { heard: { kind: string }[] }).heard);

test('an alert says that there is a message, and nothing of it', async () => {
  const context = await newContext(browser);
  await context.grantPermissions(['notifications'], { origin: world.url });
  const page = await setUp(context);
  const session = await context.newCDPSession(page);
  const registered = new Promise<string>((done) => {
    session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      if (registrations[0]) done(registrations[0].registrationId);
    });
  });
  await session.send('ServiceWorker.enable');
  const registration = await registered;
  await page.evaluate(() => {
    const heard: unknown[] = ((window as unknown as { heard: unknown[] }).heard = []);
    navigator.serviceWorker.addEventListener('message', ({ data }) => heard.push(data));
  });
  await session.send('ServiceWorker.deliverPushMessage', { origin: world.url, registrationId: registration, data: JSON.stringify({ kind: 'message', id: 'x' }) });
  await expect.poll(() => heard(page)).toEqual([{ say: 'shown', kind: 'message' }]);
  const notes = (): Promise<string[]> => page.evaluate(async () => {
    const list = await (await navigator.serviceWorker.getRegistration())?.getNotifications();
    return (list ?? []).map(({ title, body }) => `${title} ${body}`);
  });
  expect(await notes()).toEqual(['New message for your care home Open your inbox to read it.']);
  for (const data of ['', 'no json', JSON.stringify({ kind: 'message', title: 'Resident R-17' })]) {
    await session.send('ServiceWorker.deliverPushMessage', { origin: world.url, registrationId: registration, data });
  }
  await session.send('ServiceWorker.deliverPushMessage', { origin: world.url, registrationId: registration, data: JSON.stringify({ kind: 'test' }) });
  await expect.poll(async () => (await heard(page)).map(({ kind }) => kind).sort()).toEqual(['message', 'message', 'message', 'message', 'test']);
  expect((await notes()).sort()).toEqual(['New message for your care home Open your inbox to read it.', 'Test alert Alerts work on this device.']);
  await context.close();
});
