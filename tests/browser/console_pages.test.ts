import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { doubleText, faults, launch, newContext, open, pdf, sideways, signIn, sizes, World, type Size } from './support';

/** Every page of the console as each size of screen shows it, and as those see it who change their colours or their text. */

let world: World;
let browser: Browser;
let message: string;
let draft: string;

beforeAll(async () => {
  world = await World.start({ homes: 'demo' });
  browser = await launch(world);
  await world.person('c-larkin', 'C Larkin', ['publisher', 'approver', 'auditor', 'administrator']);
  await world.device('1-9000000001', { reads: true, answers: 'need_help', name: 'Jo', note: 'We have no bleach.' });
  await world.device('1-9000000002', { reads: true, answers: 'actioned', name: 'Sam', role: 'nurse' });
  await world.device('1-9000000003');
  message = (await world.publish({ headline: 'Stop using SureClean hand gel, batch 4471', urgency: 'immediate', issuer_reference: 'NEL-2026-014' })).id;
  await world.until(message, ({ acknowledged, delivered }) => acknowledged === 2 && delivered === 3);
  const writer = await world.person('a-mensah');
  const waits = await world.expect(202, 'POST', '/v1/messages', {
    token: writer.token,
    body: {
      kind: 'guidance_bulletin', msg_type: 'alert', status: 'actual', scope: 'restricted', urgency: 'immediate', severity: 'severe', topic: 'visiting',
      audience: { everyone: true }, acknowledgement: { required: true },
      info: [{ language: 'en-GB', headline: 'No visitors this weekend', must_do: ['Put a notice on the door'], must_not: ['turn away a doctor'] }],
    },
  });
  draft = waits.draft;
});
afterAll(async () => {
  await browser?.close();
  await world?.end();
});

const pages: [path: string, ready: string][] = [
  ['', 'h2:text-is("Last seven days")'],
  ['/earlier', '.app-lines__item'],
  ['/write', 'text=72 of 72 homes selected'],
  ['/drafts/:draft', 'button:has-text("Approve and send to 72 homes")'],
  ['/messages/:message', '.app-homes__row'],
  ['/calls', 'text=Nobody is to be rung'],
  ['/messages/:message/calls', 'text=Nobody is to be rung'],
  ['/check-ins', 'text=None is set up'],
  ['/check-ins/new', 'text=72 of 72 homes selected'],
  ['/homes', 'text=72 homes'],
  ['/homes/1-9000000001', 'text=office tablet'],
  ['/homes/1-9000000001/edit', '#name'],
  ['/homes/new', '#name'],
  ['/homes/import', '#file'],
  ['/team', 'text=All teams'],
  ['/team/nel-ipc', 'text=Dr A Mensah'],
  ['/team/nel-ipc/new', '#person'],
  ['/sessions', 'text=This is you'],
  ['/audit', 'text=What happened'],
  ['/helpline', 'text=In force or coming'],
  ['/result', 'text=It needs the role'],
  ['/accessibility', 'text=How it was tested'],
  ['/privacy', 'text=In this browser'],
  ['/about', 'text=What the words mean'],
  ['/nothing-here', 'text=Page not found'],
];

const at = (path: string) => `${world.url}/console${path.replace(':draft', draft).replace(':message', message)}`;

async function show(page: Page, path: string, ready: string) {
  await page.goto(at(path), { waitUntil: 'load' });
  await page.locator(ready).first().waitFor();
}

describe.each(Object.keys(sizes) as Size[])('at the size of a %s', (size) => {
  let page: Page;
  beforeAll(async () => {
    page = await signIn(browser, world, 'c-larkin', { size });
  });
  afterAll(() => page?.context().close());

  test.each(pages)('/console%s has nothing that axe, the policy or a narrow window object to', async (path, ready) => {
    await show(page, path, ready);
    expect(await faults(page)).toEqual([]);
  });
});

test('with text twice as large nothing is cut off or needs scrolling sideways', async () => {
  const page = await signIn(browser, world, 'c-larkin', { size: 'desktop' });
  for (const [path, ready] of pages) {
    await show(page, path, ready);
    await doubleText(page);
    expect(await sideways(page), path).toEqual([]);
  }
  await page.context().close();
});

test('in forced colours the bars and what is chosen are still seen', async () => {
  const page = await signIn(browser, world, 'c-larkin', { forcedColours: true });
  await show(page, '/messages/:message', 'text=updating live');
  expect(await faults(page)).toEqual([]);
  const looks = await page.evaluate(() => {
    const fill = (of: string) => getComputedStyle(document.querySelector(of)!).fill;
    return [fill('.app-bar__part'), fill('.app-bar__whole')];
  });
  expect(looks[0]).not.toBe(looks[1]);
  await page.context().close();
});

test('who wants less movement gets none', async () => {
  const page = await signIn(browser, world, 'c-larkin', { reducedMotion: true });
  await show(page, '/messages/:message', 'text=updating live');
  const moving = await page.evaluate(() =>
    [...document.querySelectorAll('*')].filter((one) => {
      const { transitionDuration, animationName } = getComputedStyle(one);
      return animationName !== 'none' || transitionDuration.split(',').some((time) => parseFloat(time) > 0);
    }).length,
  );
  expect(moving).toBe(0);
  await page.context().close();
});

test('receipts print on paper without menu or buttons', async () => {
  const page = await signIn(browser, world, 'c-larkin');
  await show(page, '/messages/:message', 'text=updating live');
  expect((await pdf(page)).subarray(0, 5).toString()).toBe('%PDF-');
  await page.emulateMedia({ media: 'print' });
  expect(await page.locator('.nhsuk-header').isVisible()).toBe(false);
  expect(await page.locator('.app-reached').isVisible()).toBe(true);
  // "Today" is wrong tomorrow.
  expect(await page.locator('.app-printed').innerText()).toMatch(/Sent \d+ \w+ \d{4}, .* As it was on \d+ \w+ \d{4}/);
  expect(await page.locator('.app-not-printed').first().isVisible()).toBe(false);
  // One page of a longer list says so, and no address of ours stands beside a number to ring.
  expect(await page.locator('.app-on-paper').innerText()).toMatch(/^Page 1 of \d+$/);
  expect(await page.locator('.nhsuk-pagination').isVisible()).toBe(false);
  expect(await page.locator('.app-ring').first().evaluate((link) => getComputedStyle(link, '::after').content)).toBe('none');
  await page.context().close();
});

test('the menu shows what one’s roles are for, and a page beyond them says whom to ask', async () => {
  await world.person('d-viewer', 'D Viewer', ['borough_viewer']);
  const page = await signIn(browser, world, 'd-viewer');
  await page.locator('h2:text-is("Last seven days")').waitFor();
  await expect.poll(() => page.locator('.nhsuk-header__navigation-link').allInnerTexts()).toEqual(['Bulletins', 'Call list', 'Homes', 'Team']);
  await show(page, '/write', 'text=Ask an administrator');
  await show(page, '/audit', 'text=It needs the role auditor');
  await page.context().close();
});

test('who is not signed in is shown where to', async () => {
  const page = await open(browser, at(''), { context: await newContext(browser) });
  await page.locator('text=Sign in to the bulletin console').waitFor();
  expect(await page.locator('main a.nhsuk-button').getAttribute('href')).toBe('/sign-in');
  await page.context().close();
});
