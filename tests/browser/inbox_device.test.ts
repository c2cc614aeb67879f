// What a device does besides reading: alerts from the relay to its service worker, files, what is not yet confirmed, and a
// browser that does not trust the certificate.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectComplaint, faults, launch, launchWith, newContext, World } from './support';
import { at, elmCourt, enrolled, gel, letItOpenResults, positive, sendResult, settings } from './support/inbox';
import { PushService } from './support/push';

let world: World;
let browser: Browser;
let push: PushService;
beforeAll(async () => {
  world = await World.start({ settings });
  push = await PushService.start(world.relay);
  await world.relay.stop();
  await world.relay.start();
  browser = await launch(world);
});
afterAll(async () => {
  await browser?.close();
  await world?.end();
  await push?.end();
});

test('"Test my alerts" goes from the page through the relay and a push service to what the device shows', async () => {
  const context = await newContext(browser, { size: 'phone' });
  await context.grantPermissions(['notifications'], { origin: world.url });
  await push.subscribes(context);
  const page = await enrolled(browser, world, elmCourt, { context });
  const session = await context.newCDPSession(page);
  const registered = new Promise<string>((done) => {
    session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      if (registrations[0]) done(registrations[0].registrationId);
    });
  });
  await session.send('ServiceWorker.enable');
  const registrationId = await registered;
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));

  await at(page, '/devices');
  await page.getByRole('button', { name: 'Turn alerts on' }).click();
  await page.getByText('Alerts are on.').waitFor();
  await page.getByRole('button', { name: 'Test my alerts' }).click();
  await page.getByText(/On this page: it came after/).waitFor();
  // After half a minute it says that it did not arrive, until it does.
  await page.getByText(/As an alert of this device: (sent, waiting for it to arrive|it did not arrive)/).waitFor();
  await expect.poll(() => push.heard.length).toBe(1);
  expect(push.heard[0]?.headers).toMatchObject({ 'content-encoding': 'aes128gcm' });
  const said = push.opened(0);
  expect(said).toMatchObject({ kind: 'test' });
  await session.send('ServiceWorker.deliverPushMessage', { origin: world.url, registrationId, data: JSON.stringify(said) });
  await page.getByText(/As an alert of this device: it came after/).waitFor();
  expect(await faults(page)).toEqual([]);

  await page.getByRole('button', { name: 'Turn alerts off' }).click();
  await page.getByText('Alerts are off.').waitFor();
  await page.getByRole('button', { name: 'Test my alerts' }).click();
  await page.getByText('As an alert of this device: not tested, because alerts are off.').waitFor();
  expect(push.heard).toHaveLength(1);
  await context.close();
});

test('a file of a message is saved as it was sent', async () => {
  const film = Buffer.from('%PDF-1.4 how to wash hands\n');
  const sha256 = createHash('sha256').update(film).digest('hex');
  const { token } = await world.person('a-mensah');
  const put = await world.relay.call('PUT', `/v1/resources/${sha256}`, { token, body: film.toString('latin1'), type: 'application/pdf' });
  expect(put.status, put.text).toBeLessThan(300);
  const { id } = await world.publish({
    headline: 'Wash hands', audience: { homes: [elmCourt] },
    resources: [{ title: 'How to wash hands.pdf', mime_type: 'application/pdf', size: film.length, sha256 }],
  });
  const page = await enrolled(browser, world);
  await page.getByText('Wash hands').first().waitFor();
  await at(page, `/messages/${id}`);
  const [saved] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: /Download How to wash hands/ }).click()]);
  expect(saved.suggestedFilename()).toBe('How to wash hands.pdf');
  expect(readFileSync(await saved.path())).toEqual(film);
  expect(await faults(page)).toEqual([]);
  await page.context().close();
});

test('what one person sent alone says so until a second one confirms it', async () => {
  const page = await enrolled(browser, world);
  const writer = await world.person('a-mensah');
  const message = {
    kind: 'guidance_bulletin', msg_type: 'alert', status: 'actual', scope: 'public', urgency: 'immediate', severity: 'severe', topic: 'infection-control',
    reference: 'alone-1', audience: { homes: [elmCourt] }, info: [{ language: 'en-GB', headline: 'Stop using the gel', description: 'Now.' }],
  };
  const { draft } = await world.expect<{ draft: string }>(202, 'POST', '/v1/messages', { token: writer.token, body: message });
  const { id } = await world.expect<{ id: string }>(201, 'POST', `/v1/drafts/${draft}/send-now`, { token: writer.token, body: { reason: 'Nobody else is here' } });
  await page.getByText('Stop using the gel').first().waitFor();
  await at(page, `/messages/${id}`);
  await page.getByRole('heading', { name: 'Not yet confirmed' }).waitFor();
  expect(await faults(page)).toEqual([]);
  const second = await world.person('b-okafor');
  const { message: sent } = await world.expect<{ message: { digest: string } }>(200, 'GET', `/v1/messages/${id}`, { token: second.token });
  const done = await world.relay.call('POST', `/v1/messages/${id}/confirm`, { token: second.token, body: { digest: sent.digest } });
  expect(done.status, done.text).toBeLessThan(300);
  await page.getByText('A second person of the team has confirmed it.').waitFor();
  await page.getByRole('heading', { name: 'Not yet confirmed' }).waitFor({ state: 'detached' });
  await page.context().close();
});

