import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectComplaint, launch, open, patience, signIn, World } from './support';

/** A page that is left with something half written asks first; whoever stays finds all of it. */

let world: World;
let browser: Browser;

beforeAll(async () => {
  world = await World.start({ settings: { 'escalation.expected_seconds': 1, 'escalation.next_percent': 100, 'escalation.steps': 'stream,call_list' } });
  browser = await launch(world);
  await world.person('c-larkin', 'C Larkin', ['administrator']);
  const { id } = await world.publish({ headline: 'Stop using SureClean hand gel' });
  for (const end = Date.now() + patience.step; ; ) {
    const { calls } = await world.expect<{ calls: unknown[] }>(200, 'GET', `/v1/messages/${id}/call-list`);
    if (calls.length > 0) break;
    if (Date.now() > end) throw new Error('no home came on the call list');
    await new Promise((done) => setTimeout(done, 100));
  }
});
afterAll(async () => {
  await browser?.close();
  await world?.end();
});

const question = 'Leave this page? Something on it is not saved and will be lost.';
const ofTheBrowser = 'beforeunload';

/** Answers whatever is asked, and keeps what was. */
function answering(page: Page): { asked: string[]; leave: boolean } {
  const answer = { asked: [] as string[], leave: false };
  page.on('dialog', (dialog) => {
    answer.asked.push(dialog.type() === 'beforeunload' ? ofTheBrowser : dialog.message());
    void (answer.leave ? dialog.accept() : dialog.dismiss());
  });
  return answer;
}

/** A note about a call is written, by keyboard; the page before it was the first one. */
async function writeNote(page: Page) {
  await page.locator('a:text-is("Call list")').press('Enter');
  await page.locator('button[aria-label="Record a call: Oak Lodge"]').press('Enter');
  const note = page.locator('.app-card:has(h2:has-text("Oak Lodge"))').getByLabel('Note');
  await note.focus();
  await page.keyboard.type('Rang twice, the line was bad.');
  await expect.poll(() => note.inputValue()).toBe('Rang twice, the line was bad.');
  return note;
}

const menu = (page: Page, text: string) => page.locator(`.nhsuk-header__navigation-link:text-is("${text}")`);
const path = (page: Page) => new URL(page.url()).pathname;
const hasFocus = (page: Page) => page.evaluate(() => document.activeElement?.tagName);

test('a link asks, by keyboard; whoever stays finds what was written, and whoever leaves is asked once', async () => {
  const page = await signIn(browser, world, 'a-mensah');
  const answer = answering(page);
  const note = await writeNote(page);
  await menu(page, 'Homes').press('Enter');
  await expect.poll(() => answer.asked).toEqual([question]);
  expect(path(page)).toBe('/console/calls');
  expect(await note.inputValue()).toBe('Rang twice, the line was bad.');
  answer.leave = true;
  await menu(page, 'Homes').press('Enter');
  await page.locator('h1:text-is("Homes")').waitFor();
  await menu(page, 'Bulletins').press('Enter');
  await page.locator('h2:text-is("Last seven days")').waitFor();
  expect(answer.asked).toEqual([question, question]);
  await page.context().close();
});

test('Back asks, and staying leaves address, text and focus as they were', async () => {
  const page = await signIn(browser, world, 'a-mensah');
  const answer = answering(page);
  const note = await writeNote(page);
  await page.goBack();
  await expect.poll(() => answer.asked).toEqual([question]);
  await expect.poll(() => path(page)).toBe('/console/calls');
  await expect.poll(() => hasFocus(page)).toBe('TEXTAREA');
  expect(await note.inputValue()).toBe('Rang twice, the line was bad.');
  // A step within the page, and back from it, asks nothing.
  await page.evaluate(() => {
    location.hash = 'maincontent';
  });
  await expect.poll(() => new URL(page.url()).hash).toBe('#maincontent');
  await page.goBack();
  await expect.poll(() => new URL(page.url()).hash).toBe('');
  expect(answer.asked).toEqual([question]);
  expect(await note.inputValue()).toBe('Rang twice, the line was bad.');
  answer.leave = true;
  await page.goBack();
  await page.locator('h2:text-is("Last seven days")').waitFor();
  expect(answer.asked).toEqual([question, question]);
  await page.context().close();
});

