import { harmless } from './address';
import type { Block } from './tree';
import { inlinesOf, takeDefinition, type Definitions } from './inlines';

/// CommonMark 0.31 as bulletins use it. Raw HTML is shown as the text it is; pictures are left out, their descriptions stay.
///
/// Lines go through the open quotes and list items one by one, each keeping what it holds, as the specification's appendix
/// says; what is bold and what is a link is looked for afterwards, when every definition of a link is known. Time is linear
/// but for nesting, of which the relay allows 32.

/** Before its text is read: `raw` for what still is text, with the lines it stands on (for loose lists). */
interface Draft {
  kind: 'paragraph' | 'heading' | 'code' | 'html' | 'rule' | 'quote' | 'list';
  raw: string;
  level: number;
  first: number;
  last: number;
  children: Draft[]; // of a quote
  items: Item[]; // of a list
  ordered: boolean;
  mark: string;
  start: number;
}

interface Item {
  children: Draft[];
  indent: number;
  first: number;
  last: number;
}

/** Something that other blocks stand in. */
type Holder = { children: Draft[]; last: number; indent?: number; first: number };

const deepest = 64;
const blockTags =
  'address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul';
const anyTag = /^(?:<[a-z][a-z0-9-]*(?:\s+[a-z_:][\w.:-]*(?:\s*=\s*(?:[^\s"'=<>`]+|'[^']*'|"[^"]*"))?)*\s*\/?>|<\/[a-z][a-z0-9-]*\s*>)\s*$/i;

/** How HTML begins, and what ends it; no end: a blank line does. The last cannot interrupt a paragraph. */
const htmlKinds: [RegExp, RegExp?][] = [
  [/^<(?:script|pre|style|textarea)(?:\s|>|$)/i, /<\/(?:script|pre|style|textarea)>/i],
  [/^<!--/, /-->/],
  [/^<\?/, /\?>/],
  [/^<![a-z]/i, />/],
  [/^<!\[CDATA\[/, /\]\]>/],
  [new RegExp(`^</?(?:${blockTags})(?:\\s|/?>|$)`, 'i')],
  [anyTag],
];

const isBlank = (line: string) => /^[ \t]*$/.test(line);
const indentOf = (line: string) => line.length - line.trimStart().length;

class Reader {
  readonly children: Draft[] = [];
  readonly #document: Holder = { children: this.children, first: 0, last: 0 };
  /** Open from the outside in: each quote or list item. */
  #open: Holder[] = [this.#document];
  /** What text is being added to. */
  #leaf: Draft | undefined;
  #fence: { mark: string; length: number; indent: number } | undefined;
  #htmlEnd: RegExp | undefined;
  #at = 0;

  line(source: string): void {
    this.#at += 1;
    // Tabs in front count up to the next column that is a multiple of four.
    let line = source.replace(/^[ \t>*+\-0-9.)]*/, (front) => {
      let out = '';
      for (const c of front) out += c === '\t' ? ' '.repeat(4 - (out.length % 4)) : c;
      return out;
    });
    let matched = 1;
    for (; matched < this.#open.length; matched += 1) {
      const rest = this.#into(this.#open[matched] as Holder, line);
      if (rest === undefined) break;
      line = rest;
    }
    const all = matched === this.#open.length;
    if (all && this.#within(line)) return;
    if (!all && this.#leaf && this.#leaf.kind !== 'paragraph') this.#end();

    let started = false;
    const startUnmatched = () => {
      if (matched < this.#open.length) {
        this.#end();
        this.#open.length = matched;
      }
      started = true;
    };
    const inParagraph = () => this.#leaf?.kind === 'paragraph';
    for (;;) {
      const indent = indentOf(line);
      if (isBlank(line)) break;
      if (indent >= 4) {
        if (inParagraph()) break;
        startUnmatched();
        this.#add('code', `${line.slice(4)}\n`);
        return;
      }
      const text = line.slice(indent);
      if (text[0] === '>' && this.#open.length < deepest) {
        startUnmatched();
        this.#end();
        const quote = this.#add('quote');
        this.#leaf = undefined;
        this.#open.push(quote);
        matched = this.#open.length;
        line = text.slice(text[1] === ' ' ? 2 : 1);
        continue;
      }
      const heading = /^(#{1,6})(?:[ \t]+(.*?))??(?:[ \t]+#+)?[ \t]*$/.exec(text);
      if (heading) {
        startUnmatched();
        this.#end();
        this.#add('heading', heading[2] ?? '').level = (heading[1] ?? '').length;
        this.#leaf = undefined;
        return;
      }
      const fence = /^(`{3,})[^`]*$|^(~{3,})/.exec(text);
      if (fence) {
        startUnmatched();
        this.#end();
        this.#add('code');
        const mark = fence[1] ?? fence[2] ?? '';
        this.#fence = { mark: mark[0] ?? '', length: mark.length, indent };
        return;
      }
      if (text[0] === '<' && this.#startHtml(line, text, inParagraph(), startUnmatched)) return;
      const underline = /^(=+|-+)[ \t]*$/.exec(text);
      if (underline && inParagraph() && matched === this.#open.length && this.#leaf) {
        const paragraph = this.#leaf;
        paragraph.kind = 'heading';
        paragraph.level = text[0] === '=' ? 1 : 2;
        paragraph.raw = paragraph.raw.trim();
        this.#touch();
        this.#leaf = undefined;
        return;
      }
      if (/^([-*_])[ \t]*(?:\1[ \t]*){2,}$/.test(text)) {
        startUnmatched();
        this.#end();
        this.#add('rule');
        this.#leaf = undefined;
        return;
      }
      const mark = /^(?:([-+*])|(\d{1,9})([.)]))(?= |$)/.exec(text);
      if (mark && this.#open.length < deepest) {
        const after = text.slice(mark[0].length);
        const interrupts = inParagraph() && matched === this.#open.length && !this.#inList(matched);
        if (interrupts && (isBlank(after) || (mark[2] !== undefined && Number(mark[2]) !== 1))) break;
        startUnmatched();
        this.#end();
        line = this.#startItem(mark, indent, after);
        matched = this.#open.length;
        continue;
      }
      break;
    }
    this.#rest(line, matched, started);
  }

  close(): void {
    this.#end();
  }

  /** What is left of the line inside this holder; undefined when the line is not in it. */
  #into(holder: Holder, line: string): string | undefined {
    if (holder.indent === undefined) {
      const mark = /^ {0,3}> ?/.exec(line);
      return mark ? line.slice(mark[0].length) : undefined;
    }
    if (isBlank(line)) return holder.children.length === 0 && holder.first < this.#at ? undefined : '';
    return indentOf(line) >= holder.indent ? line.slice(holder.indent) : undefined;
  }

  /** Lines of fenced code and of HTML are taken as they are. */
  #within(line: string): boolean {
    if (this.#fence && this.#leaf) {
      const closing = new RegExp(`^ {0,3}\\${this.#fence.mark}{${this.#fence.length},}[ \\t]*$`);
      this.#touch();
      if (closing.test(line)) {
        this.#fence = undefined;
        this.#leaf = undefined;
      } else {
        this.#leaf.raw += `${line.slice(Math.min(this.#fence.indent, indentOf(line)))}\n`;
      }
      return true;
    }
    if (this.#leaf?.kind === 'html') {
      if (!this.#htmlEnd && isBlank(line)) return false;
      this.#leaf.raw += `\n${line}`;
      this.#touch();
      if (this.#htmlEnd?.test(line)) this.#leaf = undefined;
      return true;
    }
    return false;
  }

  #startHtml(line: string, text: string, inParagraph: boolean, startUnmatched: () => void): boolean {
    const kind = htmlKinds.findIndex(([begins]) => begins.test(text));
    if (kind < 0 || (kind === 6 && inParagraph)) return false;
    startUnmatched();
    this.#end();
    this.#add('html', line);
    this.#htmlEnd = htmlKinds[kind]?.[1];
    if (this.#htmlEnd?.test(text)) this.#leaf = undefined;
    return true;
  }

  /** Is the innermost matched holder's last block a list that a mark would go on with? Then a mark interrupts nothing. */
  #inList(matched: number): boolean {
    return this.#open[matched - 1]?.children.at(-1)?.kind === 'list';
  }

  #startItem(mark: RegExpExecArray, indent: number, after: string): string {
    const [whole, bullet, number, delimiter] = mark;
    const blank = isBlank(after);
    const spaces = indentOf(after);
    const padding = blank || spaces > 4 ? 1 : spaces;
    const kind = bullet ?? delimiter ?? '';
    const holder = this.#open.at(-1) as Holder;
    let list = holder.children.at(-1);
    if (list?.kind !== 'list' || list.mark !== kind) {
      list = this.#add('list');
      list.mark = kind;
      list.ordered = number !== undefined;
      list.start = Number(number ?? 1);
    }
    const item: Item = { children: [], indent: indent + whole.length + padding, first: this.#at, last: this.#at };
    list.items.push(item);
    this.#leaf = undefined;
    this.#open.push(item);
    this.#touch();
    return blank ? '' : after.slice(padding);
  }

  /** What is no beginning of anything: text, or nothing. */
  #rest(line: string, matched: number, started: boolean): void {
    if (isBlank(line)) {
      if (this.#leaf?.kind === 'code' && matched === this.#open.length) this.#leaf.raw += `${line.slice(4)}\n`;
      else this.#end();
      if (!started) this.#open.length = Math.min(matched, this.#open.length);
      return;
    }
    if (this.#leaf?.kind === 'paragraph') {
      // A paragraph goes on even where the marks of its quote or list were left out.
      this.#leaf.raw += `\n${line.trimStart()}`;
      this.#touch();
      return;
    }
    if (matched < this.#open.length) {
      this.#end();
      this.#open.length = matched;
    }
    this.#end();
    this.#add('paragraph', line.trimStart());
  }

  #add(kind: Draft['kind'], raw = ''): Draft {
    if (this.#leaf && !(kind === 'code' && this.#leaf.kind === 'code')) this.#end();
    if (this.#leaf) {
      this.#leaf.raw += raw; // indented code goes on
      this.#touch();
      return this.#leaf;
    }
    const draft: Draft = { kind, raw, level: 0, first: this.#at, last: this.#at, children: [], items: [], ordered: false, mark: '', start: 1 };
    (this.#open.at(-1) as Holder).children.push(draft);
    this.#leaf = draft;
    this.#touch();
    return draft;
  }

  #end(): void {
    this.#leaf = undefined;
    this.#fence = undefined;
    this.#htmlEnd = undefined;
  }

  /** This line belongs to the leaf and to everything around it. */
  #touch(): void {
    if (this.#leaf) this.#leaf.last = this.#at;
    for (const holder of this.#open) {
      holder.last = this.#at;
      const inner = holder.children.at(-1);
      if (inner) inner.last = this.#at;
    }
  }
}

/** Blank lines between items, or between the blocks of one, make a list loose. */
function isTight({ items }: Draft): boolean {
  return items.every((item, i) => {
    const before = items[i - 1];
    if (before && item.first - before.last > 1) return false;
    return item.children.every((child, j) => {
      const previous = item.children[j - 1];
      return !previous || child.first - previous.last <= 1;
    });
  });
}

function finished(draft: Draft, definitions: Definitions): Block {
  switch (draft.kind) {
    case 'paragraph':
      return { kind: 'paragraph', inlines: inlinesOf(draft.raw.trimEnd(), definitions) };
    case 'heading':
      return { kind: 'heading', level: draft.level, inlines: inlinesOf(draft.raw.trim(), definitions) };
    case 'html':
      return { kind: 'paragraph', inlines: [{ kind: 'text', text: harmless(draft.raw) }] };
    case 'code':
      return { kind: 'code', text: harmless(draft.raw) };
    case 'rule':
      return { kind: 'rule' };
    case 'quote':
      return { kind: 'quote', blocks: draft.children.map((child) => finished(child, definitions)) };
    case 'list':
      return {
        kind: 'list',
        ordered: draft.ordered,
        start: draft.start,
        tight: isTight(draft),
        items: draft.items.map((item) => item.children.map((child) => finished(child, definitions))),
      };
  }
}

/** Takes `[name]: address "title"` off the front of paragraphs; one that held nothing else goes. */
function takeDefinitions(drafts: Draft[], into: Definitions): void {
  for (let i = drafts.length - 1; i >= 0; i -= 1) {
    const draft = drafts[i] as Draft;
    takeDefinitions(draft.children, into);
    for (const item of draft.items) takeDefinitions(item.children, into);
  }
  for (let i = 0; i < drafts.length; i += 1) {
    const draft = drafts[i] as Draft;
    if (draft.kind === 'code' && draft.first !== 0) draft.raw = trimmedCode(draft.raw);
    if (draft.kind !== 'paragraph') continue;
    for (let rest; (rest = takeDefinition(draft.raw, into)) !== undefined; ) draft.raw = rest;
    if (isBlank(draft.raw)) drafts.splice(i--, 1);
  }
}

/** Blank lines at the end of indented code are not part of it. Fenced code keeps its own: a fence ends it. */
const trimmedCode = (raw: string) => raw.replace(/\n(?:[ \t]*\n)+$/, '\n');

/// The blocks of a text. Never throws.
export function parse(source: string): Block[] {
  const reader = new Reader();
  for (const line of source.replace(/\0/g, '\ufffd').split(/\r\n|\n|\r/)) reader.line(line);
  reader.close();
  const definitions: Definitions = new Map();
  takeDefinitions(reader.children, definitions);
  return reader.children.map((draft) => finished(draft, definitions));
}
