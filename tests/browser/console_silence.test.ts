import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { doubleText, expectComplaint, faults, fewHomes, launch, patience, sideways, signIn, sizes, World, type Size } from './support';

/** Homes that stay silent: what was tried, whom to ring, what came of the call. The relay's clocks are short, nobody's patience is. */

let world: World;
let browser: Browser;
let message: string;
const addresses = ['office@elm.example', 'office@oak.example', '', 'office@willow.example', ''];

/** What the relay says, asked until it is so. */
async function until<T>(ask: () => Promise<T>, isSo: (found: T) => boolean): Promise<T> {
  for (const end = Date.now() + patience.step; ; ) {
    const found = await ask();
    if (isSo(found)) return found;
    if (Date.now() > end) throw new Error(`stays ${JSON.stringify(found)}`);
    await new Promise((done) => setTimeout(done, 100));
  }
}
const listed = (id: string): Promise<{ calls: { home: string; calls: { words: string; note?: string; will_act_by?: string }[] }[] }> => world.expect(200, 'GET', `/v1/messages/${id}/call-list`);
const card = (page: Page, name: string) => page.locator(`.app-card:has(h2:has-text("${name}"))`);

beforeAll(async () => {
  world = await World.start({
    mail: true,
    homes: fewHomes.map((home, at) => ({ ...home, email: addresses[at]! })),
    settings: { 'escalation.expected_seconds': 1, 'escalation.next_percent': 100, 'escalation.steps': 'stream,email,deputy,call_list', 'stream.heartbeat_ms': 2000 },
  });
  browser = await launch(world);
  await world.person('c-larkin', 'C Larkin', ['publisher', 'approver', 'auditor', 'administrator']);
  await world.expect(200, 'PUT', '/v1/homes/1-1000000001/contacts', {
    body: { contacts: [{ role: 'manager', email: 'manager@elm.example', telephone: '07700 900101' }, { role: 'deputy', label: 'Deputy, nights', email: 'deputy@elm.example', telephone: '07700 900102' }] },
  });
  message = (await world.publish({ headline: 'Stop using SureClean hand gel' })).id;
  await until(() => listed(message), ({ calls }) => calls.length === 5);
});
afterAll(async () => {
  await browser?.close();
  await world?.end();
});

test('the page of a message says what was tried at whom, and leads to whom to ring', async () => {
  const page = await signIn(browser, world, 'a-mensah');
  await page.goto(`${world.url}/console/messages/${message}`);
  await page.locator('h2:text-is("Homes that stay silent")').waitFor();
  await page.locator('.app-figure:has-text("To be rung"):has-text("5")').waitFor();
  const row = page.locator('section:has(#silence) tr:has-text("Elm Court")');
  // "Yesterday" just after midnight.
  await expect.poll(() => row.innerText()).toMatch(/Email to the manager, \w+day[\s\S]*Email to the deputy, the second one, \w+day[\s\S]*Put on the call list, \w+day/);
  await expect.poll(() => page.locator('section:has(#silence) tr:has-text("Ash Grove")').innerText()).toMatch(/The second contact: not tried, no second contact is known/);
  expect(await faults(page)).toEqual([]);
  await page.locator('a:has-text("Go to the call list of this message")').click();
  await page.locator('h1:has-text("Call list")').waitFor();
  await card(page, 'Elm Court').waitFor();
  await expect.poll(() => card(page, 'Elm Court').locator('a[href^="tel:"]').evaluateAll((all) => all.map((one) => one.getAttribute('href')))).toEqual([
    'tel:+442079460101', 'tel:+447700900101', 'tel:+447700900102',
  ]);
  await expect.poll(() => card(page, 'Elm Court').innerText()).toMatch(/Not rung yet[\s\S]*Hackney[\s\S]*Deputy, nights[\s\S]*Not reached after/);
  await page.context().close();
});

describe.each(Object.keys(sizes) as Size[])('at the size of a %s', (size) => {
  test('the call list, with a form open on it, has nothing that axe, the policy or a narrow window object to', async () => {
    const page = await signIn(browser, world, 'a-mensah', { size });
    await page.goto(`${world.url}/console/calls`);
    await card(page, 'Elm Court').waitFor();
    await page.locator('button[aria-label="Record a call: Elm Court"]').click();
    await page.locator('label:text-is("I spoke to somebody: they will act by a time")').click();
    await page.locator('button:has-text("Save this call")').click();
    await page.locator('.nhsuk-error-summary').waitFor();
    expect(await faults(page)).toEqual([]);
    if (size === 'desktop') {
      await doubleText(page);
      expect(await sideways(page)).toEqual([]);
    }
    await page.context().close();
  });
});

