import type { EffectivePolicy, Policy } from '../../core/policy.ts';
import type { Roster } from '../../github/history/roster.ts';
import { readUnknownTeams } from '../../github/unknown-teams.ts';
import { effectivePolicy, type PolicyText } from '../../policy/effective-policy.ts';
import { refuseUnknownTeams } from '../../policy/unknown-teams.ts';
import { readText } from '../read-text.ts';
import { showProblem } from '../show-problem.ts';
import type { Options } from './options.ts';

/** Why there is no answer, in words for whoever asked. */
export class CannotBeDone extends Error {
  override readonly name = 'CannotBeDone';
}

/** A policy as it was written, for problems with their places, and what it comes to. */
export type Tried = { readonly file: string; readonly texts: Texts; readonly policy: Policy };
type Texts = {
  readonly owner: string;
  readonly organization: PolicyText | null;
  readonly defaultBranch: PolicyText;
  readonly baseBranch: null;
};

/** The policies to try, or the problems of the first that cannot be used. */
export async function readPolicies({ policies, floor }: Options, owner: string): Promise<readonly Tried[]> {
  const read = async (file: string) => {
    const text = await readText(file);
    if (text === null) throw new CannotBeDone(`cannot read \`${file}\``);
    return { file, sha: 'local', text };
  };
  const organization = floor === null ? null : await read(floor);
  const all = await Promise.all(
    policies.map(async (file) => {
      const texts = { owner, organization, defaultBranch: await read(file), baseBranch: null };
      return { file, texts, effective: effectivePolicy(texts) };
    }),
  );
  return all.map(orProblems);
}

/** The same policies, or the problems of one that names teams GitHub does not have. */
export async function refuseAbsent(
  tried: readonly Tried[],
  roster: Roster,
  installationId: number,
): Promise<readonly Tried[]> {
  const told = await readUnknownTeams(
    roster,
    installationId,
    tried.map(({ policy }) => ({ usable: true, policy })),
  );
  return tried.map(({ file, texts, policy }) =>
    orProblems({ file, texts, effective: refuseUnknownTeams({ usable: true, policy }, texts, told) }),
  );
}

type Read = { readonly file: string; readonly texts: Texts; readonly effective: EffectivePolicy };

function orProblems({ file, texts, effective }: Read): Tried {
  if (effective.usable) return { file, texts, policy: effective.policy };
  const shown = new Map(
    [texts.defaultBranch, texts.organization].flatMap((text) => (text === null ? [] : [[text.file, text.text]])),
  );
  const problems = effective.problems.map((problem) => showProblem(problem, shown));
  throw new CannotBeDone(`the policy cannot be used\n\n${problems.join('\n\n')}`);
}
