// Chromium as people have it: real pages of a real relay, with everything the browser complains of kept.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium, type Browser, type BrowserContext, type CDPSession, type Page } from 'playwright-core';
import { patience } from './patience';
import type { World } from './world';

const require = createRequire(import.meta.url);
const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

export const sizes = { desktop: { width: 1280, height: 900 }, phone: { width: 360, height: 740 }, small: { width: 320, height: 568 } } as const;
export type Size = keyof typeof sizes;

const flags = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--no-proxy-server', '--disable-dev-shm-usage', '--font-render-hinting=none',
];

/** Debian's Chromium. It trusts the one certificate of `world` as if an authority had made it. */
export const launch = (world: World): Promise<Browser> => launchWith(`--ignore-certificate-errors-spki-list=${world.relay.keyHash}`);

/** Debian's Chromium, which trusts what it is told to. */
export function launchWith(...more: string[]): Promise<Browser> {
  return chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: [...flags, ...more], timeout: patience.step });
}

export interface OpenOptions {
  size?: Size;
  /** One of a context with storage of its own; pages of the same context share cookies and IndexedDB. */
  context?: BrowserContext;
  forcedColours?: boolean;
  reducedMotion?: boolean;
  /** A phone's pixels: pictures are sharper and larger. */
  scale?: number;
  locale?: string;
  timezone?: string;
  touch?: boolean;
  /** As somebody does who lets every warning pass. */
  anyCertificate?: boolean;
}

/** What a page complained of: errors in the console, exceptions, and what the content security policy stopped. */
export interface Complaints {
  list: string[];
  /** What a test expects to be complained of, such as a refused request. */
  expected: RegExp[];
}

const complaints = new WeakMap<Page, Complaints>();

/** WEB_SLOW=6: every page has a processor six times slower, to find what depends on its speed. */
const slow = Number(process.env['WEB_SLOW'] ?? 1);

async function slowDown(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: slow });
}

export async function newContext(browser: Browser, options: OpenOptions = {}): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport: sizes[options.size ?? 'desktop'],
    deviceScaleFactor: options.scale ?? 1,
    forcedColors: options.forcedColours ? 'active' : 'none',
    reducedMotion: options.reducedMotion ? 'reduce' : 'no-preference',
    locale: options.locale ?? 'en-GB',
    timezoneId: options.timezone ?? 'Europe/London',
    hasTouch: options.touch ?? false,
    ignoreHTTPSErrors: options.anyCertificate ?? false,
  });
  context.setDefaultTimeout(patience.step);
  if (slow > 1) context.on('page', (page) => void slowDown(page).catch(() => undefined)); // it may be gone already
  return context;
}

export async function open(browser: Browser, url: string, options: OpenOptions = {}): Promise<Page> {
  const context = options.context ?? (await newContext(browser, options));
  const page = await context.newPage();
  if (options.context && options.size) await page.setViewportSize(sizes[options.size]);
  listen(page);
  await page.goto(url, { waitUntil: 'load' });
  return page;
}

/** Chromium's remark when a page is left while its line is being opened: nobody did anything wrong. */
const leftEarly = /^WebSocket connection to '[^']*' failed: WebSocket is closed before the connection is established\.$/;

