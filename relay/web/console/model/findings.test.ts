import { expect, test } from 'vitest';
import { findingWords } from './findings';
import { said } from './ways';

test('what the scanner found is said in words, and words stay words', () => {
  expect(findingWords('nhs_number in description')).toBe('an NHS number in the details');
  expect(findingWords('foreign_link in must_do')).toBe('a link to a place that is not known here in what homes must do');
  expect(findingWords('an NHS number in the description')).toBe('an NHS number in the description');
  expect(said('held back until a person has looked at it: birth_date in headline')).toBe('held back until a person has looked at it: a date of birth in the title');
  expect(said('not delivered: the mailbox is full')).toBe('not delivered: the mailbox is full');
});
