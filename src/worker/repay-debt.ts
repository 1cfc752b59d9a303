import { type OpenDebt, settledBy } from '../core/debt.ts';
import type { Account, PullRequestRef } from '../core/facts.ts';
import type { Loaded } from '../core/loaded.ts';
import type { Decision } from '../core/record.ts';
import { type DecidePorts, decideOn } from './decide.ts';

export type DebtPorts = DecidePorts & {
  /** What a merge left to be signed off; null: nothing. */
  readonly findDebt: (ref: PullRequestRef) => Promise<OpenDebt | null>;
  readonly closeDebt: (ref: PullRequestRef, by: readonly Account[]) => Promise<void>;
  /** Opens the issue that mirrors a debt, or closes it once somebody signed off. A courtesy. */
  readonly tryMirrorDebt: (debt: OpenDebt, decision: Decision, closedBy: readonly Account[] | null) => Promise<void>;
  /** Tells the people whose commands were judged what became of them. A courtesy. */
  readonly tryAnswer: (loaded: Loaded, decision: Decision) => Promise<void>;
};

/** Closes the debt of a merged pull request once those who may have signed off what was open, on a live reading. */
export async function repayDebt(loaded: Loaded, ports: DebtPorts): Promise<void> {
  const { ref } = loaded.facts;
  const debt = await ports.findDebt(ref);
  if (debt === null) return;
  const decision = await decideOn(loaded, ports);
  const settlers = await confirmedSettlers(loaded, decision, debt, ports);
  if (settlers !== null) await ports.closeDebt(ref, settlers);
  await ports.tryMirrorDebt(debt, decision, settlers);
  const { rulings } = decision.evaluation;
  const signOffs = rulings.filter(({ command }) => command.kind === 'sign-off');
  await ports.tryAnswer(loaded, { ...decision, evaluation: { ...decision.evaluation, rulings: signOffs } });
}

async function confirmedSettlers(
  loaded: Loaded,
  decision: Decision,
  debt: OpenDebt,
  ports: DebtPorts,
): Promise<readonly Account[] | null> {
  const people = settlersOf(decision, debt);
  if (people === null) return null;
  const { memberships } = decision.snapshot;
  const reading = await ports.confirm({ ...loaded, facts: { ...loaded.facts, memberships } }, people);
  return settlersOf(await decideOn(reading, ports), debt);
}

const settlersOf = ({ policy, snapshot }: Decision, { clauses }: OpenDebt): readonly Account[] | null =>
  policy.usable ? settledBy(policy.policy, snapshot, clauses) : null;
