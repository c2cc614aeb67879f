import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectComplaint, faults, fewHomes, launch, signIn, sizes, World, type Size } from './support';

/** What a team sees of the ways beside the stream: what became of each mail, and the switch that stops them. */

/** How the channel of mail is. */
const tag = (page: Page, words: string) => page.locator(`.app-card:has-text("Email") .nhsuk-tag:text-is("${words}")`);

let world: World;
let browser: Browser;
const addresses = ['office@elm.example', 'full@oak.example', '', 'office@willow.example', 'office@hazel.example'];

/** Of a chat whose server does not answer: people can be given a code for it all the same. */
const secret = join(mkdtempSync(join(tmpdir(), 'carerelay-chat-')), 'secret');
writeFileSync(secret, 'correct horse\n', { mode: 0o600 });

const rooms = `[rooms.managers]
kind = "hosted"
title = "Hackney managers (WhatsApp)"
host = "Jo Bloggs"
areas = ["E09000012"]

[rooms.chat]
kind = "xmpp"
title = "Managers"
address = "managers@rooms.chat.example"
account = "carehomes@chat.example"
server = "127.0.0.1:1"
secret_file = "${secret}"
`;

beforeAll(async () => {
  world = await World.start({ mail: true, rooms, homes: fewHomes.map((home, at) => ({ ...home, email: addresses[at]! })) });
  browser = await launch(world);
  await world.person('c-larkin', 'C Larkin', ['administrator']);
});
afterAll(async () => {
  await browser?.close();
  await world?.end();
  rmSync(dirname(secret), { recursive: true, force: true });
});

test('receipts say beside each home how far mail came, count none of it as reached, and find who is missed by every way', async () => {
  await world.device('1-1000000005', { reads: true, answers: 'actioned' });
  const { id } = await world.publish({ headline: 'Stop using SureClean hand gel' });
  await world.until(id, ({ acknowledged }) => acknowledged === 1);
  await expect.poll(() => world.mail!.taken.length).toBeGreaterThanOrEqual(3);
  const page = await signIn(browser, world, 'a-mensah');
  await page.goto(`${world.url}/console/messages/${id}`);
  await page.locator('h2:has-text("1 of 5")').waitFor();
  await page.locator('button:has-text("Not by any way (4)")').click();
  const row = (name: string) => page.locator(`.app-homes__row:has-text("${name}")`);
  await row('Elm Court').waitFor();
  // The mail server has them before the relay has noted it: the page looks again by itself.
  await expect.poll(() => row('Elm Court').innerText()).toMatch(/Not reached[\s\S]*Email: handed to the mail server; nothing more is known/);
  await expect.poll(() => row('Oak Lodge').innerText()).toContain('Email: not delivered: the mailbox is full');
  await expect.poll(() => row('Ash Grove').innerText()).toContain('Email: not sent: the register has no address');
  const ways = page.locator('table:has(caption:text-is("By other ways"))');
  await expect.poll(() => ways.innerText()).toMatch(/3 homes: handed to the mail server[\s\S]*1 home: not delivered: the mailbox is full/);
  expect(await faults(page)).toEqual([]);
  const [file] = await Promise.all([page.waitForEvent('download'), page.locator('button:has-text("Download all receipts")').click()]);
  const { readFileSync } = await import('node:fs');
  const csv = readFileSync((await file.path())!, 'utf8');
  expect(csv.split('\r\n')[0]).toMatch(/Message,Email$/);
  expect(csv).toMatch(/Oak Lodge.*not delivered: the mailbox is full/);
  await page.context().close();
});

