import { expect, test } from 'vitest';
import { directionOf, languageInEnglish, preferred } from './language';
import { languageName } from './language-names';

test('readers find their language by its own name', () => {
  expect(languageName('ur')).toBe('اردو');
  expect(languageName('pl-PL')).toBe('Polski');
  expect(languageName('en-GB')).toBe('English');
  expect(languageName('not a tag')).toBe('not a tag');
  expect(languageInEnglish('pl')).toBe('Polish');
});

test('Urdu is written from the right, Polish from the left', () => {
  expect(directionOf('ur-PK')).toBe('rtl');
  expect(directionOf('pl')).toBe('ltr');
});

test('a message opens in the language that was chosen before, else English, else its first', () => {
  const infos = [{ language: 'ro' }, { language: 'en-GB' }, { language: 'pl' }];
  expect(preferred(infos, ['pl-PL'])?.language).toBe('pl');
  expect(preferred(infos, ['fr'])?.language).toBe('en-GB');
  expect(preferred([{ language: 'ro' }], ['fr'])?.language).toBe('ro');
  expect(preferred([], ['fr'])).toBeUndefined();
});
