import { child, children, isProgram, maybeChild, type Node, nameOf, programOf, walk } from './syntax.ts';
import type { Unions } from './unions.ts';

/** One small change of a file's text: what a slip of the hand, or a wrong idea, could have written there. */
export type Mutation = {
  readonly file: string;
  readonly line: number;
  readonly operator: string;
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
};

type Change = { readonly operator: string; readonly at: Node; readonly replacement: string };
type Place = { readonly node: Node; readonly above: readonly Node[]; readonly source: string; readonly unions: Unions };

/** Every mutation of a file, in the order of its text. Types, imports and comments are none of the program. */
export function mutationsOf(file: string, source: string, unions: Unions): readonly Mutation[] {
  const found: Mutation[] = [];
  walk(programOf(source), [], (node, above) => {
    for (const { operator, at, replacement } of changesAt({ node, above, source, unions })) {
      const line = source.slice(0, at.start).split('\n').length;
      found.push({ file, line, operator, start: at.start, end: at.end, replacement });
    }
  });
  return found.filter((each) => isProgram(mutated(source, each))).sort((one, other) => one.start - other.start);
}

export const mutated = (source: string, { start, end, replacement }: Mutation): string =>
  source.slice(0, start) + replacement + source.slice(end);

const comparisons: Readonly<Record<string, string>> = {
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '===': '!==',
  '!==': '===',
};
const methods: Readonly<Record<string, string>> = { some: 'every', every: 'some', min: 'max', max: 'min' };

function changesAt(place: Place): readonly Change[] {
  const { node, source } = place;
  const text = textIn(source);
  switch (node.type) {
    case 'IfStatement':
    case 'ConditionalExpression':
    case 'WhileStatement':
      return negated(child(node, 'test'), text);
    case 'BinaryExpression':
      return operatorSwapped(place, comparisons, 'comparison');
    case 'LogicalExpression':
      if (node['operator'] !== '??') return operatorSwapped(place, { '&&': '||', '||': '&&' }, 'and / or');
      // `null ?? x` is `x`, and so is `x ?? null`, but for `undefined`.
      if (child(node, 'right').type === 'NullLiteral') return [];
      return [
        {
          operator: 'sides of ?? swapped',
          at: node,
          replacement: `(${text(child(node, 'right'))} ?? ${text(child(node, 'left'))})`,
        },
      ];
    case 'UnaryExpression':
      return node['operator'] === '!' && !isTest(place)
        ? [{ operator: 'negation dropped', at: node, replacement: `(${text(child(node, 'argument'))})` }]
        : [];
    case 'ReturnStatement':
      return returnChanges(place);
    case 'ArrowFunctionExpression':
      return child(node, 'body').type === 'BlockStatement' ? [] : constantInstead(place, child(node, 'body'), node);
    case 'CallExpression':
    case 'OptionalCallExpression':
      return callChanges(place);
    case 'ArrayExpression':
      return children(node, 'elements').length > 0 && !isOf(place, 'TSAsExpression') && !isUpdate(place)
        ? [{ operator: 'list emptied', at: node, replacement: '[]' }]
        : [];
    case 'ObjectExpression':
      return spreadChanges(place);
    case 'BooleanLiteral':
      return [{ operator: 'boolean flipped', at: node, replacement: String(node['value'] !== true) }];
    case 'NumericLiteral':
      return [1, -1].map((by) => ({
        operator: `number ${by > 0 ? '+' : '-'} 1`,
        at: node,
        replacement: `(${Number(node['value']) + by})`,
      }));
    case 'StringLiteral':
      return stringChanges(place);
    default:
      return [];
  }
}

/** `===` turned round is a mutation of its own. */
function negated(test: Node, text: (node: Node) => string): readonly Change[] {
  if (test.type === 'BinaryExpression' && ['===', '!=='].includes(String(test['operator']))) return [];
  return [{ operator: 'condition negated', at: test, replacement: `!(${text(test)})` }];
}

