/// Languages by the tag a message carries (BCP 47), as their readers write them.
import { primary } from './language';

/** Where a browser's own names are not what readers use, or are missing on old phones. */
const names: Record<string, string> = {
  ar: 'العربية', bg: 'Български', bn: 'বাংলা', cy: 'Cymraeg', de: 'Deutsch', en: 'English', es: 'Español', fa: 'فارسی', fr: 'Français',
  gu: 'ગુજરાતી', he: 'עברית', hi: 'हिन्दी', hu: 'Magyar', it: 'Italiano', ku: 'Kurdî', lt: 'Lietuvių', lv: 'Latviešu', ml: 'മലയാളം', ne: 'नेपाली', pa: 'ਪੰਜਾਬੀ',
  pl: 'Polski', ps: 'پښتو', pt: 'Português', ro: 'Română', ru: 'Русский', si: 'සිංහල', sk: 'Slovenčina', so: 'Soomaali', sq: 'Shqip', sw: 'Kiswahili',
  ta: 'தமிழ்', te: 'తెలుగు', tl: 'Tagalog', tr: 'Türkçe', uk: 'Українська', ur: 'اردو', vi: 'Tiếng Việt', yo: 'Yorùbá', zh: '中文',
};

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
