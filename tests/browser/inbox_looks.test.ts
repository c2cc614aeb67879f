// The same pages for people who set their screen otherwise, read another way round, or print.
import type { Browser } from 'playwright-core';
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

test('forced colours: nothing is objected to, and what colour said is still said', async () => {
  const page = await enrolled(browser, world, elmCourt, { size: 'phone', forcedColours: true });
  for (const path of paths()) {
    await at(page, path);
    expect([path, await faults(page)]).toEqual([path, []]);
  }
  await at(page, '/');
  await expect.poll(() => page.locator('.app-message').first().innerText()).toContain('Urgent');
  // The chosen language stands out without its background.
  await at(page, `/messages/${ids.gel}`);
  await page.locator('.app-choices__choice').nth(1).waitFor();
  const borders = await page.locator('.app-choices__choice').evaluateAll((all) => all.map((one) => getComputedStyle(one).borderTopWidth));
  expect(borders[0]).not.toBe(borders[1]);
  await page.context().close();
});

test('reduced motion: nothing moves', async () => {
  const page = await enrolled(browser, world, elmCourt, { size: 'phone', reducedMotion: true });
  for (const path of paths()) {
    await at(page, path);
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
  await page.locator(`.app-poster__text[lang="${language}"]`).waitFor();
  // The type grows once the sheet has its size, and again on paper.
  const fits = () =>
    page.locator('.app-poster__text').evaluate((text) => {
      const used = text.lastElementChild!.getBoundingClientRect().bottom - text.getBoundingClientRect().top;
      return { cut: text.scrollHeight - text.clientHeight > 1, full: used / text.clientHeight > 0.75 };
    });
  await expect.poll(fits).toEqual({ cut: false, full: true });
  const paper = await pdf(page);
  expect(pagesOf(paper)).toBe(1);
  expect(paper.toString('latin1')).toMatch(/\/MediaBox\s*\[\s*0 0 59[45][.\d]* 84[12]/);
  await page.emulateMedia({ media: 'print' });
  await expect.poll(fits).toEqual({ cut: false, full: true });
  const words = await page.locator('.app-poster').innerText();
  expect(words).toMatch(/Printed \d+ \w+ \d{4}/);
  expect(words).toContain('020 7946 0123');
  expect(await page.locator('.app-poster__foot').innerText()).not.toMatch(/today|yesterday/i);
  await page.context().close();
});

test('on paper a message has no menu, buttons or form, and an absolute date', async () => {
  const page = await enrolled(browser, world, elmCourt);
  await at(page, `/messages/${ids.gel}`);
  await page.locator('form').first().waitFor();
  await page.emulateMedia({ media: 'print' });
  for (const selector of ['header', 'footer', 'form', '.app-strip']) expect(await page.locator(selector).first().isVisible(), selector).toBe(false);
  expect(await page.locator('.app-reference').innerText()).toMatch(/\d+ \w+ \d{4}/);
  await page.context().close();
});

test('the record prints with the home’s name', async () => {
  const page = await enrolled(browser, world, elmCourt);
  await at(page, '/record');
  await page.emulateMedia({ media: 'print' });
  expect(await page.locator('main').innerText()).toContain('Elm Court (1-1000000001)');
  expect(pagesOf(await pdf(page))).toBeGreaterThan(0);
  await page.context().close();
});

test('no style sheet is in a page twice: the later one would overrule what came with a part', async () => {
  const page = await enrolled(browser, world);
  for (const path of ['/devices', '/record', '/guidance', '/']) await at(page, path);
  // A page fetches every part by and by. Those that there are, the service worker has kept.
  const missing = () =>
    page.evaluate(async () => {
      await navigator.serviceWorker.ready;
      const kept = await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()));
      const wanted = kept.flat().map((one) => one.url).filter((url) => url.endsWith('.css'));
      const here = new Set([...document.styleSheets].map((one) => one.href));
      return wanted.length < 6 ? ['nothing is kept'] : wanted.filter((url) => !here.has(url));
    });
  await expect.poll(missing).toEqual([]);
  const sheets = await page.evaluate(() => [...document.styleSheets].map((one) => one.href));
  expect(new Set(sheets).size).toBe(sheets.length);
  await at(page, '/devices');
  expect(await page.locator('.app-devices').evaluate((one) => getComputedStyle(one).marginBottom)).not.toBe('0px');
  await page.context().close();
});