test('a call is written down by keyboard, is the word of whoever rang, and takes no home off the list', async () => {
  const page = await signIn(browser, world, 'b-okafor');
  await page.locator('a:text-is("Call list")').click();
  const record = page.locator('button[aria-label="Record a call: Oak Lodge"]');
  await record.focus();
  await page.keyboard.press('Enter');
  const form = card(page, 'Oak Lodge').locator('form');
  // The focus goes into the form.
  await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toMatch(/-outcome$/);
  await form.locator('button:has-text("Save this call")').press('Enter');
  await form.locator('.nhsuk-error-summary a:has-text("Choose what came of the call")').waitFor();
  await form.locator('input[value="will_act"]').press('Space');
  await form.locator('label:text-is("Tomorrow")').click();
  await form.getByLabel('By what time?').fill('5pm');
  await form.getByLabel('Whom did you speak to').fill('the nurse in charge');
  await form.getByLabel('Note').fill('They have new gel.');
  await form.locator('button:has-text("Save this call")').press('Enter');
  await card(page, 'Oak Lodge').locator('.nhsuk-tag:has-text("Will act by tomorrow 5pm")').waitFor();
  await card(page, 'Oak Lodge').locator('text=The call is noted').waitFor();
  await expect.poll(() => card(page, 'Oak Lodge').innerText()).toMatch(/spoke to the nurse in charge: they will act by .*\(reported by B Okafor\)[\s\S]*They have new gel/);
  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Record a call: Oak Lodge');
  const { calls } = await listed(message);
  expect(calls).toHaveLength(5);
  expect(calls.find((one) => one.home === '1-1000000002')!.calls).toHaveLength(1);
  expect((await world.expect(200, 'GET', `/v1/messages/${message}/coverage`)).acknowledged).toBe(0);
  await page.locator('button:has-text("Spoken to (1)")').click();
  await card(page, 'Elm Court').waitFor({ state: 'detached' });
  expect(await faults(page)).toEqual([]);
  const [file] = await Promise.all([page.waitForEvent('download'), page.locator('a:has-text("Download the call list")').click()]);
  const { readFileSync } = await import('node:fs');
  expect(readFileSync((await file.path())!, 'utf8')).toMatch(/Oak Lodge.*spoke to the nurse in charge.*reported by B Okafor/);
  await page.context().close();
});

test('a home leaves the list by itself when it has answered, and what is being written about it stays', async () => {
  const page = await signIn(browser, world, 'a-mensah');
  await page.goto(`${world.url}/console/messages/${message}/calls`);
  await card(page, 'Willow Bank').waitFor();
  await page.locator('button[aria-label="Record a call: Willow Bank"]').click();
  await card(page, 'Willow Bank').getByLabel('Note').fill('They are looking for the tablet.');
  await world.device('1-1000000004', { reads: true, answers: 'actioned', name: 'Sam', role: 'nurse' });
  await world.device('1-1000000005', { reads: true, answers: 'actioned' });
  await card(page, 'Hazel Green').waitFor({ state: 'detached' });
  await card(page, 'Willow Bank').locator('.nhsuk-tag:has-text("Not on the list any more")').waitFor();
  expect(await card(page, 'Willow Bank').getByLabel('Note').inputValue()).toBe('They are looking for the tablet.');
  await card(page, 'Willow Bank').locator('label:text-is("I spoke to somebody")').click();
  await card(page, 'Willow Bank').locator('button:has-text("Save this call")').click();
  await card(page, 'Willow Bank').waitFor({ state: 'detached' });
  await page.locator('button:has-text("All (3)")').waitFor();
  await page.goto(`${world.url}/console/messages/${message}`);
  await page.locator('section:has(#silence) tr:has-text("Willow Bank"):has-text("Answered")').waitFor();
  await page.context().close();
});

test('one call about two messages is noted for both', async () => {
  const second = await world.publish({ headline: 'Ventilate rooms', audience: { homes: ['1-1000000003'] } });
  await until(() => listed(second.id), ({ calls }) => calls.length === 1);
  const page = await signIn(browser, world, 'a-mensah', { size: 'phone' });
  await page.goto(`${world.url}/console/calls`);
  const home = card(page, 'Ash Grove');
  await home.locator('a:has-text("Ventilate rooms")').waitFor();
  await home.locator('button:has-text("Record a call")').click();
  await home.locator('label:text-is("Nobody answered")').click();
  await expect.poll(() => home.locator('fieldset:has-text("Which messages") input').count()).toBe(2);
  await home.locator('button:has-text("Save this call")').click();
  await home.locator('.nhsuk-tag:has-text("Nobody answered")').waitFor();
  for (const id of [message, second.id]) expect((await listed(id)).calls.find((one) => one.home === '1-1000000003')!.calls).toHaveLength(1);
  await page.context().close();
});

test('homes of which nothing ever arrived are found in the register', async () => {
  const page = await signIn(browser, world, 'a-mensah');
  await page.goto(`${world.url}/console/homes`);
  await page.locator('caption:has-text("5 homes")').waitFor();
  await page.selectOption('#health', 'never');
  await page.locator('caption:has-text("3 homes")').waitFor();
  await expect.poll(() => page.locator('tbody th a').allInnerTexts()).toEqual(['Ash Grove', 'Elm Court', 'Oak Lodge']);
  expect(await faults(page)).toEqual([]);
  await page.selectOption('#health', 'good');
  await page.locator('tr:has-text("Willow Bank")').waitFor();
  await page.locator('tr:has-text("Elm Court")').waitFor({ state: 'detached' });
  await page.reload();
  await page.locator('tr:has-text("Willow Bank")').waitFor();
  await expect.poll(() => page.locator('#health').inputValue()).toBe('good');
  await page.context().close();
});

test('what single homes did with a message about wellbeing is on no list', async () => {
  const { id } = await world.publish({ headline: 'How are you?', topic: 'wellbeing', audience: { homes: ['1-1000000003'] } });
  const page = await signIn(browser, world, 'a-mensah');
  expectComplaint(page, /status of 403/);
  await page.goto(`${world.url}/console/messages/${id}/calls`);
  await page.locator('text=is shown to nobody').waitFor();
  expect(await faults(page)).toEqual([]);
  await page.goto(`${world.url}/console/messages/${id}`);
  await page.locator('text=is shown to nobody').waitFor();
  expect(await page.locator('#silence').count()).toBe(0);
  await page.context().close();
});
