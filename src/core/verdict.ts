import type { OwnedPath, Snapshot } from './facts.ts';
import type { PolicyProblem } from './policy.ts';
import { onlyByOwnTools, type Provenance } from './provenance.ts';
import type { Clause, Requirement } from './requirement.ts';
import { type ChangeRequest, owns, type SignOff } from './sign-off.ts';

/** What a clause still lacks. */
export type Gap = {
  readonly clause: string;
  /** Sign-offs still missing by number; 0 when only owners are missing. */
  readonly missing: number;
  /** Owned paths still without an approving owner; empty when the clause asks for none. */
  readonly owners: readonly OwnedPath[];
};

/** The answer. Blocked beats satisfied; pending is the default; undecided never lets anything pass. */
export type Verdict =
  | { readonly state: 'not-required' }
  | { readonly state: 'satisfied'; readonly by: readonly string[] }
  | { readonly state: 'pending'; readonly gaps: readonly Gap[]; readonly declarationMissing: boolean }
  | { readonly state: 'blocked'; readonly by: readonly string[] }
  | { readonly state: 'overridden'; readonly by: string; readonly reason: string }
  | { readonly state: 'undecided'; readonly problems: readonly PolicyProblem[] };

/** Satisfied only when every clause is met by sign-offs that count and nothing blocks. */
export function decide(
  requirement: Requirement,
  signOffs: readonly SignOff[],
  changeRequests: readonly ChangeRequest[],
  provenance: Provenance,
  snapshot: Snapshot,
): Verdict {
  const blocking = changeRequests.filter((request) => request.blocks);
  if (blocking.length > 0)
    return { state: 'blocked', by: blocking.map((request) => request.reviewer?.login ?? 'ghost') };

  const gaps = gapsIn(requirement, signOffs, snapshot);
  const declarationMissing = requirement.declarationRequired && !isDeclared(provenance);
  if (gaps.length > 0 || declarationMissing) return { state: 'pending', gaps, declarationMissing };
  if (requirement.clauses.length === 0) return { state: 'not-required' };
  return { state: 'satisfied', by: namesOf(requirement.clauses, signOffs) };
}

/** What every clause still lacks. */
export function gapsIn(
  { clauses, unmeetable }: Pick<Requirement, 'clauses' | 'unmeetable'>,
  signOffs: readonly SignOff[],
  snapshot: Snapshot,
): readonly Gap[] {
  return clauses.flatMap((clause) => {
    const gap = gapOf(clause, signOffs, snapshot);
    // A clause that no sign-off clears stays open, whoever approved.
    if (gap.length > 0 || !unmeetable.includes(clause.id)) return gap;
    return [{ clause: clause.id, missing: clause.count, owners: [] }];
  });
}

/** Whether a verdict lets the change pass. */
export const passes = ({ state }: Verdict): boolean =>
  state === 'satisfied' || state === 'not-required' || state === 'overridden';

/** Whether this sign-off serves this clause. */
export function serves(signOff: SignOff, clause: Clause): boolean {
  const outcome = signOff.outcomes[clause.id];
  return signOff.disqualified === null && (outcome === 'counts' || outcome === 'carried');
}

/** A plain yes or no by the author is a declaration, and so is a tool's own exact trace. */
export function isDeclared(provenance: Provenance): boolean {
  return provenance.declaration !== null || (provenance.involvement === 'declared' && !onlyByOwnTools(provenance));
}

function gapOf(clause: Clause, signOffs: readonly SignOff[], snapshot: Snapshot): readonly Gap[] {
  const serving = signOffs.filter((signOff) => serves(signOff, clause));
  const missing = Math.max(0, clause.count - serving.length);
  const approvers = serving.flatMap((signOff) => (signOff.reviewer === null ? [] : [signOff.reviewer]));
  const owners = (clause.owners ?? []).filter((path) => !approvers.some((account) => owns(path, account, snapshot)));
  return missing === 0 && owners.length === 0 ? [] : [{ clause: clause.id, missing, owners }];
}

function namesOf(clauses: readonly Clause[], signOffs: readonly SignOff[]): readonly string[] {
  return signOffs
    .filter((signOff) => clauses.some((clause) => serves(signOff, clause)))
    .flatMap((signOff) => (signOff.reviewer === null ? [] : [signOff.reviewer.login]));
}
