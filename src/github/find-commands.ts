import { z } from 'zod';
import { parseCommands } from '../core/command.ts';
import type { PullRequestRef } from '../core/facts.ts';
import type { CommentSeen } from '../core/hint.ts';
import { accountOf } from './accounts.ts';
import { Actor, present } from './answer.ts';
import type { GitHub } from './client.ts';
import { digestOf } from './comment-digest.ts';
import { actorFragment } from './fragments.ts';
import { refusePartial } from './problems.ts';

export const commentsQuery = `query Comments($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) { databaseId pullRequest(number: $number) {
    comments(last: 50) { nodes { databaseId body lastEditedAt author { ...Actor } } }
  } }
}
${actorFragment}`;

const Comments = z.object({
  repository: z
    .object({
      databaseId: z.number().nullable(),
      pullRequest: z
        .object({
          comments: z.object({
            nodes: z
              .array(
                z
                  .object({
                    databaseId: z.number().nullable(),
                    body: z.string(),
                    lastEditedAt: z.string().nullable(),
                    author: Actor,
                  })
                  .nullable(),
              )
              .nullable(),
          }),
        })
        .nullable(),
    })
    .nullable(),
});

/** What the newest comments command, for when no webhook told of them. Who wrote since an edit cannot be told, so none does. */
export async function findCommands(github: GitHub, ref: PullRequestRef): Promise<readonly CommentSeen[]> {
  const { installationId, repositoryId, owner, name, number } = ref;
  const answer = await github.graphql(installationId, commentsQuery, { owner, name, number });
  refusePartial(answer, 'Comments');
  const { repository } = Comments.parse(answer.data);
  if (repository?.databaseId !== repositoryId) return [];
  return present(repository.pullRequest?.comments ?? null).flatMap(({ databaseId, body, lastEditedAt, author }) => {
    const account = accountOf(author);
    if (databaseId === null || lastEditedAt !== null || account?.kind !== 'user') return [];
    if (parseCommands(body).length === 0) return [];
    return [{ repositoryId, number, commentId: databaseId, author: account, digest: digestOf(body) }];
  });
}
