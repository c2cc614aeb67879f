import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectComplaint, faults, launch, patience, signIn, sizes, World, type Size } from './support';

/** A question every day: set up, approved by a second person, answered by homes, stopped. */

let world: World;
let browser: Browser;
/** Two that are asked within a minute or two of the beginning of these tests: one whose answers are looked at, of Newham's three
 *  homes, and one that is stopped, of Hackney's two. */
let asked: string;
let toBeStopped: string;

const london = (at: Date): string => new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at);
const card = (page: Page, headline: string) => page.locator(`.app-card:has(h2:has-text("${headline}"))`);

/** A check-in of the next minute. Where this took so long that the minute has passed, the one after it. */
async function ofTheNextMinute(headline: string, area: string): Promise<string> {
  const { token } = await world.person('a-mensah');
  for (;;) {
    const body = {
      headline, text: 'New cough or fever?', time: london(new Date(Date.now() + 65_000)),
      until: new Date(Date.now() + 3 * 86_400_000).toISOString().replace(/\.\d+/, ''), audience: { areas: [area] },
    };
    const made = await world.expect(201, 'POST', '/v1/check-ins', { token, body });
    if (made.state === 'running' && new Date(made.next).getTime() - Date.now() < 180_000) return made.id;
    await world.expect(200, 'DELETE', `/v1/check-ins/${made.id}`, { token });
    if (made.state !== 'running') throw new Error(`it is ${made.state}`);
  }
}

beforeAll(async () => {
  world = await World.start({ settings: { 'stream.heartbeat_ms': 2000 } });
  browser = await launch(world);
  asked = await ofTheNextMinute('How are things today?', 'E09000025');
  toBeStopped = await ofTheNextMinute('Is anybody ill today?', 'E09000012');
});
afterAll(async () => {
  await browser?.close();
  await world?.end();
});

test('what is missing is said, then it waits for a second person, who approves it once', async () => {
  const page = await signIn(browser, world, 'a-mensah');
  await page.locator('a:text-is("Check-ins")').click();
  await page.locator('a:has-text("Set up a check-in")').click();
  await page.locator('text=5 of 5 homes selected').waitFor();
  await page.fill('#headline', '');
  await page.locator('button:has-text("Set it up")').click();
  await page.locator('.nhsuk-error-summary').waitFor();
  await expect.poll(() => page.locator('.nhsuk-error-summary__list li').allInnerTexts()).toEqual([
    'Enter the question', 'Enter what homes should think of when they answer', 'Enter a real date for the last day, such as 20 12 2026',
  ]);
  expect(await faults(page)).toEqual([]);
  await page.fill('#headline', 'Anything new today?');
  await page.fill('#text', 'New cough, fever or diarrhoea?');
  await page.fill('#time', '9:30am');
  const last = new Date(Date.now() + 30 * 86_400_000);
  await page.fill('#until-day', String(last.getUTCDate()));
  await page.fill('#until-month', String(last.getUTCMonth() + 1));
  await page.fill('#until-year', String(last.getUTCFullYear()));
  await page.locator('button:has-text("Set it up: 5 homes every day")').click();
  const mine = card(page, 'Anything new today?');
  await mine.locator('.nhsuk-tag:has-text("Waits for a second person")').waitFor();
  await expect.poll(() => mine.innerText()).toMatch(/Every day at 9:30am, until[\s\S]*another person must approve it/);
  expect(await mine.locator('button:has-text("Approve")').count()).toBe(0);

  const other = await signIn(browser, world, 'b-okafor');
  await other.goto(`${world.url}/console/check-ins`);
  await card(other, 'Anything new today?').locator('button:has-text("Approve")').click();
  await card(other, 'Anything new today?').locator('.nhsuk-tag:text-is("Running")').waitFor();
  await expect.poll(() => card(other, 'Anything new today?').innerText()).toMatch(/Approved by\s*You[\s\S]*Next/);
  expect(await faults(other)).toEqual([]);
  await other.context().close();
  // Who set it up sees it without loading the page again.
  await mine.locator('.nhsuk-tag:text-is("Running")').waitFor();
  await page.context().close();
});

