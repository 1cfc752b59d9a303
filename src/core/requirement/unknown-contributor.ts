import type { Commit, GitIdentity, Push, Snapshot } from '../facts.ts';
import { isTool } from './author-level.ts';

/**
 * The first commit, in words, whose people GitHub knows no account of, or null. It is excused when the push that brought
 * it is known: then the pusher stands for it.
 */
export function contributorIsUnknown({ commits, pushes }: Snapshot): string | null {
  const pushed = pushedCommits(commits, pushes);
  const nameless = commits
    .filter((commit) => hasUnknownPerson(commit) && !pushed.has(commit.sha))
    .map(({ sha }) => sha)
    .sort();
  const [first] = nameless;
  return first === undefined ? null : `commit ${first.slice(0, 7)} names somebody whom GitHub knows no account of`;
}

/** Somebody pushed what a tool signed as author; that a tool helped, or that GitHub itself committed, says nothing. */
export function hasUnknownPerson({ authors: [author, ...coAuthors], committer }: Commit): boolean {
  if (author === undefined || author.account === null) return true;
  const others = [...coAuthors, ...(committer === null ? [] : [committer])];
  return others.some((identity) => identity.account === null && !isTool(identity) && !isGitHub(identity));
}

const isGitHub = ({ email }: GitIdentity): boolean => email.toLowerCase() === 'noreply@github.com';

/** The commits that a known push brought: what is reachable from its tip and was not there before it. */
function pushedCommits(commits: readonly Commit[], pushes: readonly Push[]): ReadonlySet<string> {
  const bySha = new Map(commits.map((commit) => [commit.sha, commit]));
  const pushed = new Set<string>();
  for (const { before, after } of pushes) {
    const waiting = [after];
    const seen = new Set(before === null ? [] : [before]);
    for (let sha = waiting.pop(); sha !== undefined; sha = waiting.pop()) {
      const commit = bySha.get(sha);
      if (seen.has(sha) || commit === undefined) continue;
      seen.add(sha);
      pushed.add(sha);
      waiting.push(...commit.parents);
    }
  }
  return pushed;
}
