import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { faultWords, problemWords } from './problems';
import { count, deliveryWords, responseWords, stageWords, telephone, urgencyWords } from './words';

test('every refusal of the relay has a sentence', () => {
  const source = readFileSync(`${import.meta.dirname}/../../../protocol/errc.cpp`, 'utf8');
  const codes = [...source.matchAll(/return "([a-z_]+)"/g)].map(([, code]) => code ?? '');
  expect(codes.length).toBeGreaterThan(60);
  for (const code of codes) {
    const words = problemWords(code, 'Plain words of the relay.');
    expect(words, code).toMatch(/^[A-Z].*\.$/);
    expect(words, code).not.toMatch(/_/);
  }
});

test('states in words, also those nobody thought of', () => {
  expect(stageWords('targeted')).toBe('Not reached');
  expect(responseWords('need_help')).toBe('Needs help');
  expect(urgencyWords('immediate')).toBe('Urgent');
  expect(deliveryWords('permanent-failure')).toBe('Email address does not exist');
  expect(deliveryWords('some_new_state')).toBe('Some new state');
  expect(deliveryWords('constructor')).toBe('Constructor');
});

test('a fault says what the relay says, or what the rule means', () => {
  expect(faultWords('required', '')).toBe('Fill this in');
  expect(faultWords('bad_format', 'not a telephone number')).toBe('Not a telephone number');
  expect(problemWords('never_heard_of', '')).toBe('This was refused. Check what you entered and try again.');
});

test('telephone numbers as they are dialled', () => {
  expect(telephone('+442079460123')).toBe('020 7946 0123');
  expect(telephone('+441632960123')).toBe('01632 960123');
  expect(telephone('+441214960123')).toBe('0121 496 0123');
  expect(telephone('+447700900123')).toBe('07700 900123');
  expect(telephone('+448081570123')).toBe('0808 157 0123');
  expect(telephone('+353209123456')).toBe('+353209123456');
});

test('one home, many homes', () => {
  expect(count(1, 'home')).toBe('1 home');
  expect(count(1500, 'home')).toBe('1,500 homes');
});
