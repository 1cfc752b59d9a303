import type { Account, Membership, PullRequestRef, RepositoryRef, Snapshot } from '../core/facts.ts';
import { rank } from '../core/ladder.ts';
import type { Decision } from '../core/record.ts';
import type { Clause } from '../core/requirement.ts';
import { type Asked, type Colleague, chooseReviewers, type Route, type RoutingFacts } from '../core/routing.ts';

export type ColleaguePorts = {
  /** Everybody who holds a level that could clear one of these clauses, and these people besides. */
  readonly readCandidates: (
    decision: Decision,
    clauses: readonly Clause[],
    besides: readonly Account[],
  ) => Promise<{
    readonly people: readonly { readonly account: Account; readonly membership: Membership }[];
    readonly named: readonly { readonly account: Account; readonly canPush: boolean }[];
  }>;
  /** Who is busy, and who knows the changed paths, as GitHub tells in one request. */
  readonly readFamiliarity: (
    snapshot: Snapshot,
    people: readonly Account[],
  ) => Promise<{
    readonly busy: ReadonlySet<number>;
    readonly commits: ReadonlyMap<number, number>;
    readonly reviews: ReadonlyMap<number, number>;
  }>;
  readonly loadsOf: (
    ref: PullRequestRef,
    people: readonly number[],
  ) => Promise<ReadonlyMap<number, { readonly open: number; readonly load: number }>>;
  readonly awayUntil: (people: readonly number[]) => Promise<ReadonlyMap<number, string>>;
  readonly canPush: (repository: RepositoryRef, account: Account) => Promise<boolean>;
};

export type Search = Pick<
  RoutingFacts,
  'policy' | 'routing' | 'snapshot' | 'clauses' | 'gaps' | 'engaged' | 'beside' | 'now'
> & {
  readonly decision: Decision;
  /** Asked or reviewing already. */
  readonly known: readonly Account[];
  /** Nobody of these. */
  readonly except: readonly number[];
  readonly declined: readonly number[];
  /** They were asked here before, or have read an earlier head. */
  readonly before: readonly number[];
  /** Teams that are asked. */
  readonly teams: readonly string[];
};

/** What chooses nobody yet, of whom nothing is known. */
export const unencumbered = {
  open: 0,
  load: 0,
  busy: false,
  awayUntil: null,
  commits: 0,
  reviews: 0,
  declined: false,
  before: false,
  canPush: true,
} as const;

/** So many people are looked at closely, those with the least to do first. */
const shortlist = 60;
/** So many people without write access are found out one by one before nobody is asked. */
const patience = 5;

/** Chooses among everybody who could be asked. What GitHub must tell is asked about those only who would come into question. */
export async function findReviewers(ports: ColleaguePorts, search: Search): Promise<Route> {
  const { decision, snapshot, clauses, gaps, known, except, engaged, beside } = search;
  const open = clauses.filter(({ id }) => gaps.some(({ clause }) => clause === id));
  const { people, named } = await ports.readCandidates(decision, open, known);
  const ids = people.map(({ account }) => account.id);
  const [loads, away] = [await ports.loadsOf(snapshot.ref, ids), await ports.awayUntil(ids)];
  const all = people
    .filter(({ account }) => !except.includes(account.id))
    .map(
      (person): Colleague => ({
        ...unencumbered,
        ...person,
        ...loads.get(person.account.id),
        awayUntil: away.get(person.account.id) ?? null,
        declined: search.declined.includes(person.account.id),
        before:
          search.before.includes(person.account.id) ||
          (person.membership.known && person.membership.value.some((team) => search.teams.includes(team))),
      }),
    );
  const facts = { ...search, engaged, beside };
  const first = chooseReviewers({ ...facts, colleagues: all });
  if (first.ask.length === 0) return first;
  const close = shortlisted(first, all, search);
  const familiarity = await ports.readFamiliarity(
    snapshot,
    close.map(({ account }) => account),
  );
  let colleagues = close.map((colleague) => ({
    ...colleague,
    busy: familiarity.busy.has(colleague.account.id),
    commits: familiarity.commits.get(colleague.account.id) ?? 0,
    reviews: familiarity.reviews.get(colleague.account.id) ?? 0,
  }));
  const writers = new Set(named.filter(({ canPush }) => canPush).map(({ account }) => account.id));
  for (let asked = 0; ; asked += 1) {
    const route = chooseReviewers({ ...facts, colleagues });
    const shut = await withoutAccess(ports, snapshot.ref, route.ask, writers);
    if (shut === null) return route;
    if (asked >= patience) return { ...route, ask: route.ask.filter(({ account }) => writers.has(account.id)) };
    colleagues = colleagues.map((each) => (each.account.id === shut ? { ...each, canPush: false } : each));
  }
}

/** Of those who could clear anything, the lowest level and of these whoever has the least to do. */
function shortlisted(
  { considered }: Route,
  all: readonly Colleague[],
  { policy, engaged }: Search,
): readonly Colleague[] {
  const order = considered.toSorted(
    (one, other) =>
      Number(other.unavailable === null) - Number(one.unavailable === null) ||
      rank(policy.ladder, one.level) - rank(policy.ladder, other.level) ||
      one.load - other.load ||
      one.account.id - other.account.id,
  );
  const chosen = new Set([...order.slice(0, shortlist).map(({ account }) => account.id), ...engaged]);
  return all.filter(({ account }) => chosen.has(account.id));
}

/** The first of them who may not write here; null: all may. */
async function withoutAccess(
  ports: ColleaguePorts,
  ref: PullRequestRef,
  ask: readonly Asked[],
  writers: Set<number>,
): Promise<number | null> {
  for (const { account } of ask) {
    if (writers.has(account.id)) continue;
    if (!(await ports.canPush(ref, account))) return account.id;
    writers.add(account.id);
  }
  return null;
}
