/// Languages by the tag a message carries (BCP 47): which way they are written, which one to show.

const rightToLeft = new Set(['ar', 'ckb', 'dv', 'fa', 'he', 'ps', 'sd', 'ug', 'ur', 'yi']);

export const primary = (tag: string) => tag.toLowerCase().split('-')[0] ?? '';

/// The language's name in English, "Polish", for who writes messages.
export function languageInEnglish(tag: string): string {
  try {
    return new Intl.DisplayNames(['en-GB'], { type: 'language' }).of(primary(tag)) ?? tag;
  } catch {
    return tag;
  }
}

/// Which way it is written.
export function directionOf(tag: string): 'ltr' | 'rtl' {
  return rightToLeft.has(primary(tag)) ? 'rtl' : 'ltr';
}

/// The block of `info` to show first: what the reader chose before, what their device speaks, English, whatever there is.
export function preferred<T extends { language: string }>(infos: readonly T[], wanted: readonly string[]): T | undefined {
  for (const tag of [...wanted, 'en']) {
    const exact = infos.find(({ language }) => language.toLowerCase() === tag.toLowerCase());
    const same = exact ?? infos.find(({ language }) => primary(language) === primary(tag));
    if (same) return same;
  }
  return infos[0];
}
