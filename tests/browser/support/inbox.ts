// What the tests of a home's pages share: a device enrolled as a person does it, and messages as teams write them.
import type { Browser, Page } from 'playwright-core';
import { ecdsa, makePair } from '../../../relay/web/shared/seal/keys';
import { readOn, recipientsOf } from '../../../relay/web/shared/seal/lists';
import { makeTagKey, sealResult, type Sender } from '../../../relay/web/shared/seal/seal';
import { newContext, open, type OpenOptions } from './browser';
import type { World } from './world';

export const elmCourt = '1-1000000001';
const hour = 3_600_000;
/** Both boroughs of `fewHomes`: everybody, without the further signatures that many messages to "everyone" ask for. */
const audience = { areas: ['E09000012', 'E09000025'] };
export const settings = { 'stream.heartbeat_ms': 2000, 'approval.all_homes_from': 1000 };
/** The next 5pm that is at least three hours away, as people set deadlines, or some hours after it. */
function nextFive(later = 0): string {
  const at = new Date(Date.now() + 3 * hour);
  if (at.getUTCHours() >= 17) at.setUTCDate(at.getUTCDate() + 1);
  at.setUTCHours(17, 0, 0, 0);
  return new Date(at.getTime() + later * hour).toISOString().replace('.000Z', 'Z');
}

/** Opens the link that a team sends, names the device, and stands in the inbox. */
export async function enrolled(browser: Browser, world: World, home = elmCourt, options: OpenOptions & { name?: string } = {}): Promise<Page> {
  const context = options.context ?? (await newContext(browser, options));
  const page = await open(browser, `${world.url}/#enrol=${await world.code(home)}`, { ...options, context });
  await page.getByLabel('A name for this device').fill(options.name ?? 'Office tablet');
  await page.getByRole('button', { name: 'Set up this device' }).click();
  await page.getByRole('heading', { level: 1, name: 'This device is set up' }).waitFor();
  await page.getByRole('button', { name: 'Go to your inbox' }).click();
  await page.getByText('Connected. Up to date').waitFor();
  return page;
}

/** Goes to a page of the app by its address, without loading it anew, and waits until it is there. */
export async function at(page: Page, path: string): Promise<void> {
  await page.mouse.move(0, 0); // no link looks as if it were pointed at
  await page.evaluate((to) => {
    const link = document.createElement('a');
    link.href = to;
    document.body.append(link);
    link.click();
    link.remove();
  }, path);
  await page.waitForFunction((to) => location.pathname === to && !document.body.innerText.includes('Opening the page'), path);
  await page.locator('h1').waitFor();
}

export const gel = {
  audience,
  urgency: 'immediate',
  severity: 'severe',
  topic: 'infection-control',
  issuer_reference: 'NEL-2026-014',
  acknowledgement: { required: true, by: nextFive() },
  info: [
    {
      language: 'en-GB',
      headline: 'Stop using SureClean hand gel, batch 4471',
      description:
        'A batch of hand gel may carry bacteria. Check your stock and take it out of use.\n\nThe batch number is on the back label, under the barcode.',
      must_do: [
        'Take every bottle of batch 4471 out of use today',
        'Put the bottles in a bag and label it “do not use”',
        'Wash hands with soap and water until new gel arrives',
      ],
      must_not: ['pour the gel down the sink'],
    },
    {
      language: 'pl',
      headline: 'Nie używaj żelu SureClean, partia 4471',
      must_do: ['Wycofaj dziś z użycia każdą butelkę partii 4471', 'Włóż butelki do worka i opisz: „nie używać”', 'Do czasu dostawy nowego żelu myj ręce wodą z mydłem'],
      must_not: ['nie wylewaj żelu do zlewu'],
    },
    {
      language: 'ro',
      headline: 'Nu mai folosiți gelul SureClean, lotul 4471',
      must_do: ['Scoateți astăzi din uz fiecare sticlă din lotul 4471', 'Puneți sticlele într-o pungă cu eticheta „nu folosiți”', 'Spălați mâinile cu apă și săpun până vine gelul nou'],
      must_not: ['nu turnați gelul în chiuvetă'],
    },
    {
      language: 'ur',
      headline: 'شیور کلین ہینڈ جیل، بیچ 4471 کا استعمال بند کریں',
      must_do: ['بیچ 4471 کی ہر بوتل آج ہی استعمال سے ہٹا دیں', 'بوتلوں کو تھیلے میں ڈال کر «استعمال نہ کریں» لکھیں', 'نئی جیل آنے تک صابن اور پانی سے ہاتھ دھوئیں'],
      must_not: ['جیل کو سنک میں نہ بہائیں'],
    },
  ],
};

export const norovirus = {
  audience,
  topic: 'norovirus',
  issuer_reference: 'NEL-2026-012',
  acknowledgement: { required: false },
  info: [
    {
      language: 'en-GB',
      headline: 'Norovirus: cleaning and visiting',
      description: 'Wait 24 hours after the last symptom before reopening. Clean with bleach.\n\n## Visiting\n\nAsk visitors who have been ill to stay away.',
    },
  ],
};

