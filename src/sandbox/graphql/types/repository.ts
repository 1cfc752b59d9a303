import { stamp } from '../../shapes/account.ts';
import { labelShape, repositoryPage } from '../../shapes/repository.ts';
import type { Label, PullRequest, Repository, Ruleset, User } from '../../state/model.ts';
import { branchRef, branchTip, fullName } from '../../state/repositories.ts';
import { canSee, permissionOf, viewerMay } from '../../state.ts';
import { requireRead, visibleRepository } from '../access.ts';
import { connection, each, type Page } from '../connection.ts';
import { notFound, unknownField } from '../errors.ts';
import { type Fields, node, ownerNode } from '../node.ts';
import { type OrderBy, ordered } from '../ordering.ts';
import { path } from '../paths.ts';
import { type PullRequestArguments, selectIssues, selectPullRequests } from '../selection.ts';
import { gitNode, gitNodeByExpression } from './git-objects.ts';
import { mergeQueueNode } from './merge-queue.ts';

export const repositoryFields: Fields<Repository> = {
  id: (of) => of.nodeId,
  databaseId: (of) => of.id,
  name: (of) => of.name,
  nameWithOwner: fullName,
  owner: (of) => ownerNode(of.owner),
  description: (of) => of.description,
  url: (of, _args, { state }) => repositoryPage(state, of),
  resourcePath: (of, _args, { state }) => path(state, repositoryPage(state, of)),
  visibility: (of) => of.visibility.toUpperCase(),
  isPrivate: (of) => of.visibility !== 'public',
  isArchived: (of) => of.archived,
  isFork: (of) => of.parent !== null,
  isInOrganization: (of) => of.owner.type === 'Organization',
  isEmpty: (of) => of.refs.size === 0,
  deleteBranchOnMerge: (of) => of.deleteBranchOnMerge,
  forkCount: (of) => of.forks.length,
  createdAt: (of) => stamp(of.createdAt),
  updatedAt: (of) => stamp(of.updatedAt),
  pushedAt: (of) => stamp(of.pushedAt),
  parent: (of, _args, context) => visibleRepository(context, of.parent),
  forks: (of, args: Page, { viewer }, info) =>
    connection(
      of.forks.filter((fork) => canSee(viewer, fork)),
      args,
      info,
      each('Repository'),
    ),
  viewerPermission: (of, _args, { viewer }) => {
    if (viewer.kind !== 'user') throw unknownField('Repository', 'viewerPermission for an app');
    return permissionOf(of, viewer.user).toUpperCase();
  },
  viewerCanAdminister: (of, _args, { viewer }) =>
    viewer.kind === 'user' ? permissionOf(of, viewer.user) === 'admin' : viewerMay(viewer, 'administration', 'write'),
  collaborators: (of, args: Page & { login?: string | null; query?: string | null }, { state }, info) => {
    const people = state.accounts
      .filter((account): account is User => account.type === 'User')
      .filter((person) => of.collaborators.has(person.id) || permissionOf(of, person) !== permissionOf(of, null))
      .filter(({ login }) => args.login === null || args.login === undefined || args.login === login)
      .filter(({ login }) => login.toLowerCase().includes((args.query ?? '').toLowerCase()));
    return connection(people, args, info, (person) => ({
      node: node('User', person),
      permission: permissionOf(of, person).toUpperCase(),
    }));
  },

  object: (of, args: { expression?: string | null; oid?: string | null }, context) => {
    requireRead(context, of, 'contents');
    if (typeof args.oid === 'string') return gitNode(of, args.oid);
    return typeof args.expression === 'string' ? gitNodeByExpression(of, args.expression) : null;
  },
  defaultBranchRef: (of) =>
    branchTip(of, of.defaultBranch) === null
      ? null
      : node('Ref', { repository: of, name: branchRef(of.defaultBranch) }),
  ref: (of, { qualifiedName }: { qualifiedName: string }) => {
    const names = [qualifiedName, branchRef(qualifiedName), `refs/tags/${qualifiedName}`, `refs/${qualifiedName}`];
    const name = names.find((candidate) => of.refs.has(candidate));
    return name === undefined ? null : node('Ref', { repository: of, name });
  },
  refs: (
    of,
    args: Page & { refPrefix: string; query?: string | null; direction?: 'ASC' | 'DESC' | null },
    _context,
    info,
  ) => {
    const names = [...of.refs.keys()]
      .filter((name) => name.startsWith(args.refPrefix) && name.includes(args.query ?? ''))
      .toSorted();
    const shown = args.direction === 'DESC' ? names.toReversed() : names;
    return connection(shown, args, info, (name) => ({ node: node('Ref', { repository: of, name }) }));
  },

  pullRequest: (of, { number }: { number: number }, context) => {
    requireRead(context, of, 'pull_requests');
    const found = of.pullRequests.get(number);
    if (found === undefined) throw notFound(`Could not resolve to a PullRequest with the number of ${number}.`);
    return node('PullRequest', found);
  },
  pullRequests: (of, args: PullRequestArguments, context, info) => {
    requireRead(context, of, 'pull_requests');
    return connection(selectPullRequests([...of.pullRequests.values()], args), args, info, each('PullRequest'));
  },
  issue: (of, { number }: { number: number }, context) => {
    requireRead(context, of, 'issues');
    const found = of.issues.get(number);
    if (found === undefined) throw notFound(`Could not resolve to an Issue with the number of ${number}.`);
    return node('Issue', found);
  },
  issues: (of, args: PullRequestArguments, context, info) => {
    requireRead(context, of, 'issues');
    return connection(selectIssues([...of.issues.values()], args), args, info, each('Issue'));
  },
  issueOrPullRequest: (of, { number }: { number: number }, context) => {
    const pullRequest = of.pullRequests.get(number);
    requireRead(context, of, pullRequest === undefined ? 'issues' : 'pull_requests');
    const issue = of.issues.get(number);
    if (pullRequest !== undefined) return node('PullRequest', pullRequest);
    if (issue !== undefined) return node('Issue', issue);
    throw notFound(`Could not resolve to an issue or pull request with the number of ${number}.`);
  },

  label: (of, { name }: { name: string }) => {
    const found = [...of.labels.values()].find((label) => label.name.toLowerCase() === name.toLowerCase());
    return found === undefined ? null : node('Label', { label: found, repository: of });
  },
  labels: (of, args: Page & { orderBy?: OrderBy; query?: string | null }, _context, info) => {
    const wanted = (args.query ?? '').toLowerCase();
    const found = [...of.labels.values()].filter((label) => label.name.toLowerCase().includes(wanted));
    return connection(labelsInOrder(found, args.orderBy), args, info, (label) => ({
      node: node('Label', { label, repository: of }),
    }));
  },

  ruleset: (of, { databaseId, includeParents }: { databaseId: number; includeParents: boolean }) => {
    const found = rulesetsOf(of, includeParents).find((ruleset) => ruleset.id === databaseId);
    return found === undefined ? null : node('RepositoryRuleset', found);
  },
  rulesets: (of, args: Page & { includeParents: boolean }, _context, info) =>
    connection(rulesetsOf(of, args.includeParents), args, info, each('RepositoryRuleset')),
  mergeQueue: (of, { branch }: { branch?: string | null }, context) =>
    mergeQueueNode(context, of, branch ?? of.defaultBranch),
};

