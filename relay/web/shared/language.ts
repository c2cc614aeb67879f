/// Languages by the tag a message carries (BCP 47), as their readers write them.

/** Where a browser's own names are not what readers use, or are missing on old phones. */
const names: Record<string, string> = {
  ar: 'العربية', bg: 'Български', bn: 'বাংলা', cy: 'Cymraeg', de: 'Deutsch', en: 'English', es: 'Español', fa: 'فارسی', fr: 'Français',
  gu: 'ગુજરાતી', he: 'עברית', hi: 'हिन्दी', hu: 'Magyar', it: 'Italiano', ku: 'Kurdî', lt: 'Lietuvių', lv: 'Latviešu', ml: 'മലയാളം', ne: 'नेपाली', pa: 'ਪੰਜਾਬੀ',
  pl: 'Polski', ps: 'پښتو', pt: 'Português', ro: 'Română', ru: 'Русский', si: 'සිංහල', sk: 'Slovenčina', so: 'Soomaali', sq: 'Shqip', sw: 'Kiswahili',
  ta: 'தமிழ்', te: 'తెలుగు', tl: 'Tagalog', tr: 'Türkçe', uk: 'Українська', ur: 'اردو', vi: 'Tiếng Việt', yo: 'Yorùbá', zh: '中文',
};

const rightToLeft = new Set(['ar', 'ckb', 'dv', 'fa', 'he', 'ps', 'sd', 'ug', 'ur', 'yi']);

const primary = (tag: string) => tag.toLowerCase().split('-')[0] ?? '';

/// The language's name in itself, "Polski" for `pl` and `pl-PL`; the tag when nobody knows one.
export function languageName(tag: string): string {
  const own = names[primary(tag)];
  if (own) return own;
  try {
    return new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}

/// The same in English, "Polish", for who writes messages.
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
