import type { Account, Commit, Review, Snapshot } from './facts.ts';
import { freshnessOf } from './freshness.ts';
import type { Policy } from './policy.ts';
import type { SignOff } from './sign-off.ts';

/** A state to be compared with the head, for a review that was given on it. */
export type ReviewedState = {
  readonly reviewId: string;
  readonly headSha: string;
  /** null: the approval was first seen when the head had moved on; the base is still the one it was given on. */
  readonly mergeBase: string | null;
};

/**
 * A commit with two parents that may be nothing but the base brought in. `base` is null where the branch was rewritten
 * since: only who pushed the commit is known of it, and what stood there before.
 */
export type MergeToProve = { readonly sha: string; readonly branch: string; readonly base: string | null };

export type WantedProofs = {
  /** The merge base is not known and an approval depends on it. */
  readonly mergeBase: boolean;
  readonly reviews: readonly ReviewedState[];
  readonly merges: readonly MergeToProve[];
};

/** So many states and merges are proven for one evaluation; the rest stays stale, which an approval mends. */
const enough = 5;

/** What is worth proving: only what could make an approval count that otherwise does not, or what is asked less. */
export function wantedProofs(policy: Policy, snapshot: Snapshot, signOffs: readonly SignOff[]): WantedProofs {
  const approvals = snapshot.reviews.filter(({ id }) => signOffs.some(({ reviewId }) => reviewId === id));
  const onHead = approvals.filter(({ commitSha }) => commitSha === snapshot.headSha);
  const stale = approvals.filter((review) => freshnessOf(review, policy, snapshot) === 'stale');
  const mergeBase = !snapshot.mergeBase.known && (onHead.length > 0 || stale.length > 0);
  // Until the merge base is known, nobody can say which diffs there are to compare.
  const carries = policy.carryOver !== 'never' && !mergeBase;
  return {
    mergeBase,
    reviews: carries ? stale.flatMap((review) => reviewedState(review, snapshot)).slice(-enough) : [],
    merges: mergesToProve(policy, snapshot, signOffs),
  };
}

export const wantsNothing = ({ mergeBase, reviews, merges }: WantedProofs): boolean =>
  !mergeBase && reviews.length === 0 && merges.length === 0;

function reviewedState(review: Review, { bindings, proofs, baseChangedAt }: Snapshot): readonly ReviewedState[] {
  const { id: reviewId, commitSha: headSha, submittedAt } = review;
  if (headSha === null || proofs.sameDiff[reviewId] !== undefined) return [];
  const binding = bindings[reviewId];
  if (binding !== undefined)
    return binding.headSha === headSha ? [{ reviewId, headSha, mergeBase: binding.mergeBase }] : [];
  // Since then the base was retargeted or rewritten: nobody can say what was read.
  const sameBase = baseChangedAt === null || baseChangedAt < submittedAt;
  return sameBase ? [{ reviewId, headSha, mergeBase: null }] : [];
}

/** Each once. Those of approvers come last, since the last are kept. */
function mergesToProve(policy: Policy, snapshot: Snapshot, signOffs: readonly SignOff[]): readonly MergeToProve[] {
  const all = [...mergesOfOthers(policy, snapshot), ...signOffs.flatMap((signOff) => mergesBy(signOff, snapshot))];
  return [...new Map(all.map((merge) => [`${merge.sha} ${merge.branch}`, merge])).values()].slice(-enough);
}

/** The merges of an approver who does not count because of them. */
function mergesBy({ reviewer, disqualified }: SignOff, snapshot: Snapshot): readonly MergeToProve[] {
  if (reviewer === null || (disqualified?.why !== 'contributor' && disqualified?.why !== 'pusher')) return [];
  return mergesOf((account) => account.id === reviewer.id, snapshot);
}

/**
 * Where rules ask about the authors, whoever only updated the branch must not be taken for one: the merges of people of
 * whom nothing else is known.
 */
function mergesOfOthers({ rules }: Policy, snapshot: Snapshot): readonly MergeToProve[] {
  const asks = rules.some(
    ({ when, require }) => require.aboveAuthor !== null || when.some(({ kind }) => kind === 'author-below'),
  );
  if (!asks) return [];
  const merges = new Set(snapshot.commits.filter(({ parents }) => parents.length > 1).map(({ sha }) => sha));
  const wrote = snapshot.commits.filter(({ sha }) => !merges.has(sha)).flatMap(peopleOf);
  const authors = new Set([snapshot.pullRequest.author, ...wrote].flatMap((account) => account?.id ?? []));
  return mergesOf((account) => !authors.has(account.id), snapshot);
}

function mergesOf(isTheirs: (account: Account) => boolean, snapshot: Snapshot): readonly MergeToProve[] {
  const { commits, pushes, proofs } = snapshot;
  const pushed = new Set(pushes.filter(({ pusher }) => isTheirs(pusher)).map(({ after }) => after));
  const merges = commits
    .filter((commit) => pushed.has(commit.sha) || peopleOf(commit).some(isTheirs))
    .flatMap(({ sha, parents }): MergeToProve[] => {
      const [branch, base, ...others] = parents;
      return branch === undefined || base === undefined || others.length > 0 ? [] : [{ sha, branch, base }];
    });
  const present = new Set(commits.map(({ sha }) => sha));
  const gone = pushes
    .filter(({ pusher, after }) => isTheirs(pusher) && !present.has(after))
    .flatMap(({ before, after }): MergeToProve[] =>
      before === null ? [] : [{ sha: after, branch: before, base: null }],
    );
  return [...gone, ...merges].filter(({ sha }) => !proofs.cleanMerges.includes(sha));
}

const peopleOf = ({ authors, committer }: Commit): readonly Account[] =>
  [...authors, ...(committer === null ? [] : [committer])].flatMap(({ account }) => account ?? []);