test('loading the page anew, and closing it, are asked about by the browser', async () => {
  const page = await signIn(browser, world, 'a-mensah');
  const answer = answering(page);
  const note = await writeNote(page);
  await page.evaluate(() => location.reload());
  await expect.poll(() => answer.asked).toEqual([ofTheBrowser]);
  await page.close({ runBeforeUnload: true });
  await expect.poll(() => answer.asked).toEqual([ofTheBrowser, ofTheBrowser]);
  expect(await note.inputValue()).toBe('Rang twice, the line was bad.');
  // Taken out again, nobody is asked.
  await note.fill('');
  await page.reload();
  await page.locator('button[aria-label="Record a call: Oak Lodge"]').waitFor();
  expect(answer.asked).toHaveLength(2);
  await page.context().close();
});

test('what is saved is left without a word', async () => {
  const page = await signIn(browser, world, 'c-larkin');
  const answer = answering(page);
  await page.goto(`${world.url}/console/team/nel-ipc/new`);
  await page.fill('#name', 'Night desk');
  await page.locator('label:text-is("Drafter")').click();
  await menu(page, 'Homes').click();
  await expect.poll(() => answer.asked).toEqual([question]);
  await page.locator('button:text-is("Add")').click();
  await page.locator('h3:has-text("Night desk")').waitFor();
  expect(answer.asked).toEqual([question]);
  await page.context().close();
});

test('a half written test result is asked about, and lies nowhere in the browser', async () => {
  await world.person('e-virology', 'E Virology', ['result_sender']);
  const page = await signIn(browser, world, 'e-virology');
  const answer = answering(page);
  await page.goto(`${world.url}/console/result`);
  await expect.poll(() => page.locator('#key').innerText()).not.toBe('');
  const key: unknown = JSON.parse(await page.locator('#key').innerText());
  await world.expect(200, 'PUT', '/v1/publishers/nel-ipc/members/e-virology/signing-key', { body: { signing_key: key } });
  await page.reload();
  await page.fill('#words', 'Repeat it on Thursday, whisper-4471.');
  await menu(page, 'Bulletins').click();
  await expect.poll(() => answer.asked).toEqual([question]);
  expect(await page.inputValue('#words')).toBe('Repeat it on Thursday, whisper-4471.');
  const kept = await page.evaluate(async () => {
    const all: unknown[] = [{ ...localStorage }, { ...sessionStorage }, history.state, location.href];
    for (const { name } of await indexedDB.databases()) {
      const found = await new Promise<IDBDatabase>((done, failed) => {
        const asked = indexedDB.open(name!);
        asked.onsuccess = () => done(asked.result);
        asked.onerror = () => failed(asked.error);
      });
      for (const store of found.objectStoreNames)
        all.push(await new Promise((done) => (found.transaction(store).objectStore(store).getAll().onsuccess = (event) => done((event.target as IDBRequest).result))));
      found.close();
    }
    return JSON.stringify(all);
  });
  expect(kept).not.toContain('whisper');
  await page.context().close();
});

test('what is written down of a call survives the end of the session', async () => {
  const page = await signIn(browser, world, 'b-okafor');
  const answer = answering(page);
  const note = await writeNote(page);
  const { sessions } = await world.expect<{ sessions: { id: string; member: string }[] }>(200, 'GET', '/v1/sessions');
  for (const one of sessions.filter((session) => session.member === 'b-okafor')) await world.expect(204, 'DELETE', `/v1/sessions/${one.id}`);
  expectComplaint(page, /status of 401/);
  const card = page.locator('.app-card:has(h2:has-text("Oak Lodge"))');
  await card.locator('label:text-is("Nobody answered")').click();
  await card.locator('button:has-text("Save this call")').click();
  await page.locator('.app-ended').waitFor();
  const again = await open(browser, await world.signInLink('b-okafor'), { context: page.context() });
  await Promise.all([again.waitForURL((at) => at.pathname.startsWith('/console')), again.locator('form button').click()]);
  await page.locator('button:has-text("go on here")').click();
  await page.locator('.app-ended').waitFor({ state: 'detached' });
  expect(await note.inputValue()).toBe('Rang twice, the line was bad.');
  await card.locator('button:has-text("Save this call")').click();
  await card.locator('.nhsuk-tag:has-text("Nobody answered")').waitFor();
  await card.locator('text=Rang twice').waitFor();
  expect(answer.asked).toEqual([]);
  await page.context().close();
});
