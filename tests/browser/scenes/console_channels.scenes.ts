// The console's side of the ways beside the stream: mail in a world with a mail server.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { open, patience, signIn, type WorldOptions } from '../support';
import type { Scene, Stage } from './scene';

/** Of a chat whose server is not there: a code for it can be made all the same. */
const secret = join(mkdtempSync(join(tmpdir(), 'carerelay-scenes-')), 'secret');
writeFileSync(secret, 'correct horse\n', { mode: 0o600 });
const rooms = `[rooms.managers]
kind = "xmpp"
title = "Managers' chat"
address = "managers@rooms.chat.example"
account = "carehomes@chat.example"
server = "127.0.0.1:1"
secret_file = "${secret}"
`;

export const options: WorldOptions = { mail: true, rooms };

async function desk(stage: Stage, path: string, ready: string): Promise<Page> {
  const { world, browser, size, notes } = stage;
  const context = await stage.context('c-larkin');
  const key = `signed-in-${size}`;
  if (!notes.has(key)) {
    await world.person('c-larkin', 'C Larkin', ['publisher', 'approver', 'auditor', 'administrator']);
    await (await signIn(browser, world, 'c-larkin', { context })).close();
    notes.set(key, 'yes');
  }
  const page = await open(browser, `${world.url}/console${path}`, { context });
  await page.locator(ready).first().waitFor();
  return page;
}

/** A bulletin of which a third comes by the stream and the rest by mail. Made once for both sizes. */
async function sent({ world, notes }: Stage): Promise<string> {
  const known = notes.get('sent');
  if (known) return known;
  const changed = world.homes.slice(3, 5).map((home) => `${home.id},${home.name},${home.area},full@${home.id}.example`);
  await world.expect(200, 'POST', '/v1/homes/import', { body: ['id,name,area,email', ...changed].join('\n'), type: 'text/csv' }).catch(() => undefined);
  await world.simulate((_, at) => (at < 27 && at % 3 === 0 ? { reads: at % 2 === 0, ...(at % 4 === 0 && { answers: 'actioned' as const, name: 'Sam', role: 'nurse' }) } : undefined));
  const made = await world.publish({ topic: 'norovirus', issuer_reference: 'NEL-2026-017', info: [{ language: 'en-GB', headline: 'Norovirus: cleaning and visiting', must_do: ['Wait 48 hours after the last symptom before reopening', 'Clean with bleach'] }] });
  const end = Date.now() + patience.step;
  while (world.mail!.taken.length < 60 && Date.now() < end) await new Promise((done) => setTimeout(done, 100));
  notes.set('sent', made.id);
  return made.id;
}

export const scenes: Scene[] = [
  {
    name: 'console-ways',
    caption: 'Receipts with other ways: what became of mail stands beside the receipt and never raises it',
    show: async (stage) => {
      const page = await desk(stage, `/messages/${await sent(stage)}`, '.app-homes__row .app-way');
      await page.locator('button:has-text("Not by any way")').click();
      return page;
    },
  },
  {
    name: 'console-channels',
    caption: 'Channels: how each is, the switch that stops it, and what is held back until a person has looked',
    show: async (stage) => {
      await sent(stage);
      if (!stage.notes.has('held'))
        stage.notes.set('held', (await stage.world.publish({ headline: 'Visiting', description: 'Ask for 943 476 5919 at the desk.', audience: { areas: ['E09000012'] } })).id);
      return desk(stage, '/channels', 'section:has(#held) td');
    },
  },
  {
    name: 'console-chat',
    caption: 'A home: a code that lets one of its people answer from a chat',
    clip: 'section:has(#chat)',
    show: async (stage) => {
      const page = await desk(stage, '/homes/1-9000000004', '#chat');
      await page.locator('button:text-is("Make a chat code")').click();
      await page.locator('#chat ~ div .app-spelt').waitFor();
      return page;
    },
  },
];
