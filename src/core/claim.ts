import type { Evidence } from './evidence.ts';
import type { Commit, GitIdentity, LedgerEntry, Snapshot } from './facts.ts';

/** The detector that a claim of co-authorship names; it is no trace of AI, and weighs nothing. */
export const claimDetector = 'claim';

/**
 * A commit's text says that a person co-wrote it, and anybody could write that of anybody. The claim disqualifies while it
 * stands, so it has a key by which somebody who qualifies can set it aside, such as `claim:bo:c1234ab`.
 */
export function claimOn({ sha }: Pick<Commit, 'sha'>, { account, name }: GitIdentity): Evidence | null {
  if (account === null || account.kind !== 'user') return null;
  return {
    key: `${claimDetector}:${account.login.toLowerCase()}:${sha.slice(0, 7)}`,
    detector: claimDetector,
    confidence: 'mention',
    tool: null,
    autonomy: 'none',
    commitSha: sha,
    excerpt: `co-author: ${name}`,
  };
}

/** Every claim that the commits make. GitHub names the author first; whoever follows is named by the text alone. */
export const claimsIn = ({ commits }: Pick<Snapshot, 'commits'>): readonly Evidence[] =>
  commits.flatMap((commit) => commit.authors.slice(1).flatMap((identity) => claimOn(commit, identity) ?? []));

export function isSetAside(claim: Evidence, ledger: readonly LedgerEntry[]): boolean {
  return ledger.some(
    ({ evidence, setAside }) =>
      setAside !== null &&
      evidence.detector === claimDetector &&
      evidence.key === claim.key &&
      evidence.commitSha === claim.commitSha,
  );
}
