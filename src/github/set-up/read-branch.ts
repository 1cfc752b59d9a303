import { z } from 'zod';
import { type Fact, known, unknown } from '../../core/facts.ts';
import { describeActor } from '../../doctor/bypass-actor.ts';
import type { BranchFacts, Bypass } from '../../doctor/facts.ts';
import { perPage } from '../installations.ts';
import { checksIn, Rule, readClassic, readRules } from '../required-check.ts';
import type { Reader } from './reader.ts';

/** A repository by the names that it has now. */
export type Named = { readonly owner: string; readonly name: string; readonly defaultBranch: string };

const Ruleset = z.object({
  id: z.number(),
  name: z.string(),
  enforcement: z.string(),
  rules: z.array(Rule).optional(),
  bypass_actors: z
    .array(
      z.object({
        actor_id: z.number().nullish(),
        actor_type: z.string(),
        bypass_mode: z.enum(['always', 'pull_request', 'exempt']).default('always'),
      }),
    )
    .optional(),
});

/** What must be met before something lands on the default branch, by rulesets and by classic protection. */
export async function readBranch(reader: Reader, id: number, repository: Named): Promise<BranchFacts> {
  const { owner, name, defaultBranch: branch } = repository;
  const place = { owner, repo: name };
  const rules = await readRules(reader.github, id, { ...place, branch });
  const requiring = rules.flatMap((rule) => checksIn(rule).map((here) => ({ ...here, ruleset: rule.ruleset_id })));
  const classic = await readClassic(reader.github, id, { ...place, branch });
  const required = [...requiring.map(({ by, appId, upToDate }) => ({ by, appId, upToDate })), ...classic];
  const rulesets = [...new Set(requiring.flatMap(({ ruleset }) => ruleset ?? []))];
  return {
    repository: `${owner}/${name}`,
    branch,
    required,
    pullRequestRequired: rules.some(({ type }) => type === 'pull_request'),
    queueMinutes: queueIn(rules),
    inactive: required.length > 0 ? [] : await readInactive(reader, id, place),
    bypass: await readBypass(reader, id, place, rulesets),
  };
}

const QueueRule = z.object({ check_response_timeout_minutes: z.number() });

function queueIn(rules: readonly Rule[]): number | null {
  const queue = rules.find(({ type }) => type === 'merge_queue');
  return queue === undefined ? null : QueueRule.parse(queue.parameters).check_response_timeout_minutes;
}

type Place = { readonly owner: string; readonly repo: string };

async function readInactive({ github }: Reader, id: number, place: Place): Promise<BranchFacts['inactive']> {
  const listed = await github.rest(id, 'GET /repos/{owner}/{repo}/rulesets', { ...place, per_page: perPage });
  const sleeping = z
    .array(Ruleset)
    .parse(listed)
    .filter(({ enforcement }) => enforcement !== 'active');
  const found = [];
  for (const { id: ruleset_id, name, enforcement } of sleeping) {
    const route = 'GET /repos/{owner}/{repo}/rulesets/{ruleset_id}';
    const { rules = [] } = Ruleset.parse(await github.rest(id, route, { ...place, ruleset_id }));
    if (rules.some((rule) => checksIn(rule).length > 0)) found.push({ name, enforcement });
  }
  return found;
}

/** Who may go around any of the rulesets that require our check. */
async function readBypass(
  reader: Reader,
  id: number,
  place: Place,
  rulesets: readonly number[],
): Promise<Fact<readonly Bypass[]>> {
  const actors: Bypass[] = [];
  for (const ruleset of rulesets) {
    const asked = reader.bypassOf.get(ruleset) ?? askBypass(reader, id, place, ruleset);
    reader.bypassOf.set(ruleset, asked);
    const fact = await asked;
    if (!fact.known) return fact;
    actors.push(...fact.value);
  }
  return known(actors);
}

async function askBypass(
  { github, administrator }: Reader,
  id: number,
  place: Place,
  ruleset_id: number,
): Promise<Fact<readonly Bypass[]>> {
  const route = 'GET /repos/{owner}/{repo}/rulesets/{ruleset_id}';
  const { bypass_actors } = Ruleset.parse(await (administrator ?? github).rest(id, route, { ...place, ruleset_id }));
  if (bypass_actors === undefined) return unknown('GitHub tells administrators only');
  return known(
    bypass_actors.map(({ actor_type, actor_id, bypass_mode }) => ({
      who: describeActor(actor_type, actor_id ?? null),
      mode: bypass_mode,
    })),
  );
}
