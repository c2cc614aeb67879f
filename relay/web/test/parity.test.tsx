// Our components against the design system's own fixtures: the same options, the same HTML. What is covered is listed here by
// name; a fixture that is not there any more fails.
import { readFileSync } from 'node:fs';
import { h, type ComponentChildren, type VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { describe, expect, test } from 'vitest';
import * as c from '../shared/components';
import { normal } from './support/normal';

type Options = any;
interface Fixture {
  name: string;
  options: Options;
  context: Options;
  html: string;
}

function vnodesOf(nodes: NodeListOf<ChildNode>): ComponentChildren {
  return [...nodes].map((node) =>
    node instanceof Element
      ? h(node.localName, Object.fromEntries([...node.attributes].map(({ name, value }) => [name, value])), vnodesOf(node.childNodes))
      : node.textContent,
  );
}

function Html({ of }: { of: string }) {
  const holder = document.createElement('div');
  holder.innerHTML = of;
  return <>{vnodesOf(holder.childNodes)}</>;
}

const folder = `${import.meta.dirname}/../node_modules/nhsuk-frontend/dist/nhsuk/components/`;
const fixturesOf = (component: string): Fixture[] => JSON.parse(readFileSync(`${folder}${component}/fixtures.json`, 'utf8')).fixtures;

/** Plain text, or HTML of the fixture as vnodes. */
const text = (value: Options) => (typeof value === 'object' && value ? (value.html ? <Html of={value.html} /> : value.text) : value);

const field = (o: Options) => ({
  id: o.id ?? o.idPrefix ?? o.name,
  name: o.name,
  label: o.label && (o.label.heading ?? o.label.text ?? o.label),
  labelSize: o.label?.size,
  level: o.label?.heading ? (1 as const) : undefined,
  labelHidden: o.label?.classes === 'nhsuk-u-visually-hidden',
  hint: o.hint && text(o.hint),
  error: text(o.errorMessage),
});
const group = (o: Options) => ({
  id: o.idPrefix ?? o.id ?? o.name,
  name: o.name,
  legend: o.fieldset ? (o.fieldset.legend.heading ?? text(o.fieldset.legend)) : undefined,
  legendSize: o.fieldset?.legend.size,
  level: o.fieldset?.legend.heading ? (1 as const) : undefined,
  hint: o.hint && text(o.hint),
  error: text(o.errorMessage),
});
const choices = (o: Options): c.ChoiceItem[] =>
  o.items
    .filter((item: Options) => item && !item.divider)
    .map((item: Options, at: number, all: Options[]) => ({
      value: item.value,
      text: item.text,
      hint: text(item.hint),
      exclusive: o.items.some((other: Options) => other?.divider) && at === all.length - 1,
    }));
const heading = (o: Options) => (typeof o.heading === 'object' ? o.heading : { text: o.heading });

const covered: Record<string, { names: string[]; make: (o: Options) => VNode }> = {
  button: {
    names: ['secondary', 'secondary as a link', 'secondary as a link, small', 'warning', 'warning as a link', 'disabled', 'default, small'],
    make: (o) =>
      o.href ? (
        <c.ButtonLink href={o.href} variant={o.variant} small={o.small}>{o.text}</c.ButtonLink>
      ) : (
        <c.Button variant={o.variant} small={o.small} disabled={o.disabled}>{o.text}</c.Button>
      ),
  },
  tag: { names: ['colour class'], make: (o) => <c.Tag tone={o.classes.replace('nhsuk-tag--', '')}>{o.text}</c.Tag> },
  card: {
    names: ['basic with heading link', 'warning'],
    make: (o) => <c.Card heading={heading(o).text} size={heading(o).size} level={heading(o).level} href={o.href} variant={o.variant} description={o.description} />,
  },
  'inset-text': { names: ['default'], make: (o) => <c.InsetText text={o.text} /> },
  details: {
    names: ['default', 'open'],
    make: (o) => <c.Details summary={text(o.summary)} open={o.open}>{o.text}</c.Details>,
  },
  panel: { names: ['default', 'with heading level 2', 'with heading level 3'], make: (o) => <c.Panel heading={heading(o).text} level={heading(o).level}>{o.text}</c.Panel> },
  'notification-banner': { names: ['default', 'with success variant'], make: (o) => <c.NotificationBanner success={o.variant === 'success'} text={o.text} /> },
  'back-link': { names: ['default'], make: (o) => <c.BackLink href={o.href}>{o.text}</c.BackLink> },
  'skip-link': { names: ['default'], make: () => <c.SkipLink /> },
  'summary-list': {
    names: ['with item strings', 'without border'],
    make: (o) => <c.SummaryList plain={o.border === false} rows={o.rows.map((row: Options) => ({ key: text(row.key), value: text(row.value) }))} />,
  },
  'error-summary': {
    names: ['with description', 'with multiple errors', 'without error link'],
    make: (o) => <c.ErrorSummary focus={false} heading={heading(o).text} description={text(o.description)} faults={o.errorList.map((e: Options) => ({ text: e.text, field: e.href?.slice(1) }))} />,
  },
  input: {
    names: ['default', 'with error message, without heading', 'without heading', 'disabled'],
    make: (o) => <c.Input {...field(o)} type={o.type} width={o.width} code={o.code} spellcheck={o.spellcheck} inputmode={o.inputmode} disabled={o.disabled} autocomplete={o.autocomplete} />,
  },
  textarea: {
    names: ['default', 'with hint', 'with error message', 'with error message and hint', 'without heading', 'disabled'],
    make: (o) => <c.Textarea {...field(o)} rows={o.rows} disabled={o.disabled} />,
  },
  // Those with a value in them are not the same on purpose: ours count from the start, where theirs waits for its script.
  'character-count': {
    names: ['default', 'with hint', 'with custom rows', 'without heading'],
    make: (o) => <c.CharacterCount {...field(o)} maxlength={o.maxlength} rows={o.rows} />,
  },
  select: {
    names: ['with hint', 'with error message', 'with error message and hint', 'without heading'],
    make: (o) => <c.Select {...field(o)} items={o.items} disabled={o.disabled} />,
  },
  'file-upload': { names: ['with hint', 'with error message, without heading', 'without heading'], make: (o) => <c.FileUpload {...field(o)} onFile={() => {}} /> },
  radios: {
    names: ['default', 'with hint', 'with hints on items', 'with error message', 'with error message and hint', 'without fieldset', 'without heading'],
    make: (o) => <c.Radios {...group(o)} items={choices(o)} />,
  },
  checkboxes: {
    names: ['default', 'with hint', 'with error message', 'with error message and hint', 'without fieldset', 'without heading'],
    make: (o) => <c.Checkboxes {...group(o)} items={choices(o)} />,
  },
  'date-input': {
    names: ['default', 'with error message', 'with error message and hint', 'with error on day input', 'with custom name prefix', 'without heading'],
    make: (o) => {
      const wrong = (['day', 'month', 'year'] as const).filter((part) => o[part]?.error);
      const value = { day: o.day?.value ?? o.values?.day, month: o.month?.value ?? o.values?.month, year: o.year?.value ?? o.values?.year };
      return <c.DateInput {...group(o)} legend={group(o).legend} id={o.id ?? o.idPrefix} namePrefix={o.namePrefix} value={value} wrong={wrong.length ? wrong : undefined} />;
    },
  },
};

/** Whatever these look like, they must be there: the fixtures of the design system keep no options for them. */
const byHand: { component: string; name: string; has?: string; vnode: VNode }[] = [
  { component: 'button', name: 'default', vnode: <c.Button>Save and continue</c.Button> },
  { component: 'error-message', name: 'default', vnode: <c.ErrorMessage>Enter your full name</c.ErrorMessage> },
  { component: 'tag', name: 'default', vnode: <c.Tag>Active</c.Tag> },
  {
    component: 'pagination',
    name: 'numbered',
    vnode: <c.Pagination current={2} pages={3} href={(page) => `#/section/${page}`} />,
  },
  {
    component: 'footer',
    name: 'with meta links and text',
    vnode: (
      <c.Footer
        links={['Accessibility statement', 'Contact us', 'Cookies', 'Privacy policy', 'Terms and conditions'].map((name) => ({ text: name, href: '#' }))}
        lines={['All content is available under the Open Government Licence v3.0, except where otherwise stated.', '© Crown copyright']}
      />
    ),
  },
  ...[false, true].map((responsive) => ({
    component: 'tables',
    name: 'default',
    has: responsive ? 'nhsuk-table--responsive' : '<table class="nhsuk-table">',
    vnode: (
      <c.Table
        responsive={responsive}
        caption="Impetigo can look similar to other skin conditions"
        captionSize="m"
        columns={[{ text: 'Skin symptoms' }, { text: 'Possible cause' }]}
        rows={[
          { cells: ['Blisters on lips or around the mouth', 'Cold sores'] },
          { cells: ['Itchy, dry, cracked, sore', 'Eczema'] },
          { cells: ['Itchy blisters', 'Shingles, chickenpox'] },
        ]}
      />
    ),
  })),
];

const markup = (vnode: VNode): string => renderToString(vnode);

for (const [component, { names, make }] of Object.entries(covered)) {
  describe(component, () => {
    test.each(names)('%s', (name) => {
      const fixture = fixturesOf(component).find((one) => one.name === name);
      expect(fixture, `no fixture "${name}"`).toBeDefined();
      expect(normal(markup(make({ ...fixture?.context, ...fixture?.options })))).toBe(normal(fixture?.html ?? ''));
    });
  });
}

describe('put together by hand', () => {
  test.each(byHand)('$component: $name $has', ({ component, name, has, vnode }) => {
    const fixture = fixturesOf(component).find((one) => one.name === name && (!has || one.html.includes(has)));
    expect(normal(markup(vnode))).toBe(normal(fixture?.html ?? ''));
  });
});

test('how much of the design system is held against its own fixtures', () => {
  const count = Object.values(covered).reduce((sum, { names }) => sum + names.length, byHand.length);
  console.info(`${Object.keys(covered).length + 4} components, ${count} fixtures`);
  expect(count).toBeGreaterThan(70);
});