test('what was held back is shown with what was found, and goes when somebody has looked', async () => {
  const { id } = await world.publish({ headline: 'Visiting', description: 'Ask for 943 476 5919 at the desk.' });
  const before = world.mail!.taken.length;
  const page = await signIn(browser, world, 'a-mensah', { size: 'phone' });
  await page.goto(`${world.url}/console/messages/${id}`);
  await page.locator('h2:has-text("Held back for 4 homes")').waitFor();
  await expect.poll(() => page.locator('main li:has-text("NHS")').first().innerText()).toMatch(/NHS number/i);
  expect(await faults(page)).toEqual([]);
  // Beside the home too it is said in words.
  await page.locator('button:has-text("All (")').click();
  await page.locator('.app-way:has-text("an NHS number in the de")').first().waitFor();
  expect(await page.locator('main').innerText()).not.toContain('nhs_number');
  const desk = await signIn(browser, world, 'c-larkin');
  await desk.goto(`${world.url}/console/channels`);
  const held = desk.locator('section:has(#held) tr:has-text("Visiting"):has-text("Email")');
  await held.waitFor();
  await expect.poll(() => held.innerText()).toMatch(/Email\s+4\s+\w+day[\s\S]*An NHS number in the de/);
  expect(await faults(desk)).toEqual([]);
  await desk.context().close();
  await page.locator('button:has-text("I have looked: let it go")').click();
  await page.locator('h2:has-text("Held back")').waitFor({ state: 'detached' });
  await expect.poll(() => world.mail!.taken.length).toBeGreaterThan(before);
  await page.context().close();
});

test.each(Object.keys(sizes) as Size[])('the page of channels has nothing that axe, the policy or a narrow window object to (%s)', async (size) => {
  const page = await signIn(browser, world, 'c-larkin', { size });
  await page.goto(`${world.url}/console/channels`);
  await tag(page, 'Running').waitFor();
  expect(await faults(page)).toEqual([]);
  await page.context().close();
});

test('an administrator stops a channel and starts it again; what waits is kept', async () => {
  const page = await signIn(browser, world, 'c-larkin');
  page.on('dialog', (dialog) => void dialog.accept());
  await page.locator('a:text-is("Channels")').click();
  await page.locator('button[aria-label="Stop: Email"]').click();
  await tag(page, 'Stopped by a person').waitFor();
  expect(await faults(page)).toEqual([]);
  const before = world.mail!.taken.length;
  await world.publish({ headline: 'Ventilate rooms', audience: { homes: ['1-1000000001'] } });
  await page.reload();
  await page.locator('.nhsuk-summary-list__row:has-text("Waiting"):has-text("1")').first().waitFor();
  expect(world.mail!.taken.length).toBe(before);
  await page.locator('button[aria-label="Start: Email"]').click();
  await tag(page, 'Running').waitFor();
  await expect.poll(() => world.mail!.taken.length).toBeGreaterThan(before);
  await page.context().close();
});

test('what came back unsigned is listed for administrators, in words', async () => {
  const page = await signIn(browser, world, 'c-larkin', { size: 'phone' });
  await page.goto(`${world.url}/console/channels`);
  await page.locator('section:has(#unmatched) p:text-is("There is none.")').waitFor();
  // The mail server of these tests returns nothing: the relay's answer is played, in the shape it has.
  const at = new Date(Date.now() - 60_000).toISOString();
  const unmatched = [...Array(21)].map((_, n) => ({ at, channel: 'email', why: ['unsigned', 'forged', 'no such delivery', 'some_new_word'][n % 4] }));
  await page.route('**/v1/channels/unmatched', (route) => route.fulfill({ json: { unmatched } }));
  await page.reload();
  const rows = page.locator('section:has(#unmatched) tbody tr');
  await rows.first().waitFor();
  await expect.poll(() => rows.count()).toBe(20);
  expect((await rows.allInnerTexts()).slice(0, 4).map((text) => text.split('\n').at(-1))).toEqual([
    'It names no message of ours', 'It claims to be about a message of ours, and the signature is wrong', 'It is about something we never sent that way', 'Some new word',
  ]);
  expect(await faults(page)).toEqual([]);
  await page.locator('button:has-text("Show all 21")').click();
  await expect.poll(() => rows.count()).toBe(21);
  await page.context().close();
});

