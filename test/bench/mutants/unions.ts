import { child, children, type Node, nameOf, programOf, textOf, walk } from './syntax.ts';

/** The other members of the unions that a text is a member of. */
export type Unions = ReadonlyMap<string, string>;

/** Each text of a union of texts with the next member: from types, and from lists that are `as const`. */
export function unionsOf(sources: readonly string[]): Unions {
  const next = new Map<string, string>();
  for (const source of sources) {
    walk(
      programOf(source),
      [],
      (node) => {
        const members = membersOf(node);
        members.forEach((member, index) => {
          const other = members[(index + 1) % members.length];
          if (other !== undefined && other !== member && !next.has(member)) next.set(member, other);
        });
      },
      'types too',
    );
  }
  return next;
}

function membersOf(node: Node): readonly string[] {
  if (node.type === 'TSAsExpression' && child(node, 'typeAnnotation').type === 'TSTypeReference')
    return children(child(node, 'expression'), 'elements').flatMap(textOf);
  if (node.type !== 'TSUnionType') return [];
  return children(node, 'types').flatMap((type) => {
    if (type.type === 'TSLiteralType') return textOf(child(type, 'literal'));
    const tags = children(type, 'members').filter((each) => ['kind', 'state'].includes(nameOf(child(each, 'key'))));
    return tags.flatMap((tag) => textOf(child(child(child(tag, 'typeAnnotation'), 'typeAnnotation'), 'literal')));
  });
}
