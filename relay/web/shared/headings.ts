/// The two headings over what a message says must be done and must not be done, in the languages that homes read most: a
/// message brings the lines, not the headings.
import { directionOf } from './language';

interface Headings {
  must: string;
  mustNot: string;
}

const headings: Record<string, Headings> = {
  en: { must: 'What to do now', mustNot: 'Do not' },
  ar: { must: 'افعل هذا الآن', mustNot: 'لا تفعل هذا' },
  bn: { must: 'এখন যা করবেন', mustNot: 'যা করবেন না' },
  cy: { must: 'Beth i’w wneud nawr', mustNot: 'Peidiwch â gwneud hyn' },
  es: { must: 'Qué hacer ahora', mustNot: 'No haga esto' },
  hi: { must: 'अभी यह करें', mustNot: 'यह न करें' },
  lt: { must: 'Ką daryti dabar', mustNot: 'Nedarykite šito' },
  ml: { must: 'ഇപ്പോൾ ചെയ്യേണ്ടത്', mustNot: 'ചെയ്യരുതാത്തത്' },
  pa: { must: 'ਹੁਣ ਇਹ ਕਰੋ', mustNot: 'ਇਹ ਨਾ ਕਰੋ' },
  pl: { must: 'Co zrobić teraz', mustNot: 'Czego nie robić' },
  pt: { must: 'O que fazer agora', mustNot: 'Não faça isto' },
  ro: { must: 'Ce trebuie să faceți acum', mustNot: 'Nu faceți acest lucru' },
  tl: { must: 'Gawin ito ngayon', mustNot: 'Huwag gawin ito' },
  ur: { must: 'ابھی یہ کریں', mustNot: 'یہ نہ کریں' },
};

const primary = (language: string) => language.toLowerCase().split('-')[0] ?? '';

/// The headings in this language, and the language they are in: English where it has none here.
export function headingsOf(language: string): Headings & { language: string; dir: 'ltr' | 'rtl' } {
  const own = headings[primary(language)];
  if (own) return { ...own, language, dir: directionOf(language) };
  return { ...(headings['en'] as Headings), language: 'en-GB', dir: 'ltr' };
}
