/**
 * The relay's own mail as its reader sees it. It has a style sheet and styles of its own, which our policy keeps out of the
 * page; so its few kinds of elements are made one by one, in a shadow root with that sheet. Nothing else of it is used: no script,
 * no picture, no address that is fetched.
 */

const tags = new Set([
  'table', 'tbody', 'thead', 'tr', 'td', 'th', 'div', 'span', 'p', 'h1', 'h2', 'h3', 'h4', 'ul', 'ol', 'li', 'a', 'strong', 'b', 'em', 'i', 'u', 's',
  'code', 'pre', 'blockquote', 'br', 'hr', 'body',
]);
const attributes = new Set(['class', 'role', 'width', 'align', 'valign', 'bgcolor', 'lang', 'dir', 'start', 'colspan', 'rowspan']);
const empty = new Set(['br', 'hr', 'img', 'meta', 'link', 'input']);
/** Below the headings of the page it is shown on. */
const levels: Record<string, string> = { h1: '3', h2: '4', h3: '5', h4: '6' };
const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };

const decoded = (text: string): string =>
  text.replace(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (whole, decimal: string, hex: string, name: string) =>
    name ? (named[name] ?? whole) : String.fromCodePoint(decimal ? Number(decimal) : parseInt(hex, 16)),
  );

/** The style sheets in it, without what is for dark screens: the page around it is light. */
export function sheetOf(html: string): string {
  return [...html.matchAll(/<style[^>]*>([\s\S]*?)<\/style>/gi)]
    .map(([, text]) => text!)
    .join('\n')
    .replace(/(^|[},\s])body(?=[\s,{.])/g, '$1.body')
    .replace(/:root/g, ':host');
}

function made(document: Document, tag: string, rest: string): HTMLElement {
  const element = document.createElement(tag === 'body' ? 'div' : tag);
  if (tag === 'body') element.className = 'body';
  const level = levels[tag];
  if (level) element.setAttribute('aria-level', level);
  for (const [, key = '', double, single] of rest.matchAll(/([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)) {
    const value = decoded(double ?? single ?? '');
    const name = key.toLowerCase();
    if (attributes.has(name)) element.setAttribute(name, tag === 'body' && name === 'class' ? `body ${value}` : value);
    else if (name === 'style') element.style.cssText = value;
    else if (name === 'href' && /^(?:https?|mailto|tel):/i.test(value)) {
      element.setAttribute('href', value);
      element.setAttribute('target', '_blank');
      element.setAttribute('rel', 'noopener noreferrer');
    }
  }
  return element;
}

/** What stands in the body, element by element. */
export function bodyOf(html: string, document: Document): HTMLElement {
  const text = html.replace(/<!--[\s\S]*?-->/g, '').replace(/<!doctype[^>]*>/i, '').replace(/<(head|style|script|title)\b[\s\S]*?<\/\1>/gi, '');
  const root = document.createElement('div');
  const open: { tag: string; element: HTMLElement }[] = [{ tag: '', element: root }];
  for (const [, close, name = '', rest = '', words] of text.matchAll(/<(\/?)([a-z][\w-]*)((?:"[^"]*"|'[^']*'|[^>"'])*)>|([^<]+|<)/gi)) {
    const here = open[open.length - 1]!.element;
    if (words !== undefined) {
      here.append(decoded(words));
      continue;
    }
    const tag = name.toLowerCase();
    if (!tags.has(tag)) continue;
    if (!close) {
      const element = made(document, tag, rest);
      here.append(element);
      if (!empty.has(tag)) open.push({ tag, element });
      continue;
    }
    const at = open.map((one) => one.tag).lastIndexOf(tag);
    if (at > 0) open.length = at;
  }
  return root;
}

/** Shows it in `host`, again and again. */
export function showMail(host: HTMLElement, html: string): void {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(sheetOf(html));
  for (let at = sheet.cssRules.length - 1; at >= 0; at -= 1) {
    const rule = sheet.cssRules[at];
    if (rule instanceof CSSMediaRule && rule.conditionText.includes('color-scheme')) sheet.deleteRule(at);
  }
  root.adoptedStyleSheets = [sheet];
  root.replaceChildren(bodyOf(html, document));
}
