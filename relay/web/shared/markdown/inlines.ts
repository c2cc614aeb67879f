import { harmless, safeAddress } from './address';
import { unescaped, withoutEntities } from './entities';
import type { Inline } from './tree';

/// Addresses by the name a definition gave them.
export type Definitions = Map<string, string>;

const nameOf = (label: string) => label.trim().replace(/\s+/g, ' ').toLowerCase().toUpperCase();

const definition =
  /^ {0,3}\[((?:[^[\]\\]|\\[^])+)\]:[ \t]*\n?[ \t]*(<(?:[^<>\n\\]|\\.)*>|[^\s<]\S*)(?:(?:[ \t]*\n[ \t]*|[ \t]+)(?:"(?:[^"\\]|\\[^])*"|'(?:[^'\\]|\\[^])*'|\((?:[^()\\]|\\[^])*\)))?[ \t]*(?:\n|$)/;
const bareDefinition = /^ {0,3}\[((?:[^[\]\\]|\\[^])+)\]:[ \t]*\n?[ \t]*(<(?:[^<>\n\\]|\\.)*>|[^\s<]\S*)[ \t]*(?:\n|$)/;

/// Takes one definition off the front of a paragraph; undefined when there is none.
export function takeDefinition(text: string, into: Definitions): string | undefined {
  if (text[0] !== '[') return undefined;
  const found = definition.exec(text) ?? bareDefinition.exec(text);
  if (!found || (found[1] ?? '').trim() === '' || (found[1] ?? '').length > 999) return undefined;
  const name = nameOf(found[1] ?? '');
  const to = (found[2] ?? '').replace(/^<([^]*)>$/, '$1');
  if (!into.has(name)) into.set(name, unescaped(to));
  return text.slice(found[0].length);
}

/** A run of * or _ that may become emphasis. */
interface Run {
  mark: string;
  left: number;
  length: number;
  opens: boolean;
  closes: boolean;
}

/** A bracket that may become a link; what came before its text. */
interface Bracket {
  at: number; // in pieces
  from: number; // in the text, after the bracket
  image: boolean;
  active: boolean;
}

type Piece = Inline | { kind: 'run'; run: Run } | { kind: 'bracket'; text: string };

const isSpace = (c: string) => c === '' || /\s/.test(c);
const isPunctuation = (c: string) => /[\p{P}\p{S}]/u.test(c);

