// What a person has begun to write in a home's pages, and what this device keeps: neither is lost without a word.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cutLine, expectComplaint, faults, launch, newContext, open, setOffline, World } from './support';
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

const note = (page: Page) => page.getByLabel('Anything to add? (optional)');
const holds = (page: Page, text: string) => expect.poll(() => note(page).inputValue()).toBe(text);
/** What is on the disk: a closed window and a killed browser leave that. */
const draftsOf = (page: Page) =>
  page.evaluate(
    () =>
      new Promise<string>((done, failed) => {
        const asked = indexedDB.open('carerelay');
        asked.onerror = () => failed(asked.error);
        asked.onsuccess = () => {
          const got = asked.result.transaction('named').objectStore('named').get('drafts');
          got.onsuccess = () => {
            asked.result.close();
            done(JSON.stringify(got.result ?? {}));
          };
        };
      }),
  );
const isKept = (page: Page, text: string) => expect.poll(() => draftsOf(page)).toContain(`"${text}"`);

test('a reply that was begun outlives a link, Back, a reload, a lost line and a closed tab', async () => {
  const context = await newContext(browser, { size: 'phone' });
  let page = await enrolled(browser, world, '1-1000000001', { context });
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  await at(page, `/messages/${ids.gel}`);
  await page.getByLabel('We need help').check({ force: true });
  await note(page).fill('No gel left on');
  await page.getByRole('link', { name: 'Guidance', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: 'Guidance in force' }).waitFor();
  await page.goBack();
  await holds(page, 'No gel left on');
  await note(page).fill('No gel left on the');
  await isKept(page, 'No gel left on the');
  await page.reload();
  await holds(page, 'No gel left on the');
  expectComplaint(page, cutLine, /WebSocket/);
  await setOffline(context, true);
  await page.getByText('No internet connection.').waitFor();
  await note(page).fill('No gel left on the ground floor');
  await isKept(page, 'No gel left on the ground floor');
  await page.close();
  await setOffline(context, false);
  page = await context.newPage();
  await page.goto(`${world.url}/messages/${ids.gel}`);
  await holds(page, 'No gel left on the ground floor');
  expect(await page.getByLabel('We need help').isChecked()).toBe(true);
  await page.getByLabel('Your role').selectOption('Nurse');
  await page.getByRole('button', { name: 'Send reply' }).click();
  await page.getByText('Your reply is recorded').waitFor();
  await page.getByText('No gel left on the ground floor').waitFor();
  await page.reload();
  await page.getByText('Your reply is recorded').waitFor();
  expect(await note(page).count()).toBe(0);
  await context.close();
});

test('a message that is replaced while somebody replies: what they wrote goes on in the newest version', async () => {
  const context = await newContext(browser, { size: 'phone' });
  const page = await enrolled(browser, world, '1-1000000002', { context });
  const old = await world.publish({ ...gel, topic: 'gloves', info: [{ language: 'en-GB', headline: 'Do not use gloves of lot 17' }] });
  await page.getByRole('link', { name: 'Do not use gloves of lot 17' }).click();
  await page.getByLabel('We have done this').check({ force: true });
  await note(page).fill('Three boxes in the cellar');
  await world.publish({ ...gel, topic: 'gloves', msg_type: 'update', references: [old.id], change_note: 'Lot 18 too.', info: [{ language: 'en-GB', headline: 'Do not use gloves of lots 17 and 18' }] });
  await page.getByText('What you wrote is kept').waitFor();
  expect(await faults(page)).toEqual([]);
  await page.getByRole('link', { name: 'go on with it in the newest version' }).click();
  await page.getByRole('heading', { level: 1, name: 'Do not use gloves of lots 17 and 18' }).waitFor();
  await holds(page, 'Three boxes in the cellar');
  await page.getByText('You began this reply to the version before this one').waitFor();
  await page.getByLabel('Your role').selectOption('Nurse');
  await page.getByRole('button', { name: 'Send reply' }).click();
  await page.getByText('Your reply is recorded').waitFor();
  await context.close();
});

test('what is kept is cleared under the page: it says so, calls nothing saved, and begins anew when it is opened again', async () => {
  const context = await newContext(browser, { size: 'phone' });
  const page = await enrolled(browser, world, '1-1000000003', { context });
  await at(page, `/messages/${ids.gel}`);
  const other = await open(browser, `${world.url}/about`, { context });
  await other.evaluate(
    () =>
      new Promise<void>((done, failed) => {
        const asked = indexedDB.deleteDatabase('carerelay');
        asked.onsuccess = () => done();
        asked.onerror = () => failed(asked.error);
      }),
  );
  await page.getByRole('heading', { name: 'This page can no longer save anything' }).waitFor();
  await page.getByText('This device gets no new messages.').waitFor();
  await page.getByLabel('We have done this').check({ force: true });
  await page.getByLabel('Your role').selectOption('Nurse');
  await page.getByRole('button', { name: 'Send reply' }).click();
  await page.getByText('It could not be saved.').first().waitFor();
  expect(await page.getByText('Saved on this device').count()).toBe(0);
  expect(await faults(page)).toEqual([]);
  await other.close();
  await page.getByRole('button', { name: 'Open it again' }).click();
  await page.getByRole('heading', { level: 1, name: 'Set up this device' }).waitFor();
  await context.close();
});

test('a name that was half given is not left without a question, by a link or by loading anew', async () => {
  const context = await newContext(browser, { size: 'phone' });
  const page = await enrolled(browser, world, '1-1000000004', { context });
  await at(page, '/devices');
  await page.getByRole('button', { name: /^Rename/ }).first().click();
  const field = page.getByLabel('New name');
  await field.fill('Kitchen tab');
  const asked: string[] = [];
  let stays = true;
  page.on('dialog', (dialog) => {
    asked.push(dialog.type());
    void (stays ? dialog.dismiss() : dialog.accept());
  });
  await page.getByRole('link', { name: 'Guidance', exact: true }).click();
  await expect.poll(() => asked).toEqual(['confirm']);
  expect(await field.inputValue()).toBe('Kitchen tab');
  await page.evaluate(() => void setTimeout(() => location.reload()));
  await expect.poll(() => asked).toEqual(['confirm', 'beforeunload']);
  expect(await field.inputValue()).toBe('Kitchen tab');
  stays = false;
  await page.getByRole('link', { name: 'Guidance', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: 'Guidance in force' }).waitFor();
  await context.close();
});
