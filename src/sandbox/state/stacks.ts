import type { PullRequest, Repository, Stack } from './model.ts';
import { isFromFork } from './pull-requests.ts';

export function stackOf(pull: PullRequest): Stack | null {
  return pull.repository.stacks.find(({ pullRequests }) => pullRequests.includes(pull)) ?? null;
}

/** Counted from the bottom, which is 1. */
export function positionIn(stack: Stack, pull: PullRequest): number {
  return stack.pullRequests.indexOf(pull) + 1;
}

/** The branch that the whole stack is to land on. */
export function stackBase({ pullRequests: [bottom] }: Stack): string {
  if (bottom === undefined) throw new Error('an empty stack has no base');
  return bottom.base.ref;
}

/** Where the pull request lands in the end: the base of its stack, if it is in one. */
export function landingBranch(pull: PullRequest): string {
  const stack = stackOf(pull);
  return stack === null ? pull.base.ref : stackBase(stack);
}

/** The pull request and all below it, lowest first: merging one of a stack merges them together. */
export function landingTogether(pull: PullRequest): readonly PullRequest[] {
  const stack = stackOf(pull);
  return stack === null ? [pull] : stack.pullRequests.slice(0, positionIn(stack, pull));
}

/** The open pull request whose head this one is based on. */
export function pullRequestBelow({ repository, base }: PullRequest): PullRequest | null {
  const open = openIn(repository).filter((other) => !isFromFork(other));
  return open.find(({ head }) => head.ref === base.ref) ?? null;
}

function openIn(repository: Repository): readonly PullRequest[] {
  return [...repository.pullRequests.values()].filter((pull) => pull.state === 'open');
}