const tag =
  /^<(?:[A-Za-z][A-Za-z0-9-]*(?:\s+[A-Za-z_:][\w.:-]*(?:\s*=\s*(?:[^\s"'=<>`]+|'[^']*'|"[^"]*"))?)*\s*\/?|\/[A-Za-z][A-Za-z0-9-]*\s*|!--[^]*?--|\?[^]*?\?|![A-Za-z][^>]*|!\[CDATA\[[^]*?\]\])>/;
const autolink = /^<([A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>\0-\x20]*)>/;
const mail = /^<([\w.!#$%&'*+/=?^`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*)>/;
const destination = /^\(\s*(?:<((?:[^<>\n\\]|\\.)*)>|((?:[^\s()\\]|\\.|\((?:[^\s()\\]|\\.|\((?:[^\s()\\]|\\.)*\))*\))*))/;
const linkEnd = /^(?:\s+(?:"(?:[^"\\]|\\[^])*"|'(?:[^'\\]|\\[^])*'|\((?:[^()\\]|\\[^])*\)))?\s*\)/;

class Scanner {
  #pieces: Piece[] = [];
  #brackets: Bracket[] = [];
  /** Lengths of backtick runs of which there is no more behind here. */
  readonly #noTicks = new Set<number>();
  #at = 0;

  readonly #text: string;
  readonly #definitions: Definitions;
  
  constructor(text: string, definitions: Definitions) {
    this.#text = text;
    this.#definitions = definitions;
  }

  all(): Inline[] {
    while (this.#at < this.#text.length) this.#next();
    return joined(emphasised(this.#pieces));
  }

  #next(): void {
    const text = this.#text;
    const c = text[this.#at] as string;
    switch (c) {
      case '\\':
        return this.#backslash();
      case '`':
        return this.#ticks();
      case '*':
      case '_':
        return this.#run(c);
      case '!':
        if (text[this.#at + 1] === '[') return this.#bracket(true);
        return this.#put(c, 1);
      case '[':
        return this.#bracket(false);
      case ']':
        return this.#closeBracket();
      case '<':
        return this.#angle();
      case '\n':
        return this.#newline();
      default: {
        const plain = /[^\\`*_![\]<\n]+/y;
        plain.lastIndex = this.#at;
        const found = plain.exec(text)?.[0] ?? c;
        return this.#put(withoutEntities(found), found.length);
      }
    }
  }

  #put(text: string, length: number): void {
    this.#pieces.push({ kind: 'text', text });
    this.#at += length;
  }

  #backslash(): void {
    const after = this.#text[this.#at + 1] ?? '';
    if (after === '\n') {
      this.#pieces.push({ kind: 'break' });
      this.#at += 2;
      this.#skipSpaces();
    } else if (/[!-/:-@[-`{-~]/.test(after)) this.#put(after, 2);
    else this.#put('\\', 1);
  }

  #newline(): void {
    const before = this.#pieces.at(-1);
    const hard = before?.kind === 'text' && before.text.endsWith('  ');
    if (before?.kind === 'text') before.text = before.text.replace(/ +$/, '');
    this.#pieces.push(hard ? { kind: 'break' } : { kind: 'text', text: '\n' });
    this.#at += 1;
    this.#skipSpaces();
  }

  #skipSpaces(): void {
    while (this.#text[this.#at] === ' ' || this.#text[this.#at] === '\t') this.#at += 1;
  }

  #ticks(): void {
    const text = this.#text;
    let length = 1;
    while (text[this.#at + length] === '`') length += 1;
    const from = this.#at + length;
    if (!this.#noTicks.has(length)) {
      for (let end = text.indexOf('`', from); end >= 0; ) {
        let run = 1;
        while (text[end + run] === '`') run += 1;
        if (run === length) {
          let code = text.slice(from, end).replace(/\n/g, ' ');
          if (code.startsWith(' ') && code.endsWith(' ') && code.trim() !== '') code = code.slice(1, -1);
          this.#pieces.push({ kind: 'code', text: harmless(code) });
          this.#at = end + run;
          return;
        }
        end = text.indexOf('`', end + run);
      }
      this.#noTicks.add(length);
    }
    this.#put('`'.repeat(length), length);
  }

  #run(mark: string): void {
    const text = this.#text;
    let length = 1;
    while (text[this.#at + length] === mark) length += 1;
    const before = [...text.slice(Math.max(0, this.#at - 2), this.#at)].at(-1) ?? '';
    const after = String.fromCodePoint(text.codePointAt(this.#at + length) ?? 32);
    const left = !isSpace(after) && (!isPunctuation(after) || isSpace(before) || isPunctuation(before));
    const right = !isSpace(before) && (!isPunctuation(before) || isSpace(after) || isPunctuation(after));
    const word = mark === '_';
    this.#pieces.push({
      kind: 'run',
      run: {
        mark,
        left: length,
        length,
        opens: left && (!word || !right || isPunctuation(before)),
        closes: right && (!word || !left || isPunctuation(after)),
      },
    });
    this.#at += length;
  }

  #bracket(image: boolean): void {
    const length = image ? 2 : 1;
    this.#pieces.push({ kind: 'bracket', text: image ? '![' : '[' });
    this.#at += length;
    this.#brackets.push({ at: this.#pieces.length - 1, from: this.#at, image, active: true });
  }

  #closeBracket(): void {
    const bracket = this.#brackets.pop();
    this.#at += 1;
    const to = bracket?.active ? this.#target(bracket) : undefined;
    if (!bracket || to === undefined) {
      this.#pieces.push({ kind: 'text', text: ']' });
      return;
    }
    const inside = emphasised(this.#pieces.splice(bracket.at).slice(1));
    const safe = bracket.image ? '' : safeAddress(to);
    if (safe !== '') this.#pieces.push({ kind: 'link', to: safe, inlines: joined(inside) });
    else this.#pieces.push(...inside);
    // A link holds no other link.
    if (!bracket.image) for (const other of this.#brackets) if (!other.image) other.active = false;
  }

  /** Where the link leads; moves on behind it. Undefined: it is none. */
  #target(bracket: Bracket): string | undefined {
    const text = this.#text;
    if (text[this.#at] === '(') {
      const rest = text.slice(this.#at, this.#at + 4096);
      const start = destination.exec(rest);
      const end = start && linkEnd.exec(rest.slice(start[0].length));
      if (start && end) {
        this.#at += start[0].length + end[0].length;
        return unescaped(start[1] ?? start[2] ?? '');
      }
    }
    const label = /^\[((?:[^[\]\\]|\\[^]){0,999})\]/.exec(text.slice(this.#at, this.#at + 1002));
    const own = text.slice(bracket.from, this.#at - 1);
    const wanted = label && label[1]?.trim() ? label[1] : own;
    if (wanted.length > 999) return undefined;
    const to = this.#definitions.get(nameOf(wanted));
    if (to !== undefined && label) this.#at += label[0].length;
    return to;
  }

  #angle(): void {
    const rest = this.#text.slice(this.#at, this.#at + 4096);
    const link = autolink.exec(rest);
    const address = link ?? mail.exec(rest);
    if (address) {
      const to = safeAddress(link ? (link[1] ?? '') : `mailto:${address[1]}`);
      const words: Inline = { kind: 'text', text: address[1] ?? '' };
      this.#pieces.push(to ? { kind: 'link', to, inlines: [{ ...words, text: harmless(words.text) }] } : words);
      this.#at += address[0].length;
      return;
    }
    const raw = tag.exec(rest)?.[0];
    this.#put(raw ?? '<', raw?.length ?? 1);
  }
}

/** Runs of * and _ matched from the inside out (the specification's "process emphasis"). */
function emphasised(pieces: Piece[]): Inline[] {
  const bottoms = new Map<string, number>();
  for (let i = 0; i < pieces.length; i += 1) {
    const closer = pieces[i];
    if (closer?.kind !== 'run' || !closer.run.closes || closer.run.left === 0) continue;
    const key = `${closer.run.mark}${closer.run.opens}${closer.run.length % 3}`;
    const bottom = bottoms.get(key) ?? -1;
    let found = -1;
    for (let j = i - 1; j > bottom; j -= 1) {
      const opener = pieces[j];
      if (opener?.kind !== 'run' || !opener.run.opens || opener.run.left === 0 || opener.run.mark !== closer.run.mark) continue;
      const odd = (opener.run.closes || closer.run.opens) && closer.run.length % 3 !== 0 && (opener.run.length + closer.run.length) % 3 === 0;
      if (odd) continue;
      found = j;
      break;
    }
    if (found < 0) {
      bottoms.set(key, i - 1);
      continue;
    }
    const opener = pieces[found] as { kind: 'run'; run: Run };
    const width = opener.run.left >= 2 && closer.run.left >= 2 ? 2 : 1;
    const inside = pieces.splice(found + 1, i - found - 1).map(plain);
    opener.run.left -= width;
    closer.run.left -= width;
    pieces.splice(found + 1, 0, { kind: width === 2 ? 'strong' : 'emphasis', inlines: joined(inside) });
    i = found + 1 + (closer.run.left > 0 ? 0 : 1);
    for (const [name, at] of bottoms) if (at > found) bottoms.set(name, found);
  }
  return pieces.map(plain);
}

function plain(piece: Piece): Inline {
  if (piece.kind === 'run') return { kind: 'text', text: piece.run.mark.repeat(piece.run.left) };
  if (piece.kind === 'bracket') return { kind: 'text', text: piece.text };
  return piece;
}

/** Texts beside each other as one, empty ones gone, nothing in them that misleads. */
function joined(inlines: Inline[]): Inline[] {
  const out: Inline[] = [];
  for (const one of inlines) {
    const before = out.at(-1);
    if (one.kind === 'text') {
      const text = harmless(one.text);
      if (text === '') continue;
      if (before?.kind === 'text') {
        before.text += text;
        continue;
      }
      out.push({ kind: 'text', text });
    } else out.push(one);
  }
  return out;
}

/// What is bold, emphasised, code or a link in a text.
export function inlinesOf(text: string, definitions: Definitions): Inline[] {
  return new Scanner(text, definitions).all();
}
