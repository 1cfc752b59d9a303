import type { Delivery, Hint } from '../../core/hint.ts';
import { policyPath } from '../target.ts';
import { accountOf, nothing, organizationHint, repositoryHint, repositoryRef } from './hints.ts';
import type { Commit, Payload } from './payload.ts';
import { pushedEvidence, suspiciousCommits } from './pushed-evidence.ts';

/** Who pushed what to a branch, what it says of AI, and whether the rules changed with it. */
export function readPush(payload: Payload): Delivery {
  const { ref, before, after, repository } = payload;
  if (typeof ref !== 'string' || typeof after !== 'string' || repository === undefined) return nothing;
  if (!ref.startsWith('refs/heads/') || noCommit.test(after)) return nothing;
  const pusher = accountOf(payload.sender);
  const forced = payload.forced === true;
  const evidence = pushedEvidence(payload);
  const from = typeof before !== 'string' || noCommit.test(before) ? null : before;
  return {
    hints: [
      ...(rulesMayDiffer(payload) ? [...floorHint(payload), ...repositoryHint(payload)] : []),
      ...directPushHint(payload),
    ],
    pushes: pusher === null ? [] : [{ repositoryId: repository.id, ref, before: from, after, pusher, forced }],
    ...(evidence.length === 0 ? {} : { evidence }),
  };
}

const noCommit = /^0+$/;

/** Merges look like this too; whether it was one is asked of GitHub later. Who makes a branch pushes past nobody. */
function directPushHint(payload: Payload): readonly Hint[] {
  const { ref = '', before, after, commits = [], sender } = payload;
  const repository = repositoryRef(payload);
  const by = accountOf(sender);
  const branch = (ref ?? '').replace(/^refs\/heads\//, '');
  if (repository === null || by === null || typeof before !== 'string' || typeof after !== 'string') return [];
  if (noCommit.test(before) || branch.startsWith('gh-readonly-queue/')) return [];
  const suspicious = suspiciousCommits(payload);
  if (suspicious.length === 0) return [];
  const shas = [...new Set([...suspicious.toReversed(), after, ...commits.flatMap(({ id }) => id ?? [])])];
  const toDefault = branch === payload.repository?.default_branch;
  const seen = { commits: shas.slice(0, enoughCommits), pushed: commits.length };
  return [{ kind: 'direct-push', repository, branch, toDefault, before, after, by, ...seen }];
}

/** So many commits of a push are looked at, those that speak of AI before the others. */
const enoughCommits = 100;

/** Pull requests to a branch are judged anew when its policy or owners change, or its history was rewritten. */
function rulesMayDiffer({ forced, commits = [] }: Payload): boolean {
  // GitHub lists at most 2,048 commits; a full list may be a cut one.
  return forced === true || commits.length >= 2048 || commits.some(touchesRules);
}

const rulePaths = [policyPath, '.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'];

const touchesRules = ({ added, modified, removed }: Commit): boolean =>
  [...added, ...modified, ...removed].some((path) => rulePaths.includes(path));

/** The policy of the organisation's `.github` repository is everybody's. */
function floorHint(payload: Payload): readonly Hint[] {
  return payload.repository?.name.toLowerCase() === '.github' ? organizationHint(payload) : [];
}
