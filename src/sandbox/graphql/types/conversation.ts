import { nullableStamp, stamp } from '../../shapes/account.ts';
import { issuePage } from '../../shapes/issue.ts';
import { associationOf } from '../../shapes/pull-request.ts';
import type { Issue, IssueComment, PullRequest } from '../../state/model.ts';
import { connection, each, type Page } from '../connection.ts';
import { unknownField } from '../errors.ts';
import { actorNode, type Fields, node } from '../node.ts';
import { type OrderBy, ordered } from '../ordering.ts';
import { path } from '../paths.ts';
import { labelsInOrder } from './repository.ts';

/** What issues and pull requests both answer. */
export const conversationFields: Fields<Issue | PullRequest> = {
  id: (of) => of.nodeId,
  databaseId: (of) => of.id,
  fullDatabaseId: (of) => String(of.id),
  number: (of) => of.number,
  title: (of) => of.title,
  body: (of) => of.body ?? '',
  author: (of) => actorNode(of.author),
  authorAssociation: (of) => associationOf(of.repository, of.author),
  repository: (of) => node('Repository', of.repository),
  closed: (of) => of.state === 'closed',
  closedAt: (of) => nullableStamp(of.closedAt),
  locked: (of) => of.locked,
  createdAt: (of) => stamp(of.createdAt),
  publishedAt: (of) => stamp(of.createdAt),
  updatedAt: (of) => stamp(of.updatedAt),
  viewerDidAuthor: (of, _args, { viewer }) => viewer.kind === 'user' && viewer.user === of.author,
  // GitHub types assignees as users even where one is a bot.
  assignees: (of, args: Page, _context, info) => connection(of.assignees, args, info, each('User')),
  labels: (of, args: Page & { orderBy?: OrderBy }, _context, info) =>
    connection(labelsInOrder(of.labels, args.orderBy), args, info, (label) => ({
      node: node('Label', { label, repository: of.repository }),
    })),
  comments: (of, args: Page & { orderBy?: OrderBy }, _context, info) => {
    const found = ordered(of.comments, args.orderBy, { UPDATED_AT: ({ updatedAt }) => updatedAt });
    return connection(found, args, info, (comment) => ({ node: node('IssueComment', { comment, on: of }) }));
  },
};

export const issueFields: Fields<Issue> = {
  ...conversationFields,
  state: (of) => of.state.toUpperCase(),
  stateReason: (of) => of.stateReason?.toUpperCase() ?? null,
  url: (of, _args, { state }) => issuePage(state, of),
  resourcePath: (of, _args, { state }) => path(state, issuePage(state, of)),
};

type Comment = { readonly comment: IssueComment; readonly on: Issue | PullRequest };

export const issueCommentFields: Fields<Comment> = {
  id: ({ comment }) => comment.nodeId,
  databaseId: ({ comment }) => comment.id,
  fullDatabaseId: ({ comment }) => String(comment.id),
  body: ({ comment }) => comment.body,
  author: ({ comment }) => actorNode(comment.author),
  authorAssociation: ({ comment, on }) => associationOf(on.repository, comment.author),
  editor: ({ comment }) => actorNode(comment.lastEditedBy),
  createdAt: ({ comment }) => stamp(comment.createdAt),
  publishedAt: ({ comment }) => stamp(comment.createdAt),
  updatedAt: ({ comment }) => stamp(comment.updatedAt),
  lastEditedAt: ({ comment }) => nullableStamp(comment.lastEditedAt),
  includesCreatedEdit: ({ comment }) => comment.lastEditedAt !== null,
  repository: ({ on }) => node('Repository', on.repository),
  pullRequest: ({ on }) => (on.kind === 'pull-request' ? node('PullRequest', on) : null),
  issue: ({ on }) => {
    if (on.kind === 'pull-request') throw unknownField('IssueComment', 'issue of a comment on a pull request');
    return node('Issue', on);
  },
  url: (of, _args, { state }) => commentPage(of, issuePage(state, of.on)),
  resourcePath: (of, _args, { state }) => path(state, commentPage(of, issuePage(state, of.on))),
  viewerDidAuthor: ({ comment }, _args, { viewer }) => viewer.kind === 'user' && viewer.user === comment.author,
};

function commentPage({ comment }: Comment, page: string): string {
  return `${page}#issuecomment-${comment.id}`;
}