function operatorSwapped(
  { node, source }: Place,
  swaps: Readonly<Record<string, string>>,
  what: string,
): readonly Change[] {
  const swapped = swaps[String(node['operator'])];
  if (swapped === undefined) return [];
  const text = textIn(source);
  const replacement = `(${text(child(node, 'left'))} ${swapped} ${text(child(node, 'right'))})`;
  return [{ operator: `${what} ${String(node['operator'])} → ${swapped}`, at: node, replacement }];
}

/** An early return that is not taken, or one that gives a constant of its kind. What `unreachable` guards is never reached. */
function returnChanges(place: Place): readonly Change[] {
  const { node, above } = place;
  const value = maybeChild(node, 'argument');
  if (value !== null && value.type === 'CallExpression' && nameOf(child(value, 'callee')) === 'unreachable') return [];
  const owner = above.findLast(({ type }) => /Function/.test(type));
  const parent = above.at(-1);
  const isEarly = parent?.type === 'IfStatement' || above.at(-2)?.type === 'IfStatement';
  return [
    ...(isEarly ? [{ operator: 'return dropped', at: node, replacement: ';' }] : []),
    ...(value === null || owner === undefined ? [] : constantInstead(place, value, owner)),
  ];
}

function constantInstead({ source }: Place, value: Node, owner: Node): readonly Change[] {
  const annotation = maybeChild(owner, 'returnType');
  if (annotation === null) return [];
  const constants = constantsOf(textIn(source)(child(annotation, 'typeAnnotation')));
  const written = textIn(source)(value);
  return constants
    .filter((constant) => constant !== written)
    .map((constant) => ({ operator: `returns ${constant}`, at: value, replacement: constant }));
}

function constantsOf(type: string): readonly string[] {
  if (type === 'boolean' || / is /.test(type)) return ['true', 'false'];
  if (type.endsWith('| null')) return ['null'];
  if (type.endsWith('| undefined')) return ['undefined'];
  if (/^readonly .*\[\]$|^[\w<>]+\[\]$/.test(type)) return ['[]'];
  if (type === 'string') return ["''"];
  return type === 'number' ? ['0'] : [];
}

function callChanges({ node, source }: Place): readonly Change[] {
  const callee = child(node, 'callee');
  if (!callee.type.endsWith('MemberExpression') || callee['computed'] === true) return [];
  const method = child(callee, 'property');
  const swapped = methods[nameOf(method)];
  if (swapped !== undefined) return [{ operator: `${nameOf(method)} → ${swapped}`, at: method, replacement: swapped }];
  if (nameOf(method) !== 'filter') return [];
  return [{ operator: 'filter dropped', at: node, replacement: textIn(source)(child(callee, 'object')) }];
}

/** What is written after a spread wins over it, so their order is a decision. */
function spreadChanges({ node, source }: Place): readonly Change[] {
  const text = textIn(source);
  const properties = children(node, 'properties');
  return properties.flatMap((property, index): Change[] => {
    const next = properties[index + 1];
    if (next === undefined || (property.type !== 'SpreadElement' && next.type !== 'SpreadElement')) return [];
    const at: Node = { type: 'Pair', start: property.start, end: next.end };
    return [{ operator: 'sides of spread swapped', at, replacement: `${text(next)}, ${text(property)}` }];
  });
}

function stringChanges(place: Place): readonly Change[] {
  const { node, above, unions } = place;
  const other = unions.get(String(node['value']));
  const parent = above.at(-1);
  const isKey = parent?.type === 'ObjectProperty' && parent['key'] === node;
  return other === undefined || isKey || parent?.type.startsWith('Import') === true
    ? []
    : [{ operator: 'constant of the union swapped', at: node, replacement: `'${other}'` }];
}

const isTest = ({ node, above }: Place): boolean => above.at(-1)?.['test'] === node;
const isOf = ({ above }: Place, type: string): boolean => above.at(-1)?.type === type;
/** `const list = []` and the pairs given to `new Map` would only change the kind of value. */
const isUpdate = ({ above }: Place): boolean => above.at(-1)?.type === 'ArrayExpression';

const textIn =
  (source: string) =>
  (node: Node): string =>
    source.slice(node.start, node.end);
