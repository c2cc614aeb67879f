import { afterEach, describe, expect, test, vi } from 'vitest';
import { render } from 'preact';
import { helpline, hours, idOf, now, result, show, urgent } from './kit';
import { codeTyped } from './enrol';
import { openness } from './helpline_box';
import { fit } from './poster';
import { csvOf, lineOfRecord } from './record';
import { firstLine } from './words';

afterEach(() => render(null, document.body));

describe('setting up a device', () => {
  test('a code is taken as people type it', () => {
    expect(codeTyped(' abcde fghjk ')).toBe('ABCDE-FGHJK');
    expect(codeTyped('o1lia-23456')).toBe('0111A-23456');
  });

  test('whoever is not enrolled sees how to begin, on any address', async () => {
    const page = await show('/guidance', { home: null });
    expect(page.find('h1', 'Set up this device')).toBeTruthy();
    expect(document.title).toContain('Set up this device');
  });

  test('an empty form says what is missing, above it and at each field, and takes the focus', async () => {
    const page = await show('/', { home: null });
    await page.submit();
    expect(page.find('.nhsuk-error-summary', 'There is a problem').textContent).toContain('Enter a name for this device');
    expect(page.find('#code-error', 'Enter the code').id).toBe('code-error');
    expect(document.activeElement?.className).toContain('nhsuk-error-summary');
    expect(document.title).toMatch(/^Error: /);
    expect(page.fake.calls).toEqual([]);
  });

  test('a link brings the code, which leaves the address at once', async () => {
    const page = await show('/#enrol=ABCDE-FGHJK', { home: null });
    expect((document.getElementById('code') as HTMLInputElement).value).toBe('ABCDE-FGHJK');
    expect(location.hash).toBe('');
    expect(page.text()).toContain('Filled in from your link');
  });

  test('a wrong code says what to do next; a good one shows whose device it is', async () => {
    const page = await show('/', { home: null });
    page.fake.refuses.enrol = { ok: false, why: 'code_wrong' };
    await page.fill('code', 'abcde fghjk');
    await page.fill('device-name', 'Office tablet');
    await page.submit();
    expect(page.text()).toContain('ask your NHS team for a new one');
    delete page.fake.refuses.enrol;
    await page.submit();
    expect(page.fake.calls.at(-1)).toEqual(['enrol', 'ABCDE-FGHJK', 'Office tablet']);
    expect(page.text()).toContain('It now belongs to Elm Court');
  });
});

describe('the inbox', () => {
  test('shows what is to do with its deadline, then the rest', async () => {
    const page = await show('/', {}, [urgent, { ...helpline }]);
    expect(page.find('h2', 'To do').textContent).toBe('To do (1)');
    expect(page.find('li', 'Stop using SureClean').textContent).toContain('Reply by today 5pm');
    expect(page.find('.app-message', 'Infection control helpline')).toBeTruthy();
    expect(document.title).toBe('Inbox (1 to do) - Care home messages');
  });

  test('one tap marks as read, and can be taken back', async () => {
    const page = await show('/', {}, [{ ...urgent, acknowledgement: undefined }]);
    await page.press('We have read this');
    expect(page.text()).toContain('You marked “Stop using SureClean hand gel, batch 4471” as read.');
    await page.press('Undo');
    expect(page.fake.calls.at(-1)).toEqual(['undoRead', idOf(1)]);
    expect(page.text()).not.toContain('You marked');
  });

  test('nothing to do says no more than is known', async () => {
    const online = await show('/');
    expect(online.text()).toContain('Nothing to do.New messages appear here by themselves.');
    const offline = await show('/', { link: { is: 'offline', behind: 0 } });
    expect(offline.text()).toContain('Nothing to do in what is saved on this device.There may be newer messages.');
  });

  test('what was replaced is not listed; its newest version is', async () => {
    const page = await show('/', {}, [
      { ...urgent, sent: hours(-5) },
      { ...urgent, id: idOf(9), msg_type: 'update', references: [idOf(1)], sent: hours(-1), change_note: 'Batch 4472 too.' },
    ]);
    expect(document.querySelectorAll('.app-message')).toHaveLength(1);
    expect(page.find('.app-message', 'What has changed').textContent).toContain('Batch 4472 too.');
  });

  test('an arrival is said aloud, what was there before is not', async () => {
    const page = await show('/', {}, [helpline]);
    const live = () => [...document.querySelectorAll('[role="status"]')].map((one) => one.textContent).join(' ');
    expect(live()).not.toContain('message');
    await page.change(() => page.fake.deliver({ resources: [], ...urgent }));
    expect(live()).toContain('Urgent message: Stop using SureClean hand gel, batch 4471');
  });
});

