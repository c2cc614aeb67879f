// A home whose people may answer from a chat.
import type { WorldOptions } from '../support';
import { at, enrolled } from '../support/inbox';
import type { Scene } from './scene';

const home = '1-9000000002';
export const options: WorldOptions = { chat: true };

export const scenes: Scene[] = [
  {
    name: 'inbox-chats',
    caption: 'Answer from a chat: who may, and a code for one more',
    show: async (stage) => {
      const { browser, world, size } = stage;
      const page = await enrolled(browser, world, home, { context: await stage.context('home') });
      const { identities } = await world.expect<{ identities: unknown[] }>(200, 'GET', `/v1/homes/${home}/chat`);
      if (identities.length === 0) {
        const { say } = await world.expect<{ say: string }>(201, 'POST', `/v1/homes/${home}/chat-codes`, { body: { role: 'deputy' } });
        await world.chat!.tell('@kim:chat.test', say);
      }
      await at(page, '/devices');
      await page.getByText('Deputy manager').first().waitFor();
      await page.getByLabel('Who may answer?').selectOption(size === 'phone' ? 'Nurse' : 'Whoever is on call');
      await page.getByRole('button', { name: 'Make a code for them' }).click();
      await page.locator('.app-code').waitFor();
      return page;
    },
  },
];
