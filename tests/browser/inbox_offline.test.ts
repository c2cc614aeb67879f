// A home with poor Wi-Fi: nothing is lost, nothing is said twice, and no page says more than is known.
import { copyFileSync, mkdtempSync, readFileSync, writeFileSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cutLine, expectComplaint, launch, newContext, setOffline, World } from './support';
import { at, enrolled, gel, morning, settings } from './support/inbox';

let world: World;
let browser: Browser;
let ids: Awaited<ReturnType<typeof morning>>;
beforeAll(async () => {
  world = await World.start({ settings });
  browser = await launch(world);
  ids = await morning(world);
});
afterAll(async () => {
  await browser?.close();
  await world?.end();
});

const saved = 'You replied “Done”. Saved on this device. Will be sent when you are connected.';

async function reply(page: Page, note: string): Promise<void> {
  await page.getByLabel('We have done this').check({ force: true });
  await page.getByLabel('Anything to add? (optional)').fill(note);
  await page.getByLabel('Your role').selectOption('Manager');
  await page.getByRole('button', { name: 'Send reply' }).click();
}

async function answersOf(home: string): Promise<string> {
  const page = await world.expect<{ receipts: { home: string }[] }>(200, 'GET', `/v1/messages/${ids.gel}/receipts`);
  return JSON.stringify(page.receipts.find((one) => one.home === home));
}

/** The service worker has everything: from now on the page opens without a line. */
const kept = (page: Page) => page.evaluate(async () => void (await navigator.serviceWorker.ready));

test('without a line the home reads, replies and reloads; the reply is sent once when the line is back', async () => {
  const home = '1-1000000001';
  const context = await newContext(browser, { size: 'phone' });
  const page = await enrolled(browser, world, home, { context });
  await kept(page);
  await page.reload();
  await page.getByText('Connected. Up to date').waitFor();
  expectComplaint(page, cutLine, /WebSocket/);
  await setOffline(context, true);
  await page.getByText('No internet connection.').waitFor();
  await page.getByRole('button', { name: /Read and reply/ }).click();
  await reply(page, 'Bagged while the Wi-Fi was down');
  await page.getByText(saved).waitFor();
  await page.getByText('1 reply saved on this device. Will be sent when you are connected.').waitFor();
  expect(await answersOf(home)).not.toContain('Bagged');

  await page.reload();
  await page.getByText(saved).waitFor();
  for (const path of ['/guidance', '/helpline', '/results', '/record', '/devices', '/duty', '/about', `/messages/${ids.gel}/poster`]) {
    await at(page, path);
    expect(await page.locator('h1').innerText()).not.toContain('could not be loaded');
  }

  await setOffline(context, false);
  await page.getByText('Connected. Up to date').waitFor();
  await at(page, `/messages/${ids.gel}`);
  await page.getByText('Your reply is recorded').waitFor();
  expect((await answersOf(home)).match(/Bagged while the Wi-Fi was down/g)).toHaveLength(1);
  await context.close();
});

test('the relay goes away and comes back: what was sent meanwhile arrives once', async () => {
  const context = await newContext(browser);
  const page = await enrolled(browser, world, '1-1000000002', { context });
  await kept(page);
  expectComplaint(page, cutLine, /WebSocket/, /status of 5\d\d/);
  await world.relay.stop();
  await page.getByText(/Not connected|Connecting/).first().waitFor();
  await page.getByRole('link', { name: 'Stop using SureClean' }).click();
  await reply(page, 'While the relay was away');
  await page.getByText(saved).waitFor();
  await world.relay.start();
  await world.publish({ ...gel, topic: 'meanwhile', issuer_reference: 'NEL-2026-030', info: [{ language: 'en-GB', headline: 'Sent while you were away' }] });
  // A relay that goes down politely asks homes to spread their return over a minute; nobody has to wait for that.
  await page.getByRole('button', { name: 'Try now' }).click();
  await page.getByText('Your reply is recorded').waitFor();
  await at(page, '/');
  await page.getByRole('link', { name: 'Sent while you were away' }).waitFor();
  expect(await page.getByRole('link', { name: 'Sent while you were away' }).count()).toBe(1);
  expect((await answersOf('1-1000000002')).match(/While the relay was away/g)).toHaveLength(1);
  await context.close();
});

