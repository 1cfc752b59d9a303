import { z } from 'zod';
import type { PullRequestRef } from '../core/facts.ts';
import { GitHubError } from '../errors.ts';
import type { GitHub } from './client.ts';

export type Reply = { readonly commentId: number; readonly body: string };

export type ReplyMemory = {
  readonly recallReply: (ref: PullRequestRef) => Promise<Reply | null>;
  readonly rememberReply: (ref: PullRequestRef, reply: Reply) => Promise<void>;
};

/** Writes our one comment on a pull request, or over what it said before. */
export function createReplyWriter(
  github: GitHub,
  memory: Pick<ReplyMemory, 'rememberReply'>,
): (ref: PullRequestRef, before: Reply | null, body: string) => Promise<void> {
  return write;

  async function write(ref: PullRequestRef, before: Reply | null, body: string): Promise<void> {
    const commentId = (before === null ? null : await edit(ref, before.commentId, body)) ?? (await create(ref, body));
    await memory.rememberReply(ref, { commentId, body });
  }

  /** null: somebody deleted it, so it is written anew. */
  async function edit(ref: PullRequestRef, commentId: number, body: string): Promise<number | null> {
    const place = { owner: ref.owner, repo: ref.name, comment_id: commentId };
    try {
      await github.rest(ref.installationId, 'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}', {
        ...place,
        body,
      });
      return commentId;
    } catch (error) {
      if (error instanceof GitHubError && error.status === 404) return null;
      throw error;
    }
  }

  async function create(ref: PullRequestRef, body: string): Promise<number> {
    const route = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments';
    const place = { owner: ref.owner, repo: ref.name, issue_number: ref.number };
    return Created.parse(await github.rest(ref.installationId, route, { ...place, body })).id;
  }
}

const Created = z.object({ id: z.number() });
