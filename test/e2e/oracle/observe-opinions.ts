import type { IssueComment, PullRequest, Review } from '../../../src/sandbox/state/model.ts';
import type { Opinion, Override } from './world.ts';

/** What each review or command bound when it was first seen; by its id, which no two things share. */
export type SeenReviews = Map<number, Opinion['bound']>;

type Bind = (sha: string) => Opinion['bound'];

/** Reviews and sign-off commands in the order in which they came. A command must name the head (docs/semantics.md decision 22). */
export function opinionsOf(seen: SeenReviews, pull: PullRequest, bind: Bind): readonly Opinion[] {
  const boundTo = (id: number, sha: string | null): Opinion['bound'] => {
    const known = seen.get(id);
    if (known !== undefined) return known;
    const bound = sha === null ? null : bind(sha);
    seen.set(id, bound);
    return bound;
  };
  const reviews = pull.reviews.flatMap((review) => {
    const said = saidBy(review);
    if (said === null) return [];
    const { id, author, commitSha: commit, dismissal } = review;
    const dismissed = dismissal === null ? null : { by: dismissal.actor.id };
    return [
      {
        id,
        opinion: {
          by: author?.id ?? null,
          says: said,
          commit,
          dismissed,
          via: 'review',
          bound: boundTo(id, commit),
        } as const,
      },
    ];
  });
  const commands = pull.comments.flatMap((comment) => {
    const commit = commandIn(comment, 'sign-off')?.sha;
    if (commit === undefined) return [];
    const opinion = {
      by: comment.author?.id ?? null,
      says: 'approve',
      commit,
      dismissed: dismissedSince(pull, comment),
      via: viaOf(comment),
    } as const;
    return [{ id: comment.id, opinion: { ...opinion, bound: boundTo(comment.id, commit) } }];
  });
  return [...reviews, ...commands].sort((one, other) => one.id - other.id).map(({ opinion }) => opinion);
}

/** Row 38b: a command cannot be dismissed, so dismissing an approval of its giver after it says the same. */
function dismissedSince({ reviews }: PullRequest, { author, createdAt }: IssueComment): Opinion['dismissed'] {
  const since = reviews.find(
    ({ author: reviewer, dismissal }) =>
      reviewer === author && dismissal?.previousState === 'APPROVED' && dismissal.at >= createdAt,
  );
  return since?.dismissal === null || since === undefined ? null : { by: since.dismissal.actor.id };
}

export function overridesOf(pull: PullRequest): readonly Override[] {
  return pull.comments.flatMap((comment) => {
    const command = commandIn(comment, 'override');
    if (command === null || comment.author === null) return [];
    return [{ by: comment.author.id, commit: command.sha, reason: command.rest, via: viaOf(comment) }];
  });
}

const says: Readonly<Partial<Record<Review['state'], Opinion['says']>>> = {
  APPROVED: 'approve',
  CHANGES_REQUESTED: 'request-changes',
  COMMENTED: 'comment',
};

function saidBy({ state, dismissal }: Review): Opinion['says'] | null {
  return says[dismissal?.previousState ?? state] ?? null;
}

/** Only as the first thing said: not quoted, not in a block of code. */
function commandIn({ body }: IssueComment, name: string): { readonly sha: string; readonly rest: string } | null {
  const said = body.replaceAll(/^```[^]*?^```/gmu, '');
  const groups = /^\/countersign (?<name>[a-z-]+) (?<sha>[0-9a-f]{40})(?: (?<rest>.*))?$/mu.exec(said)?.groups;
  if (groups === undefined || groups['name'] !== name) return null;
  return { sha: groups['sha'] ?? '', rest: groups['rest'] ?? '' };
}

function viaOf({ lastEditedAt, app }: IssueComment): Opinion['via'] {
  if (lastEditedAt !== null) return 'edited-command';
  return app === null ? 'command' : 'command-through-an-app';
}
