// A home's pages: Elm Court on an ordinary morning.
import type { Page } from 'playwright-core';
import { listen, newContext, open } from '../support';
import { at, enrolled, letItOpenResults, morning, positive, sendResult } from '../support/inbox';
import type { Scene, Stage } from './scene';

const home = '1-9000000002';

async function messages({ world, notes }: Stage): Promise<void> {
  if (notes.has('gel')) return;
  for (const [name, id] of Object.entries(await morning(world))) notes.set(name, id);
}

/** The home's own browser, enrolled and trusted once; a new page of it each time. */
async function atHome(stage: Stage, path = '/'): Promise<Page> {
  await messages(stage);
  const context = await stage.context('home');
  const known = `home-${stage.size}`;
  if (!stage.notes.has(known)) {
    stage.notes.set(known, 'yes');
    const page = await enrolled(stage.browser, stage.world, home, { context, name: stage.size === 'phone' ? 'Night phone' : 'Office tablet' });
    if (stage.size === 'desktop') {
      await letItOpenResults(page, stage.world, home);
      stage.notes.set('result', await sendResult(stage.world, positive, home));
    } else {
      await at(page, '/results');
      await page.getByRole('heading', { name: 'This device may not open results yet' }).waitFor();
    }
    await page.evaluate(async () => void (await navigator.serviceWorker.ready));
    await page.close();
  }
  const page = await context.newPage();
  listen(page);
  await page.goto(stage.world.url + path);
  await page.locator('.app-strip').getByText('Connected. Up to date').waitFor();
  return page;
}

const message = (stage: Stage, name: string, more = '') => `/messages/${stage.notes.get(name)}${more}`;