describe('a message', () => {
  const path = `/messages/${idOf(1)}`;

  test('shows ticks and crosses, the deadline, its text as CommonMark, whom to ring, reference and version', async () => {
    const page = await show(path, {}, [helpline, urgent]);
    expect(page.find('.nhsuk-list--tick li', 'Take every bottle')).toBeTruthy();
    expect(page.find('.nhsuk-list--cross li', 'pour the gel')).toBeTruthy();
    expect(page.find('.nhsuk-card--warning', 'Reply by today 5pm')).toBeTruthy();
    expect(page.find('strong', 'back')).toBeTruthy();
    expect(page.find('a', 'Ring the helpline on 020 7946 0123').getAttribute('href')).toBe('tel:+442079460123');
    expect(page.text()).toContain('NEL-2026-014, version 1. Sent by North East London IPC team');
    expect(page.fake.state.toDo).toHaveLength(1);
  });

  test('languages stand by their own names and bring their direction; English can stand beside', async () => {
    const page = await show(path, {}, [urgent]);
    await page.press('اردو');
    const heading = document.querySelector('h1')!;
    expect([heading.lang, heading.dir]).toEqual(['ur', 'rtl']);
    expect(page.find('h2', 'ابھی یہ کریں').lang).toBe('ur');
    await page.press('Show the English text beside it');
    expect(document.querySelector('.app-beside')?.textContent).toContain('What to do now');
  });

  test('sent by one person alone: not yet confirmed, and then confirmed', async () => {
    const page = await show(path, {}, [{ ...urgent, confirmation: 'awaiting_second_person' }]);
    expect(page.text()).toContain('Not yet confirmed');
    await page.change(() => page.fake.deliver({ resources: [], ...urgent, confirmation: 'awaiting_second_person' }, { seq: 1, confirmed: true }));
    expect(page.text()).not.toContain('Not yet confirmed');
    expect(page.text()).toContain('A second person of the team has confirmed it.');
  });

  test('a replaced copy points forward and asks nothing', async () => {
    const page = await show(path, {}, [urgent, { ...urgent, id: idOf(9), msg_type: 'update', references: [idOf(1)], change_note: 'Batch 4472 too.' }]);
    expect(page.find('.nhsuk-card--warning', 'This has been replaced').querySelector('a')?.getAttribute('href')).toBe(`/messages/${idOf(9)}`);
    expect(document.querySelector('form')).toBeNull();
    expect(page.text()).not.toContain('Print a poster');
  });

  test('a withdrawn message says not to follow it', async () => {
    const page = await show(path, {}, [urgent, { ...urgent, id: idOf(9), msg_type: 'cancel', references: [idOf(1)] }]);
    expect(page.text()).toContain('This message has been withdrawn');
  });

  test('an exercise says that nothing is real', async () => {
    const page = await show(path, {}, [{ ...urgent, status: 'exercise' }]);
    expect(page.text()).toContain('This is an exercise');
  });

  test('an address of nothing says what to do', async () => {
    const page = await show('/messages/nothing');
    expect(page.text()).toContain('This message is not on this device');
  });
});

