import { expect, test } from 'vitest';
import { nameOf } from './about';

test('the console has the name of the service it belongs to', () => {
  expect(nameOf({ service: 'North East London care messages' })).toBe('North East London care messages: console');
  expect(nameOf({ service: 'Carerelay' })).toBe('Bulletin console');
  expect(nameOf(undefined)).toBe('Bulletin console');
});
