import type { EffectivePolicy, PolicyProblem } from './policy.ts';

/** What a policy rests on under a name that can be given to another: the floor's repository, a team. null: it is gone. */
export type Authority = { readonly name: string; readonly id: number | null };

/** The id under which each name was first seen, or acknowledged since; and what else was found under it. */
export type Trusted = Readonly<Record<string, { readonly id: number; readonly found?: number | null }>>;

/** Names seen for the first time: what bears them is trusted from now on. */
export const firstSeen = (authorities: readonly Authority[], trusted: Trusted): readonly Authority[] =>
  authorities.filter(({ name, id }) => id !== null && trusted[name] === undefined);

/** Names whose bearer is gone or another one: found, not trusted. */
export const distrusted = (authorities: readonly Authority[], trusted: Trusted): readonly Authority[] =>
  authorities.filter(({ name, id }) => trusted[name] !== undefined && trusted[name].id !== id);

/** The policy, or that it cannot be used until an operator says that what it rests on is what it should be. */
export function withTrust(
  effective: EffectivePolicy,
  suspects: readonly Authority[],
  owner: string,
  secretTeams: readonly string[],
): EffectivePolicy {
  if (suspects.length === 0) return effective;
  const problems = suspects.map(({ name, id }): PolicyProblem => {
    const what = secretTeams.includes(name) ? 'a team that the policy names' : `\`${name}\``;
    const became = id === null ? 'is gone, or no longer shown to us' : `is now another one, with the id ${id}`;
    return {
      file: `${owner}/.github`,
      line: 1,
      column: 1,
      message: `found, not trusted: ${what} ${became}`,
      hint: `if that is as it should be, whoever operates Countersign runs \`countersign trust ${owner}\``,
    };
  });
  if (!effective.usable) return { ...effective, problems: [...problems, ...effective.problems] };
  return { usable: false, problems, sources: effective.policy.sources, mode: 'enforce' };
}
