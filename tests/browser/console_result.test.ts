import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ecdh, ecdsa, makePair, signText, type Pair } from '../../relay/web/shared/seal/keys';
import { signList } from '../../relay/web/shared/seal/lists';
import { openResult } from '../../relay/web/shared/seal/open';
import { keysOf, makeSeed } from '../../relay/web/shared/seal/sheet';
import { deviceWords } from '../../relay/web/shared/seal/words';
import { faults, launch, signIn, World } from './support';

/** A test result from a person's browser to a home's device, past a relay that cannot read it. */

let world: World;
let browser: Browser;
const home = '1-1000000001';

beforeAll(async () => {
  world = await World.start();
  browser = await launch(world);
  await world.person('c-larkin', 'C Larkin', ['administrator']);
  await world.person('e-virology', 'E Virology', ['result_sender']);
});
afterAll(async () => {
  await browser?.close();
  await world?.end();
});

interface Sealed {
  id: string;
  sealing: Pair;
}

/** A device of the home with a key to open results with, not trusted yet. */
async function enrol(): Promise<Sealed & { key: Pair; words: string }> {
  const key = await makePair(ecdsa);
  const sealing = await makePair(ecdh);
  const { device } = await world.expect<{ device: string }>(201, 'POST', '/v1/devices', {
    body: { code: await world.code(home), public_key: key.jwk, sealing_key: sealing.jwk, name: 'nurses’ station' },
  });
  return { id: device, key, sealing, words: await deviceWords(home, device, key.jwk, sealing.jwk) };
}

