import type { Issue, PullRequest } from '../state/model.ts';
import { isMerged } from '../state/pull-requests.ts';
import type { Page } from './connection.ts';
import { type OrderBy, ordered } from './ordering.ts';

export type PullRequestArguments = Page & {
  readonly states?: readonly string[] | null;
  readonly labels?: readonly string[] | null;
  readonly headRefName?: string | null;
  readonly baseRefName?: string | null;
  readonly orderBy?: OrderBy;
};

export function pullRequestState(of: PullRequest): 'OPEN' | 'CLOSED' | 'MERGED' {
  if (isMerged(of)) return 'MERGED';
  return of.state === 'open' ? 'OPEN' : 'CLOSED';
}

export function selectPullRequests(all: readonly PullRequest[], args: PullRequestArguments): readonly PullRequest[] {
  const found = all
    .filter((of) => isAmong(args.states, [pullRequestState(of)]))
    .filter((of) =>
      isAmong(
        args.labels,
        of.labels.map(({ name }) => name),
      ),
    )
    .filter((of) => isUnless(args.headRefName, of.head.ref) && isUnless(args.baseRefName, of.base.ref));
  return inOrder(found, args.orderBy);
}

export function selectIssues(all: readonly Issue[], args: PullRequestArguments): readonly Issue[] {
  const found = all
    .filter((of) => isAmong(args.states, [of.state.toUpperCase()]))
    .filter((of) =>
      isAmong(
        args.labels,
        of.labels.map(({ name }) => name),
      ),
    );
  return inOrder(found, args.orderBy);
}

function inOrder<T extends Issue | PullRequest>(found: readonly T[], orderBy: OrderBy): readonly T[] {
  return ordered(found, orderBy ?? { field: 'CREATED_AT', direction: 'ASC' }, {
    CREATED_AT: (of) => of.number,
    UPDATED_AT: (of) => of.updatedAt,
    COMMENTS: (of) => of.comments.length,
  });
}

function isAmong(wanted: readonly string[] | null | undefined, actual: readonly string[]): boolean {
  return wanted === null || wanted === undefined || actual.some((value) => wanted.includes(value));
}

function isUnless(wanted: string | null | undefined, actual: string): boolean {
  return wanted === null || wanted === undefined || wanted === actual;
}