test('before anything is sent, the writer sees the mail as the relay makes it, and what the scanner finds in it', async () => {
  const page = await signIn(browser, world, 'a-mensah');
  await page.goto(`${world.url}/console/write`);
  await page.locator('text=5 of 5 homes selected').waitFor();
  await page.locator('button:text-is("Email")').click();
  await page.locator('text=once nothing is missing in the form').waitFor();
  await page.locator('label:text-is("Alert")').click();
  await page.locator('label:text-is("Action needed")').click();
  await page.fill('#topic', 'Hand hygiene');
  await page.fill('#headline-0', 'Stop using SureClean hand gel');
  await page.fill('#must-0', 'Take every bottle out of use');
  await page.fill('#details-0', 'Ask for 943 476 5919.');
  await page.locator('label:text-is("No reply needed")').click();
  await page.locator('.app-preview button:text-is("Secure mailboxes")').click();
  await page.locator('.app-preview__mail').waitFor();
  const mail = () =>
    page.locator('.app-preview__mail').evaluate(({ shadowRoot }) => {
      const line = shadowRoot?.querySelector('.yes td');
      return { isThere: (shadowRoot?.textContent ?? '').includes('Take every bottle out of use'), edge: line ? getComputedStyle(line).borderLeftColor : '' };
    });
  await expect.poll(mail).toEqual({ isThere: true, edge: 'rgb(0, 127, 59)' });
  await page.locator('.app-preview li:has-text("an NHS number")').waitFor();
  await page.locator('.app-preview button:text-is("As plain text")').click();
  await expect.poll(() => page.locator('.app-preview__text').innerText()).toContain('This mail never asks for a password');
  await page.locator('.app-preview button:text-is("As most see it")').click();
  expect(await faults(page)).toEqual([]);
  await page.locator('button:text-is("Chat")').click();
  // What is restricted is no group's business: the post says only that something waits.
  await page.locator('text=They are told only that something is waiting').waitFor();
  expect(await page.locator('.app-preview__chat').first().innerText()).not.toContain('SureClean');
  expect(await faults(page)).toEqual([]);
  await page.locator('button[type="submit"]').click();
  await page.locator('h3:has-text("Look at this before you send")').waitFor();
  expect(await faults(page)).toEqual([]);
  await page.context().close();
});

test('a post for a group that no program reaches is copied, pasted by a person, and reported by them', async () => {
  const { id } = await world.publish({ headline: 'Boil tap water', audience: { areas: ['E09000012'] } });
  const page = await signIn(browser, world, 'a-mensah');
  await page.goto(`${world.url}/console/messages/${id}`);
  await page.locator('h3:has-text("Hackney managers (WhatsApp)")').waitFor();
  await expect.poll(() => page.locator('.app-card:has-text("Hackney managers") .app-preview__chat').innerText()).toContain('Boil tap water');
  expect(await faults(page)).toEqual([]);
  await page.locator('button:text-is("I have posted it")').click();
  await page.locator('.nhsuk-tag:text-is("Posted by hand")').waitFor();
  await expect.poll(() => page.locator('main').innerText()).toContain('as Dr A Mensah reported');
  await page.locator('h2:has-text("0 of 2")').waitFor();
  await page.context().close();
});

test('the contacts of a home are kept in their order, and its page says by which ways it was reached', async () => {
  const page = await signIn(browser, world, 'c-larkin');
  await page.goto(`${world.url}/console/homes/1-1000000005`);
  await page.locator('table:has(caption:has-text("Last good delivery"))').waitFor();
  const paths = () => page.locator('table:has(caption:has-text("Last good delivery"))').innerText();
  await expect.poll(paths).toMatch(/Inbox\s+(Just now|\d+ (second|minute)s? ago)/);
  await expect.poll(paths).toMatch(/Email\s+Never known/);
  await page.locator('button:text-is("Add a contact")').click();
  await page.locator('button:text-is("Save the contacts")').click();
  await page.locator('.nhsuk-error-summary a:has-text("Enter an email address or a telephone number of contact 1")').click();
  await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('contact-0-email');
  await page.fill('#contact-0-email', 'jo@hazel');
  expectComplaint(page, /status of 422/);
  await page.locator('button:text-is("Save the contacts")').click();
  await page.locator('.nhsuk-error-summary a:has-text("Contact 1")').waitFor();
  await page.fill('#contact-0-email', 'jo@hazel.example');
  await page.locator('button:text-is("Add another contact")').click();
  await page.selectOption('#contact-1-role', 'deputy');
  await page.fill('#contact-1-telephone', '07700 900123');
  expect(await faults(page)).toEqual([]);
  await page.locator('button[aria-label="Earlier: contact 2"]').click();
  await page.locator('button:text-is("Save the contacts")').click();
  await page.locator('table:has(caption:has-text("Contacts, in the order")) >> text=1. Deputy manager').waitFor();
  expect(await faults(page)).toEqual([]);
  const { contacts } = await world.expect(200, 'GET', '/v1/homes/1-1000000005/contacts');
  expect(contacts).toMatchObject([{ role: 'deputy', telephone: '+447700900123' }, { role: 'manager', email: 'jo@hazel.example' }]);
  await page.context().close();
});