export const scenes: Scene[] = [
  {
    name: 'inbox-first-visit',
    caption: 'First visit: a device is set up with a code',
    show: ({ browser, world, size }) => open(browser, world.url, { size, scale: size === 'desktop' ? 1 : 2, reducedMotion: true }),
  },
  {
    name: 'inbox-welcome',
    caption: 'Set up: whose device it is now, and what to do next',
    show: async ({ browser, world, size }) => {
      const context = await newContext(browser, { size, scale: size === 'desktop' ? 1 : 2, reducedMotion: true });
      const page = await open(browser, `${world.url}/#enrol=${await world.code('1-9000000003')}`, { context });
      await page.getByLabel('A name for this device').fill('Night phone');
      await page.getByRole('button', { name: 'Set up this device' }).click();
      await page.getByRole('heading', { name: 'This device is set up' }).waitFor();
      return page;
    },
  },
  { name: 'inbox', caption: 'The inbox: what is to do, by deadline', show: (stage) => atHome(stage) },
  {
    name: 'inbox-message',
    caption: 'A message: what to do first',
    show: async (stage) => {
      await messages(stage);
      return atHome(stage, message(stage, 'gel'));
    },
  },
  {
    name: 'inbox-urdu',
    caption: 'The same in Urdu, with English beside it',
    show: async (stage) => {
      await messages(stage);
      const page = await atHome(stage, message(stage, 'gel'));
      await page.getByRole('button', { name: 'اردو' }).click();
      await page.getByRole('button', { name: 'Show the English text beside it' }).click();
      return page;
    },
  },
  {
    name: 'inbox-updated',
    caption: 'Guidance that was updated: what has changed comes first',
    show: async (stage) => {
      await messages(stage);
      const page = await atHome(stage, message(stage, 'update'));
      await page.getByText('What has changed').first().waitFor();
      return page;
    },
  },
  {
    name: 'inbox-poster',
    caption: 'A poster for the staff room, one A4 page',
    sizes: ['desktop'],
    paper: true,
    clip: '.app-poster',
    show: async (stage) => {
      await messages(stage);
      const page = await atHome(stage, message(stage, 'gel', '/poster'));
      await page.getByRole('button', { name: 'English', exact: true }).click();
      await page.locator('.app-poster__text[lang="en-GB"]').waitFor();
      return page;
    },
  },
  { name: 'inbox-guidance', caption: 'Guidance in force, one card a topic', show: (stage) => atHome(stage, '/guidance') },
  { name: 'inbox-helpline', caption: 'The helpline, open or closed now', show: (stage) => atHome(stage, '/helpline') },
  { name: 'inbox-results', caption: 'Test results; a device that may not open them says what to do', show: (stage) => atHome(stage, '/results') },
  {
    name: 'inbox-result',
    caption: 'A test result, opened on the one device',
    sizes: ['desktop'],
    show: async (stage) => {
      const page = await atHome(stage, '/');
      await at(page, `/results/${stage.notes.get('result')}`);
      await page.getByRole('button', { name: 'Open result' }).click();
      await page.getByText('R-17').waitFor();
      return page;
    },
  },
  {
    name: 'inbox-reply-queued',
    caption: 'A reply without internet: saved on this device, not sent yet',
    sizes: ['phone'],
    show: async (stage) => {
      await messages(stage);
      const page = await atHome(stage, message(stage, 'gel'));
      await page.getByRole('button', { name: 'English', exact: true }).click();
      await page.context().setOffline(true);
      await page.getByText('No internet connection').waitFor();
      await page.getByLabel('We have done this').check({ force: true });
      await page.getByLabel('Anything to add? (optional)').fill('All 12 bottles bagged');
      await page.getByLabel('Your role').selectOption('Manager');
      await page.getByRole('button', { name: 'Send reply' }).click();
      await page.getByText('Reply saved, not sent yet').waitFor();
      return page;
    },
  },
  {
    name: 'inbox-reply',
    caption: 'The reply once the relay has recorded it',
    sizes: ['phone'],
    show: async (stage) => {
      const context = await stage.context('home');
      await context.setOffline(false);
      const page = await atHome(stage, message(stage, 'gel'));
      await page.getByText('Your reply is recorded').waitFor();
      return page;
    },
  },
  { name: 'inbox-record', caption: 'Our record, for inspectors', show: (stage) => atHome(stage, '/record') },
  { name: 'inbox-devices', caption: 'Devices and alerts', show: (stage) => atHome(stage, '/devices') },
  {
    name: 'inbox-rename',
    caption: 'A device gets another name, another one is added with a code',
    show: async (stage) => {
      const page = await atHome(stage, '/devices');
      await page.getByRole('button', { name: /^Rename/ }).first().click();
      await page.getByRole('button', { name: 'Make a code for another device' }).click();
      await page.locator('.app-code').waitFor();
      return page;
    },
  },
  {
    name: 'inbox-sheet',
    caption: 'New keys: the recovery sheet is shown this one time',
    sizes: ['desktop'],
    show: async (stage) => {
      const page = await atHome(stage, '/devices');
      await page.getByText('Change the keys, and make a new recovery sheet').click();
      await page.getByRole('button', { name: 'Change the keys' }).click();
      await page.getByRole('heading', { name: /Recovery sheet of/ }).waitFor();
      return page;
    },
  },
  {
    name: 'inbox-duty',
    caption: 'The duty screen, read from across a room',
    show: async (stage) => {
      const page = await atHome(stage, '/duty');
      await page.getByRole('button', { name: 'Start the duty screen' }).click();
      await page.getByText('Nothing to do').or(page.getByText('To do:')).first().waitFor();
      return page;
    },
  },
  {
    name: 'inbox-removed',
    caption: 'A device that was removed says so, and keeps what it has',
    sizes: ['phone'],
    show: async (stage) => {
      const { browser, world, size } = stage;
      const context = await newContext(browser, { size, scale: 2, reducedMotion: true });
      const page = await enrolled(browser, world, '1-9000000004', { context });
      const { devices } = await world.expect<{ devices: { id: string }[] }>(200, 'GET', '/v1/homes/1-9000000004');
      await world.expect(204, 'DELETE', `/v1/homes/1-9000000004/devices/${devices.at(-1)!.id}`);
      await page.getByRole('heading', { name: 'This device has been removed' }).waitFor();
      return page;
    },
  },
  {
    name: 'inbox-not-here',
    caption: 'A message that is not on this device',
    sizes: ['phone'],
    show: async (stage) => {
      const page = await atHome(stage, '/messages/no-such');
      await page.getByRole('heading', { name: 'This message is not on this device' }).waitFor();
      return page;
    },
  },
  { name: 'inbox-accessibility', caption: 'Accessibility statement', show: (stage) => atHome(stage, '/accessibility') },
  { name: 'inbox-privacy', caption: 'Privacy notice', show: (stage) => atHome(stage, '/privacy') },
  { name: 'inbox-about', caption: 'About this service: what was tried and what was not', show: (stage) => atHome(stage, '/about') },
];