describe('a reply', () => {
  const path = `/messages/${idOf(1)}`;

  test('needs an answer and a role, says so, and warns of names', async () => {
    const page = await show(path, {}, [urgent]);
    expect(page.text()).toContain('Do not include residents’ names');
    await page.submit();
    expect(page.text()).toContain('Select what your care home has done');
    expect(page.text()).toContain('Select your role');
    expect(page.fake.calls.some(([name]) => name === 'respond')).toBe(false);
  });

  test('is saved on this device first, and recorded only when the relay says so', async () => {
    const page = await show(path, { link: { is: 'offline', behind: 0 } }, [urgent]);
    await page.choose('response', 'actioned');
    await page.choose('role', 'Manager');
    await page.fill('note', 'All 12 bottles bagged');
    await page.submit();
    expect(page.text()).toContain('You replied “Done”. Saved on this device. Will be sent when you are connected.');
    expect(page.text()).toContain('1 reply saved on this device. Will be sent when you are connected.');
    expect(page.text()).not.toContain('recorded');
    expect(document.activeElement?.className).toContain('app-replies');
    await page.change(() => page.fake.record());
    expect(page.text()).toContain('Your reply is recorded');
  });

  test('the focus goes to it, even when it is shown before the form hears that it is saved', async () => {
    const page = await show(path, {}, [urgent]);
    const respond = page.fake.respond;
    page.fake.respond = async (...what) => {
      const outcome = await respond(...what);
      await new Promise((done) => setTimeout(done, 30));
      return outcome;
    };
    await page.choose('response', 'actioned');
    await page.choose('role', 'Manager');
    await page.submit();
    expect(page.text()).toContain('You replied “Done”');
    await page.change(() => new Promise((done) => setTimeout(done, 60)));
    expect(document.activeElement?.className).toContain('app-replies');
  });

  test('later answers add; going back from done needs the reason', async () => {
    const page = await show(path, {}, [urgent]);
    await page.change(() => page.fake.respond(idOf(1), { response: 'actioned', role: 'Manager', name: '', note: '' }));
    await page.press('Add another reply');
    await page.choose('response', 'in_progress');
    await page.submit();
    expect(page.text()).toContain('Say why it is not done any more');
    await page.fill('note', 'Found one more bottle');
    await page.submit();
    expect(document.querySelectorAll('.app-replied')).toHaveLength(2);
    expect(page.fake.calls.at(-1)).toEqual(['respond', idOf(1), { response: 'in_progress', role: 'Manager', name: '', note: 'Found one more bottle' }]);
  });

  test('only the answers asked for are offered', async () => {
    const page = await show(path, {}, [{ ...urgent, acknowledgement: { required: true, options: ['actioned', 'need_help'] } }]);
    expect([...document.querySelectorAll<HTMLInputElement>('input[name="response"]')].map((one) => one.value)).toEqual(['actioned', 'need_help']);
    expect(page.text()).toContain('We need help');
  });
});

describe('guidance', () => {
  test('one card a topic, in force only, earlier versions behind a link', async () => {
    const page = await show('/guidance', {}, [
      { ...urgent, sent: hours(-5) },
      { ...urgent, id: idOf(9), msg_type: 'update', references: [idOf(1)], sent: hours(-1), change_note: 'Batch 4472 too.' },
      { ...urgent, id: idOf(10), topic: 'flu', info: [{ language: 'en-GB', headline: 'Flu' }] },
    ]);
    expect(document.querySelectorAll('.app-message')).toHaveLength(2);
    expect(page.find('.app-message', 'Infection control').querySelector('details')?.textContent).toContain('1 earlier version');
    expect(page.text()).toContain('version 2');
  });
});

