import type { PolicyProblem } from '../core/policy.ts';
import { problemsOfIssue } from './issue-text.ts';
import type { ParsedPolicy, PolicyText, Role } from './policy-file.ts';
import { mostProblems, referenceProblems } from './references.ts';
import { PolicyContent } from './schema.ts';
import { readTree } from './tree.ts';

const mostBytes = 256 * 1024;

/** Reads a policy file, or says everything that is wrong with it at once, each with line, column and what to do. */
export function parsePolicy(text: PolicyText, role: Role = { kind: 'sole' }): ParsedPolicy {
  const { file, sha } = text;
  const bytes = new TextEncoder().encode(text.text).length;
  if (bytes > mostBytes) {
    const message = `the file has ${Math.ceil(bytes / 1024)} kB; at most ${mostBytes / 1024} kB are read`;
    return { problems: [{ file, line: 1, column: 1, message, hint: 'say the same with fewer globs' }] };
  }
  const tree = readTree(text.text);
  if ('problems' in tree) return { problems: inFile(file, tree.problems) };
  const checked = PolicyContent.safeParse(tree.value);
  const problems = [
    ...(checked.error?.issues ?? []).slice(0, mostProblems).flatMap((issue) => problemsOfIssue(issue, tree)),
    ...referenceProblems(tree, role),
  ];
  if (checked.success && problems.length === 0) {
    return { ok: { file, sha, content: checked.data, positionOf: tree.positionOf } };
  }
  return { problems: inFile(file, problems) };
}

function inFile(file: string, problems: readonly Omit<PolicyProblem, 'file'>[]): readonly PolicyProblem[] {
  const distinct = new Map(problems.map((problem) => [JSON.stringify(problem), problem]));
  return [...distinct.values()]
    .map((problem) => ({ file, ...problem, message: visible(problem.message), hint: visibleOrNull(problem.hint) }))
    .sort((a, b) => a.line - b.line || a.column - b.column || a.message.localeCompare(b.message));
}

/** Problems quote the file, and are shown on terminals and in checks: nothing in them may steer either. */
const visible = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\u{fffd}');
const visibleOrNull = (text: string | null): string | null => (text === null ? null : visible(text));
