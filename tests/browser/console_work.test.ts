import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cutLine, expectComplaint, faults, launch, open, signIn, World } from './support';

/** What people do in the console, from the first key to the last receipt. */

let world: World;
let browser: Browser;

beforeAll(async () => {
  world = await World.start({ settings: { 'stream.heartbeat_ms': 1000 } });
  browser = await launch(world);
  await world.person('c-larkin', 'C Larkin', ['administrator', 'auditor']);
});
afterAll(async () => {
  await browser?.close();
  await world?.end();
});

/** Presses Tab until what has the focus is it. */
async function tabTo(page: Page, selector: string) {
  for (let presses = 0; presses < 150; presses += 1) {
    await page.keyboard.press('Tab');
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) return;
  }
  throw new Error(`Tab never came to ${selector}`);
}

const press = async (page: Page, selector: string, key = 'Enter') => {
  await tabTo(page, selector);
  await page.keyboard.press(key);
};
const type = async (page: Page, selector: string, text: string) => {
  await tabTo(page, selector);
  await page.keyboard.type(text);
};

const link = (href: string) => `a[href^="${href}"]`;

test('a bulletin is written, checked, approved by a second person and followed live, by keyboard alone', async () => {
  const device = await world.device('1-1000000001', { name: 'Sam', role: 'nurse' });
  const writer = await signIn(browser, world, 'a-mensah');
  await writer.locator('h2:text-is("Last seven days")').waitFor();
  await press(writer, link('/console/write'));
  await writer.locator('text=5 of 5 homes selected').waitFor();
  await press(writer, '#what', 'Space');
  await press(writer, '#urgency', 'Space');
  await type(writer, '#topic', 'Hand hygiene');
  await type(writer, '#headline-0', 'Stop using SureClean hand gel, batch 4471');
  await type(writer, '#must-0', 'Take every bottle out of use today');
  await type(writer, '#not-0', 'Do not pour it down the sink');
  await press(writer, 'input[name="reply"]', 'ArrowDown'); // not "today": that is no choice after 5pm
  await press(writer, 'button[type="submit"]');
  await writer.locator('h1:has-text("Check before you send")').waitFor();
  await writer.locator('button:has-text("Send for approval: 5 homes")').waitFor();
  await expect.poll(() => writer.evaluate(() => document.activeElement?.tagName)).toBe('H1');
  await press(writer, 'main button');
  await writer.locator('text=Nothing has been sent yet').waitFor();
  expect(device.inbox).toHaveLength(0);
  expect(await writer.locator('button:has-text("Approve and send")').count()).toBe(0);

  const approver = await signIn(browser, world, 'b-okafor');
  await approver.locator('text=Needs your approval').waitFor();
  await press(approver, `main ${link('/console/drafts/')}.nhsuk-button`);
  await approver.locator('button:has-text("Approve and send to 5 homes")').waitFor();
  // Nobody is offered to approve what is not on the page yet.
  await expect.poll(() => approver.locator('main').innerText()).toContain('pour it down the sink');
  await press(approver, 'main button');
  await approver.locator('text=Sent to 5 homes').waitFor();
  await approver.locator('text=1 of 5').first().waitFor();
  await approver.locator('text=updating live').waitFor();

  await expect.poll(() => device.inbox.length).toBe(1);
  const [got] = device.inbox;
  device.read(got!.seq);
  await device.respond(got!.seq, 'need_help', 'We have no soap.');
  await approver.locator('.app-figure:has-text("Need help") >> text=1').waitFor();
  await approver.locator('button:has-text("Need help (1)")').click();
  const row = approver.locator('.app-homes__row:has-text("Elm Court")');
  await row.waitFor();
  await expect.poll(() => row.innerText()).toMatch(/Needs help[\s\S]*Sam, nurse[\s\S]*We have no soap\.[\s\S]*Ring 020 7946 0101/);
  expect(await faults(approver)).toEqual([]);

  await writer.locator('text=It was approved and sent').waitFor();
  await writer.context().close();
  await approver.context().close();
});

