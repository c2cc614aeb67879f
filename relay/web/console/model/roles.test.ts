import { expect, test } from 'vitest';
import type { Role, Session } from '../api/types';
import { may, mayBe, menuOf, rolesInWords } from './roles';

const who = (roles: Role[], more: Partial<Session> = {}): Session => ({
  id: 's', member: 'm', name: 'M', team: 't', roles, ends_at: '', session_header: '', ...more,
});
const menu = (roles: Role[], more: Partial<Session> = {}) => menuOf(who(roles, more)).map((item) => item.text);

test('the menu shows what one’s roles are for', () => {
  expect(menu(['publisher'])).toEqual(['Bulletins', 'Write', 'Call list', 'Check-ins', 'Homes', 'Team']);
  expect(menu(['borough_viewer'])).toEqual(['Bulletins', 'Call list', 'Homes', 'Team']);
  expect(menu(['auditor'])).toEqual(['Bulletins', 'Call list', 'Homes', 'Team', 'Audit']);
  expect(menu(['administrator'])).toEqual(['Bulletins', 'Call list', 'Check-ins', 'Homes', 'Team', 'Channels', 'Audit']);
  expect(menu(['result_sender'])).toEqual(['Bulletins', 'Send a result', 'Call list', 'Homes', 'Team']);
  expect(menu(['publisher'], { grant: { kinds: ['helpline_notice'] } })[1]).toBe('Write');
  expect(menu(['publisher'], { grant: { kinds: [] } })).toEqual(['Bulletins', 'Call list', 'Check-ins', 'Homes', 'Team']);
});

test('what was not granted is not offered, however the roles are', () => {
  expect(may.sendResults(who(['result_sender'], { grant: { kinds: ['guidance_bulletin'] } }))).toBe(false);
  const upTo = who(['publisher'], { grant: { urgency: 'expected' } });
  expect([mayBe(upTo, 'immediate'), mayBe(upTo, 'expected'), mayBe(upTo, 'future')]).toEqual([false, true, true]);
});

test('roles are said in a sentence', () => {
  expect(rolesInWords(['publisher', 'approver', 'auditor'])).toBe('publisher, approver and auditor');
  expect(rolesInWords([])).toBe('no role');
});