describe('test results', () => {
  const path = `/results/${idOf(3)}`;
  const opened = {
    id: idOf(3),
    sealedAt: hours(-1),
    sender: 'known' as const,
    senderWords: 'a b c d e f g h',
    content: { report_status: 'final' as const, outcome: 'positive' as const, subject_ref: 'R-17', specimen_ref: 'SPEC-0417', info: [] },
  };
  const sealed = { trust: { is: 'sealed' as const, first: false, devices: [] } };

  test('are locked until opened here, and hidden again when left', async () => {
    const page = await show(path, sealed, [result]);
    page.fake.results.set(idOf(3), opened);
    expect(page.text()).not.toContain('R-17');
    await page.press('Open result');
    expect(page.text()).toContain('Positive');
    expect(page.text()).toContain('R-17');
    await page.change(() => page.fake.closeResult());
    expect(page.text()).not.toContain('R-17');
    expect(page.text()).toContain('The result is hidden again');
    await page.press('Open it again');
    await page.press('Back to results');
    expect(page.fake.state.opened).toBeNull();
    expect(page.text()).not.toContain('R-17');
  });

  test('a sender with another key is said before the result', async () => {
    const page = await show(path, sealed, [result]);
    page.fake.results.set(idOf(3), { ...opened, sender: 'changed' });
    await page.press('Open result');
    expect(page.text().indexOf('Check who sent this')).toBeLessThan(page.text().indexOf('Positive'));
    expect(page.text()).toContain('Check who sent this');
  });

  test('a device that may not open them says what to do, with its eight words', async () => {
    const words = 'acorn bishop camel dolphin engine fabric galaxy hammer';
    const page = await show(path, { trust: { is: 'bulletins', first: true, words, devices: [] } }, [result]);
    expect(page.text()).toContain('This device may not open results yet');
    expect(document.querySelectorAll('.app-words__word')).toHaveLength(8);
    expect(() => page.find('button', 'Open result')).toThrow();
  });

  test('what cannot be opened says that nothing is lost', async () => {
    const page = await show(path, sealed, [result]);
    await page.press('Open result');
    expect(page.text()).toContain('locked for your home’s other devices');
    expect(page.text()).toContain('Nothing is lost');
  });
});

describe('the helpline', () => {
  test('says whether it is open now, by London’s clock', async () => {
    const page = await show('/helpline', {}, [helpline]);
    expect(page.text()).toContain('Closed now. Opens Monday 23 November, 8am');
    expect(page.text()).toContain('When it is closed');
    expect(page.text()).toContain('Bank holidaysClosed');
    const entry = page.fake.state.helplines[0]!;
    expect(openness(entry, Date.parse('2026-11-23T10:00:00Z'))).toEqual({ open: true, text: 'Open now, until 8pm' });
    expect(openness({ ...entry, message: { ...entry.message, service_state: 'closed' } }, now)?.open).toBe(false);
  });

  test('without a notice it says whose number to use', async () => {
    expect((await show('/helpline')).text()).toContain('Use the number your NHS team gave you.');
  });
});

describe('the record', () => {
  test('has a line a message with what was done, and keeps a spreadsheet from running what people wrote', async () => {
    const page = await show('/record', {}, [urgent, result]);
    await page.change(() => page.fake.respond(idOf(1), { response: 'need_help', role: 'Nurse', name: '=HYPERLINK("x")', note: '+44 "now"' }));
    const csv = csvOf(page.fake.state.entries.map((one) => lineOfRecord(one)));
    expect(csv).toContain('"Nurse, =HYPERLINK(""x"")"');
    expect(csv).toContain('"\'+44 ""now"""');
    expect(csv).toContain('"not yet"');
    expect(page.text()).toContain('We need help');
    expect(page.text()).toContain('not sent yet');
  });

  test('says which device read it and who answered, as the relay has recorded it, and what has not gone yet stands after it', async () => {
    const page = await show('/record', {}, [urgent, result]);
    expect(page.text()).toContain('Not read');
    const at = '2026-11-21T09:30:00Z';
    page.fake.told.set(idOf(1), { read: { at, device: 'Night phone' }, answers: [{ response: 'in_progress', at, role: 'Nurse', name: 'Jo', device: 'Night phone' }] });
    await page.change(() => page.fake.respond(idOf(1), { response: 'actioned', role: 'Manager', name: '', note: '' }));
    await vi.waitFor(() => expect(page.text()).toContain('on “Night phone”'));
    const line = lineOfRecord(page.fake.state.entries.find((one) => one.id === idOf(1))!, page.fake.told.get(idOf(1)));
    expect(line.read).toEqual({ at, by: 'on “Night phone”' });
    expect(line.done.map((one) => [one.text, one.by, one.sent])).toEqual([['Doing it now', 'Nurse, Jo, on “Night phone”', true], ['Done', 'Manager', false]]);
    expect(csvOf([line])).toContain('"on “Night phone”"');
  });

  test('has each answer once, when the relay and this device both have it', async () => {
    const page = await show('/record', {}, [urgent]);
    await page.change(() => page.fake.respond(idOf(1), { response: 'actioned', role: 'Manager', name: '', note: '' }));
    await page.change(() => page.fake.record());
    const entry = page.fake.state.entries[0]!;
    const { at } = entry.acts.find((one) => one.act === 'respond')!;
    expect(lineOfRecord(entry, { answers: [] }).done).toMatchObject([{ text: 'Done', sent: true }]);
    expect(lineOfRecord(entry, { answers: [{ response: 'actioned', at: new Date(at).toISOString(), device: 'Office tablet' }] }).done).toMatchObject([{ by: 'on “Office tablet”' }]);
    expect(lineOfRecord(entry, { answers: [{ response: 'actioned', at, device: 'Office tablet' }] }).done).toHaveLength(1);
  });
});

