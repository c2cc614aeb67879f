// "Answer from a chat": a home lets somebody in by a code, sees who may answer, and ends it. On a relay with an account in a chat.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { faults, launch, sideways, doubleText, sizes, World, type Size } from './support';
import { at, elmCourt, enrolled, settings } from './support/inbox';

let world: World;
let browser: Browser;
beforeAll(async () => {
  world = await World.start({ settings, chat: true });
  browser = await launch(world);
});
afterAll(async () => {
  await browser?.close();
  await world?.end();
});

interface Bound {
  identities: { role: string; last_used_at?: string }[];
}
const bound = (home = elmCourt): Promise<Bound> => world.expect<Bound>(200, 'GET', `/v1/homes/${home}/chat`);

test('a nurse is let in by a code, answers in the chat, is listed without a name, and is put out again', async () => {
  const page = await enrolled(browser, world, elmCourt, { size: 'phone' });
  await at(page, '/devices');
  await page.getByRole('heading', { name: 'Answer from a chat' }).waitFor();
  await page.getByText('Nobody yet.').waitFor();
  expect(await faults(page)).toEqual([]);
  await page.getByLabel('Who may answer?').selectOption('Nurse');
  await page.getByRole('button', { name: 'Make a code for them' }).click();
  await page.getByRole('heading', { name: 'A code for: nurse' }).waitFor();
  await page.getByText(world.chat!.account).waitFor();
  const say = (await page.locator('.app-code').innerText()).trim();
  expect(say).toMatch(/^join [0-9A-Z]{5}-[0-9A-Z]{5}$/);
  expect(await faults(page)).toEqual([]);

  expect((await world.chat!.tell('@kim:chat.test', say)).join()).toContain('You now answer for');
  await page.getByRole('button', { name: 'See whether they have said it' }).click();
  const nurse = page.locator('.app-people__one');
  await nurse.getByText('Has not answered yet.').waitFor();
  expect(await nurse.innerText()).toContain('Nurse');
  expect(await page.content()).not.toContain('@kim:chat.test');
  // A code that was used is not shown as if it were good.
  await page.locator('.app-code').waitFor({ state: 'detached' });
  await page.getByText('They may answer now.').waitFor();
  expect(await faults(page)).toEqual([]);

  const { id } = await world.publish({ headline: 'Wash hands', audience: { homes: [elmCourt] } });
  expect((await world.chat!.tell('@kim:chat.test', 'ack B1.1')).join()).toContain('Noted for');
  await world.until(id, ({ in_progress }) => in_progress === 1);
  await at(page, '/');
  await at(page, '/devices');
  await nurse.getByText(/Last answered/).waitFor();
  await nurse.getByRole('button', { name: /^Stop them answering/ }).click();
  expect(await faults(page)).toEqual([]);
  await nurse.getByRole('button', { name: 'Yes, stop it' }).click();
  await page.getByText('Nobody yet.').waitFor();
  expect((await bound()).identities).toEqual([]);
  expect((await world.chat!.tell('@kim:chat.test', 'ack B1.1')).join()).not.toContain('Noted for');
  await page.context().close();
});

test('three codes that nobody has used are enough', async () => {
  const page = await enrolled(browser, world, '1-1000000002');
  await at(page, '/devices');
  const codes = new Set<string>();
  await page.getByRole('button', { name: 'Make a code for them' }).click();
  for (let made = 1; made <= 3; made += 1) {
    await expect.poll(async () => codes.add(await page.locator('.app-code').innerText()).size).toBe(made);
    await page.getByRole('button', { name: 'Make another code' }).click();
  }
  await page.getByText('You have made three codes that nobody has used yet.').waitFor();
  await page.context().close();
});

test.each(Object.keys(sizes) as Size[])('nobody objects to it at the size of a %s, nor with text twice as large', async (size) => {
  const page = await enrolled(browser, world, '1-1000000003', { size });
  await at(page, '/devices');
  await page.getByLabel('Who may answer?').waitFor();
  expect(await faults(page)).toEqual([]);
  await doubleText(page);
  expect(await sideways(page)).toEqual([]);
  await page.context().close();
});
