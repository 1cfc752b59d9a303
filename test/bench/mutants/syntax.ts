import { type ParserOptions, parse } from '@babel/parser';

/** A node of a syntax tree, read by name: the parser has hundreds of kinds, and few of them matter here. */
export type Node = {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
};

const options: ParserOptions = { sourceType: 'module', plugins: ['typescript'] };

/** The tree of a TypeScript program. */
export const programOf = (source: string): Node => asNode(parse(source, options).program);

export function isProgram(source: string): boolean {
  try {
    parse(source, options);
    return true;
  } catch {
    return false;
  }
}

/** Visits a node and all below it, each with the nodes above it. */
export function walk(
  node: Node,
  above: readonly Node[],
  visit: (node: Node, above: readonly Node[]) => void,
  types?: 'types too',
): void {
  visit(node, above);
  for (const [key, value] of Object.entries(node)) {
    if (key === 'loc' || key.endsWith('Comments')) continue;
    for (const each of Array.isArray(value) ? value : [value]) {
      if (isNode(each) && (types !== undefined || isProgramPart(each))) walk(each, [...above, node], visit, types);
    }
  }
}

/** An assertion of a type stands around an expression; everything else of types goes away when they are stripped. */
const isProgramPart = ({ type }: Node): boolean =>
  (!type.startsWith('TS') || ['TSAsExpression', 'TSSatisfiesExpression'].includes(type)) && !type.startsWith('Import');

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string' && 'start' in value;

const nothing: Node = { type: 'Nothing', start: 0, end: 0 };
const asNode = (value: unknown): Node => (isNode(value) ? value : nothing);
export const child = (node: Node, key: string): Node => asNode(node[key]);
export const maybeChild = (node: Node, key: string): Node | null => (isNode(node[key]) ? asNode(node[key]) : null);
export function children(node: Node, key: string): readonly Node[] {
  const value = node[key];
  return Array.isArray(value) ? value.filter(isNode) : [];
}
export const nameOf = ({ name }: Node): string => (typeof name === 'string' ? name : '');
export const textOf = (node: Node): readonly string[] => (node.type === 'StringLiteral' ? [String(node['value'])] : []);
