// Homes that stay silent: what was tried, and whom to ring. Clocks of seconds instead of hours.
import type { Page } from 'playwright-core';
import { open, patience, signIn, type WorldOptions } from '../support';
import type { Scene, Stage } from './scene';

export const options: WorldOptions = {
  mail: true,
  settings: { 'escalation.expected_seconds': 2, 'escalation.next_percent': 50, 'escalation.steps': 'stream,email,deputy,call_list' },
};

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

/** A bulletin that most homes answer and six do not, two of which were rung. Made once for both sizes. */
async function silent({ world, notes }: Stage): Promise<string> {
  const known = notes.get('silent');
  if (known) return known;
  const homes = world.homes.slice(0, 9).map((home) => home.id);
  for (const home of homes.slice(0, 2))
    await world.expect(200, 'PUT', `/v1/homes/${home}/contacts`, {
      body: { contacts: [{ role: 'manager', email: `manager@${home}.example`, telephone: '07700 900101' }, { role: 'deputy', label: 'Deputy, nights', email: `deputy@${home}.example`, telephone: '07700 900102' }] },
    });
  for (const [at, home] of homes.slice(6).entries()) await world.device(home, { reads: true, answers: 'actioned', name: ['Sam', 'Jo', 'Ash'][at]!, role: 'nurse' });
  const { id } = await world.publish({
    topic: 'hand-hygiene', issuer_reference: 'NEL-2026-021', audience: { homes },
    info: [{ language: 'en-GB', headline: 'Stop using SureClean hand gel, batch 4471', must_do: ['Take every bottle of batch 4471 out of use today'] }],
  });
  for (const end = Date.now() + patience.step; Date.now() < end; ) {
    const { calls } = await world.expect<{ calls: unknown[] }>(200, 'GET', `/v1/messages/${id}/call-list`);
    if (calls.length === 6) break;
    await new Promise((done) => setTimeout(done, 100));
  }
  const ring = async (home: string, body: object) => world.expect(201, 'POST', `/v1/messages/${id}/call-list/${home}`, { body, token: (await world.person('b-okafor')).token });
  await ring(homes[1]!, { outcome: 'will_act', spoke_to: 'the nurse in charge', will_act_by: new Date(Date.now() + 2 * 3_600_000).toISOString().replace(/\.\d+/, ''), note: 'They have one bottle left.' });
  await ring(homes[2]!, { outcome: 'no_answer' });
  notes.set('silent', id);
  return id;
}

const clock = (at: Date): string => new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at);

/** A check-in that was asked a moment ago and some homes have answered, and one that waits. Made once for both sizes. */
async function asked({ world, notes }: Stage): Promise<string> {
  const known = notes.get('asked');
  if (known) return known;
  const until = new Date(Date.now() + 30 * 86_400_000).toISOString().replace(/\.\d+/, '');
  const { token } = await world.person('a-mensah');
  const homes = world.homes.slice(20, 29).map((home) => home.id);
  const text = 'New cough, fever, diarrhoea or vomiting among residents or staff?';
  const { id } = await world.expect(201, 'POST', '/v1/check-ins', { token, body: { headline: 'Anything new today?', text, time: clock(new Date(Date.now() + 65_000)), until, audience: { homes } } });
  for (const [at, home] of homes.slice(0, 6).entries())
    await world.device(home, at === 2 ? { reads: true, answers: 'need_help', name: 'Jo', role: 'nurse', note: 'Two residents have a cough.' } : { reads: at < 5, ...(at < 4 && { answers: 'actioned' as const, name: 'Sam', role: 'nurse' }) });
  for (const end = Date.now() + 150_000; Date.now() < end; await new Promise((done) => setTimeout(done, 500))) {
    const { last_message: last } = await world.expect<{ last_message?: string }>(200, 'GET', `/v1/check-ins/${id}`);
    if (last) {
      await world.until(last, ({ acknowledged }) => acknowledged === 4);
      break;
    }
  }
  notes.set('asked', id);
  return id;
}

export const scenes: Scene[] = [
  {
    name: 'console-calls',
    caption: 'Call list: whom to ring, why, and what came of each call',
    show: async (stage) => {
      await silent(stage);
      const page = await desk(stage, '/calls', '.app-call');
      await page.locator('button:has-text("Record a call")').first().click();
      await page.locator('label:text-is("I spoke to somebody: they will act by a time")').click();
      return page;
    },
  },
  {
    name: 'console-silence',
    caption: 'A message: what was tried at homes that stay silent',
    show: async (stage) => desk(stage, `/messages/${await silent(stage)}`, '#silence'),
  },
  {
    name: 'console-check-ins',
    caption: 'Check-ins: a question every day, what runs and what waits for a second person',
    show: async (stage) => {
      await asked(stage);
      return desk(stage, '/check-ins', '.app-card');
    },
  },
  { name: 'console-check-in-new', caption: 'A check-in is set up', show: (stage) => desk(stage, '/check-ins/new', 'text=72 of 72 homes selected') },
  {
    name: 'console-check-in',
    caption: 'The answers of a day',
    show: async (stage) => {
      const page = await desk(stage, `/check-ins/${await asked(stage)}`, 'text=Something has changed');
      await page.locator('button:has-text("All (")').click();
      return page;
    },
  },
];
