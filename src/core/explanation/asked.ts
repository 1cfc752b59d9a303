import type { Evaluation } from '../evaluate.ts';
import type { Snapshot } from '../facts.ts';
import { rank } from '../ladder.ts';
import { type Part, type Phrase, quote, say, series } from '../phrase.ts';
import type { Policy } from '../policy.ts';
import type { Clause } from '../requirement.ts';
import { counted, plain } from '../text.ts';
import { gapsIn, isDeclared } from '../verdict.ts';

export type Asked =
  | { readonly kind: 'declaration'; readonly met: boolean }
  | {
      readonly kind: 'clause';
      readonly met: boolean;
      readonly what: Phrase;
      readonly rule: string;
      readonly reason: string;
      readonly paths: readonly string[];
      /** What is missing besides people; empty where nothing is. */
      readonly lacks: Phrase;
      /** Who can clear it; empty once it is met. */
      readonly clear: Phrase;
      readonly unmeetable: boolean;
    };

/** Every clause and the declaration, each with what it still lacks: also where that is blocked or overridden, and not the answer. */
export function askedBy(
  policy: Policy,
  snapshot: Snapshot,
  { requirement, signOffs, provenance }: Evaluation,
): readonly Asked[] {
  const gaps = gapsIn(requirement, signOffs, snapshot);
  const clauses = requirement.clauses.map((clause): Asked => {
    const gap = gaps.find((candidate) => candidate.clause === clause.id);
    const met = gap === undefined;
    const unmeetable = requirement.unmeetable.includes(clause.id);
    return {
      kind: 'clause',
      met,
      what: whatIsAsked(clause),
      rule: plain(clause.rule),
      reason: plain(clause.reason, 300),
      paths: clause.paths.map((path) => plain(path)),
      lacks: gap === undefined || gap.owners.length === 0 ? [] : say`no owner has approved ${pathsOf(gap.owners)}`,
      clear: met ? [] : whoCanClear(clause, policy, snapshot, unmeetable),
      unmeetable,
    };
  });
  if (!requirement.declarationRequired) return clauses;
  return [{ kind: 'declaration', met: isDeclared(provenance) }, ...clauses];
}

/** How many of which level, from where, owning what. */
export function whatIsAsked(clause: Clause): Phrase {
  const from = clause.from.length === 0 ? [] : say` from ${series(clause.from.map((team) => quote(team)))}`;
  const owners = clause.owners === null ? [] : say`, owning ${pathsOf(clause.owners)}`;
  return say`${clause.count} × ${quote(clause.level)} or above${from}${owners}`;
}

/** The way out that the policy leaves, where it leaves one. */
function whoMayOverride({ override }: Policy, { secretTeams }: Snapshot): Phrase {
  if (override === null) return [];
  const teams = override.teams.filter((team) => !secretTeams.includes(team));
  const members = say`members of ${series(teams.map((team) => quote(team)))}`;
  return say`; ${teams.length === 0 ? 'whoever the policy names' : members} may override`;
}

function whoCanClear(clause: Clause, policy: Policy, snapshot: Snapshot, unmeetable: boolean): Phrase {
  if (unmeetable)
    return say`${{ strong: 'Nobody on the ladder can clear this.' }} An administrator has to add somebody to the level, or change the rule${whoMayOverride(policy, snapshot)}.`;
  const levels = policy.ladder.levels.filter(
    (level) => rank(policy.ladder, level) >= rank(policy.ladder, clause.level),
  );
  const teams = levels
    .flatMap((level) => policy.ladder.holders[level]?.teams ?? [])
    .filter((team) => !snapshot.secretTeams.includes(team));
  const named = levels.flatMap((level) => policy.ladder.holders[level]?.users ?? []).length;
  const who: readonly Part[] = [
    ...teams.map((team) => quote(team)),
    ...(named === 0 ? [] : [`${counted(named, 'person', 'people')} named in the policy`]),
  ];
  return who.length === 0 ? [] : say`Can be cleared by ${series(who)}.`;
}

const pathsOf = (owned: readonly { readonly path: string }[]): Phrase => sayPaths(owned.map(({ path }) => path));

/** The first few paths, and how many more there are. */
export function sayPaths(paths: readonly string[]): Phrase {
  const shown = paths.slice(0, 5).map((path) => quote(path));
  if (paths.length <= 5) return series(shown);
  return say`${shown.flatMap((part, index) => (index === 0 ? [part] : [', ', part]))} and ${paths.length - 5} more`;
}
