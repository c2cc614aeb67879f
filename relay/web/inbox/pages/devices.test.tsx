import { afterEach, describe, expect, test } from 'vitest';
import { render } from 'preact';
import { hours, now, show } from './kit';

afterEach(() => render(null, document.body));

const device = (id: string, more: object) => ({ id, name: id, isThis: false, enrolled: hours(-100), sealed: false, canSeal: true, ...more });

describe('devices', () => {
  const trust = { is: 'sealed' as const, first: false, devices: [device('office', { isThis: true, sealed: true }), device('night phone', {})] };

  test('a lost one is removed only after a second question', async () => {
    const page = await show('/devices', { trust });
    await page.press('Remove if it is lost');
    expect(page.fake.calls.some(([name]) => name === 'removeDevice')).toBe(false);
    await page.press('Yes, remove it');
    expect(page.fake.calls).toContainEqual(['removeDevice', 'night phone']);
  });

  test('one is given another name, and keeps it when that is nothing', async () => {
    const page = await show('/devices', { trust });
    await page.press('Rename: night phone');
    await page.fill('name-night phone', '  ');
    await page.submit();
    expect(page.text()).toContain('Enter a name');
    await page.fill('name-night phone', 'x'.repeat(81));
    await page.submit();
    expect(page.text()).toContain('The name must be 80 characters or fewer');
    expect(page.fake.calls.some(([name]) => name === 'renameDevice')).toBe(false);
    await page.fill('name-night phone', ' Tablet of the kitchen ');
    await page.submit();
    expect(page.fake.calls).toContainEqual(['renameDevice', 'night phone', 'Tablet of the kitchen']);
    expect(document.activeElement?.textContent).toBe('Tablet of the kitchen');
  });

  test('chats are not spoken of where the service is in none', async () => {
    const page = await show('/devices', { trust });
    expect(page.fake.calls.some(([name]) => name === 'chats')).toBe(true);
    expect(page.text()).not.toContain('Answer from a chat');
  });

  test('a code for a chat says what to say to whom; who has said it is listed, and put out after a second question', async () => {
    const page = await show('/record', { trust });
    page.fake.chatTo.push('carehomes@chat.example');
    await page.change(() => page.go('/devices'));
    await page.choose('chat-role', 'on_call');
    await page.press('Make a code for them');
    expect(page.fake.calls).toContainEqual(['makeChatCode', 'on_call']);
    expect(page.text()).toContain('write to carehomes@chat.example, alone, not in the group');
    expect(page.text()).toContain('join ABCDE-FGHJK');
    page.fake.chatPeople.push({ id: 'one', account: 'carehomes@chat.example', role: 'on_call', bound: hours(0) });
    await page.press('See whether they have said it');
    expect(page.text()).toContain('They may answer now.');
    expect(page.text()).not.toContain('ABCDE-FGHJK');
    await page.press('Stop them answering: Whoever is on call');
    expect(page.fake.calls.some(([name]) => name === 'endChat')).toBe(false);
    await page.press('Yes, stop it');
    expect(page.fake.calls).toContainEqual(['endChat', 'one']);
    expect(page.text()).toContain('Nobody yet.');
  });

  test('who may answer is shown also where the service is in no chat any more', async () => {
    const page = await show('/record', { trust });
    page.fake.chatPeople.push({ id: 'one', account: 'carehomes@chat.example', role: 'manager', bound: hours(-50), lastUsed: hours(-2) });
    await page.change(() => page.go('/devices'));
    expect(page.text()).toContain('Last answered today 7am.');
    expect(page.text()).toContain('The service is in no chat at present');
  });

  test('another is added with a short code', async () => {
    const page = await show('/devices', { trust });
    await page.press('Make a code for another device');
    expect(page.text()).toContain('ABCDE-FGHJK');
  });

  test('eight words from its screen let another device open results', async () => {
    const page = await show('/devices', { trust });
    await page.fill('words', 'acorn bishop');
    await page.submit();
    expect(page.text()).toContain('(you entered 2)');
    await page.fill('words', 'Acorn bishop camel dolphin, engine fabric galaxy hammer');
    await page.submit();
    expect(page.fake.calls.at(-1)).toEqual(['approveDevice', 'night phone', 'acorn bishop camel dolphin engine fabric galaxy hammer']);
  });

  test('the test of alerts says what happened, not what should', async () => {
    const page = await show('/devices', { trust, push: { is: 'on' } });
    await page.press('Test my alerts');
    expect(page.text()).toContain('On this page: sent, waiting for it to arrive.');
    expect(page.text()).toContain('As an alert of this device: sent, waiting for it to arrive.');
    await page.change(() => page.fake.set({ alertTest: { startedMs: now, line: { is: 'shown', tookMs: 300 }, push: { is: 'shown', tookMs: 2400 } } }));
    expect(page.text()).toContain('The test of today 9am:On this page: it came after 1 second.As an alert of this device: it came after 2 seconds.');
    await page.change(() => page.fake.set({ alertTest: { startedMs: now, line: { is: 'shown', tookMs: 300 }, push: { is: 'failed', detail: 'The service does not send alerts.' } } }));
    expect(page.text()).toContain('As an alert of this device: it did not arrive. The service does not send alerts.');
  });

  test('a browser that keeps no pages is said to, where alerts are and when the internet is gone', async () => {
    const page = await show('/devices', { trust, storage: { is: 'ok', persisted: false, pagesMissing: true }, link: { is: 'offline', behind: 0 } });
    expect(page.text()).toContain('These pages do not open without internet on this device');
    expect(page.text()).toContain('Do not close this page: it does not open again without internet.');
    const well = await show('/devices', { trust, link: { is: 'offline', behind: 0 } });
    expect(well.text()).not.toContain('do not open without internet');
  });

  test('a device without alerts tests its line', async () => {
    const page = await show('/devices', { trust, push: { is: 'off' } });
    await page.press('Test my alerts');
    await page.change(() => page.fake.set({ alertTest: { startedMs: now, line: { is: 'shown', tookMs: 300 }, push: { is: 'off' } } }));
    expect(page.text()).toContain('On this page: it came after 1 second.As an alert of this device: not tested, because alerts are off.');
  });

  test('new keys show the sheet once', async () => {
    const page = await show('/devices', { trust });
    await page.press('Change the keys');
    expect(page.text()).toContain('Recovery sheet of Elm Court');
    // The reader is led to it once, and not back to its top by each press.
    expect(document.activeElement?.id).toBe('sheet-heading');
    (document.activeElement as HTMLElement).blur();
    await page.press('I have written it down');
    expect(document.activeElement?.id).not.toBe('sheet-heading');
    expect(page.text()).toContain('AAAA-BBBB-C');
    await page.press('Yes, hide it for ever');
    expect(page.text()).not.toContain('AAAA-BBBB-C');
  });
});
