import { isSameDiff } from './diffs.ts';
import { disqualification, isIn, personById, rankOf } from './people.ts';
import { policyFor } from './policy.ts';
import { type Clause, meets, requirementOf } from './requirement.ts';
import type { Opinion, OracleWorld, Override, Person, Policy, Pull } from './world.ts';

export type Judgement = { readonly head: string; readonly colour: 'green' | 'red'; readonly why: string };

/** What the required check must show on every open head: the worst over the pull requests that share it (row 33). */
export function judge(world: OracleWorld): readonly Judgement[] {
  const heads = Map.groupBy(world.pulls, ({ head }) => head);
  return [...heads].map(([head, pulls]) => {
    const verdicts = pulls.map((pull) => ({ pull, ...verdictOn(world, pull) }));
    const colour = verdicts.every((verdict) => verdict.colour === 'green') ? 'green' : 'red';
    return { head, colour, why: verdicts.map(({ pull, why }) => `#${pull.number}: ${why}`).join('; ') };
  });
}

/** A merge group passes only while each of its members does; of an unknown member nothing passes (row 34). */
export function judgeGroup(world: OracleWorld, members: readonly number[]): Judgement['colour'] {
  const green = members.every((number) => {
    const pull = world.pulls.find((candidate) => candidate.number === number);
    return pull !== undefined && verdictOn(world, pull).colour === 'green';
  });
  return green && members.length > 0 ? 'green' : 'red';
}

function verdictOn(world: OracleWorld, pull: Pull): Pick<Judgement, 'colour' | 'why'> {
  const policy = policyFor(world, pull);
  if (typeof policy === 'string') return { colour: 'red', why: policy };
  const clauses = requirementOf(world, policy, pull);
  if (pull.overrides.some((override) => isValidOverride(world, policy, pull, override))) {
    return { colour: 'green', why: 'overridden' };
  }
  if (typeof clauses === 'string') return { colour: 'red', why: clauses };
  const objectors = standing(pull).filter((opinion) => blocks(world, policy, pull, opinion, clauses));
  if (objectors.length > 0) {
    const holders = objectors.map(({ by }) => personById(world, by)).filter((person) => person !== undefined);
    return { colour: 'red', why: `changes requested by ${namesOf(holders)}` };
  }
  const signed = standing(pull)
    .filter((opinion) => counts(policy, pull, opinion))
    .map(({ by }) => personById(world, by))
    .filter((person) => person !== undefined && disqualification(world, policy, pull, person) === null)
    .filter((person) => person !== undefined);
  const open = clauses.filter((clause) => signersOf(world, policy, signed, clause).length < clause.count);
  const told = open.map((clause) => `${clause.count} × ${policy.ladder[clause.rank]} by ${clause.rule}`).join(', ');
  if (open.length > 0) return { colour: 'red', why: `waits for ${told}; signed: ${namesOf(signed)}` };
  return {
    colour: 'green',
    why: clauses.length === 0 ? 'nothing is required' : `signed: ${namesOf(signed)}`,
  };
}

function signersOf(world: OracleWorld, policy: Policy, signed: readonly Person[], clause: Clause): readonly Person[] {
  return signed.filter((person) => meets(world, policy, person, clause));
}

/** Each person's newest opinion. A comment is none, and a dismissed one does not revive the one before (rows 35 to 38). */
function standing(pull: Pull): readonly Opinion[] {
  const newest = new Map<number | null, Opinion>();
  for (const opinion of pull.opinions) {
    const usable = opinion.via === 'review' || (opinion.via === 'command' && opinion.says === 'approve');
    if (usable && opinion.says !== 'comment') newest.set(opinion.by, opinion);
  }
  newest.delete(null);
  return [...newest.values()];
}

/** Rows 24 to 32: the head over the same merge base, or a change that is the same byte for byte. */
function counts(policy: Policy, pull: Pull, { says, dismissed, commit, bound }: Opinion): boolean {
  if (says !== 'approve' || dismissed !== null || commit === null || bound === null) return false;
  if (commit === pull.head && bound.mergeBase === pull.mergeBase) return true;
  return policy.carryOver === 'identical_diff' && !pull.truncated && isSameDiff(bound.diff, pull.diff);
}

/** decision 20 of docs/semantics.md; a level that GitHub does not tell blocks as well. */
function blocks(
  world: OracleWorld,
  policy: Policy,
  pull: Pull,
  { by, says, dismissed }: Opinion,
  clauses: readonly Clause[],
): boolean {
  const holder = personById(world, by);
  if (says !== 'request-changes' || holder === undefined || !holder.canPush) return false;
  if (rankOf(world, policy, holder) === -1) return false;
  if (dismissed === null) return true;
  if (dismissed.by === by) return false;
  const dismisser = personById(world, dismissed.by);
  if (dismisser === undefined || disqualification(world, policy, pull, dismisser) !== null) return true;
  const levelled = (rankOf(world, policy, dismisser) ?? -1) >= 0;
  const meetsOne = clauses.length === 0 || clauses.some((clause) => meets(world, policy, dismisser, clause));
  return !(levelled && meetsOne);
}

function isValidOverride(world: OracleWorld, policy: Policy, pull: Pull, override: Override): boolean {
  const person = personById(world, override.by);
  const { override: rules } = policy;
  if (rules === null || person === undefined || override.via !== 'command' || override.commit !== pull.head)
    return false;
  if (override.reason.length < rules.reasonLength) return false;
  const entitled = rules.teams.some((team) => isIn(world, policy, person, team));
  return entitled && disqualification(world, policy, pull, person) === null;
}

function namesOf(people: readonly Person[]): string {
  return people.map(({ login }) => login).join(', ') || 'nobody';
}
