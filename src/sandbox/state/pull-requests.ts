import type { PullRequest } from './model.ts';

export function isMerged(pullRequest: PullRequest): boolean {
  return pullRequest.mergedAt !== null;
}

export function isFromFork(pullRequest: PullRequest): boolean {
  return pullRequest.head.repository !== pullRequest.base.repository;
}
