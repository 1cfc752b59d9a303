import type { Contributors } from './contributors.ts';
import type { Account, Snapshot } from './facts.ts';
import type { Policy } from './policy.ts';
import { accepted, commandsOf, disallowed, type Given, type Outcome, type Ruling, refused } from './ruling.ts';
import { counted } from './text.ts';

/** Somebody who may broke the glass for exactly this head, and said why. */
export type Override = {
  readonly by: Account;
  readonly reason: string;
  readonly comment: number;
  /** Within so many days it is to be signed off after all. */
  readonly dueDays: number;
};

/** The earliest override that counts, and what became of each. It is bound to the head it names: a push voids it. */
export function findOverride(
  policy: Policy,
  snapshot: Snapshot,
  contributors: Contributors,
): { readonly override: Override | null; readonly rulings: readonly Ruling[] } {
  const rulings: Ruling[] = [];
  let override: Override | null = null;
  for (const given of commandsOf(snapshot, 'override')) {
    const { comment, command } = given;
    const outcome = ruleOn(given, policy, snapshot, contributors);
    rulings.push({ comment: comment.id, author: comment.author, command, outcome });
    if (!outcome.accepted || policy.override === null) continue;
    const { debtDueDays: dueDays } = policy.override;
    override ??= { by: comment.author, reason: command.reason, comment: comment.id, dueDays };
  }
  return { override, rulings };
}

function ruleOn(given: Given<'override'>, policy: Policy, snapshot: Snapshot, contributors: Contributors): Outcome {
  if (policy.override === null) return refused('overrides-off', 'the policy allows no overrides');
  const { teams, minimumReason, maxOpenDebts } = policy.override;
  const { comment, command } = given;
  const wrong = disallowed(given, policy, snapshot, contributors);
  if (wrong !== null) return wrong;
  const membership = snapshot.memberships[comment.author.id];
  if (membership === undefined || !membership.known)
    return refused('team-unknown', 'GitHub did not tell which teams you are in');
  if (!teams.some((team) => membership.value.includes(team)))
    return refused('not-in-team', 'you are in none of the teams that may override');
  if ([...command.reason].length < minimumReason)
    return refused('reason-too-short', `the reason must have at least ${counted(minimumReason, 'character')}`);
  if (snapshot.openDebts >= maxOpenDebts)
    return refused(
      'too-many-debts',
      `${counted(snapshot.openDebts, 'override')} of this repository must be signed off first; at most ${maxOpenDebts} may be open`,
    );
  return accepted('overridden until the next push');
}
