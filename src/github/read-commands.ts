import { z } from 'zod';
import { parseCommands } from '../core/command.ts';
import {
  type Account,
  type CommandComment,
  type Fact,
  known,
  type PullRequestRef,
  type RepositoryRef,
  unknown,
} from '../core/facts.ts';
import { GitHubError } from '../errors.ts';
import { accountOf } from './accounts.ts';
import type { GitHub } from './client.ts';
import { digestOf } from './comment-digest.ts';
import { isRefusal } from './problems.ts';

/** A comment that was seen to command when it was written, and by whom. */
export type KnownComment = { readonly id: number; readonly author: Account; readonly digest: string };

export type CommentsRead = {
  readonly comments: readonly CommandComment[];
  /** Comments that can never command anything again: edited, or by somebody who may not write here. */
  readonly settled: readonly number[];
};

const Comment = z.object({
  id: z.number(),
  body: z.string().nullish(),
  issue_url: z.string(),
  user: z.object({ id: z.number(), login: z.string(), type: z.string() }).nullable(),
  created_at: z.string(),
  updated_at: z.string(),
  performed_via_github_app: z.unknown().optional(),
});
const Permission = z.object({ permission: z.string(), user: z.object({ id: z.number() }).nullish() });

/**
 * Reads comments live: what was written counts only while it stands as it was written, by whoever wrote it. The words of
 * people without write access are not even read, so that strangers cannot keep us busy.
 */
export async function readCommands(
  github: GitHub,
  ref: PullRequestRef,
  seen: readonly KnownComment[],
): Promise<CommentsRead> {
  const access = new Map<number, Fact<boolean>>();
  const comments: CommandComment[] = [];
  const settled: number[] = [];
  for (const seenComment of seen) {
    const { id, author } = seenComment;
    const canPush = access.get(author.id) ?? (await readAccess(github, ref, author));
    access.set(author.id, canPush);
    const isStranger = canPush.known && !canPush.value;
    const comment = isStranger ? null : await readComment(github, ref, seenComment, canPush);
    // One that GitHub does not find may be so new that not every machine of GitHub's knows it.
    if (isStranger || comment?.edited === true || comment?.commands.length === 0) settled.push(id);
    if (comment !== null) comments.push(comment);
  }
  return { comments, settled };
}

/** Whether a person may write to the repository now. */
export async function readAccess({ rest }: GitHub, ref: RepositoryRef, { id, login }: Account): Promise<Fact<boolean>> {
  const { installationId, owner, name: repo } = ref;
  const route = 'GET /repos/{owner}/{repo}/collaborators/{username}/permission';
  try {
    const { permission, user } = Permission.parse(await rest(installationId, route, { owner, repo, username: login }));
    // A login that another account took over says nothing about the one that wrote.
    if (user?.id !== id) return unknown('the account was renamed');
    return known(permission === 'admin' || permission === 'write');
  } catch (error) {
    if (isGone(error)) return known(false);
    if (isRefusal(error)) return unknown('GitHub refused to tell the access of a person');
    throw error;
  }
}

/** null: it is gone, is on another pull request, or is not by whom we were told. */
async function readComment(
  { rest }: GitHub,
  ref: PullRequestRef,
  { id, author, digest }: KnownComment,
  canPush: Fact<boolean>,
): Promise<CommandComment | null> {
  const { installationId, owner, name: repo, number } = ref;
  const route = 'GET /repos/{owner}/{repo}/issues/comments/{comment_id}';
  try {
    const comment = Comment.parse(await rest(installationId, route, { owner, repo, comment_id: id }));
    const { user, body, created_at: createdAt, updated_at: updatedAt, performed_via_github_app: app } = comment;
    const now = user === null ? null : accountOf({ __typename: user.type, login: user.login, databaseId: user.id });
    if (now === null || now.id !== author.id || !comment.issue_url.endsWith(`/issues/${number}`)) return null;
    return {
      id,
      author: now,
      createdAt,
      edited: updatedAt !== createdAt || digestOf(body ?? '') !== digest,
      viaApp: app !== null && app !== undefined,
      canPush,
      commands: parseCommands(body ?? ''),
    };
  } catch (error) {
    if (isGone(error)) return null;
    throw error;
  }
}

const isGone = (error: unknown): boolean =>
  error instanceof GitHubError && (error.status === 404 || error.status === 410);
