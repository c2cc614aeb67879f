/** For the tests of pages: the whole inbox over an engine without a relay. */
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { App } from '../app';
import { isLoading } from '../lazy';
import { go } from '../../shared/router';
import { makeFake, sampleMessage, type Fake } from '../engine/fake';
import type { Message } from '../engine/types';
import type { Facts } from '../engine/facts';

export const now = Date.parse('2026-11-21T09:00:00Z');
export const hours = (n: number) => new Date(now + n * 3_600_000).toISOString();
export const idOf = (n: number) => `01935a00-0000-7000-8000-${String(n).padStart(12, '0')}`;

export const urgent: Partial<Message> & { id: string } = {
  id: idOf(1),
  topic: 'infection-control',
  issuer_reference: 'NEL-2026-014',
  info: [
    {
      language: 'en-GB',
      headline: 'Stop using SureClean hand gel, batch 4471',
      description: 'A batch of hand gel may carry bacteria.\n\nThe batch number is on the **back** label.',
      must_do: ['Take every bottle of batch 4471 out of use today'],
      must_not: ['pour the gel down the sink'],
    },
    { language: 'ur', headline: 'شیور کلین ہینڈ جیل', must_do: ['بیچ 4471 کی ہر بوتل آج ہی استعمال سے ہٹا دیں'] },
  ],
};

export const helpline: Partial<Message> & { id: string } = {
  id: idOf(2),
  kind: 'helpline_notice',
  urgency: 'future',
  acknowledgement: undefined,
  topic: 'infection-control',
  telephone: '+442079460123',
  service_state: 'open',
  opening_hours: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], opens: '08:00', closes: '20:00' }],
  info: [{ language: 'en-GB', headline: 'Infection control helpline' }],
};

export const result: Partial<Message> & { id: string } = {
  id: idOf(3),
  kind: 'test_result',
  scope: 'private',
  urgency: 'expected',
  sender_name: 'Royal Example virology',
  acknowledgement: undefined,
  topic: 'test-results',
  sealed: {},
  info: [{ language: 'en-GB', headline: 'A test result is ready' }],
};

export interface Shown {
  fake: Fake;
  text: () => string;
  /** The one element with this role's text: buttons, links, headings. */
  find: (selector: string, words: string) => HTMLElement;
  press: (words: string) => Promise<void>;
  fill: (id: string, value: string) => Promise<void>;
  choose: (id: string, value: string) => Promise<void>;
  submit: () => Promise<void>;
  change: (work: () => unknown) => Promise<void>;
  go: (path: string) => void;
}

export async function show(path: string, facts: Partial<Facts> = {}, messages: (Partial<Message> & { id: string })[] = []): Promise<Shown> {
  globalThis.fetch = () => Promise.resolve(new Response(null, { status: 404 }));
  const fake = makeFake(facts, now);
  for (const one of messages) fake.deliver({ resources: [], ...one });
  history.replaceState(null, '', path);
  render(null, document.body);
  document.body.replaceChildren();
  const text = () => (document.body.textContent ?? '').replace(/\s+/g, ' ');
  const change = async (work: () => unknown) => {
    await act(async () => {
      await work();
      await new Promise((done) => setTimeout(done, 0));
    });
    // Pages that are loaded when they are needed.
    for (const end = Date.now() + 60_000; Date.now() < end && (text().includes('Opening the page') || isLoading()); )
      await act(() => new Promise((done) => setTimeout(done, 10)));
  };
  await change(() => render(<App engine={fake} />, document.body));
  const find = (selector: string, words: string): HTMLElement => {
    const found = [...document.querySelectorAll<HTMLElement>(selector)].find((one) => (one.textContent ?? '').includes(words));
    if (!found) throw new Error(`no ${selector} says "${words}"; the page says: ${text()}`);
    return found;
  };
  return {
    fake,
    text,
    find,
    press: (words) => change(() => find('button, a', words).click()),
    fill: (id, value) =>
      change(() => {
        const field = document.getElementById(id) as HTMLInputElement;
        field.value = value;
        field.dispatchEvent(new Event('input', { bubbles: true }));
      }),
    choose: (name, value) =>
      change(() => {
        const radio = document.querySelector<HTMLInputElement>(`input[name="${name}"][value="${value}"]`);
        const field = radio ?? (document.getElementById(name) as HTMLInputElement);
        if (radio) radio.checked = true;
        else field.value = value;
        field.dispatchEvent(new Event('change', { bubbles: true }));
      }),
    submit: () => change(() => document.querySelector('form')!.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }))),
    change,
    go,
  };
}

export { sampleMessage };
