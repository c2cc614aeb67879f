// The same pages for people who set their screen otherwise, read another way round, or print.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { doubleText, faults, launch, pdf, sideways, World } from './support';
import { at, elmCourt, enrolled, morning, settings } from './support/inbox';

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

const paths = () => ['/', `/messages/${ids.gel}`, '/guidance', '/helpline', '/devices', '/record', '/results', '/duty'];
const ready = (page: Page) => page.waitForFunction(() => !document.body.innerText.includes('Opening the page'));

test('forced colours: nothing is objected to, and what colour said is still said', async () => {
  const page = await enrolled(browser, world, elmCourt, { size: 'phone', forcedColours: true });
  for (const path of paths()) {
    await at(page, path);
    await ready(page);
    expect([path, await faults(page)]).toEqual([path, []]);
  }
  await at(page, '/');
  expect(await page.locator('.app-message').first().innerText()).toContain('Urgent');
  // The chosen language stands out without its background.
  await at(page, `/messages/${ids.gel}`);
  const borders = await page.locator('.app-choices__choice').evaluateAll((all) => all.map((one) => getComputedStyle(one).borderTopWidth));
  expect(borders[0]).not.toBe(borders[1]);
  await page.context().close();
});

test('reduced motion: nothing moves', async () => {
  const page = await enrolled(browser, world, elmCourt, { size: 'phone', reducedMotion: true });
  for (const path of paths()) {
    await at(page, path);
    await ready(page);
    const moving = await page.evaluate(() => document.getAnimations().length);
    const slow = await page.evaluate(() =>
      [...document.querySelectorAll('*')].filter((one) => Number.parseFloat(getComputedStyle(one).transitionDuration) > 0.001).length,
    );
    expect([path, moving, slow]).toEqual([path, 0, 0]);
  }
  await page.context().close();
});

test('text at twice its size, on a small phone: no page scrolls sideways', async () => {
  const page = await enrolled(browser, world, elmCourt, { size: 'small' });
  await doubleText(page);
  for (const path of paths()) {
    await at(page, path);
    await ready(page);
    expect([path, await sideways(page)]).toEqual([path, []]);
  }
  await page.context().close();
});

test('Urdu reads from right to left, ticks at the right, and passes every check', async () => {
  const page = await enrolled(browser, world, elmCourt, { size: 'phone' });
  await at(page, `/messages/${ids.gel}`);
  await page.getByRole('button', { name: 'اردو' }).click();
  await page.getByRole('heading', { name: 'ابھی یہ کریں' }).waitFor();
  const line = page.locator('.nhsuk-list--tick li').first();
  await line.waitFor();
  expect(await line.evaluate((one) => getComputedStyle(one).direction)).toBe('rtl');
  const [tick, words] = await line.evaluate((one) => [one.querySelector('svg')!.getBoundingClientRect().left, one.getBoundingClientRect().left]);
  expect(tick!).toBeGreaterThan(words! + 100);
  expect(await page.locator('h1').evaluate((one) => [one.getAttribute('lang'), one.getAttribute('dir')])).toEqual(['ur', 'rtl']);
  expect(await faults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Show the English text beside it' }).click();
  await page.getByText('Take every bottle of batch 4471').waitFor();
  expect(await faults(page)).toEqual([]);
  await page.context().close();
});

/** Pages of a PDF, by its own count. */
const pagesOf = (bytes: Buffer) => bytes.toString('latin1').match(/\/Type\s*\/Page[^s]/g)?.length ?? 0;

test.each(['en-GB', 'pl', 'ur'])('a poster in %s is one A4 page, filled by its type', async (language) => {
  const page = await enrolled(browser, world, elmCourt, { size: 'phone' });
  await at(page, `/messages/${ids.gel}/poster`);
  await page.locator('.app-poster').waitFor();
  await page.locator(`.app-choices__choice[lang="${language}"]`).click();
  await page.waitForTimeout(300);
  const paper = await pdf(page);
  expect(pagesOf(paper)).toBe(1);
  expect(paper.toString('latin1')).toMatch(/\/MediaBox\s*\[\s*0 0 59[45][.\d]* 84[12]/);
  await page.emulateMedia({ media: 'print' });
  const sheet = await page.locator('.app-poster__text').evaluate((text) => ({
    room: text.clientHeight,
    used: text.lastElementChild!.getBoundingClientRect().bottom - text.getBoundingClientRect().top,
    hidden: text.scrollHeight - text.clientHeight,
  }));
  expect(sheet.hidden).toBeLessThanOrEqual(1);
  expect(sheet.used / sheet.room).toBeGreaterThan(0.75);
  const words = await page.locator('.app-poster').innerText();
  expect(words).toMatch(/Printed \d+ \w+ \d{4}/);
  expect(words).toContain('020 7946 0123');
  expect(await page.locator('.app-poster__foot').innerText()).not.toMatch(/today|yesterday/i);
  await page.context().close();
});

test('on paper a message has no menu, buttons or form, and an absolute date', async () => {
  const page = await enrolled(browser, world, elmCourt);
  await at(page, `/messages/${ids.gel}`);
  await page.emulateMedia({ media: 'print' });
  for (const selector of ['header', 'footer', 'form', '.app-strip']) expect(await page.locator(selector).first().isVisible()).toBe(false);
  expect(await page.locator('.app-reference').innerText()).toMatch(/\d+ \w+ \d{4}/);
  await page.context().close();
});

test('the record prints with the home’s name', async () => {
  const page = await enrolled(browser, world, elmCourt);
  await at(page, '/record');
  await ready(page);
  await page.emulateMedia({ media: 'print' });
  expect(await page.locator('main').innerText()).toContain('Elm Court (1-1000000001)');
  expect(pagesOf(await pdf(page))).toBeGreaterThan(0);
  await page.context().close();
});

test('no style sheet is in a page twice: the later one would overrule what came with a part', async () => {
  const page = await enrolled(browser, world);
  for (const path of ['/devices', '/record', '/guidance', '/']) await at(page, path);
  await page.waitForTimeout(4000); // by then every part has been fetched
  const sheets = await page.evaluate(() => [...document.styleSheets].map((one) => one.href));
  expect(sheets.length).toBeGreaterThan(5);
  expect(new Set(sheets).size).toBe(sheets.length);
  await at(page, '/devices');
  expect(await page.locator('.app-devices').evaluate((one) => getComputedStyle(one).marginBottom)).not.toBe('0px');
  await page.context().close();
});
