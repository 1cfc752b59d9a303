import { mayCommand, parseCommands } from '../../core/command.ts';
import type { CommentSeen, Delivery } from '../../core/hint.ts';
import { digestOf } from '../comment-digest.ts';
import { accountOf, nothing, pullRequestHint } from './hints.ts';
import type { Payload } from './payload.ts';

/** Only a command can change anything; one that was edited or deleted no longer counts. */
export function readComment(payload: Payload): Delivery {
  const { issue, comment, changes } = payload;
  if (issue === undefined) return nothing;
  // In an issue only a direct push can be signed off.
  const onIssue = issue.pull_request === undefined;
  if (onIssue && !parseCommands(comment?.body ?? '').some(({ kind }) => kind === 'sign-off')) return nothing;
  const texts = [comment?.body, changes?.body?.from];
  if (!texts.some((text) => typeof text === 'string' && mayCommand(text))) return nothing;
  const hints = pullRequestHint({ ...payload, pull_request: { number: issue.number } });
  return { hints, pushes: [], comments: commandsIn(payload) };
}

/** A comment as a person wrote it, without an app in between. Nothing is taken from it but its number and its author. */
function commandsIn({ action, issue, comment, repository, sender }: Payload): readonly CommentSeen[] {
  const author = accountOf(comment?.user);
  if (action !== 'created' || issue === undefined || repository === undefined || author?.kind !== 'user') return [];
  if (comment?.id === undefined || sender?.id !== author.id || (comment.performed_via_github_app ?? null) !== null)
    return [];
  if (parseCommands(comment.body ?? '').length === 0) return [];
  return [
    {
      repositoryId: repository.id,
      number: issue.number,
      commentId: comment.id,
      author,
      digest: digestOf(comment.body ?? ''),
    },
  ];
}
