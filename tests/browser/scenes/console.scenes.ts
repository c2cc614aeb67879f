// The console, as people of a team see it: a bulletin on its way from the first word to the last receipt, and what is around it.
import type { Page } from 'playwright-core';
import { open, signIn } from '../support';
import type { Scene, Stage } from './scene';

/** A page of this person's browser; they sign in once for all scenes. */
async function desk(stage: Stage, person: 'a-mensah' | 'b-okafor' | 'c-larkin', path: string, ready: string): Promise<Page> {
  const { world, browser, size, notes } = stage;
  const context = await stage.context(person);
  const key = `signed-in-${person}-${size}`;
  if (!notes.has(key)) {
    if (person === 'c-larkin') await world.person('c-larkin', 'C Larkin', ['publisher', 'auditor', 'administrator']);
    await (await signIn(browser, world, person, { context })).close();
    notes.set(key, 'yes');
  }
  const page = await open(browser, `${world.url}/console${path}`, { context });
  await page.locator(ready).first().waitFor();
  return page;
}

const lines = [
  'Take every bottle of batch 4471 out of use today',
  'Put bottles in a bag and label it “do not use”',
  'Wash hands with soap and water until new gel arrives',
];
const gel = {
  headline: 'Stop using SureClean hand gel, batch 4471',
  must_do: lines,
  must_not: ['pour the gel down the sink'],
  description: 'The batch number is on the back label, under the barcode.',
};

/** The bulletin that is followed, and homes that do with it what homes do. Made once for both sizes. */
async function followed({ world, notes }: Stage): Promise<string> {
  const known = notes.get('gel');
  if (known) return known;
  await world.simulate((_, at) => {
    if (at % 9 === 0) return {};
    if (at % 9 < 3) return { reads: true };
    if (at === 40) return { reads: true, answers: 'need_help', name: 'Jo', note: 'We have no other gel.' };
    return at % 9 === 3 ? { reads: true, answers: 'actioned', name: 'Sam', role: 'nurse' } : undefined;
  });
  await world.publish({ topic: 'norovirus', issuer_reference: 'NEL-2026-013', info: [{ language: 'en-GB', headline: 'Norovirus: cleaning and visiting', must_do: ['Wait 48 hours after the last symptom before reopening', 'Clean with bleach'] }] });
  const made = await world.publish({ urgency: 'immediate', severity: 'severe', topic: 'hand-hygiene', issuer_reference: 'NEL-2026-014', info: [{ language: 'en-GB', ...gel }] });
  await world.until(made.id, ({ acknowledged }) => acknowledged >= 8);
  notes.set('gel', made.id);
  return made.id;
}

async function receipts(stage: Stage): Promise<Page> {
  const page = await desk(stage, 'a-mensah', `/messages/${await followed(stage)}`, 'text=updating live');
  await page.locator('.app-homes__row').first().waitFor();
  return page;
}

async function waiting({ world, notes }: Stage): Promise<string> {
  const known = notes.get('draft');
  if (known) return known;
  const { token } = await world.person('a-mensah');
  const { draft } = await world.expect(202, 'POST', '/v1/messages', {
    token,
    body: {
      kind: 'guidance_bulletin', msg_type: 'alert', status: 'actual', scope: 'restricted', urgency: 'immediate', severity: 'severe', topic: 'visiting',
      issuer_reference: 'NEL-2026-015', audience: { areas: ['E09000012', 'E09000025'] }, acknowledgement: { required: true },
      info: [{ language: 'en-GB', headline: 'No visitors until Monday', must_do: ['Put a notice on every door', 'Ring each family'], must_not: ['turn away a doctor or a nurse'] }],
    },
  });
  notes.set('draft', draft);
  return draft;
}

