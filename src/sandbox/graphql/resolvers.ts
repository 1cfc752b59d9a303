import type { GraphQLFieldResolver, GraphQLTypeResolver } from 'graphql';
import { unknownField } from './errors.ts';
import { type Context, type Fields, isTagged, type Resolver, type Sources } from './node.ts';
import { appFields, botFields, organizationFields, userFields } from './types/accounts.ts';
import { checkRunFields, checkSuiteFields, statusContextFields } from './types/checks.ts';
import { commitFields } from './types/commit.ts';
import { issueCommentFields, issueFields } from './types/conversation.ts';
import { blobFields, treeFields } from './types/git-objects.ts';
import { mergeQueueEntryFields, mergeQueueFields } from './types/merge-queue.ts';
import {
  pullRequestCommitFields,
  pullRequestFields,
  pullRequestReviewFields,
  reviewRequestFields,
} from './types/pull-request.ts';
import { queryFields } from './types/query.ts';
import { refFields, repositoryRuleFields, repositoryRulesetFields } from './types/ref.ts';
import { labelFields, repositoryFields } from './types/repository.ts';
import { stackEntryFields, stackFields } from './types/stack.ts';
import { statusCheckRollupFields } from './types/status-rollup.ts';
import { teamFields } from './types/team.ts';
import { timelineFields } from './types/timeline.ts';

export const resolvers: { readonly [T in keyof Sources]: Fields<Sources[T]> } = {
  App: appFields,
  Blob: blobFields,
  Bot: botFields,
  CheckRun: checkRunFields,
  CheckSuite: checkSuiteFields,
  Commit: commitFields,
  Issue: issueFields,
  IssueComment: issueCommentFields,
  Label: labelFields,
  MergeQueue: mergeQueueFields,
  MergeQueueEntry: mergeQueueEntryFields,
  Organization: organizationFields,
  PullRequest: pullRequestFields,
  PullRequestCommit: pullRequestCommitFields,
  PullRequestReview: pullRequestReviewFields,
  PullRequestStack: stackFields,
  PullRequestStackEntry: stackEntryFields,
  Ref: refFields,
  Repository: repositoryFields,
  RepositoryRule: repositoryRuleFields,
  RepositoryRuleset: repositoryRulesetFields,
  ReviewRequest: reviewRequestFields,
  StatusCheckRollup: statusCheckRollupFields,
  StatusContext: statusContextFields,
  Team: teamFields,
  Tree: treeFields,
  User: userFields,
  ...timelineFields,
};

const byType = new Map<string, Readonly<Record<string, unknown>>>([
  ['Query', queryFields],
  ...Object.entries(resolvers),
]);

/** The written resolver, else the property of a plain value, else an error: nothing is made up. */
export const resolveField: GraphQLFieldResolver<unknown, Context> = (source, args, context, info) => {
  const { parentType, fieldName } = info;
  const resolver = byType.get(parentType.name)?.[fieldName];
  if (typeof resolver === 'function') {
    // The resolver's own arguments are those that graphql-js has checked against the schema.
    return (resolver as Resolver<unknown>)(isTagged(source) ? source.of : source, args as never, context, info);
  }
  if (typeof source === 'object' && source !== null && !isTagged(source) && fieldName in source) {
    const value = (source as Readonly<Record<string, unknown>>)[fieldName];
    return typeof value === 'function' ? (value as (given: unknown) => unknown)(args) : value;
  }
  throw unknownField(parentType.name, fieldName);
};

export const resolveType: GraphQLTypeResolver<unknown, Context> = (value) => {
  if (typeof value === 'object' && value !== null && '__typename' in value) return String(value.__typename);
  throw new Error('a value of an interface or union must carry its type name');
};
