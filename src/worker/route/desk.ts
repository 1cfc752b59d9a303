import type { Account, PullRequestRef, Snapshot } from '../../core/facts.ts';
import type { Hint } from '../../core/hint.ts';
import type { Loaded, Requested } from '../../core/loaded.ts';
import type { Policy, RoutingPolicy } from '../../core/policy.ts';
import type { Decision } from '../../core/record.ts';
import { endOf, type OurRequest, type RequestChanges, type RequestEnd } from '../../core/routing/request.ts';
import { chooseReviewers, type Route } from '../../core/routing.ts';
import { type Gap, serves } from '../../core/verdict.ts';
import type { DecidePorts } from '../decide.ts';
import { type ColleaguePorts, unencumbered } from '../find-colleagues.ts';

export type RoutePorts = ColleaguePorts & {
  readonly recallRequests: (ref: PullRequestRef) => Promise<readonly OurRequest[]>;
  /** Notes in the record what is about to be done. */
  readonly noteRequests: (snapshot: Snapshot, changes: RequestChanges) => Promise<void>;
  readonly memberships: DecidePorts['memberships'];
  /** How many other open pull requests of this author wait for somebody whom we asked. */
  readonly askedFor: (ref: PullRequestRef, author: number) => Promise<number>;
  /** Until when nobody need be looked for on this head, because nobody was found. */
  readonly vain: {
    readonly get: (key: string) => number | undefined;
    readonly set: (key: string, until: number) => void;
  };
  /** Runs the work while this process does no other under the same key. */
  readonly inTurn: <T>(key: string, work: () => Promise<T>) => Promise<T>;
  readonly sendAt: (hint: Hint, at: Date) => Promise<void>;
  readonly now: () => Date;
};

type Given = {
  readonly reading: Loaded;
  readonly decision: Decision;
  readonly policy: Policy;
  readonly routing: RoutingPolicy;
  readonly requests: readonly OurRequest[];
  readonly gaps: readonly Gap[];
  readonly mode: RoutingPolicy['mode'];
};

/** Everything that is known without asking GitHub. */
export type Desk = Given & {
  readonly now: string;
  readonly requested: Requested;
  readonly ended: readonly { readonly request: OurRequest; readonly why: RequestEnd }[];
  readonly stands: readonly OurRequest[];
  /** Asked or reviewing, by us or by others. */
  readonly engaged: readonly Account[];
  /** Their sign-off counts already. */
  readonly served: readonly number[];
  readonly route: Route;
};

export async function look(ports: RoutePorts, given: Given): Promise<Desk> {
  const { reading, decision, policy, routing, requests, gaps, mode } = given;
  const { snapshot, evaluation } = decision;
  const { clauses } = evaluation.requirement;
  const now = ports.now().toISOString();
  const requested = reading.shown.requested ?? { people: [], teams: [] };
  // What was only named is chosen anew where somebody is to be asked.
  const open = requests.filter(({ ended, suggested }) => ended === null && (mode === 'suggest' || !suggested));
  const reviewing = snapshot.reviews.flatMap(({ reviewer, state, commitSha }) =>
    reviewer !== null && commitSha === snapshot.headSha && (state === 'commented' || state === 'changes-requested')
      ? [reviewer]
      : [],
  );
  const people = unique([...requested.people, ...reviewing, ...open.map(({ account }) => account)]);
  const ids = people.map(({ id }) => id);
  const memberships = await ports.memberships(reading, people);
  const away = await ports.awayUntil(ids);
  const colleagues = people.flatMap((account) => {
    const membership = memberships[account.id];
    const awayUntil = away.get(account.id) ?? null;
    return membership === undefined ? [] : [{ ...unencumbered, account, membership, awayUntil }];
  });
  const standing = {
    policy,
    routing,
    snapshot,
    clauses,
    requested: requested.people.map(({ id }) => id),
    colleagues,
    now,
  };
  const ended = open.flatMap((request) => {
    const why = endOf(request, standing);
    return why === null ? [] : [{ request, why }];
  });
  const over = new Set(ended.filter(({ why }) => why !== 'answered').map(({ request }) => request.account.id));
  const answered = new Set(ended.map(({ request }) => request.account.id));
  const stands = open.filter(({ account }) => !answered.has(account.id));
  const served = evaluation.signOffs.flatMap((signOff) =>
    signOff.reviewer !== null && clauses.some((clause) => serves(signOff, clause)) ? [signOff.reviewer.id] : [],
  );
  const engaged = unique([...requested.people, ...reviewing, ...stands.map(({ account }) => account)]).filter(
    ({ id }) => !over.has(id) && !served.includes(id),
  );
  const engagedIds = engaged.map(({ id }) => id);
  const first = chooseReviewers({
    ...standing,
    gaps,
    colleagues: colleagues.filter(({ account }) => engagedIds.includes(account.id)),
    engaged: engagedIds,
    beside: null,
  });
  return { ...given, now, requested, ended, stands, engaged, served, route: first };
}

export const isOpen = ({ clauses }: OurRequest, { gaps }: Desk): boolean =>
  clauses.some((clause) => clausesOf(gaps).includes(clause));

/** A push begins the waiting anew: there is something else to read. */
export const isFresh = ({ waitingSince, headSha }: OurRequest, { decision }: Desk): boolean =>
  waitingSince === null || headSha !== decision.snapshot.headSha;

export const clausesOf = (gaps: readonly Gap[]): readonly string[] => gaps.map(({ clause }) => clause);

const unique = (people: readonly Account[]): readonly Account[] => [
  ...new Map(people.map((person) => [person.id, person])).values(),
];
