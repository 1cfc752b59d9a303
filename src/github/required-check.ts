import { z } from 'zod';
import type { RepositoryRef } from '../core/facts.ts';
import { type RequiredHere, type RequiredState, requiredState } from '../core/required-check.ts';
import { GitHubError } from '../errors.ts';
import type { GitHub } from './client.ts';
import { everyPage, perPage } from './installations.ts';
import { checkName } from './target.ts';

export type Branch = { readonly owner: string; readonly repo: string; readonly branch: string };

export const Rule = z.object({
  type: z.string(),
  ruleset_id: z.number().optional(),
  parameters: z.record(z.string(), z.unknown()).optional(),
});
export type Rule = z.infer<typeof Rule>;

/** The rules that hold on a branch, of whatever ruleset; those that are only evaluated are not among them. */
export const readRules = (github: GitHub, installationId: number, branch: Branch): Promise<readonly Rule[]> =>
  everyPage(async (page) => {
    const route = 'GET /repos/{owner}/{repo}/rules/branches/{branch}';
    return z.array(Rule).parse(await github.rest(installationId, route, { ...branch, per_page: perPage, page }));
  });

const ChecksRule = z.object({
  strict_required_status_checks_policy: z.boolean().default(false),
  required_status_checks: z.array(z.object({ context: z.string(), integration_id: z.number().nullish() })),
});

export function checksIn({ type, parameters }: Rule): readonly RequiredHere[] {
  if (type !== 'required_status_checks') return [];
  const { strict_required_status_checks_policy: upToDate, required_status_checks } = ChecksRule.parse(parameters);
  return required_status_checks
    .filter(({ context }) => context === checkName)
    .map(({ integration_id }) => ({ by: 'ruleset', appId: integration_id ?? null, upToDate }));
}

const Protected = z.object({
  protection: z
    .object({
      enabled: z.boolean().default(false),
      required_status_checks: z
        .object({
          strict: z.boolean().default(false),
          checks: z.array(z.object({ context: z.string(), app_id: z.number().nullable() })).default([]),
        })
        .optional(),
    })
    .optional(),
});

/** The part of classic protection that is told without administration. */
export async function readClassic(
  github: GitHub,
  installationId: number,
  branch: Branch,
): Promise<readonly RequiredHere[]> {
  try {
    const route = 'GET /repos/{owner}/{repo}/branches/{branch}';
    const { protection } = Protected.parse(await github.rest(installationId, route, branch));
    if (protection?.enabled !== true || protection.required_status_checks === undefined) return [];
    const { strict, checks } = protection.required_status_checks;
    return checks
      .filter(({ context }) => context === checkName)
      .map(({ app_id }) => ({ by: 'classic protection', appId: app_id, upToDate: strict }));
  } catch (error) {
    // An empty repository has no branch yet.
    if (error instanceof GitHubError && error.status === 404) return [];
    throw error;
  }
}

const Repository = z.object({ default_branch: z.string() });

/** Whether our check is required on the default branch, by rulesets or by classic protection. */
export async function readRequiredCheck(
  github: GitHub,
  { installationId, owner, name }: RepositoryRef,
  appId: number,
): Promise<RequiredState> {
  const place = { owner, repo: name };
  const repository = await github.rest(installationId, 'GET /repos/{owner}/{repo}', place);
  const branch = { ...place, branch: Repository.parse(repository).default_branch };
  const byRules = (await readRules(github, installationId, branch)).flatMap(checksIn);
  const state = requiredState(byRules, appId);
  if (state === 'required') return state;
  return requiredState([...byRules, ...(await readClassic(github, installationId, branch))], appId);
}
