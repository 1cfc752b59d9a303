import type { PolicyProblem } from '../core/policy.ts';
import { problemsOfIssue } from './issue-text.ts';
import { referenceProblems } from './references.ts';
import { PolicyContent } from './schema.ts';
import { type Place, type Position, readTree } from './tree.ts';

/** A policy file as it was read: its path, the blob's or commit's id, and its text. */
export type PolicyText = { readonly file: string; readonly sha: string; readonly text: string };

/** What a file may refer to beyond itself; a null ladder is the default one. */
export type Authority = {
  readonly ladder: readonly string[] | null;
  readonly services: readonly string[];
  readonly tools: readonly string[];
};

/**
 * The place of a file among the others. Below a floor the keys of authority are errors; on a base branch without a
 * floor they are skipped, because a release branch keeps an old copy of the default branch's file. An `authority` of
 * null could not be read, so that nothing can be said about references to it.
 */
export type Role =
  | { readonly kind: 'floor' }
  | { readonly kind: 'sole' }
  | { readonly kind: 'below-floor'; readonly authority: Authority | null }
  | { readonly kind: 'branch'; readonly authority: Authority };

/** A policy file without problems, and where each of its parts stands. */
export type PolicyFile = {
  readonly file: string;
  readonly sha: string;
  readonly content: PolicyContent;
  readonly positionOf: (place: Place) => Position;
};

export type ParsedPolicy = { readonly ok: PolicyFile } | { readonly problems: readonly PolicyProblem[] };

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
    ...(checked.error?.issues ?? []).flatMap((issue) => problemsOfIssue(issue, tree)),
    ...referenceProblems(tree, role),
  ];
  if (checked.success && problems.length === 0) {
    return { ok: { file, sha, content: checked.data, positionOf: tree.positionOf } };
  }
  return { problems: inFile(file, problems) };
}

function inFile(file: string, problems: readonly Omit<PolicyProblem, 'file'>[]): readonly PolicyProblem[] {
  return problems
    .map((problem) => ({ file, ...problem }))
    .sort((a, b) => a.line - b.line || a.column - b.column || a.message.localeCompare(b.message));
}
