import { z } from 'zod';
import { asksFor, type Gate, type Ruleset } from '../../doctor/ruleset.ts';
import { GitHubError } from '../../errors.ts';
import type { GitHub } from '../../github/client.ts';
import { everyPage, perPage } from '../../github/installations.ts';
import type { Place } from '../arguments.ts';

export type Found = Ruleset & { readonly id: number };

const Listed = z.object({ id: z.number(), name: z.string(), target: z.string().default('branch') });

const Rule = z.looseObject({ type: z.string(), parameters: z.record(z.string(), z.unknown()).optional() });

const Whole = Listed.extend({
  enforcement: z.string(),
  // GitHub leaves this out for whoever may not change the ruleset.
  bypass_actors: z
    .array(
      z.object({
        actor_id: z.number().nullable().default(null),
        actor_type: z.string(),
        bypass_mode: z.string().default('always'),
      }),
    )
    .optional(),
  conditions: z.looseObject({ ref_name: z.object({ include: z.array(z.string()), exclude: z.array(z.string()) }) }),
  rules: z.array(Rule).default([]),
});

/** A person's token has no installation. */
const nobody = 0;

const placeOf = ({ owner, repo }: Place) =>
  repo === null
    ? ({ route: '/orgs/{org}/rulesets', parameters: { org: owner } } as const)
    : ({ route: '/repos/{owner}/{repo}/rulesets', parameters: { owner, repo } } as const);

/** The ruleset of this account or repository that asks for the check already, or that has our name; null: neither. */
export async function findRuleset(github: GitHub, target: Place, check: string): Promise<Found | null> {
  const { route, parameters } = placeOf(target);
  const listed = await everyPage(async (page) => {
    const own = target.repo === null ? {} : { includes_parents: false };
    const asked = { ...parameters, ...own, per_page: perPage, page };
    return z.array(Listed).parse(await github.rest(nobody, `GET ${route}`, asked));
  });
  const found: Found[] = [];
  for (const { id } of listed.filter((ruleset) => ruleset.target === 'branch')) {
    const whole = await github.rest(nobody, `GET ${route}/{ruleset_id}`, { ...parameters, ruleset_id: id });
    const { bypass_actors, ...ruleset } = Whole.parse(whole);
    if (bypass_actors === undefined) throw new GitHubError('GitHub shows rulesets in part only', 403, null, undefined);
    found.push({ ...ruleset, bypass_actors });
  }
  return found.find((ruleset) => asksFor(ruleset, check)) ?? found.find(({ name }) => name === 'countersign') ?? null;
}

export async function createRuleset(github: GitHub, target: Place, ruleset: Ruleset): Promise<void> {
  const { route, parameters } = placeOf(target);
  await github.rest(nobody, `POST ${route}`, { ...parameters, ...ruleset });
}

export async function updateRuleset(github: GitHub, target: Place, id: number, ruleset: Ruleset): Promise<void> {
  const { route, parameters } = placeOf(target);
  const { name, target: kind, enforcement, bypass_actors, conditions, rules } = ruleset;
  const body = { name, target: kind, enforcement, bypass_actors, conditions, rules };
  await github.rest(nobody, `PUT ${route}/{ruleset_id}`, { ...parameters, ruleset_id: id, ...body });
}

const Applied = z.array(
  z.looseObject({
    type: z.string(),
    ruleset_source: z.string().default(''),
    parameters: z.record(z.string(), z.unknown()).optional(),
  }),
);

/** Whose ruleset holds the repository to the gate already, the organization's for instance; null: nobody's. */
export async function heldBy(github: GitHub, { owner, repo }: Place, gate: Gate): Promise<string | null> {
  if (repo === null) return null;
  const repository = await github.rest(nobody, 'GET /repos/{owner}/{repo}', { owner, repo });
  const { default_branch: branch } = z.object({ default_branch: z.string() }).parse(repository);
  const route = 'GET /repos/{owner}/{repo}/rules/branches/{branch}';
  const rules = Applied.parse(await github.rest(nobody, route, { owner, repo, branch, per_page: perPage }));
  const Checks = z.object({
    required_status_checks: z.array(z.object({ context: z.string(), integration_id: z.number().nullish() })),
  });
  const holding = rules.find(({ type, parameters }) => {
    const read = type === 'required_status_checks' ? Checks.safeParse(parameters) : null;
    const checks = read?.success === true ? read.data.required_status_checks : [];
    return checks.some(({ context, integration_id: id }) => context === gate.check && id === gate.appId);
  });
  const asksForPullRequest = rules.some(({ type }) => type === 'pull_request');
  return holding !== undefined && asksForPullRequest ? holding.ruleset_source : null;
}