async function written(stage: Stage): Promise<Page> {
  const page = await desk(stage, 'a-mensah', '/write', 'text=72 of 72 homes selected');
  await page.locator('label:text-is("Alert")').click();
  await page.locator('label:text-is("Urgent")').click();
  await page.fill('#topic', 'Hand hygiene');
  await page.fill('#headline-0', gel.headline);
  await page.fill('#must-0', lines.join('\n'));
  await page.fill('#not-0', 'do not pour the gel down the sink');
  await page.fill('#details-0', gel.description);
  await page.locator('label:text-is("In one week")').click();
  await page.locator('label:text-is("Choose boroughs or types")').click();
  await page.locator('label:has-text("Hackney")').click();
  await page.locator('label:has-text("Newham")').click();
  await page.fill('#own-reference', 'NEL-2026-016');
  return page;
}

export const scenes: Scene[] = [
  {
    name: 'console-bulletins',
    caption: 'Bulletins: what waits for me, and how far the last seven days have come',
    show: async (stage) => {
      await followed(stage);
      await waiting(stage);
      return desk(stage, 'b-okafor', '', 'text=33 of 72');
    },
  },
  { name: 'console-write', caption: 'Write: the form, and beside it what homes will see', show: written },
  {
    name: 'console-check',
    caption: 'Check before you send: all of it on one page',
    show: async (stage) => {
      const page = await written(stage);
      await page.locator('button[type="submit"]').click();
      await page.locator('button:has-text("Send for approval")').waitFor();
      return page;
    },
  },
  {
    name: 'console-approve',
    caption: 'Approve: a second person stands for exactly this, for exactly these homes',
    show: async (stage) => desk(stage, 'b-okafor', `/drafts/${await waiting(stage)}`, 'button:has-text("Approve and send")'),
  },
  {
    name: 'console-receipts',
    caption: 'Receipts, live: whom it has reached, and whom to ring',
    show: (stage) => receipts(stage),
  },
  {
    name: 'console-receipts-paper',
    caption: 'The same on paper',
    sizes: ['desktop'],
    paper: true,
    show: (stage) => receipts(stage),
  },
  { name: 'console-homes', caption: 'Homes', show: (stage) => desk(stage, 'c-larkin', '/homes', 'text=72 homes') },
  {
    name: 'console-home',
    caption: 'A home: devices, a code to read out, what it got',
    show: async (stage) => {
      const page = await desk(stage, 'c-larkin', '/homes/1-9000000004', 'text=office tablet');
      await page.locator('button:has-text("Make a code")').click();
      await page.locator('.app-spelt').waitFor();
      return page;
    },
  },
  {
    name: 'console-import',
    caption: 'Homes from a file: each fault in its cell, with the row number of the spreadsheet',
    show: async (stage) => {
      const page = await desk(stage, 'c-larkin', '/homes/import', '#file');
      const text = [
        'id,name,area,telephone,email',
        '1-9000000201,Elm Court,Hackney,020 7946 0201,office@elmcourt.example',
        '1-9000000202,Oak Lodge,Hackny,020 7946 0202,manager@oaklodge.example',
        '1-9000000203,Birch House,Newham,0207946,birch@example',
        '1-9000000204,,Newham,020 7946 0204,noname@example.org',
        '1-9000000201,Elm Court,Hackney,020 7946 0201,office@elmcourt.example',
      ].join('\n');
      await page.setInputFiles('#file', { name: 'homes-november.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
      await page.locator('text=There is a problem').waitFor();
      return page;
    },
  },
  { name: 'console-team', caption: 'Team: what I may do, and every team', show: (stage) => desk(stage, 'c-larkin', '/team', 'text=All teams') },
  { name: 'console-members', caption: 'A team: its grant, its people and machines', show: (stage) => desk(stage, 'c-larkin', '/team/nel-ipc', 'text=Dr A Mensah') },
  {
    name: 'console-audit',
    caption: 'Audit: the log, worked out again in the browser',
    show: async (stage) => {
      const page = await desk(stage, 'c-larkin', '/audit', 'text=What happened');
      await page.locator('button:has-text("Check the log")').click();
      await page.locator('text=are what was committed to').waitFor();
      return page;
    },
  },
  { name: 'console-helpline', caption: 'A helpline notice: from when until when; it ends by itself', show: (stage) => desk(stage, 'a-mensah', '/helpline', 'text=In force or coming') },
];