test('our record says which device read it and who answered, also on another one', async () => {
  const home = '1-1000000005';
  const tablet = await enrolled(browser, world, home);
  const phone = await enrolled(browser, world, home, { size: 'phone', name: 'Night phone' });
  const { id } = await world.publish({ ...gel, topic: 'our-record', audience: { homes: [home] } });
  await at(phone, `/messages/${id}`);
  await phone.getByLabel('We are doing it now').check();
  await phone.getByLabel('Your role').selectOption('Nurse');
  await phone.getByLabel('Your name (optional)').fill('Jo');
  await phone.getByRole('button', { name: 'Send reply' }).click();
  await phone.getByText('Your reply is recorded').waitFor();
  await at(tablet, '/record');
  const row = tablet.locator('tr:has-text("Stop using SureClean")');
  await expect.poll(() => row.innerText()).toMatch(/on “Night phone”[\s\S]*Doing it now[\s\S]*Nurse, Jo, on “Night phone”/);
  expect(await faults(tablet)).toEqual([]);
  await tablet.context().setOffline(true);
  await tablet.getByText('Not connected: what other devices did may be missing here.').waitFor();
  await tablet.context().close();
  await phone.context().close();
});

test('a device is given another name, by keyboard, and keeps it; where there is no chat none is spoken of', async () => {
  const home = '1-1000000003';
  const page = await enrolled(browser, world, home, { size: 'phone' });
  const asked = page.waitForResponse(/\/v1\/homes\/[^/]+\/chat$/);
  await at(page, '/devices');
  await (await asked).finished();
  const rename = page.getByRole('button', { name: /^Rename ?: Office tablet/ });
  await rename.focus();
  await page.keyboard.press('Enter');
  const name = page.getByLabel('New name');
  await expect.poll(() => name.evaluate((one) => one === document.activeElement)).toBe(true);
  await name.fill('');
  await page.keyboard.press('Enter');
  await page.getByText('Enter a name').waitFor();
  expect(await faults(page)).toEqual([]);
  await name.fill('Phone of the night shift');
  await page.keyboard.press('Enter');
  const heading = page.getByRole('heading', { name: 'Phone of the night shift (this device)' });
  await heading.waitFor();
  await expect.poll(() => heading.evaluate((one) => one === document.activeElement)).toBe(true);
  expect(await faults(page)).toEqual([]);
  expect(await page.getByRole('heading', { name: 'Answer from a chat' }).count()).toBe(0);
  const { devices } = await world.expect<{ devices: { name: string }[] }>(200, 'GET', `/v1/homes/${home}`);
  expect(devices.map((one) => one.name)).toEqual(['Phone of the night shift']);
  await at(page, '/about');
  await page.getByText('Phone of the night shift').waitFor();
  await page.context().close();
});

test('the keys are changed: a new recovery sheet is shown once, and results go on being opened, old and new', async () => {
  const home = '1-1000000004';
  const page = await enrolled(browser, world, home, { size: 'phone' });
  await letItOpenResults(page, world, home);
  const lines = () => page.locator('.app-sheet__line').allInnerTexts();
  const hide = async () => {
    await page.getByRole('button', { name: 'I have written it down' }).click();
    await page.getByRole('button', { name: 'Yes, hide it for ever' }).click();
    await page.getByText('This device opens test results.').waitFor();
  };
  const first = await lines();
  expect(first).toHaveLength(4);
  await hide();
  const before = await sendResult(world, positive, home, 'R-1');
  await page.getByText('Change the keys, and make a new recovery sheet').click();
  await page.getByRole('button', { name: 'Change the keys' }).click();
  const heading = page.getByRole('heading', { name: 'Recovery sheet of Willow Bank' });
  await expect.poll(() => heading.evaluate((one) => one === document.activeElement)).toBe(true);
  expect(await faults(page)).toEqual([]);
  const second = await lines();
  expect(second).toHaveLength(4);
  expect(second).not.toEqual(first);
  await hide();
  expect(await page.content()).not.toContain(second[0]);
  const { lists } = await world.expect<{ lists: string[] }>(200, 'GET', `/v1/homes/${home}/device-lists?after=0`);
  expect(lists).toHaveLength(2);
  const after = await sendResult(world, { ...positive, subject_ref: 'R-18' }, home, 'R-2');
  for (const [id, resident] of [[before, 'R-17'], [after, 'R-18']] as const) {
    await at(page, '/results');
    await page.locator(`a[href="/results/${id}"]`).first().waitFor();
    await at(page, `/results/${id}`);
    await page.getByRole('button', { name: 'Open result' }).click();
    await page.getByText(resident).waitFor();
  }
  await page.context().close();
});

test('a browser that let the certificate pass by hand says that it keeps no pages', async () => {
  const careless = await launchWith();
  const context = await newContext(careless, { size: 'phone', anyCertificate: true });
  const page = await enrolled(careless, world, elmCourt, { context });
  expectComplaint(page, /certificate|ssl/i);
  await at(page, '/devices');
  await page.getByRole('heading', { name: 'These pages do not open without internet on this device' }).waitFor();
  await careless.close();
});
