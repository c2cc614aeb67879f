import { expect, test } from 'vitest';
import { Problem } from '../../shared/api';
import { faultsFrom, faultsOfContacts, moved, sentOf } from './contacts';

test('the list is sent whole, in its order, without what was left empty', () => {
  expect(sentOf([{ number: 2, role: 'deputy', label: ' Nights ', email: 'jo@elm.example', telephone: '', opted_out: ['whatsapp'] }, { role: 'manager', telephone: '020 7946 0101' }])).toEqual([
    { number: 2, role: 'deputy', label: 'Nights', email: 'jo@elm.example', opted_out: ['whatsapp'] },
    { role: 'manager', telephone: '020 7946 0101' },
  ]);
});

test('somebody who cannot be reached is no contact', () => {
  expect(faultsOfContacts([{ role: 'manager', email: ' ' }, { role: 'nurse', telephone: '1' }])).toEqual([
    { field: 'contact-0-email', text: 'Enter an email address or a telephone number of contact 1' },
  ]);
});

test('a fault stands at the field the relay names', () => {
  const why = new Problem(422, 'invalid', '', [{ pointer: '/contacts/1/telephone', rule: 'bad_format', detail: 'x', words: 'Enter a telephone number' }]);
  expect(faultsFrom(why)).toEqual([{ field: 'contact-1-telephone', text: 'Contact 2: Enter a telephone number' }]);
  expect(faultsFrom(new Problem(500, 'x', ''))).toBeUndefined();
});

test('a contact moves one place, and not beyond an end', () => {
  expect(moved(['a', 'b', 'c'], 1, -1)).toEqual(['b', 'a', 'c']);
  expect(moved(['a', 'b', 'c'], 0, -1)).toEqual(['a', 'b', 'c']);
});
