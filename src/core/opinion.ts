import type { Account, CommandComment, Review, Snapshot } from './facts.ts';
import { commandsOf, commitNamed, disowned } from './ruling.ts';

/**
 * The reviews together with the sign-offs given by command: one more opinion of that person at that time. A comment that
 * was edited or that an app wrote holds none; one that was deleted is not among the facts any more.
 */
export function withOpinions(snapshot: Snapshot): Snapshot {
  const given = commandsOf(snapshot, 'sign-off').flatMap(({ comment, command }): Review[] => {
    const named = commitNamed(command.sha, snapshot);
    if (disowned(comment) !== null || named.kind !== 'one') return [];
    if (isReplaced(comment.author, comment.createdAt, snapshot.reviews)) return [];
    return [opinionOf(comment, named.sha)];
  });
  return given.length === 0 ? snapshot : { ...snapshot, reviews: [...snapshot.reviews, ...given] };
}

/** The id under which a sign-off by command is one of the reviews. */
export const opinionId = ({ id }: CommandComment): string => `comment-${id}`;

function opinionOf(comment: CommandComment, commitSha: string): Review {
  const { author, createdAt, canPush } = comment;
  return {
    id: opinionId(comment),
    reviewer: author,
    state: 'approved',
    commitSha,
    submittedAt: createdAt,
    canPush: canPush.known && canPush.value,
    dismissal: null,
  };
}

/**
 * A command cannot be dismissed; dismissing that person's approval after it says the same, dismissing what they had asked
 * for before it does not. Times are told in seconds: of a review and a command of one second the review stands.
 */
function isReplaced(author: Account, since: string, reviews: readonly Review[]): boolean {
  return reviews.some(({ reviewer, state, submittedAt, dismissal }) => {
    if (reviewer?.id !== author.id) return false;
    if (state === 'dismissed' && dismissal?.was !== 'changes-requested') {
      if (dismissal === null || dismissal.at === null || dismissal.at >= since) return true;
    }
    return submittedAt === since && (state === 'approved' || state === 'changes-requested');
  });
}
