import { z } from 'zod';
import { serves } from '../../compose/parts.ts';
import { type Fact, known, unknown } from '../../core/facts.ts';
import type { FloorFacts, InstallationFacts } from '../../doctor/facts.ts';
import { GitHubError } from '../../errors.ts';
import { everyPage, perPage } from '../../github/installations.ts';
import { policyPath } from '../../github/target.ts';
import { splitTeam } from '../../github/team-query.ts';
import { teamsNamedBy } from '../../github/wanted-facts.ts';
import { effectivePolicy } from '../../policy/effective-policy.ts';
import type { Inspected } from '../../store/inspect.ts';
import { Repository, readBranch } from './read-branch.ts';
import type { Reader } from './reader.ts';

export const Installation = z.object({
  id: z.number(),
  account: z.object({ login: z.string(), type: z.string().default('Organization') }),
  repository_selection: z.enum(['all', 'selected']),
  html_url: z.string(),
  permissions: z.record(z.string(), z.string()),
  events: z.array(z.string()),
  suspended_at: z.string().nullish(),
});
type Installation = z.infer<typeof Installation>;

/** One installation with its floor and the default branches of its repositories. */
export async function readInstallation(reader: Reader, given: Installation): Promise<InstallationFacts> {
  const { account, permissions, events, html_url } = given;
  const suspended = given.suspended_at !== null && given.suspended_at !== undefined;
  const served = serves(reader.config, account.login);
  const reachable = served && !suspended;
  return {
    account: account.login,
    isOrganization: account.type === 'Organization',
    suspended,
    served,
    settingsUrl: html_url,
    permissions,
    events,
    floor: reachable ? await readFloor(reader, given) : { kind: 'not-asked' },
    distrusted: distrustedIn(reader.inspected, given.id),
    branches: reachable ? await readBranches(reader, given.id) : known([]),
  };
}

const distrustedIn = (inspected: Inspected, installationId: number): Fact<readonly string[]> =>
  inspected.kind === 'ready'
    ? known(inspected.distrusted.filter((item) => item.installationId === installationId).map(({ name }) => name))
    : unknown('the database was not asked');

async function readFloor(reader: Reader, installation: Installation): Promise<FloorFacts> {
  const { id, account, repository_selection } = installation;
  if (reader.config.floor === 'none' || account.type !== 'Organization') return { kind: 'not-asked' };
  const place = { owner: account.login, repo: '.github' };
  try {
    const repository = await found(() => reader.github.rest(id, 'GET /repos/{owner}/{repo}', place));
    if (repository === null && repository_selection === 'selected') return { kind: 'hidden' };
    if (repository === null) return { kind: 'absent', what: 'repository' };
    const route = 'GET /repos/{owner}/{repo}/contents/{path}';
    const file = await found(() => reader.github.rest(id, route, { ...place, path: policyPath }));
    if (file === null) return { kind: 'absent', what: 'file' };
    return await judgeFloor(reader, installation, File.parse(file));
  } catch (error) {
    if (error instanceof GitHubError) return { kind: 'unreadable', why: error.message };
    throw error;
  }
}

const File = z.object({ content: z.string(), sha: z.string() });

async function judgeFloor(
  { github }: Reader,
  { id, account }: Installation,
  { content, sha }: z.infer<typeof File>,
): Promise<FloorFacts> {
  const text = Buffer.from(content, 'base64').toString('utf8');
  const organization = { file: policyPath, sha, text };
  const read = effectivePolicy({ organization, defaultBranch: null, baseBranch: null, owner: account.login });
  if (!read.usable) {
    const problems = read.problems.map(({ line, message }) => `line ${line}: ${message}`);
    return { kind: 'broken', problems };
  }
  const { policy } = read;
  const teams = teamsNamedBy(policy);
  const seen = await Promise.all(
    teams.map((team) => {
      const { org, slug } = splitTeam(team);
      return found(() => github.rest(id, 'GET /orgs/{org}/teams/{team_slug}', { org, team_slug: slug }));
    }),
  );
  return {
    kind: 'read',
    mode: policy.mode,
    carriesOver: policy.carryOver !== 'never',
    allowsOverrides: policy.override !== null,
    invisibleTeams: teams.filter((_, index) => seen[index] === null),
  };
}

/** null: there is no such thing, or we may not know of it. */
async function found(ask: () => Promise<unknown>): Promise<unknown> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof GitHubError && (error.status === 404 || error.status === 403)) return null;
    throw error;
  }
}

/** So many repositories are asked about at once. */
const atOnce = 8;

async function readBranches(reader: Reader, id: number): Promise<InstallationFacts['branches']> {
  try {
    const repositories = (await listRepositories(reader, id)).filter(({ archived }) => archived !== true);
    const branches = [];
    for (let from = 0; from < repositories.length; from += atOnce) {
      const some = repositories.slice(from, from + atOnce);
      branches.push(...(await Promise.all(some.map((repository) => readBranch(reader, id, repository)))));
    }
    return known(branches);
  } catch (error) {
    if (error instanceof GitHubError) return unknown(error.message);
    throw error;
  }
}

async function listRepositories({ github, only }: Reader, id: number): Promise<readonly Repository[]> {
  const page = z.object({ repositories: z.array(Repository) });
  const all = await everyPage(async (number) => {
    const answer = await github.rest(id, 'GET /installation/repositories', { per_page: perPage, page: number });
    return page.parse(answer).repositories;
  });
  const name = only?.name ?? null;
  return name === null ? all : all.filter((repository) => repository.name.toLowerCase() === name.toLowerCase());
}