export const norovirusUpdate = (old: string) => ({
  ...norovirus,
  msg_type: 'update',
  references: [old],
  action_by: nextFive(19),
  change_note: 'Wait 48 hours, not 24, after the last symptom before reopening.',
  info: [
    {
      language: 'en-GB',
      headline: 'Norovirus: cleaning and visiting',
      description:
        'Wait 48 hours after the last symptom before reopening. Clean with bleach.\n\n## Visiting\n\nAsk visitors who have been ill to stay away for two days.\n\n- Put a notice on the door.\n- Wash hands with soap: gel does not work on norovirus.',
      must_do: ['Wait 48 hours after the last symptom before you reopen', 'Clean hard surfaces with bleach, 1,000 parts per million'],
    },
  ],
});

export const helpline = {
  audience,
  kind: 'helpline_notice',
  urgency: 'future',
  topic: 'infection-control',
  acknowledgement: { required: false },
  telephone: '020 7946 0123',
  email: 'ipc@nel.example',
  service_state: 'open',
  topics: ['outbreaks', 'protective-equipment'],
  opening_hours: [
    { days: ['mon', 'tue', 'wed', 'thu', 'fri'], opens: '08:00', closes: '20:00' },
    { days: ['sat', 'sun', 'bank_holiday'], opens: '09:00', closes: '17:00' },
  ],
  info: [
    {
      language: 'en-GB',
      headline: 'Helpline open on Sundays too, 9am to 5pm',
      description: 'We are open longer because of flu.',
      instruction: 'Leave a message with your home’s name and number. We ring back at 8am.',
    },
  ],
};

export const winter = {
  audience,
  urgency: 'future',
  severity: 'minor',
  topic: 'flu',
  issuer_reference: 'NEL-2026-009',
  acknowledgement: { required: false },
  info: [{ language: 'en-GB', headline: 'Flu and COVID-19 in care homes: winter guidance', description: 'When to test, when to isolate and who to ring.\n\n## When to test\n\nTest anyone who has two or more symptoms.' }],
};

/** The messages of one ordinary morning, oldest first; ids by name. */
export async function morning(world: World): Promise<{ gel: string; norovirus: string; update: string; helpline: string; winter: string }> {
  const made = { winter: (await world.publish(winter)).id, norovirus: (await world.publish(norovirus)).id, helpline: (await world.publish(helpline)).id };
  return { ...made, update: (await world.publish(norovirusUpdate(made.norovirus))).id, gel: (await world.publish(gel)).id };
}

/** Its words are read out and confirmed; the device founds the home's list. Leaves the page where the sheet is shown. */
export async function letItOpenResults(page: Page, world: World, home = elmCourt): Promise<void> {
  await at(page, '/devices');
  await page.getByRole('button', { name: 'Show the eight words' }).click();
  await page.locator('.app-words__word').nth(7).waitFor();
  const words = (await page.locator('.app-words__word').allInnerTexts()).map((one) => one.trim()).join(' ');
  const { devices } = await world.expect<{ devices: { id: string; revoked_at?: string }[] }>(200, 'GET', `/v1/homes/${home}`);
  const device = devices.filter((one) => !one.revoked_at).at(-1)!;
  await world.expect(204, 'POST', `/v1/homes/${home}/devices/${device.id}/confirm`, { body: { words } });
  await page.getByRole('button', { name: 'Let this device open results' }).click();
  await page.getByRole('heading', { name: /Recovery sheet of/ }).waitFor();
}

let laboratory: Sender | undefined;

/** A laboratory seals a result for everybody on the home's list, as the console does. */
export async function sendResult(world: World, content: object, home = elmCourt, reference = 'R-1'): Promise<string> {
  laboratory ??= { pair: await makePair(ecdsa), tagKey: await makeTagKey() };
  const { lists, revoked } = await world.expect<{ lists: string[]; revoked: string[] }>(200, 'GET', `/v1/homes/${home}/device-lists?after=0`);
  const { newest } = await readOn(null, lists);
  if (!newest) throw new Error('nobody to seal for');
  const draft = await sealResult({ home, msgType: 'alert', reference }, content, laboratory, recipientsOf(newest.what, revoked), newest.what.home, new Date());
  return (await world.expect<{ id: string }>(201, 'POST', '/v1/messages', { body: draft })).id;
}

export const positive = {
  report_status: 'final',
  test_code: '871555000',
  outcome: 'positive',
  specimen_ref: 'SPEC-0417',
  subject_ref: 'R-17',
  collected_at: '2026-11-19T09:00:00Z',
  issued_at: '2026-11-20T16:20:00Z',
  performer_ods: 'RX9LD',
  info: [{ language: 'en-GB', headline: 'Positive', description: 'Look the reference up in your own records. Ring the helpline if it is the second one this week.' }],
};
