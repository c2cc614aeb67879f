import { render } from 'preact';
import { expect, test } from 'vitest';
import { Header } from '../shared/components/header';

test('a header shows the name of the service and no logo', () => {
  render(<Header serviceName="Care home messages" home="/" />, document.body);
  expect(document.body.textContent).toContain('Care home messages');
  expect(document.querySelector('svg, img')).toBeNull();
});
