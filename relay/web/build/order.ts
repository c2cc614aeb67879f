import { Rule, type AtRule, type ChildNode, type Container } from 'postcss';

/// What may change places in a style sheet without any page looking different. Two rules may when no element can take the same
/// property from both by their order: their specificities differ, or they set nothing in common.

type Specificity = string;

/** [ids, classes, elements] as one comparable text. */
export function specificityOf(selector: string): Specificity {
  let [ids, classes, elements] = [0, 0, 0];
  const count = (text: string) => {
    const bare = text.replace(/:where\([^)]*\)/g, '').replace(/:(?:not|is|has)\(/g, '(');
    ids += (bare.match(/#[\w-]+/g) ?? []).length;
    classes += (bare.match(/\.(?:[\w-]|\\.)+|\[[^\]]*\]|(?<!:):(?!:|before|after|first-line|first-letter)[\w-]+/g) ?? []).length;
    elements += (bare.replace(/\[[^\]]*\]|\((?:\d*n[^)]*|\d+|odd|even)\)/g, '').match(/(?:^|[\s>+~(,])[a-z][\w-]*|::?(?:before|after|first-line|first-letter|marker|placeholder)\b|::[\w-]+/gi) ?? []).length;
  };
  count(selector);
  return `${ids},${classes},${elements}`;
}

const sides = new Set(['top', 'right', 'bottom', 'left', 'inset']);

/** Properties of one family may set the same thing: margin and margin-left, font and line-height. */
function familyOf(property: string): string {
  if (property.startsWith('--')) return property;
  const bare = property.replace(/^-(?:webkit|moz|ms|o)-/, '');
  if (bare === 'line-height') return 'font';
  const [first = ''] = bare.split('-');
  if (sides.has(first)) return 'inset';
  if (/^(?:row|column)-gap$/.test(bare)) return 'gap';
  if (/^(?:align|justify|place)-/.test(bare)) return 'place';
  return first;
}

const rulesOf = (node: ChildNode): Rule[] => {
  if (node.type === 'rule') return [node];
  const found: Rule[] = [];
  if (node.type === 'atrule' && node.nodes) node.walkRules((rule) => void found.push(rule));
  return found;
};

const said = (rule: Rule): Map<string, string> => {
  const found = new Map<string, string>();
  rule.each((node) => {
    if (node.type === 'decl') found.set(`${familyOf(node.prop)}${node.important ? '!' : ''}`, `${found.get(familyOf(node.prop)) ?? ''};${node.prop}:${node.value}`);
  });
  return found;
};

function collide(one: Rule, other: Rule): boolean {
  const left = said(one);
  const right = said(other);
  if (![...left].some(([family, value]) => right.has(family) && right.get(family) !== value)) return false;
  const known = new Set(one.selectors.map(specificityOf));
  return other.selectors.some((selector) => known.has(specificityOf(selector)));
}

/// Whether `node` may stand elsewhere among `others`.
export const mayPass = (node: ChildNode, others: readonly ChildNode[]): boolean =>
  others.every((other) => rulesOf(node).every((rule) => rulesOf(other).every((passed) => !collide(rule, passed))));

/** From behind `from` to before `to`. */
function between(from: ChildNode, to: ChildNode): ChildNode[] {
  const found: ChildNode[] = [];
  for (let at = from.next(); at && at !== to; at = at.next()) found.push(at);
  return found;
}

const isQuery = (node: ChildNode | undefined): node is AtRule => node?.type === 'atrule' && node.name === 'media' && node.nodes !== undefined;

/// One query where it stood several times: earlier ones move down to the next of the same, where they may.
export function gatherQueries(root: Container): void {
  root.each((node) => {
    if (!isQuery(node)) return;
    for (let later = node.next(); later; later = later.next()) {
      if (!isQuery(later) || later.params !== node.params) continue;
      if (mayPass(node, between(node, later))) {
        later.prepend(node.nodes);
        node.remove();
      }
      return;
    }
  });
}

const isSame = (one: Rule, other: Rule) => one.selectors.join() === other.selectors.join();

/// Rules of one selector become one, where they may.
export function joinRules(root: Container): void {
  root.each((node) => {
    if (node.type === 'atrule' && node.name !== 'keyframes' && node.nodes) joinRules(node);
    if (node.type !== 'rule') return;
    for (let later = node.next(); later; later = later.next()) {
      if (later.type !== 'rule' || !isSame(later, node)) continue;
      if (!mayPass(later, between(node, later))) return;
      const last = later.prev();
      node.append(later.nodes);
      later.remove();
      later = last ?? node;
    }
  });
}

/// The rule before `wide` (which stands alone in a query) that it widens, if nothing between them has a say.
export function narrowOf(wide: Rule, query: AtRule): Rule | undefined {
  for (let before = query.prev(); before; before = before.prev()) {
    if (before.type === 'rule' && isSame(before, wide)) return before;
    if (!mayPass(wide, [before])) return undefined;
  }
  return undefined;
}