test('a channel whose password is refused says that it is paused, and why', async () => {
  world.mail!.locked = true;
  world.relay.also({ 'channels.email.pause_seconds': 3600 }); // only a person starts it again while this test looks
  await world.relay.stop();
  await world.relay.start();
  await world.publish({ headline: 'Wash hands', audience: { homes: ['1-1000000001'] } });
  const page = await signIn(browser, world, 'c-larkin');
  expectComplaint(page, /WebSocket/);
  await page.goto(`${world.url}/console/channels`);
  await tag(page, 'Paused by the service').waitFor();
  await expect.poll(() => page.locator('.app-card, .nhsuk-card').first().innerText()).toContain('refused the password');
  expect(await faults(page)).toEqual([]);
  world.mail!.locked = false;
  await page.locator('button[aria-label="Try now: Email"]').click();
  await tag(page, 'Running').waitFor();
  await page.context().close();
});

test('a code lets one person of a home answer from a chat: it says what to write and to whom, and is shown once', async () => {
  const page = await signIn(browser, world, 'c-larkin');
  await page.goto(`${world.url}/console/homes/1-1000000001`);
  const chat = page.locator('section:has(#chat)');
  await chat.locator('text=Nobody answers for this home from a chat').waitFor();
  await page.selectOption('#chat-role', 'deputy');
  await chat.locator('button:text-is("Make a chat code")').click();
  await chat.locator('.app-spelt').waitFor();
  await expect.poll(() => chat.locator('.app-spelt').innerText()).toMatch(/^join [0-9A-Z]{5}-[0-9A-Z]{5}$/);
  await expect.poll(() => chat.innerText()).toMatch(/For the deputy manager of Elm Court[\s\S]*alone, not in a group[\s\S]*carehomes@chat\.example/);
  expect(await faults(page)).toEqual([]);
  await page.reload();
  await chat.locator('button:text-is("Make a chat code")').waitFor();
  expect(await chat.locator('.app-spelt').count()).toBe(0);
  await page.context().close();
});

test('who answers from a chat is listed by role alone, and can be ended', async () => {
  const page = await signIn(browser, world, 'c-larkin', { size: 'phone' });
  page.on('dialog', (dialog) => void dialog.accept());
  // Nobody is in the chat of these tests: who is bound is played, in the shape the relay has; tests/system/channels binds for real.
  const one = { id: '0193a1b2-0000-7000-8000-000000000001', account: 'carehomes@chat.example', role: 'manager', bound_at: new Date().toISOString() };
  const identities = [one, { ...one, id: '0193a1b2-0000-7000-8000-000000000002', role: 'deputy', contact: 2, last_used_at: new Date().toISOString() }];
  await page.route('**/v1/homes/1-1000000001/chat', (route) => route.fulfill({ json: { home: '1-1000000001', identities } }));
  const ended: string[] = [];
  await page.route('**/v1/homes/1-1000000001/chat/*', (route) => {
    ended.push(`${route.request().method()} ${route.request().url().split('/').at(-1)}`);
    identities.shift();
    return route.fulfill({ status: 204 });
  });
  await page.goto(`${world.url}/console/homes/1-1000000001`);
  const rows = page.locator('section:has(#chat) tbody tr');
  await rows.first().waitFor();
  await expect.poll(() => rows.allInnerTexts()).toEqual([expect.stringMatching(/Manager[\s\S]*Never/), expect.stringMatching(/Deputy manager, contact 2[\s\S]*(Just now|\d+ minutes? ago)/)]);
  expect(await faults(page)).toEqual([]);
  await page.locator('button[aria-label="End it: Manager"]').click();
  await expect.poll(() => rows.count()).toBe(1);
  expect(ended).toEqual([`DELETE ${one.id}`]);
  await page.context().close();
});
