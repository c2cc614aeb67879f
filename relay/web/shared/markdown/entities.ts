// Names of U+00A0 to U+00FF in order, then others people write. The full list of HTML has 2,125 names and would weigh more
// than this renderer: a name that is not here stays as it was written.
const latin =
  'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml'.split(
    ' ',
  );
const others: Record<string, string> = {
  amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", euro: '€', hellip: '…', ndash: '–', mdash: '—', lsquo: '‘', rsquo: '’',
  ldquo: '“', rdquo: '”', bull: '•', trade: '™', le: '≤', ge: '≥', ne: '≠', rarr: '→', larr: '←', thinsp: '\u2009', ensp: '\u2002',
  emsp: '\u2003', zwj: '\u200d', zwnj: '\u200c', lrm: '\u200e', rlm: '\u200f', check: '✓', cross: '✗',
};

function byNumber(code: number): string {
  return code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) ? '\ufffd' : String.fromCodePoint(code);
}

function one(whole: string, hex?: string, decimal?: string, name = ''): string {
  if (hex) return byNumber(parseInt(hex, 16));
  if (decimal) return byNumber(parseInt(decimal, 10));
  const at = latin.indexOf(name);
  return at >= 0 ? String.fromCharCode(0xa0 + at) : Object.hasOwn(others, name) ? (others[name] ?? whole) : whole;
}

const entity = /&(?:#[xX]([0-9a-fA-F]{1,6})|#([0-9]{1,7})|([A-Za-z][A-Za-z0-9]*));/g;

/// `&eacute;`, `&#233;` and `&#xE9;` as the characters they name.
export function withoutEntities(text: string): string {
  return text.replace(entity, one);
}

/// The same, and a backslash before punctuation gone.
export function unescaped(text: string): string {
  return text.replace(/\\([!-/:-@[-`{-~])|&(?:#[xX]([0-9a-fA-F]{1,6})|#([0-9]{1,7})|([A-Za-z][A-Za-z0-9]*));/g, (whole, mark, hex, decimal, name) =>
    mark ? mark : one(whole, hex, decimal, name),
  );
}
