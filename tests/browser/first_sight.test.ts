import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { complaintsOf, expectComplaint, faults, launch, open, sizes, World, type Size } from './support';

let world: World;
let browser: Browser;
beforeAll(async () => {
  world = await World.start();
  browser = await launch(world);
});
afterAll(async () => {
  await browser?.close();
  await world?.end();
});

describe.each(Object.keys(sizes) as Size[])('at the size of a %s', (size) => {
  test.each(['/', '/console'])('%s has nothing that axe, the policy or a narrow window object to', async (path) => {
    const page = await open(browser, world.url + path, { size });
    expectComplaint(page, /401 \(Unauthorized\).*\/v1\/session/); // the console asks who is signed in: nobody
    await page.locator('h1').waitFor();
    expectComplaint(page, /status of 401/); // the console asks who is signed in, and nobody is
    expect(await faults(page)).toEqual([]);
    await page.context().close();
  });
});

test('a style or a script that was smuggled in does nothing, and the browser says so', async () => {
  const page = await open(browser, world.url);
  await page.evaluate(() => {
    const script = document.createElement('script');
    try {
      script.textContent = 'window.smuggled = true';
      document.head.append(script);
    } catch {
      // Trusted Types throw; the policy would stop it too.
    }
    document.body.insertAdjacentElement('beforeend', document.createElement('p'))?.setAttribute('style', 'color: red');
  });
  expect(await page.evaluate(() => (window as { smuggled?: boolean }).smuggled)).toBeUndefined();
  expect(complaintsOf(page).join('\n')).toMatch(/Content Security Policy|TrustedScript/);
  await page.context().close();
});

test('a simulated home gets a message, reads it and answers', async () => {
  const device = await world.device('1-1000000001', { reads: true, answers: 'actioned', name: 'Sam' });
  const { id, targeted } = await world.publish({ headline: 'Stop using SureClean hand gel' });
  expect(targeted).toBe(5);
  const coverage = await world.until(id, ({ acknowledged }) => acknowledged === 1);
  expect(coverage).toMatchObject({ targeted: 5, delivered: 1, read: 1, actioned: 1 });
  expect(device.inbox).toHaveLength(1);
});
