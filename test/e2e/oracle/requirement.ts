import { accountOf, disqualification, isClean, isIn, personById, pushesThatContribute, rankOf } from './people.ts';
import type { Commit, Condition, Evidence, Involvement, OracleWorld, Person, Policy, Pull } from './world.ts';

export type Clause = {
  readonly rule: string;
  /** Place on the ladder. */
  readonly rank: number;
  readonly count: number;
  readonly from: readonly string[];
};

/** What must be signed off, or why nothing can be: rows 7, 8, 22, 48, 57, 59, 60. */
export function requirementOf(world: OracleWorld, policy: Policy, pull: Pull): readonly Clause[] | string {
  const undisputed = pull.evidence.filter((item) => !isSetAside(world, policy, pull, item));
  const clauses = clausesFrom(world, policy, pull, undisputed);
  // decision 22 of docs/semantics.md: one sign-off on the head remains where evidence was set aside.
  if (undisputed.length < pull.evidence.length) clauses.push({ rule: 'disputed', rank: 0, count: 1, from: [] });
  const { unknownContributor, unattributedAgent } = policy;
  let more = 0;
  if (hasUnknownContributor(pull)) {
    if (unknownContributor === 'block') return 'a commit of nobody known, pushed by nobody known';
    more += 1;
  }
  if (pull.byAgent && !pull.requesters.some(({ from }) => from === 'timeline')) {
    if (unattributedAgent === 'block') return 'nobody known asked the agent';
    more += 1;
  }
  // Row 7b: more of what is asked; where nothing is asked, there is no approval whose independence is in doubt.
  return clauses.map((clause) => ({ ...clause, count: clause.count + more }));
}

export function meets(world: OracleWorld, policy: Policy, person: Person, clause: Clause): boolean {
  const rank = rankOf(world, policy, person);
  if (rank === null || rank < clause.rank) return false;
  return clause.from.length === 0 || clause.from.some((team) => isIn(world, policy, person, team));
}

function clausesFrom(world: OracleWorld, policy: Policy, pull: Pull, evidence: readonly Evidence[]): Clause[] {
  const top = policy.ladder.length - 1;
  const clauses = policy.rules
    .filter(({ when }) => when.every((condition) => holds(world, policy, pull, evidence, condition)))
    .map(({ name, require: { level, aboveAuthor, count = 1, from = [] } }): Clause => {
      const asked = level === undefined ? 0 : policy.ladder.indexOf(level);
      const above =
        aboveAuthor === undefined ? 0 : Math.min(top, Math.max(...authorRanks(world, policy, pull, top)) + aboveAuthor);
      return { rule: name, rank: Math.max(asked, above), count, from };
    });
  // decision 7 of docs/semantics.md: changes to the rules themselves.
  const touchesRules = pull.truncated || Object.keys(pull.diff).some((path) => guarded.includes(path));
  if (touchesRules) clauses.push({ rule: 'policy files', rank: highestHeld(world, policy), count: 1, from: [] });
  return clauses;
}

const guarded = ['.github/countersign.yml', 'CODEOWNERS', '.github/CODEOWNERS', 'docs/CODEOWNERS'];

function holds(
  world: OracleWorld,
  policy: Policy,
  pull: Pull,
  evidence: readonly Evidence[],
  condition: Condition,
): boolean {
  switch (condition.kind) {
    case 'involvement':
      return scale.indexOf(involvementOf(evidence)) >= scale.indexOf(condition.atLeast);
    case 'author-below':
      return Math.min(...authorRanks(world, policy, pull, 0)) < policy.ladder.indexOf(condition.level);
    case 'paths':
      return (
        pull.truncated || Object.keys(pull.diff).some((path) => condition.under.some((start) => path.startsWith(start)))
      );
    default:
      return condition satisfies never;
  }
}

const scale: readonly Involvement[] = ['none-found', 'possible', 'likely', 'declared'];

/** decisions 9 and 13 of docs/semantics.md: two weak signals of different kinds are `likely`; labels count while they stand. */
function involvementOf(evidence: readonly Evidence[]): Involvement {
  const counted = evidence.filter(({ kind, standing }) => kind !== 'label' || standing);
  const weak = new Set(counted.filter(({ confidence }) => confidence === 'possible').map(({ kind }) => kind));
  const strongest = counted.map(({ confidence }): Involvement => confidence);
  if (weak.size > 1) strongest.push('likely');
  return strongest.reduce((one, other) => (scale.indexOf(other) > scale.indexOf(one) ? other : one), 'none-found');
}

/**
 * decision 10 of docs/semantics.md: opener, commit authors, pushers, requesters. Bots and people without a level are the lowest;
 * whoever cannot be told is `unknown`, the worse end of what is asked, also where the pusher is known: row 21 excuses
 * from one more sign-off and from nothing else. An AI tool's address is nobody.
 */
function authorRanks(world: OracleWorld, policy: Policy, pull: Pull, unknown: number): readonly number[] {
  const ids = [
    pull.author,
    ...ownCommits(pull).flatMap(({ authors }) => authors.map(accountOf).filter((id) => id !== null)),
    ...pushesThatContribute(pull)
      .map(({ by }) => by)
      .filter((id) => id !== null),
    ...pull.requesters.map(({ id }) => id),
  ];
  const ranks = ids.map((id) => {
    const person = personById(world, id);
    const rank = person === undefined ? null : rankOf(world, policy, person);
    return rank === null ? unknown : Math.max(0, rank);
  });
  const hasUnknownAuthor = ownCommits(pull).some(({ authors }) => authors.includes('unmapped'));
  return hasUnknownAuthor ? [...ranks, unknown] : ranks;
}

/** decision 21 of docs/semantics.md: an address that is nobody's is excused where the pusher is known. */
function hasUnknownContributor(pull: Pull): boolean {
  const vouchedFor = new Set(pull.pushes.filter(({ by }) => by !== null).flatMap(({ commits }) => commits));
  return ownCommits(pull).some(
    ({ sha, authors, committer }) => [...authors, committer].includes('unmapped') && !vouchedFor.has(sha),
  );
}

function ownCommits(pull: Pull): readonly Commit[] {
  return pull.commits.filter(({ update }) => !isClean(update));
}

function highestHeld(world: OracleWorld, policy: Policy): number {
  const held = world.people.filter(({ kind }) => kind === 'user').map((person) => rankOf(world, policy, person) ?? -1);
  const highest = Math.max(-1, ...held);
  return highest === -1 ? policy.ladder.length - 1 : highest;
}

/** Row 48: by somebody who meets every clause that this evidence caused; never for an agent's own account. */
function isSetAside(world: OracleWorld, policy: Policy, pull: Pull, evidence: Evidence): boolean {
  if (evidence.kind === 'agent-account') return false;
  const others = clausesFrom(
    world,
    policy,
    pull,
    pull.evidence.filter(({ id }) => id !== evidence.id),
  );
  const caused = clausesFrom(world, policy, pull, pull.evidence).filter(
    (clause) => !others.some((other) => JSON.stringify(other) === JSON.stringify(clause)),
  );
  return pull.disputes.some((dispute) => {
    const person = personById(world, dispute.by);
    if (person === undefined || disqualification(world, policy, pull, person) !== null) return false;
    const named = dispute.evidence === evidence.id && dispute.via === 'command' && isOf(pull, dispute.commit);
    const levelled = (rankOf(world, policy, person) ?? -1) >= 0;
    return named && levelled && caused.every((clause) => meets(world, policy, person, clause));
  });
}

function isOf(pull: Pull, sha: string): boolean {
  return sha === pull.head || pull.commits.some((commit) => commit.sha === sha);
}