test('what is missing is said on top and beside each field, and the focus goes there', async () => {
  const page = await signIn(browser, world, 'a-mensah');
  await page.goto(`${world.url}/console/write`);
  await page.locator('text=5 of 5 homes selected').waitFor();
  await page.locator('button[type="submit"]').click();
  await page.locator('.nhsuk-error-summary').waitFor();
  await expect.poll(() => page.evaluate(() => document.activeElement?.className)).toContain('nhsuk-error-summary');
  await expect.poll(() => page.title()).toMatch(/^Error: /);
  await expect.poll(() => page.locator('.nhsuk-error-summary__list li').allInnerTexts()).toEqual([
    'Choose what it is', 'Choose how urgent it is', 'Enter a topic, such as hand hygiene', 'Enter a title',
    'Enter what care homes must do, or the details', 'Choose by when you need a reply',
  ]);
  expect(await faults(page)).toEqual([]);
  await page.locator('.nhsuk-error-summary__list a:has-text("Enter a title")').click();
  await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('headline-0');
  await page.context().close();
});

test('what is typed survives a reload and the end of the session', async () => {
  const page = await signIn(browser, world, 'a-mensah');
  await page.goto(`${world.url}/console/write`);
  await page.locator('text=5 of 5 homes selected').waitFor();
  await page.fill('#headline-0', 'Wash hands before meals');
  await page.locator('text=Draft kept in this browser').waitFor();
  await page.goto(`${world.url}/console`);
  await page.locator('a:has-text("Wash hands before meals")').click();
  await expect.poll(() => page.inputValue('#headline-0')).toBe('Wash hands before meals');

  const { sessions } = await world.expect(200, 'GET', '/v1/sessions');
  for (const one of sessions.filter((session: { member: string }) => session.member === 'a-mensah'))
    await world.expect(204, 'DELETE', `/v1/sessions/${one.id}`);
  expectComplaint(page, /status of 401/);
  await page.fill('#must-0', 'Before every meal');
  await page.click('#what');
  await page.locator('label:text-is("For information")').click();
  await page.fill('#topic', 'Hands');
  await page.locator('label:text-is("No reply needed")').click();
  await page.locator('button[type="submit"]').click();
  await page.locator('.app-ended').waitFor();
  await page.goBack();
  await expect.poll(() => page.inputValue('#must-0')).toBe('Before every meal');

  const again = await open(browser, await world.signInLink('a-mensah'), { context: page.context() });
  await Promise.all([again.waitForURL((at) => at.pathname.startsWith('/console')), again.locator('form button').click()]);
  await page.locator('button:has-text("go on here")').click();
  await page.locator('.app-ended').waitFor({ state: 'detached' });
  await page.locator('button[type="submit"]').click();
  await page.locator('button:has-text("5 homes")').waitFor();
  await page.context().close();
});

test('a line that is lost is said, with the time, and comes back by itself', async () => {
  const { id } = await world.publish({ headline: 'Ventilate rooms' });
  const page = await signIn(browser, world, 'a-mensah');
  await page.goto(`${world.url}/console/messages/${id}`);
  await page.locator('text=updating live').waitFor();
  expectComplaint(page, cutLine, /WebSocket/);
  await world.relay.stop();
  await page.locator('text=/not live since \\d+(:\\d\\d)?(am|pm)|not live since (midday|midnight)/').waitFor();
  await world.relay.start();
  await page.locator('text=updating live').waitFor();
  await page.context().close();
});

test('one person sends alone with a reason, the mark says so, a second person confirms', async () => {
  const { token } = await world.person('a-mensah');
  const { draft } = await world.expect(202, 'POST', '/v1/messages', {
    token,
    body: {
      kind: 'guidance_bulletin', msg_type: 'alert', status: 'actual', scope: 'restricted', urgency: 'immediate', severity: 'severe', topic: 'water',
      audience: { areas: ['E09000012'] }, info: [{ language: 'en-GB', headline: 'Boil tap water', description: 'Until further notice.' }],
    },
  });
  const page = await signIn(browser, world, 'a-mensah');
  await page.goto(`${world.url}/console/drafts/${draft}`);
  await page.locator('summary:has-text("it cannot wait")').click();
  await page.locator('button:has-text("Send alone to 2 homes")').click();
  await page.locator('.nhsuk-error-summary').waitFor();
  await page.fill('#alone-reason', 'The water company has just rung');
  await page.locator('button:has-text("Send alone to 2 homes")').click();
  await page.locator('.nhsuk-tag:has-text("Not yet confirmed")').waitFor();
  expect(await page.locator('button:text-is("Confirm")').count()).toBe(0);

  const other = await signIn(browser, world, 'b-okafor');
  await other.locator('a:has-text("Look and confirm")').click();
  await other.locator('button:text-is("Confirm")').click();
  await other.locator('text=confirmed by B Okafor').waitFor();
  await other.locator('.nhsuk-tag:has-text("Not yet confirmed")').waitFor({ state: 'detached' });
  await page.context().close();
  await other.context().close();
});

