import { render } from 'preact';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { helpline, hours, idOf, result, show, urgent, type Shown } from './kit';

afterEach(() => {
  render(null, document.body);
  vi.unstubAllGlobals();
});

const path = `/messages/${idOf(1)}`;
const newer = { ...urgent, id: idOf(9), msg_type: 'update' as const, references: [idOf(1)], change_note: 'Also batch 4472.' };
const noteOf = () => (document.getElementById('note') as HTMLTextAreaElement | null)?.value;

describe('a reply that was begun', () => {
  test('is there again after another page, with everything that was chosen, and gone once it is sent', async () => {
    const page = await show(path, {}, [urgent]);
    await page.choose('response', 'need_help');
    await page.choose('role', 'other');
    await page.fill('other-role', 'Night lead');
    await page.fill('note', 'No gel left');
    await page.change(() => page.go('/'));
    expect(page.fake.state.drafts[idOf(1)]).toMatchObject({ response: 'need_help', role: 'other', otherRole: 'Night lead', note: 'No gel left' });
    await page.change(() => page.go(path));
    expect(noteOf()).toBe('No gel left');
    expect(document.querySelector<HTMLInputElement>('input[value="need_help"]')?.checked).toBe(true);
    await page.submit();
    expect(page.fake.calls).toContainEqual(['respond', idOf(1), { response: 'need_help', role: 'Night lead', name: '', note: 'No gel left' }]);
    await page.change(() => page.go('/'));
    expect(page.fake.state.drafts).toEqual({});
  });

  test('is kept while it is being written, not only when the page is left', async () => {
    const page = await show(path, {}, [urgent]);
    await page.fill('note', 'Half a sen');
    await expect.poll(() => page.fake.state.drafts[idOf(1)]?.note).toBe('Half a sen');
  });

  test('is kept when nothing was written but the page was only looked at: nothing', async () => {
    const page = await show(path, {}, [urgent]);
    await page.change(() => page.go('/'));
    expect(page.fake.calls.some(([name]) => name === 'keepDraft')).toBe(false);
  });

  test('to a message that is replaced meanwhile goes on in the newest version', async () => {
    const page = await show(path, {}, [urgent]);
    await page.choose('response', 'actioned');
    await page.fill('note', 'All bottles bagged');
    await page.change(() => page.fake.deliver({ resources: [], ...newer }));
    expect(page.text()).toContain('This has been replaced');
    expect(document.querySelector('[role="alert"]')?.textContent).toContain('What you wrote is kept');
    expect(page.fake.calls.some(([name]) => name === 'respond')).toBe(false);
    await page.press('go on with it in the newest version');
    expect(location.pathname).toBe(`/messages/${idOf(9)}`);
    expect(noteOf()).toBe('All bottles bagged');
    expect(page.text()).toContain('You began this reply to the version before this one');
  });

  test('to a message that is withdrawn meanwhile is shown, and not called sent', async () => {
    const page = await show(path, {}, [urgent]);
    await page.fill('note', 'All bottles bagged');
    await page.change(() => page.fake.deliver({ ...newer, resources: [], msg_type: 'cancel' }));
    expect(page.text()).toContain('so yours was not sent. You had written: “All bottles bagged”');
  });

  test('does not bring along an answer that the newest version does not offer', async () => {
    const page = await show(path, { drafts: { [idOf(1)]: { response: 'not_relevant', role: 'Nurse', otherRole: '', name: '', note: 'x' } } }, [urgent]);
    await page.change(() => page.fake.deliver({ resources: [], ...newer, acknowledgement: { required: true, options: ['actioned', 'need_help'] } }));
    await page.change(() => page.go(`/messages/${idOf(9)}`));
    await page.submit();
    expect(page.text()).toContain('Select what your care home has done');
  });
});

