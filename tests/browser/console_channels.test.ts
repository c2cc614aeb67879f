import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectComplaint, faults, fewHomes, launch, signIn, sizes, World, type Size } from './support';

/** What a team sees of the ways beside the stream: what became of each mail, and the switch that stops them. */

let world: World;
let browser: Browser;
const addresses = ['office@elm.example', 'full@oak.example', '', 'office@willow.example', 'office@hazel.example'];

beforeAll(async () => {
  world = await World.start({ mail: true, homes: fewHomes.map((home, at) => ({ ...home, email: addresses[at]! })) });
  browser = await launch(world);
  await world.person('c-larkin', 'C Larkin', ['administrator']);
});
afterAll(async () => {
  await browser?.close();
  await world?.end();
});

test('receipts say beside each home how far mail came, count none of it as reached, and find who is missed by every way', async () => {
  await world.device('1-1000000005', { reads: true, answers: 'actioned' });
  const { id } = await world.publish({ headline: 'Stop using SureClean hand gel' });
  await world.until(id, ({ acknowledged }) => acknowledged === 1);
  while (world.mail!.taken.length < 3) await new Promise((done) => setTimeout(done, 50));
  const page = await signIn(browser, world, 'a-mensah');
  await page.goto(`${world.url}/console/messages/${id}`);
  await page.locator('h2:has-text("1 of 5")').waitFor();
  await page.locator('button:has-text("Not by any way (4)")').click();
  const row = (name: string) => page.locator(`.app-homes__row:has-text("${name}")`);
  await row('Elm Court').waitFor();
  expect(await row('Elm Court').innerText()).toMatch(/Not reached[\s\S]*Email: handed to the mail server; nothing more is known/);
  expect(await row('Oak Lodge').innerText()).toContain('Email: not delivered: the mailbox is full');
  expect(await row('Ash Grove').innerText()).toContain('Email: not sent: the register has no address');
  const ways = page.locator('table:has(caption:text-is("By other ways"))');
  expect(await ways.innerText()).toMatch(/3 homes: handed to the mail server[\s\S]*1 home: not delivered: the mailbox is full/);
  expect(await faults(page)).toEqual([]);
  const [file] = await Promise.all([page.waitForEvent('download'), page.locator('button:has-text("Download all receipts")').click()]);
  const { readFileSync } = await import('node:fs');
  const csv = readFileSync((await file.path())!, 'utf8');
  expect(csv.split('\r\n')[0]).toMatch(/Message,Email$/);
  expect(csv).toMatch(/Oak Lodge.*not delivered: the mailbox is full/);
  await page.context().close();
});

test('what was held back is shown with what was found, and goes when somebody has looked', async () => {
  const { id } = await world.publish({ headline: 'Visiting', description: 'Ask for 943 476 5919 at the desk.' });
  const before = world.mail!.taken.length;
  const page = await signIn(browser, world, 'a-mensah', { size: 'phone' });
  await page.goto(`${world.url}/console/messages/${id}`);
  await page.locator('h2:has-text("Held back for 4 homes")').waitFor();
  expect(await page.locator('main li:has-text("NHS")').first().innerText()).toMatch(/NHS number/i);
  expect(await faults(page)).toEqual([]);
  await page.locator('button:has-text("I have looked: let it go")').click();
  await page.locator('h2:has-text("Held back")').waitFor({ state: 'detached' });
  while (world.mail!.taken.length === before) await new Promise((done) => setTimeout(done, 50));
  await page.context().close();
});

test.each(Object.keys(sizes) as Size[])('the page of channels has nothing that axe, the policy or a narrow window object to (%s)', async (size) => {
  const page = await signIn(browser, world, 'c-larkin', { size });
  await page.goto(`${world.url}/console/channels`);
  await page.locator('.nhsuk-tag:text-is("Running")').waitFor();
  expect(await faults(page)).toEqual([]);
  await page.context().close();
});

test('an administrator stops a channel and starts it again; what waits is kept', async () => {
  const page = await signIn(browser, world, 'c-larkin');
  page.on('dialog', (dialog) => void dialog.accept());
  await page.locator('a:text-is("Channels")').click();
  await page.locator('button[aria-label="Stop: Email"]').click();
  await page.locator('.nhsuk-tag:text-is("Stopped by a person")').waitFor();
  expect(await faults(page)).toEqual([]);
  const before = world.mail!.taken.length;
  await world.publish({ headline: 'Ventilate rooms', audience: { homes: ['1-1000000001'] } });
  await page.reload();
  await page.locator('.nhsuk-summary-list__row:has-text("Waiting"):has-text("1")').first().waitFor();
  expect(world.mail!.taken.length).toBe(before);
  await page.locator('button[aria-label="Start: Email"]').click();
  await page.locator('.nhsuk-tag:text-is("Running")').waitFor();
  while (world.mail!.taken.length === before) await new Promise((done) => setTimeout(done, 50));
  await page.context().close();
});

test('a channel whose password is refused says that it is paused, and why', async () => {
  world.mail!.locked = true;
  await world.relay.stop();
  await world.relay.start();
  await world.publish({ headline: 'Wash hands', audience: { homes: ['1-1000000001'] } });
  const page = await signIn(browser, world, 'c-larkin');
  expectComplaint(page, /WebSocket/);
  await page.goto(`${world.url}/console/channels`);
  await page.locator('.nhsuk-tag:text-is("Paused by the service")').waitFor({ timeout: 25_000 });
  expect(await page.locator('.app-card, .nhsuk-card').first().innerText()).toContain('refused the password');
  expect(await faults(page)).toEqual([]);
  world.mail!.locked = false;
  await page.locator('button[aria-label="Try now: Email"]').click();
  await page.locator('.nhsuk-tag:text-is("Running")').waitFor({ timeout: 25_000 });
  await page.context().close();
});
