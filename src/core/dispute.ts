import { claimDetector, claimsIn, isSetAside } from './claim.ts';
import { type Contributors, contributorsOf } from './contributors.ts';
import type { Evidence } from './evidence.ts';
import type { Account, LedgerEntry, Snapshot } from './facts.ts';
import type { Ladder } from './ladder.ts';
import { anybodyHolds, rank, standingOf } from './ladder.ts';
import type { Policy } from './policy.ts';
import { isAuthenticated, type Provenance } from './provenance.ts';
import { isBlocking } from './requirement/safeguards.ts';
import type { Clause, Requirement } from './requirement.ts';
import { accepted, commandsOf, disallowed, type Given, type Outcome, type Ruling, refused } from './ruling.ts';
import { standsFor } from './sign-off.ts';
import { code } from './text.ts';

/** Evidence that somebody who may set aside just now: to be remembered, and recorded with name and reason. */
export type Dispute = {
  readonly by: Account;
  readonly reason: string;
  readonly comment: number;
  readonly at: string;
  readonly key: string;
  readonly evidence: readonly Evidence[];
};

/** Derives provenance and requirement from a snapshot, whatever its ledger says. */
export type Derive = (snapshot: Snapshot) => { readonly provenance: Provenance; readonly requirement: Requirement };

/** The disputes that count, each on top of those before it, with the snapshot as they leave it. */
export function judgeDisputes(
  policy: Policy,
  snapshot: Snapshot,
  derive: Derive,
): { readonly snapshot: Snapshot; readonly disputes: readonly Dispute[]; readonly rulings: readonly Ruling[] } {
  const rulings: Ruling[] = [];
  const disputes: Dispute[] = [];
  let current = snapshot;
  for (const given of commandsOf(snapshot, 'not-ai')) {
    const { comment, command } = given;
    const found = evidenceNamed(command.evidence, derive(current).provenance, current);
    const contributors = contributorsOf(policy, current);
    const outcome = ruleOn(given, found, { policy, snapshot: current, contributors, derive });
    rulings.push({ comment: comment.id, author: comment.author, command, outcome });
    if (!outcome.accepted || found.weighing.length === 0) continue;
    const { author: by, createdAt: at, id } = comment;
    const dispute = { by, at, comment: id, reason: command.reason, key: command.evidence, evidence: found.weighing };
    disputes.push(dispute);
    current = { ...current, ledger: [...current.ledger, ...entriesOf(dispute, snapshot)] };
  }
  return { snapshot: current, disputes, rulings };
}

/**
 * What remains once evidence was set aside and something is asked no more for it: one sign-off on the head, at the lowest
 * level that was asked before.
 */
export function withDisputeClause(
  requirement: Requirement,
  snapshot: Snapshot,
  provenance: Provenance,
  policy: Policy,
  derive: Derive,
): Requirement {
  if (provenance.setAside.length === 0) return requirement;
  const before = derive(undisputed(snapshot)).requirement.clauses;
  const gone = missingFrom(before, requirement.clauses);
  const level = lowestLevel(policy.ladder, gone.filter((clause) => !isBlocking(clause)).length === 0 ? [] : before);
  if (level === null) return requirement;
  const clause: Clause = {
    id: 'safeguard/disputed-evidence',
    rule: 'disputed-evidence',
    origin: 'safeguard',
    level,
    count: 1,
    from: [],
    owners: null,
    paths: [],
    reason: 'evidence that asked for more was set aside',
  };
  const unmeetable = anybodyHolds(policy.ladder, level) ? [] : [clause.id];
  return {
    ...requirement,
    clauses: [...requirement.clauses, clause],
    unmeetable: [...requirement.unmeetable, ...unmeetable],
  };
}

type Found = { readonly weighing: readonly Evidence[]; readonly alreadyAside: boolean };

/** A claim that somebody co-wrote a commit weighs nothing for AI, and still keeps that person from signing off. */
function evidenceNamed(key: string, { evidence, remembered, setAside }: Provenance, snapshot: Snapshot): Found {
  const names = (item: Evidence): boolean => item.key.toLowerCase() === key.toLowerCase();
  const weighing = [...evidence, ...remembered].filter((item) => item.confidence !== 'mention');
  const claims = claimsIn(snapshot).filter((claim) => !isSetAside(claim, snapshot.ledger));
  return {
    weighing: [...weighing, ...claims].filter(names),
    alreadyAside: setAside.some(names),
  };
}