/** Keeps what the page complains of from now on. Also for pages that a page opened. */
export function listen(page: Page): Complaints {
  const known = complaints.get(page);
  if (known) return known;
  const made: Complaints = { list: [], expected: [] };
  complaints.set(page, made);
  page.on('console', (message) => {
    if ((message.type() !== 'error' && message.type() !== 'warning') || leftEarly.test(message.text())) return;
    made.list.push(`${message.type()}: ${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => made.list.push(`exception: ${error.stack ?? error.message}`));
  page.on('request', (request) => {
    const to = new URL(request.url());
    if (to.protocol.startsWith('http') && to.hostname !== 'localhost') made.list.push(`asks elsewhere: ${request.url()}`);
  });
  return made;
}

export function complaintsOf(page: Page): string[] {
  const { list, expected } = listen(page);
  return list.filter((one) => !expected.some((pattern) => pattern.test(one)));
}

/** The console may say this on the page from now on: a test that cuts the line expects failed requests. */
export function expectComplaint(page: Page, ...patterns: RegExp[]): void {
  listen(page).expected.push(...patterns);
}

export const cutLine = /net::ERR_(?:INTERNET_DISCONNECTED|CONNECTION_REFUSED|CONNECTION_RESET|CONNECTION_CLOSED|EMPTY_RESPONSE|FAILED|SOCKET_NOT_CONNECTED|NETWORK_CHANGED)/;

/** Violations of WCAG 2.2 AA, one line each. */
export async function axe(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const { violations } = await (window as any).axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      resultTypes: ['violations'],
    });
    return violations.flatMap((one: any) => one.nodes.map((node: any) => `${one.id}: ${one.help}: ${node.html.slice(0, 160)} ${node.failureSummary.replace(/\s+/g, ' ').slice(0, 300)}`));
  });
}

/** What is wider than the window; nothing when a reader need not scroll sideways. */
export function sideways(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const wide = [...document.querySelectorAll<HTMLElement>('body *')].filter((one) => {
      const box = one.getBoundingClientRect();
      return box.width > 0 && box.right > width + 0.5 && getComputedStyle(one).position !== 'fixed' && !one.closest('.nhsuk-u-visually-hidden');
    });
    return [`scrolls to ${document.documentElement.scrollWidth} of ${width}`, ...wide.slice(0, 5).map((one) => one.outerHTML.slice(0, 140))];
  });
}

let designSystem: Set<string> | undefined;

/** Every class the design system has a rule for. */
function styledByDesignSystem(): Set<string> {
  const css = readFileSync(require.resolve('nhsuk-frontend/dist/nhsuk/nhsuk-frontend.css'), 'utf8');
  return (designSystem ??= new Set([...css.matchAll(/\.((?:nhsuk)-[\w-]+)/g)].map(([, name]) => name ?? '')));
}

/** Classes on the page that our own style sheet has no rule for, though the design system has one; ours (`app-`) always
 *  need one. axe does not see that radios have no look. */
export async function unstyled(page: Page): Promise<string[]> {
  const { used, styled } = await page.evaluate(() => {
    const used = new Set([...document.querySelectorAll('[class]')].flatMap((one) => [...one.classList]));
    const styled = new Set<string>();
    const walk = (rules: CSSRuleList) => {
      for (const rule of rules) {
        if (rule instanceof CSSStyleRule) for (const [, name] of rule.selectorText.matchAll(/\.([\w-]+)/g)) if (name) styled.add(name);
        if ('cssRules' in rule) walk((rule as CSSGroupingRule).cssRules);
      }
    };
    for (const sheet of document.styleSheets) walk(sheet.cssRules);
    return { used: [...used], styled: [...styled] };
  });
  const ours = new Set(styled);
  const theirs = styledByDesignSystem();
  return used.filter((name) => !ours.has(name) && (theirs.has(name) || name.startsWith('app-')));
}

/** Colours that are on their way are where they are going: what is between two of them is nobody's contrast. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(() => {
    for (const one of document.getAnimations()) if (one.effect?.getComputedTiming().endTime !== Infinity) one.finish();
  });
}

/** Everything every page must be: no violation, no complaint, nothing sideways, nothing without its look, one h1, a title. */
export async function faults(page: Page): Promise<string[]> {
  await settled(page);
  const missing = (await unstyled(page)).map((name) => `no rule for class ${name}`);
  const shape = await page.evaluate(() => {
    const wrong: string[] = [];
    if (document.querySelectorAll('h1').length !== 1) wrong.push(`${document.querySelectorAll('h1').length} headings of level 1`);
    if (!document.title.includes(' - ') && !document.title) wrong.push('no title');
    if (!document.documentElement.lang) wrong.push('no language');
    return wrong;
  });
  return [...shape, ...(await axe(page)), ...(await sideways(page)), ...missing, ...complaintsOf(page)];
}

/** Text at twice its size, as a browser's setting does it. */
export async function doubleText(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setPageScaleFactor', { pageScaleFactor: 1 });
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('html { font-size: 200% !important; }');
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  });
}

export interface Network {
  /** kbit/s both ways; undefined: as it is. */
  kbits?: number;
  latency?: number;
  /** How many times slower the processor is. */
  cpu?: number;
}

/** A slow line and a slow processor, of this page. */
export async function throttle(page: Page, { kbits, latency = 0, cpu = 1 }: Network): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  const bytes = kbits === undefined ? -1 : (kbits * 1000) / 8;
  await session.send('Network.emulateNetworkConditions', { offline: false, latency, downloadThroughput: bytes, uploadThroughput: bytes });
  await session.send('Emulation.setCPUThrottlingRate', { rate: cpu });
  return session;
}

/** Cuts the line of every page of the context, or mends it. */
export const setOffline = (context: BrowserContext, offline: boolean): Promise<void> => context.setOffline(offline);

/** The page on paper, as bytes of a PDF. */
export const pdf = (page: Page): Promise<Buffer> => page.pdf({ format: 'A4', preferCSSPageSize: true, printBackground: true });

/** Signs a person in: opens the link and presses its one button. The page is at the console then. */
export async function signIn(browser: Browser, world: World, id = 'a-mensah', options: OpenOptions = {}): Promise<Page> {
  const page = await open(browser, await world.signInLink(id), options);
  await Promise.all([page.waitForURL((at) => at.pathname.startsWith('/console')), page.locator('main button, form button').first().click()]);
  await page.goto(`${world.url}/console`, { waitUntil: 'load' });
  return page;
}