test('a removed device says so, and keeps what it has', async () => {
  const context = await newContext(browser, { size: 'phone' });
  const page = await enrolled(browser, world, '1-1000000003', { context });
  expectComplaint(page, cutLine, /WebSocket/, /status of 4\d\d/);
  const home = await world.expect<{ devices: { id: string }[] }>(200, 'GET', '/v1/homes/1-1000000003');
  await world.expect(204, 'DELETE', `/v1/homes/1-1000000003/devices/${home.devices[0]!.id}`);
  await page.getByRole('heading', { name: 'This device has been removed' }).waitFor();
  await page.getByRole('link', { name: 'Stop using SureClean' }).waitFor();
  await page.getByRole('link', { name: 'Set up this device again' }).click();
  await page.getByRole('heading', { level: 1, name: 'Set up this device' }).waitFor();
  await context.close();
});

test('a suspended home is told to ring', async () => {
  const context = await newContext(browser, { size: 'phone' });
  const page = await enrolled(browser, world, '1-1000000004', { context });
  expectComplaint(page, cutLine, /WebSocket/, /status of 4\d\d/);
  await world.expect(200, 'PUT', '/v1/homes/1-1000000004/suspension', { body: { reason: 'closed for works' } }).catch(() => world.expect(204, 'PUT', '/v1/homes/1-1000000004/suspension', { body: '' }));
  await page.getByRole('heading', { name: 'Messages to your home have been stopped' }).waitFor();
  await page.getByRole('link', { name: 'See the helpline number' }).click();
  await page.getByText('020 7946 0123').first().waitFor();
  await context.close();
});

/** The program as it would be with other pages in it: the service worker's release, of the same length, is another. */
function nextRelease(program: string): string {
  const bytes = readFileSync(program);
  const found = /`inbox-`|"inbox-"|'inbox-'/.exec(bytes.toString('latin1'));
  const near = bytes.toString('latin1', (found?.index ?? 0) - 4000, (found?.index ?? 0) + 4000);
  const release = /["'`]([0-9a-f]{16})["'`]/.exec(near)?.[1];
  if (!release) throw new Error('no release in the program');
  const other = release.replace(/./g, (digit) => ((Number.parseInt(digit, 16) + 1) % 16).toString(16));
  const text = bytes.toString('latin1').replaceAll(release, other);
  const path = join(mkdtempSync(join(tmpdir(), 'carerelay-release-')), 'carerelay');
  copyFileSync(program, path);
  writeFileSync(path, Buffer.from(text, 'latin1'));
  chmodSync(path, 0o755);
  return path;
}

test('a new release while a tab is open: it is offered, and a queued reply outlives it', async () => {
  const context = await newContext(browser);
  const page = await enrolled(browser, world, '1-1000000005', { context });
  await kept(page);
  await page.reload();
  await page.getByText('Connected. Up to date').waitFor();
  expectComplaint(page, cutLine, /WebSocket/, /status of 5\d\d/);
  await world.relay.stop();
  await page.getByRole('link', { name: 'Stop using SureClean' }).click();
  await reply(page, 'Before the new release');
  await page.getByText(saved).waitFor();
  (world.relay as { program: string }).program = nextRelease(world.relay.program);
  await world.relay.start();
  // A browser looks for a new release when a page is opened, and the page asks it to when the line is back.
  await page.evaluate(async () => void (await (await navigator.serviceWorker.ready).update()));
  await page.getByRole('heading', { name: 'A new version of this service is ready' }).waitFor();
  await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: 'Update now' }).click()]);
  await page.getByText('Your reply is recorded').waitFor();
  await page.getByRole('heading', { name: 'A new version of this service is ready' }).waitFor({ state: 'detached' });
  await context.close();
});