test('the eight words of a device are confirmed, the sender’s key is registered, and a result is sealed that only the device opens', async () => {
  const device = await enrol();

  const desk = await signIn(browser, world, 'c-larkin');
  await desk.goto(`${world.url}/console/homes/${home}`);
  await desk.locator('summary:has-text("Let it open test results")').click();
  await desk.fill(`#words-${device.id}`, device.words.toUpperCase());
  await desk.locator('button:has-text("These are the words I heard")').click();
  await desk.locator('.nhsuk-tag:has-text("Words confirmed")').waitFor();
  expect(await faults(desk)).toEqual([]);

  const sender = await signIn(browser, world, 'e-virology');
  await sender.goto(`${world.url}/console/result`);
  await sender.locator('h1:has-text("Register this browser first")').waitFor();
  expect(await faults(sender)).toEqual([]);
  await expect.poll(() => sender.locator('.app-words').innerText()).toMatch(/^\w+( \w+){7}$/);
  const words = await sender.locator('.app-words').innerText();
  await expect.poll(() => sender.locator('#key').innerText()).not.toBe('');
  const key = await sender.locator('#key').innerText();
  await desk.goto(`${world.url}/console/team/nel-ipc`);
  await desk.locator('.app-card:has-text("E Virology") summary:has-text("Key for test results: none yet")').click();
  await desk.fill('#key-e-virology', key);
  await desk.locator(`text=${words}`).waitFor();
  await desk.locator('button:has-text("register it")').click();
  await desk.locator('summary:has-text("Key for test results: registered")').waitFor();

  // The home has no list of its devices yet: nobody could open it, so nothing is sent.
  await sender.reload();
  await sender.locator('#result-home').fill('elm');
  await sender.locator('button:text-is("Elm Court")').click();
  await sender.locator('text=No device of this home can open a result').waitFor();
  expect(await sender.locator('button[type="submit"]').count()).toBe(0);
  expect(await faults(sender)).toEqual([]);

  const keys = await keysOf(makeSeed(), home);
  const list = await signList(
    {
      home, version: 1, madeAt: `${new Date().toISOString().slice(0, 19)}Z`, identity: keys.identity.jwk, recovery: keys.recovery.jwk,
      devices: [{ device: device.id, key: device.key.jwk, sealing: device.sealing.jwk }],
    },
    keys.identity,
  );
  const at = new Date().toISOString();
  const signature = await signText(device.key.privateKey, ['carerelay.v1 token', home, device.id, at].join('\n'));
  const { token } = await world.expect<{ token: string }>(200, 'POST', `/v1/devices/${device.id}/token`, { body: { at, signature }, token: '' });
  await world.expect(201, 'POST', `/v1/homes/${home}/device-lists`, { token, body: { list: list.text } });

  await sender.reload();
  await sender.locator('#result-home').fill('elm');
  await sender.locator('button:text-is("Elm Court")').click();
  await sender.locator('text=1 device of this home can open it').waitFor();
  await sender.fill('#test', '871555000');
  await sender.locator('label:text-is("Negative")').click();
  await sender.fill('#subject', 'R-17');
  await sender.fill('#specimen', 'SPEC-0417');
  await sender.fill('#performer', 'RX9LD');
  await sender.fill('#words', 'Born 3/4/1938');
  await sender.locator('button[type="submit"]').click();
  await sender.locator('.nhsuk-error-summary a:has-text("looks like a date of birth")').waitFor();
  await sender.fill('#words', 'Repeat it on Thursday, whisper-4471.');
  await sender.locator('button[type="submit"]').click();
  await sender.locator('text=Sent to Elm Court, locked for 1 device').waitFor();
  await expect.poll(() => sender.inputValue('#result-home')).toBe('');

  const inbox = await world.expect<{ entries: { message: Record<string, unknown> }[] }>(200, 'GET', '/v1/inbox', { token });
  const [entry] = inbox.entries;
  const letter = await openResult(entry!.message, [device.sealing], home);
  expect(letter).toMatchObject({ content: { outcome: 'negative', subject_ref: 'R-17', specimen_ref: 'SPEC-0417', performer_ods: 'RX9LD', test_code: '871555000' } });
  expect(JSON.stringify(letter)).toContain('whisper-4471');

  // It was another resident's: a correction takes its place, and is then itself taken back.
  await sender.locator('a:text-is("See whether it was opened")').click();
  await sender.locator('a:text-is("Send a correction")').waitFor();
  expect(await sender.locator('summary:has-text("Withdraw it")').count()).toBe(0);
  await sender.locator('a:text-is("Send a correction")').click();
  await sender.locator('text=1 device of this home can open it').waitFor();
  await sender.fill('#test', '871555000');
  await sender.locator('label:text-is("Positive")').click();
  await sender.fill('#subject', 'R-18');
  await sender.fill('#specimen', 'SPEC-0417');
  await sender.fill('#performer', 'RX9LD');
  await sender.locator('button[type="submit"]').click();
  await sender.locator('.nhsuk-error-summary a:has-text("Enter what has changed")').waitFor();
  expect(await faults(sender)).toEqual([]);
  await sender.locator('label:text-is("The earlier one was wrong")').click();
  await sender.fill('#changed', 'It is the result of R-18, murmur-4471.');
  await sender.locator('button[type="submit"]').click();
  await sender.locator('text=Sent to Elm Court, locked for 1 device').waitFor();
  await sender.locator('a:text-is("See whether it was opened")').click();
  await sender.locator('a:text-is("Withdraw it")').click();
  await sender.locator('text=1 device of this home can open it').waitFor();
  await sender.locator('label:text-is("It was sent by mistake")').click();
  await sender.fill('#reason', 'It is of another home, mutter-4471.');
  expect(await faults(sender)).toEqual([]);
  await sender.locator('button:text-is("Withdraw from Elm Court")').click();
  await sender.locator('h1:has-text("A test result was withdrawn")').waitFor();
  expect(await faults(sender)).toEqual([]);
  const later = await world.expect<{ entries: { message: Record<string, unknown> }[] }>(200, 'GET', '/v1/inbox', { token });
  const opened = await Promise.all(later.entries.map((one) => openResult(one.message, [device.sealing], home)));
  expect(opened.find((one) => JSON.stringify(one).includes('murmur-4471'))).toMatchObject({ content: { report_status: 'corrected', outcome: 'positive', subject_ref: 'R-18' } });
  expect(opened.find((one) => JSON.stringify(one).includes('mutter-4471'))).toMatchObject({ content: { report_status: 'entered-in-error' } });

  // What it says is nowhere at the relay.
  for (const file of [world.relay.store, `${world.relay.store}-wal`, world.relay.logFile]) for (const word of ['whisper-4471', 'murmur-4471', 'mutter-4471']) expect(readFileSync(file).includes(word), file).toBe(false);
  await desk.context().close();
  await sender.context().close();
});

test('another browser of the same person is told that its key is not the registered one', async () => {
  await world.person('f-bacteriology', 'F Bacteriology', ['result_sender']);
  const { jwk } = await makePair(ecdsa);
  await world.expect(200, 'PUT', '/v1/publishers/nel-ipc/members/f-bacteriology/signing-key', { body: { signing_key: jwk } });
  const page = await signIn(browser, world, 'f-bacteriology');
  await page.goto(`${world.url}/console/result`);
  await page.locator('text=another browser’s').waitFor();
  await page.context().close();
});