test('an approver rejects with a reason, and whoever wrote it reads it', async () => {
  const { token } = await world.person('a-mensah');
  const { draft } = await world.expect(202, 'POST', '/v1/messages', {
    token,
    body: {
      kind: 'guidance_bulletin', msg_type: 'alert', status: 'actual', scope: 'restricted', urgency: 'immediate', severity: 'severe', topic: 'gloves',
      audience: { everyone: true }, info: [{ language: 'en-GB', headline: 'Use other gloves', description: 'Batch 12.' }],
    },
  });
  const page = await signIn(browser, world, 'b-okafor');
  await page.goto(`${world.url}/console/drafts/${draft}`);
  await page.locator('summary:has-text("Reject it")').click();
  await page.fill('#reject-reason', 'It is batch 21');
  await page.locator('button:text-is("Reject")').click();
  await page.locator('text=it was not sent').waitFor();
  await expect.poll(() => page.locator('main').innerText()).toContain('It is batch 21');
  await page.context().close();
});

test('a register file is looked at first: each fault in its cell, nothing saved, then all of it', async () => {
  const page = await signIn(browser, world, 'c-larkin');
  await page.goto(`${world.url}/console/homes/import`);
  await page.locator('#file').waitFor();
  const file = (text: string) => ({ name: 'homes-november.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
  expectComplaint(page, /status of 422/);
  await page.setInputFiles('#file', file('id,name,area,email\n1-1000000006,Birch House,Newham,birch@example\n1-1000000007,,Hackny,\n'));
  await page.locator('text=There is a problem with homes-november.csv').waitFor();
  expect(await page.locator('caption').innerText()).toBe('2 of 2 rows have problems');
  expect(await page.locator('tr:has(#row-3)').innerText()).toMatch(/Missing name[\s\S]*Not a borough we know\s*Hackny/);
  expect(await faults(page)).toEqual([]);
  expect((await world.expect(200, 'GET', '/v1/homes')).homes).toHaveLength(5);

  await page.setInputFiles('#file', file('id,name,area,email\n1-1000000006,Birch House,Newham,birch@homes.example\n1-1000000001,Elm Court,Hackney,\n'));
  await page.locator('text=/1 added, \\d changed, \\d same/').waitFor();
  expect((await world.expect(200, 'GET', '/v1/homes')).homes).toHaveLength(5);
  await page.locator('button:has-text("Save")').click();
  await page.locator('text=/Saved: 1 added/').waitFor();
  expect((await world.expect(200, 'GET', '/v1/homes')).homes).toHaveLength(6);
  await page.context().close();
});

test('a code is shown once, to be read out, and a device enrolled with it appears', async () => {
  const page = await signIn(browser, world, 'c-larkin');
  await page.goto(`${world.url}/console/homes/1-1000000005`);
  await page.locator('button:has-text("Make a code")').click();
  const code = await page.locator('.app-spelt').innerText();
  expect(code).toMatch(/^[0-9A-Z]{5}-[0-9A-Z]{5}$/);
  expect(await faults(page)).toEqual([]);
  const device = await world.relay.call('POST', '/v1/devices', {
    body: { code, public_key: await publicKey(), name: 'duty phone' },
  });
  expect(device.status).toBe(201);
  await page.reload();
  await page.locator('text=duty phone').waitFor();
  await page.locator('.app-spelt').waitFor({ state: 'detached' });
  page.on('dialog', (dialog) => void dialog.accept());
  await page.locator('button:has-text("End this device")').click();
  await page.locator('text=Ended devices (1)').waitFor();
  await page.context().close();
});

async function publicKey() {
  const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
  const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', pair.publicKey);
  return { kty, crv, x, y };
}

test('the log is worked out again in the browser, and goes on from the last time', async () => {
  const page = await signIn(browser, world, 'c-larkin');
  await page.goto(`${world.url}/console/audit`);
  await page.locator('button:has-text("Check the log")').click();
  await page.locator('text=/All \\d+ are what was committed to/').waitFor();
  await page.locator('text=Good, by the key below').waitFor();
  await world.publish({ headline: 'One more', audience: { homes: ['1-1000000002'] } });
  await page.locator('button:has-text("Check the log")').click();
  await page.locator('text=/Goes on from the \\d+ entries/').waitFor();
  await page.context().close();
});

test('guidance that replaces another shows the old one and asks what has changed', async () => {
  const device = await world.device('1-1000000003');
  const old = await world.publish({ topic: 'norovirus', audience: { areas: ['E09000025'] }, info: [{ language: 'en-GB', headline: 'Norovirus: cleaning', must_do: ['Clean with bleach'] }] });
  const page = await signIn(browser, world, 'b-okafor');
  await page.goto(`${world.url}/console/messages/${old.id}`);
  await page.locator('a:has-text("Write a new version")').click();
  await page.locator('summary:has-text("Show the old version")').waitFor();
  await expect.poll(() => page.inputValue('#must-0')).toBe('Clean with bleach');
  await page.fill('#must-0', 'Clean with bleach\nWait 48 hours before you reopen');
  await page.locator('label:text-is("No reply needed")').click();
  await page.locator('button[type="submit"]').click();
  await page.locator('.nhsuk-error-summary a:has-text("Enter what has changed")').waitFor();
  await page.fill('#changed', 'Wait 48 hours');
  await page.locator('button[type="submit"]').click();
  // The tests before this one have added homes: the register itself says how many there are by now.
  const register: { homes: { area: string }[] } = await world.expect(200, 'GET', '/v1/homes');
  const count = register.homes.filter(({ area }) => area === 'E09000025').length;
  expect(count).toBeGreaterThanOrEqual(3);
  await page.locator(`button:text-is("Send to ${count} homes")`).click();
  await page.locator(`text=Sent to ${count} homes`).waitFor();
  await expect.poll(() => device.inbox.at(-1)?.message).toMatchObject({ msg_type: 'update', references: [old.id], change_note: 'Wait 48 hours', topic: 'norovirus' });
  await page.goto(`${world.url}/console/messages/${old.id}`);
  await page.locator('text=A newer version has replaced this one').waitFor();
  await page.context().close();
});

test('a helpline notice says from when until when, and ends by itself', async () => {
  const page = await signIn(browser, world, 'a-mensah');
  await page.goto(`${world.url}/console/helpline`);
  await page.fill('#headline', 'Infection control helpline');
  await page.fill('#telephone', '020 7946 0340');
  await page.locator('label:text-is("Choose boroughs")').click();
  await page.locator('label:has-text("Hackney")').click();
  await page.locator('button[type="submit"]').click();
  await page.locator('.nhsuk-error-summary a:has-text("Enter when it ends")').waitFor();
  await page.fill('#ends-day', '24');
  await page.fill('#ends-month', '12');
  await page.fill('#ends-year', '2030');
  await page.fill('#ends-time', 'noon');
  await page.locator('button[type="submit"]').click();
  await page.locator('text=Sent to 2 homes').waitFor();
  await page.waitForURL(/\/console\/messages\/[^/]+$/);
  const id = new URL(page.url()).pathname.split('/').at(-1);
  const { message } = await world.expect(200, 'GET', `/v1/messages/${id}`);
  expect(message).toMatchObject({ kind: 'helpline_notice', expires: '2030-12-24T12:00:00Z', telephone: '+442079460340', opening_hours: [{ opens: '09:00', closes: '17:00' }] });
  await page.goto(`${world.url}/console/helpline`);
  await page.locator('text=/ends by itself/').first().waitFor();
  await page.context().close();
});