describe('no page says more than is known', () => {
  test('a removed device does not promise to send what waits', async () => {
    const page = await show(path, { link: { is: 'offline', behind: 0 } }, [urgent]);
    await page.change(() => page.fake.respond(idOf(1), { response: 'actioned', role: 'Manager', name: '', note: '' }));
    await page.change(() => page.fake.set({ link: { is: 'stopped', behind: 0, why: 'revoked' } }));
    expect(page.text()).not.toContain('Will be sent');
    expect(page.text()).toContain('You replied “Done”. Saved on this device. It cannot be sent from here now');
    expect(page.text()).toContain('1 reply saved on this device. It cannot be sent from here now');
    await page.change(() => page.go('/set-up'));
    expect(page.text()).toContain('Some replies on this device were not sent.');
  });

  test('a reply that was refused is not headed as recorded', async () => {
    const page = await show(path, {}, [urgent]);
    await page.change(() => page.fake.respond(idOf(1), { response: 'actioned', role: 'Manager', name: '', note: '' }));
    await page.change(() => page.fake.set({ acts: page.fake.state.entries[0]!.acts.map((one) => ({ ...one, id: idOf(1), order: 1, is: 'refused' as const, detail: 'say why' })) }));
    expect(page.find('h2', 'Your reply was not accepted')).toBeTruthy();
    expect(page.text()).not.toContain('recorded');
  });

  test('a result on a device that may not open it is not offered to be opened', async () => {
    const trust = { is: 'bulletins' as const, first: false, devices: [] };
    const page = await show('/', { trust }, [result]);
    expect(page.text()).toContain('This device may not open results yet.');
    expect(page.text()).not.toContain('Open it on this device');
    expect(page.find('a', 'See what to do')).toBeTruthy();
    await page.change(() => page.fake.set({ trust: { ...trust, is: 'unknown' } }));
    expect(page.text()).toContain('Locked until it is opened.');
  });

  test('what is kept was cleared: nothing is called saved, and there is a way on', async () => {
    const page = await show(path, {}, [urgent]);
    await page.change(() => page.fake.respond(idOf(1), { response: 'actioned', role: 'Manager', name: '', note: '' }));
    await page.change(() => page.fake.set({ storage: { is: 'lost', persisted: false }, link: { is: 'stopped', behind: 0 } }));
    expect(page.find('h2', 'This page can no longer save anything')).toBeTruthy();
    expect(page.text()).not.toContain('This is not the service');
    expect(page.text()).not.toContain('Saved on this device');
    expect(page.text()).toContain('What was not sent yet may be lost.');
    await page.press('Open it again');
    expect(page.fake.calls).toContainEqual(['reload']);
  });

  test('a browser that keeps nothing does not accuse the service', async () => {
    const page = await show('/', { home: null, storage: { is: 'missing', persisted: false }, link: { is: 'stopped', behind: 0 } });
    expect(page.text()).toContain('This browser keeps nothing on this device');
    expect(page.text()).not.toContain('This is not the service');
  });

  test('a clock that is far off is said, with what the service’s says', async () => {
    const page = await show('/', {}, [urgent]);
    expect(page.text()).not.toContain('clock');
    await page.change(() => page.fake.set({ aheadMs: 6_000 }));
    expect(page.text()).not.toContain('clock');
    await page.change(() => page.fake.set({ aheadMs: -86_400_000 }));
    expect(page.text()).toContain('The clock of this device is wrong');
    expect(page.text()).toContain('it is 21 November 2026, 9am');
  });

  test('beside the number of the helpline stands whether anybody answers now', async () => {
    const page = await show(path, {}, [urgent, { ...helpline, sent: hours(-2) }]);
    expect(page.text()).toContain('Ring the helpline on 020 7946 0123');
    expect(page.text()).toContain('Closed now. Opens Monday 23 November, 8am');
  });
});

describe('what is not kept', () => {
  const devices = [
    { id: 'office', name: 'office', isThis: true, enrolled: hours(-100), sealed: true, canSeal: true },
    { id: 'night', name: 'night', isThis: false, enrolled: hours(-100), sealed: false, canSeal: true },
  ];
  const sealed = { trust: { is: 'sealed' as const, first: false, devices } };

  test.each([
    ['a recovery sheet, shown this one time', '/devices', sealed, async (page: Shown) => page.press('Change the keys')],
    ['a name for a device', '/devices', sealed, async (page: Shown) => {
      await page.press('Rename: night');
      await page.fill('name-night', 'Kitchen');
    }],
    ['words of another device', '/devices', sealed, async (page: Shown) => page.fill('words', 'acorn bishop')],
    ['lines of a recovery sheet', '/devices', { trust: { ...sealed.trust, is: 'bulletins' as const } }, async (page: Shown) => page.fill('sheet', 'AAAA-BBBB-C')],
    ['a code', '/set-up', {}, async (page: Shown) => page.fill('code', 'ABCDE')],
    ['a reply that this device has no room for', path, {}, async (page: Shown) => {
      page.fake.refuses.keepDraft = { ok: false, why: 'storage' };
      await page.fill('note', 'Half a sen');
      await expect.poll(() => page.fake.calls.some(([name]) => name === 'keepDraft')).toBe(true);
      await page.change(() => undefined);
    }],
  ] as const)('%s is not left without a question', async (_, at, facts, write) => {
    const page = await show(at, facts, [urgent]);
    const ask = vi.fn(() => false);
    vi.stubGlobal('confirm', ask);
    await page.change(() => page.go('/guidance'));
    expect(location.pathname).toBe('/guidance'); // nothing written: nothing asked
    expect(ask).not.toHaveBeenCalled();
    await page.change(() => page.go(at));
    await write(page);
    await page.change(() => page.go('/guidance'));
    expect(ask).toHaveBeenCalledTimes(1);
    expect(location.pathname).toBe(at);
    ask.mockReturnValue(true);
    await page.change(() => page.go('/guidance'));
    expect(location.pathname).toBe('/guidance');
  });

  test('once it is done nothing is asked', async () => {
    const page = await show('/devices', sealed, []);
    const ask = vi.fn(() => false);
    vi.stubGlobal('confirm', ask);
    await page.press('Change the keys');
    await page.press('I have written it down');
    await page.press('Yes, hide it for ever');
    await page.press('Rename: night');
    await page.fill('name-night', 'Kitchen');
    await page.change(() => document.querySelector('.app-device form')!.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true })));
    await page.change(() => page.go('/'));
    expect(location.pathname).toBe('/');
    expect(ask).not.toHaveBeenCalled();
  });
});