test('a daily check-in is answered in its own words', async () => {
  const page = await show('/messages/check', {}, [{ id: 'check', topic: 'check-in', acknowledgement: { required: true, options: ['actioned', 'need_help'] } }]);
  expect(page.text()).toContain('No change');
  expect(page.text()).toContain('Something has changed: please ring us');
  await page.choose('response', 'actioned');
  await page.choose('role', 'Nurse');
  await page.submit();
  expect(page.text()).toContain('You replied “No change”');
});

describe('states', () => {
  test.each([
    ['revoked', 'This device has been removed', 'Set up this device again'],
    ['suspended', 'Messages to your home have been stopped', 'See the helpline number'],
    ['replaced', 'Your messages are open in another window', 'Use it here'],
    ['too_old', 'This page is too old', 'Get the new version'],
    ['not_ours', 'This is not the service this device was set up for', 'See the helpline number'],
  ] as const)('stopped, because %s, says what to do next', async (why, heading, next) => {
    const page = await show('/', { link: { is: 'stopped', behind: 0, why } }, [urgent]);
    expect(page.find('h2', heading)).toBeTruthy();
    expect(page.find('a, button', next)).toBeTruthy();
    expect(page.text()).toContain('This device gets no new messages.');
  });

  test('a browser that keeps nothing, a full device, a new version and alarms are said on every page', async () => {
    const page = await show('/guidance', {
      storage: { is: 'missing', persisted: false },
      update: true,
      alarms: [{ id: 'one', is: 'ahead', at: hours(0), detail: '' }],
    });
    expect(page.text()).toContain('This browser keeps nothing on this device');
    await page.press('Update now');
    expect(page.fake.calls).toContainEqual(['reload']);
    await page.press('I have read this');
    expect(page.text()).not.toContain('restored from an older copy');
  });

  test('while the store is read it says that it is opening', async () => {
    const page = await show('/', { home: null, link: { is: 'starting', behind: 0 } });
    expect(page.text()).toContain('Opening your messages');
    expect(page.text()).toContain('close other windows of this service');
  });
});

test('the duty screen begins with a tap and names the urgent message', async () => {
  const page = await show('/duty', {}, [urgent]);
  expect(page.text()).toContain('Start the duty screen');
  await page.press('Start the duty screen');
  expect(page.text()).toContain('Urgent message: read it now');
  expect(page.text()).toContain('The screen stays on.');
  await page.press('Stop the sound');
  expect(page.text()).not.toContain('Urgent message: read it now');
});

test('a poster takes the largest type that fits', () => {
  expect(fit((size) => size > 4)).toBeCloseTo(4, 0);
  expect(fit(() => false)).toBe(9);
});

test('the first line of a text is plain', () => {
  expect(firstLine('# Heading\n\n- item\n\nSee [the **page**](https://x.example) now.')).toBe('See the page now.');
});

test.each(['/about', '/accessibility', '/privacy'])('%s can be read before enrolling', async (path) => {
  const page = await show(path, { home: null });
  expect(document.querySelector('h1')?.textContent).not.toContain('Set up');
  expect(page.text().length).toBeGreaterThan(500);
});
