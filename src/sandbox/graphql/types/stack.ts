import type { PullRequest, Stack } from '../../state/model.ts';
import { positionIn, stackBase } from '../../state/stacks.ts';
import { connection, type Page } from '../connection.ts';
import { namedId } from '../global-ids.ts';
import { type Fields, node } from '../node.ts';

export const stackFields: Fields<Stack> = {
  id: (of) => of.nodeId,
  number: (of) => of.number,
  size: (of) => of.pullRequests.length,
  baseRefName: stackBase,
  entries: (of, args: Page, _context, info) =>
    connection(of.pullRequests, args, info, (pullRequest) => ({
      node: node('PullRequestStackEntry', { stack: of, pullRequest }),
    })),
};

export const stackEntryFields: Fields<{ readonly stack: Stack; readonly pullRequest: PullRequest }> = {
  id: ({ stack, pullRequest }) => namedId('PRSE', stack.id, String(pullRequest.number)),
  position: ({ stack, pullRequest }) => positionIn(stack, pullRequest),
  pullRequest: ({ pullRequest }) => node('PullRequest', pullRequest),
};
