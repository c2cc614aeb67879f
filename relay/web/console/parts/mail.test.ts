// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import { bodyOf, sheetOf } from './mail';

const letter = `<!DOCTYPE html><html><head><title>T</title><style>:root { color-scheme: light; } body, .all { margin: 0; } .body-x { color: red; }</style></head>
<body><table class="page" bgcolor="#ffffff"><tr><td style="color: red" onclick="x()"><h1>Urgent: stop &amp; read</h1><p>A &#183; B</p>
<script>alert(1)</script><img src="https://elsewhere.example/x.png"><a href="javascript:alert(1)">bad</a><a href="https://care.example/inbox">good</a></td></tr></table></body></html>`;

test('a mail is made of its own words and looks, without anything that does something or is fetched', () => {
  const body = bodyOf(letter, document);
  expect(body.textContent).toContain('Urgent: stop & read');
  expect(body.textContent).toContain('A · B');
  expect(body.textContent).not.toContain('alert');
  expect(body.querySelector('script, img, [onclick]')).toBeNull();
  expect([...body.querySelectorAll('a')].map((one) => one.getAttribute('href'))).toEqual([null, 'https://care.example/inbox']);
  expect(body.querySelector('h1')?.getAttribute('aria-level')).toBe('3');
  expect(body.querySelector('td')?.style.color).toBe('red');
});

test('its style sheet speaks of the mail alone', () => {
  expect(sheetOf(letter)).toBe(':host { color-scheme: light; } .body, .all { margin: 0; } .body-x { color: red; }');
});
