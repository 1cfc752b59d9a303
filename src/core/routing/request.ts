import type { Account, Snapshot } from '../facts.ts';
import { rank } from '../ladder.ts';
import type { Policy, RoutingPolicy } from '../policy.ts';
import type { Clause } from '../requirement.ts';
import { type Asked, type Colleague, type Considered, chooseReviewers, type Unavailable } from '../routing.ts';

/** Why somebody was asked: for what is missing, or because whoever was asked before lets it wait. */
export type RequestStep = 'first' | 'beside' | 'next-level';

/** How a request of ours ended. Who declined, or could not be asked, is not asked here again. */
export type RequestEnd = 'answered' | 'declined' | 'refused' | 'away' | 'left' | 'closed';

/** Somebody whom we asked on one pull request, or named there. There is one of each person. */
export type OurRequest = {
  readonly account: Account;
  readonly level: string;
  readonly clauses: readonly string[];
  readonly step: RequestStep;
  /** Named, and nothing was requested. */
  readonly suggested: boolean;
  /** How many opinions of theirs there were then. */
  readonly opinions: number;
  readonly askedAt: string;
  /** When GitHub took the request; null: it has not yet. */
  readonly sentAt: string | null;
  /** The head that they are to read, and since when they could; null: there is nothing to wait for. */
  readonly headSha: string;
  readonly waitingSince: string | null;
  readonly remindedAt: string | null;
  /** How often somebody else was asked as well because of this one, and when last. */
  readonly escalations: number;
  readonly escalatedAt: string | null;
  /** null: it stands. */
  readonly ended: RequestEnd | null;
};

/** What becomes of the requests of one pull request, all of it or nothing. */
export type RequestChanges = {
  readonly ended: readonly { readonly account: Account; readonly why: RequestEnd }[];
  readonly asked: readonly NewRequest[];
  readonly reminded: readonly Account[];
  /** For whom somebody else is asked as well, whether or not there is anybody. */
  readonly escalated: Account | null;
  /** Who can answer from now on, and who has nothing to answer. */
  readonly waiting: readonly number[];
  readonly notWaiting: readonly number[];
};

export type Standing = {
  readonly policy: Policy;
  readonly routing: RoutingPolicy;
  readonly snapshot: Snapshot;
  readonly clauses: readonly Clause[];
  /** Those who are asked for a review, as GitHub shows it. */
  readonly requested: readonly number[];
  /** Everybody whom a request of ours names. */
  readonly colleagues: readonly Colleague[];
  readonly now: string;
};

/** GitHub may show a request a moment late, which must not look as if somebody had declined. */
export const grace = 60_000;

/** How a request that stood has ended meanwhile; null: it stands. */
export function endOf(request: OurRequest, facts: Standing): RequestEnd | null {
  const { snapshot, requested, now } = facts;
  const { account, sentAt, opinions, suggested } = request;
  const isShown = requested.includes(account.id);
  if (opinionsOf(account, snapshot) > opinions && !isShown) return 'answered';
  const reason = unavailability(account, facts);
  if (reason?.why === 'disqualified') return 'left';
  if (reason?.why === 'away') return 'away';
  if (suggested || isShown || sentAt === null) return null;
  return Date.parse(now) - Date.parse(sentAt) < grace ? null : 'declined';
}

export const opinionsOf = ({ id }: Account, { reviews }: Snapshot): number =>
  reviews.filter(({ reviewer, state }) => reviewer?.id === id && state !== 'pending').length;

/** Why somebody who is asked could not clear any clause of it any more, or not in time; null: they could. */
function unavailability(account: Account, facts: Standing): Unavailable | null {
  const { clauses, colleagues } = facts;
  const membership = colleagues.find((each) => each.account.id === account.id)?.membership;
  // Not told is not "no": they stay asked until GitHub says more.
  if (membership?.known !== true) return null;
  const gaps = clauses.map(({ id, count, owners }) => ({ clause: id, missing: count, owners: owners ?? [] }));
  const { considered } = chooseReviewers({ ...facts, gaps, engaged: [], beside: null });
  const found = considered.find((each) => each.account.id === account.id);
  if (found === undefined) return { why: 'disqualified', detail: 'no clause of this pull request asks for them' };
  return found.unavailable;
}

/** What the check and the page call somebody whom we asked or named. */
export type Named = { readonly login: string; readonly suggested: boolean; readonly clauses: readonly string[] };

/** Those whom our requests that stand ask for something that is still open. */
export function namedBy(
  requests: readonly Pick<OurRequest, 'account' | 'clauses' | 'suggested' | 'ended'>[],
  open: readonly string[],
): readonly Named[] {
  return requests.flatMap(({ account, clauses, suggested, ended }) => {
    const still = clauses.filter((clause) => open.includes(clause));
    return ended !== null || still.length === 0 ? [] : [{ login: account.login, suggested, clauses: still }];
  });
}

/** The level above this one on the ladder; null: there is none. */
export function levelAbove({ ladder }: Policy, level: string): string | null {
  const at = rank(ladder, level);
  return at === -1 ? null : (ladder.levels[at + 1] ?? null);
}

/** A person who is to be asked now, with what spoke for and against everybody. */
export type NewRequest = Asked & {
  readonly step: RequestStep;
  readonly suggested: boolean;
  readonly opinions: number;
  readonly considered: readonly Considered[];
};