describe.each(Object.keys(sizes) as Size[])('at the size of a %s', (size) => {
  test('the list and the form have nothing that axe, the policy or a narrow window object to', async () => {
    const page = await signIn(browser, world, 'a-mensah', { size });
    await page.goto(`${world.url}/console/check-ins`);
    await card(page, 'How are things today?').waitFor();
    expect(await faults(page)).toEqual([]);
    await page.goto(`${world.url}/console/check-ins/new`);
    await page.locator('label:text-is("Choose boroughs or types")').click();
    await page.locator('label:has-text("Hackney (2 homes)")').waitFor();
    expect(await faults(page)).toEqual([]);
    await page.context().close();
  });
});

test('the answers of the day are counted live: what has changed stands first, and all of it is a file', async () => {
  const page = await signIn(browser, world, 'a-mensah');
  await page.goto(`${world.url}/console/check-ins/${asked}`);
  const first = await world.device('1-1000000003');
  const second = await world.device('1-1000000004');
  await page.locator('.app-figure:has-text("No answer yet"):has-text("3")').waitFor({ timeout: 3 * patience.step });
  await page.locator('text=updating live').waitFor();
  await expect.poll(() => [first.inbox.length, second.inbox.length]).toEqual([1, 1]);
  first.read(first.inbox[0]!.seq);
  await first.respond(first.inbox[0]!.seq, 'need_help', 'Two residents have a cough.');
  second.read(second.inbox[0]!.seq);
  await second.respond(second.inbox[0]!.seq, 'actioned');
  await page.locator('.app-figure:has-text("Something has changed"):has-text("1")').waitFor();
  await page.locator('.app-figure:has-text("No change"):has-text("1")').waitFor();
  await page.locator('.app-figure:has-text("No answer yet"):has-text("1")').waitFor();
  const row = page.locator('tr:has-text("Ash Grove")');
  await expect.poll(() => row.innerText()).toMatch(/Something has changed[\s\S]*Two residents have a cough\.[\s\S]*020 7946 0103/);
  expect(await faults(page)).toEqual([]);
  await page.locator('button:has-text("No answer yet (1)")').click();
  await page.locator('tr:has-text("Hazel Green"):has-text("not reached")').waitFor();
  const [file] = await Promise.all([page.waitForEvent('download'), page.locator('button:has-text("Download all answers")').click()]);
  const { readFileSync } = await import('node:fs');
  const csv = readFileSync((await file.path())!, 'utf8');
  expect(csv).toMatch(/Ash Grove.*Something has changed.*Two residents/);
  expect(csv).toMatch(/Willow Bank.*No change/);
  expect(csv).toMatch(/Hazel Green.*No answer yet: not reached/);
  await page.context().close();
});

test('one that is stopped is not asked any more, and its answers stay', async () => {
  const { token } = await world.person('a-mensah');
  const messageOf = async () => (await world.expect<{ last_message?: string }>(200, 'GET', `/v1/check-ins/${toBeStopped}`, { token })).last_message;
  await expect.poll(messageOf, { timeout: 3 * patience.step }).toBeDefined();
  const message = (await messageOf())!;
  const device = await world.device('1-1000000001', { reads: true, answers: 'need_help' });
  await world.until(message, ({ need_help }) => need_help === 1);
  device.disconnect();

  const page = await signIn(browser, world, 'a-mensah', { size: 'phone' });
  page.on('dialog', (dialog) => void dialog.accept());
  await page.goto(`${world.url}/console/check-ins`);
  await page.locator('button[aria-label="Stop: Is anybody ill today?"]').click();
  const mine = card(page, 'Is anybody ill today?');
  await mine.locator('.nhsuk-tag:text-is("Ended")').waitFor();
  await mine.locator('a:has-text("Answers to the one of")').click();
  await page.locator('text=it has ended').waitFor();
  await page.locator('.app-figure:has-text("Something has changed"):has-text("1")').waitFor();
  await page.context().close();
});

test('who may see none of a team’s check-ins is shown none', async () => {
  await world.person('d-viewer', 'D Viewer', ['borough_viewer']);
  const page = await signIn(browser, world, 'd-viewer');
  await page.locator('.nhsuk-header__navigation-link').first().waitFor();
  expect(await page.locator('.nhsuk-header__navigation-link:text-is("Check-ins")').count()).toBe(0);
  await page.goto(`${world.url}/console/check-ins`);
  await page.locator('text=None is set up').waitFor();
  expectComplaint(page, /status of 404/);
  await page.goto(`${world.url}/console/check-ins/${asked}`);
  await page.locator('.app-trouble').waitFor();
  await page.goto(`${world.url}/console/check-ins/new`);
  await page.locator('text=It needs the role publisher').waitFor();
  await page.context().close();
});