export const labelFields: Fields<{ readonly label: Label; readonly repository: Repository }> = {
  id: ({ label: of }) => of.nodeId,
  name: ({ label: of }) => of.name,
  color: ({ label: of }) => of.color,
  description: ({ label: of }) => of.description,
  isDefault: ({ label: of }) => of.isDefault,
  repository: (of) => node('Repository', of.repository),
  url: (of, _args, { state }) => labelShape(state, of.repository, of.label).url,
  pullRequests: (of, args: PullRequestArguments, context, info) => {
    requireRead(context, of.repository, 'pull_requests');
    const found = [...of.repository.pullRequests.values()].filter(({ labels }) => labels.includes(of.label));
    return connection<PullRequest>(selectPullRequests(found, args), args, info, each('PullRequest'));
  },
};

/** `CREATED_AT` is the order of the ids: labels carry no time. */
export function labelsInOrder(labels: readonly Label[], orderBy: OrderBy): readonly Label[] {
  return ordered(labels, orderBy, { NAME: ({ name }) => name.toLowerCase(), CREATED_AT: ({ id }) => id });
}

function rulesetsOf(of: Repository, includeParents: boolean): readonly Ruleset[] {
  return [...of.rulesets, ...(includeParents && of.owner.type === 'Organization' ? of.owner.rulesets : [])];
}