type Circumstances = {
  readonly policy: Policy;
  readonly snapshot: Snapshot;
  readonly contributors: Contributors;
  readonly derive: Derive;
};

function ruleOn(given: Given<'not-ai'>, { weighing, alreadyAside }: Found, about: Circumstances): Outcome {
  const { policy, snapshot, contributors } = about;
  const { author } = given.comment;
  const wrong = disallowed(given, policy, snapshot, contributors);
  if (wrong !== null) return wrong;
  const [first] = weighing;
  if (first === undefined)
    return alreadyAside
      ? accepted('this evidence is set aside')
      : refused('no-such-evidence', `there is no evidence ${code(given.command.evidence, 100)} that weighs here`);
  if (weighing.some(isAuthenticated))
    return refused(
      'authenticated-evidence',
      'GitHub itself tells of this evidence, so nobody can have stamped it wrongly',
    );
  if (standingOf(policy.ladder, author, snapshot.memberships[author.id]).kind !== 'level')
    return refused('not-qualified', 'you hold no level that is known');
  const unmet = clausesBehind(first, about).filter(
    (clause) => isBlocking(clause) || !meets(clause, author, policy, snapshot),
  );
  if (unmet.length > 0) return refused('not-qualified', 'you do not meet every clause that this evidence causes');
  if (first.detector === claimDetector) return accepted('set aside; whoever was named may sign off');
  return accepted('set aside; one sign-off on the head remains required');
}

/** A claim about a person stands between that person and every clause, so that it is behind all of them. */
function clausesBehind(item: Evidence, about: Circumstances): readonly Clause[] {
  if (item.detector === claimDetector)
    return about.derive(about.snapshot).requirement.clauses.filter((clause) => !isBlocking(clause));
  return causedBy(item, about);
}

/**
 * The clauses that would not be asked without this evidence, all other evidence of its kind, and what was set aside
 * before. Taken one by one, twins would each seem to cause nothing.
 */
function causedBy(item: Evidence, { snapshot, derive }: Circumstances): readonly Clause[] {
  const all = derive(undisputed(snapshot));
  const sameKind = [...all.provenance.evidence, ...all.provenance.remembered].filter(
    ({ detector, tool }) => detector === item.detector && tool === item.tool,
  );
  const aside = { by: '', reason: '', at: snapshot.takenAt };
  const hypothetical = sameKind.map((evidence) => entryOf(evidence, snapshot, aside));
  const without = derive({ ...snapshot, ledger: [...snapshot.ledger, ...hypothetical] });
  return missingFrom(all.requirement.clauses, without.requirement.clauses);
}

/** The clauses that are gone, or ask less. */
function missingFrom(before: readonly Clause[], after: readonly Clause[]): readonly Clause[] {
  const asks = ({ id, level, count, from, owners }: Clause): string => JSON.stringify([id, level, count, from, owners]);
  const kept = new Set(after.map(asks));
  return before.filter((clause) => !kept.has(asks(clause)));
}

/** An owners clause is met for all its paths, since one person disputes alone. */
function meets(clause: Clause, account: Account, policy: Policy, snapshot: Snapshot): boolean {
  const parts = clause.owners === null ? [clause] : clause.owners.map((path) => ({ ...clause, owners: [path] }));
  return parts.every((part) => standsFor(part, account, policy, snapshot) === 'counts');
}

const undisputed = (snapshot: Snapshot): Snapshot => ({
  ...snapshot,
  ledger: snapshot.ledger.map((entry) => ({ ...entry, setAside: null })),
});

function entriesOf({ by, reason, at, evidence }: Dispute, snapshot: Snapshot): readonly LedgerEntry[] {
  return evidence.map((item) => entryOf(item, snapshot, { by: by.login, reason, at }));
}

const entryOf = (
  evidence: Evidence,
  { takenAt, ref }: Snapshot,
  setAside: NonNullable<LedgerEntry['setAside']>,
): LedgerEntry => ({ evidence, firstSeenAt: takenAt, pullRequest: ref.number, setAside });

function lowestLevel(ladder: Ladder, clauses: readonly Clause[]): string | null {
  const levels = clauses.filter((clause) => !isBlocking(clause)).map(({ level }) => level);
  return levels.toSorted((one, other) => rank(ladder, one) - rank(ladder, other))[0] ?? null;
}
