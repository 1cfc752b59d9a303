import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parsePolicy } from '../../src/policy/parse-policy.ts';
import { child, type Node, programOf, walk } from '../bench/mutants/syntax.ts';
import { refusedPolicies } from '../support/refused-policies.ts';

/** Sentences about more than one file, or about GitHub: the test that shows them, with the place as it stands there. */
const elsewhere: Readonly<Record<string, { readonly file: string; readonly words: string }>> = {
  "the organization's policy could not be read: …": {
    file: 'effective-policy',
    words: "acme/.github:1:1 the organization's policy could not be read: refused",
  },
  'nobody can meet the rule `…`: …': { file: 'effective-policy', words: ':5:14 nobody can meet the rule `x`' },
  'nobody can meet the built-in rule `…`: …': { file: 'effective-policy', words: ':2:10 nobody can meet the built-in' },
  '`…` is set by the organization alone': { file: 'parse-policy', words: '3:3 `provenance.labels` is set by the' },
  '`repository` belongs in the policy of the organization': {
    file: 'parse-policy',
    words: '4:13 `repository` belongs in the policy of the organization',
  },
  'unknown team `…`': { file: 'unknown-teams', words: '3:30 unknown team `acme/stuff`' },
};

/** Every sentence that the reader of policies can write, as what it matches. */
function sentences(): readonly string[] {
  const files = readdirSync('src/policy', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  return [...new Set(files.flatMap((name) => sentencesIn(programOf(readFileSync(`src/policy/${name}`, 'utf8')))))];
}

function sentencesIn(program: Node): readonly string[] {
  const found: string[] = [];
  walk(program, [], (node) => {
    if (node.type === 'ObjectProperty' && child(node, 'key')['name'] === 'message')
      found.push(...textsIn(child(node, 'value')));
    if (node.type === 'VariableDeclarator' && child(node, 'id')['name'] === 'message')
      found.push(...textsIn(child(node, 'init')));
  });
  return found;
}

/** The literals of an expression, with `…` for what is filled in; not those within what is filled in. */
function textsIn(node: Node): readonly string[] {
  const found: string[] = [];
  walk(node, [], (each, above) => {
    if (above.some(({ type }) => filledIn.includes(type))) return;
    if (each.type === 'StringLiteral') found.push(String(each['value']));
    if (each.type === 'TemplateLiteral') {
      const quasis = Array.isArray(each['quasis']) ? each['quasis'] : [];
      found.push(quasis.map((quasi: Node) => (quasi['value'] as { cooked: string }).cooked).join('…'));
    }
  });
  return found;
}

const filledIn = ['TemplateLiteral', 'CallExpression', 'MemberExpression', 'BinaryExpression'];

const matcherOf = (sentence: string): RegExp =>
  new RegExp(
    `^${sentence
      .split('…')
      .map((piece) => piece.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('[^]*')}$`,
  );

describe('every sentence about a policy', () => {
  it('is shown by a file, with its line and column', () => {
    const shown = refusedPolicies.flatMap(({ text }) => {
      const parsed = parsePolicy({ file: 'policy', sha: 'abc', text });
      return 'problems' in parsed ? parsed.problems.map(({ message }) => message) : [];
    });
    const missing = sentences().filter((sentence) => !shown.some((message) => matcherOf(sentence).test(message)));
    expect(missing.toSorted()).toEqual(Object.keys(elsewhere).toSorted());
  });

  it.each(Object.values(elsewhere))('or by another test: $words', ({ file, words }) => {
    expect(readFileSync(`test/policy/${file}.test.ts`, 'utf8')).toContain(words);
  });
});
