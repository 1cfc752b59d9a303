import { z } from 'zod';
import type { AccountFacts, FloorFacts } from '../../doctor/facts.ts';
import { GitHubError } from '../../errors.ts';
import { effectivePolicy, type PolicyText } from '../../policy/effective-policy.ts';
import { policyPath } from '../target.ts';
import { childTeamsOf, teamsNamedBy } from '../wanted-facts.ts';
import { readLevels } from './read-levels.ts';
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
export type Installation = z.infer<typeof Installation>;

/** An account, and the text of its floor, under which its repositories are judged. */
export type ReadAccount = {
  readonly installationId: number;
  readonly facts: AccountFacts;
  readonly floorText: PolicyText | null;
};

/** One account that installed the App, with its floor. */
export async function readAccount(reader: Reader, given: Installation): Promise<ReadAccount> {
  const { id, account, permissions, events, html_url } = given;
  const suspended = given.suspended_at !== null && given.suspended_at !== undefined;
  const served = reader.serves(account.login);
  const read: ReadFloor = served && !suspended ? await readFloor(reader, given) : noFloor({ kind: 'not-asked' });
  const facts = {
    account: account.login,
    isOrganization: account.type === 'Organization',
    suspended,
    served,
    settingsUrl: html_url,
    permissions,
    events,
    floor: read.floor,
    distrusted: await reader.distrusted(id),
  };
  return { installationId: id, facts, floorText: read.text };
}

type ReadFloor = { readonly floor: FloorFacts; readonly text: PolicyText | null };

const noFloor = (floor: FloorFacts): ReadFloor => ({ floor, text: null });

async function readFloor(reader: Reader, installation: Installation): Promise<ReadFloor> {
  const { id, account, repository_selection } = installation;
  if (reader.floor === 'none' || account.type !== 'Organization') return noFloor({ kind: 'not-asked' });
  const place = { owner: account.login, repo: '.github' };
  try {
    const repository = await found(() => reader.github.rest(id, 'GET /repos/{owner}/{repo}', place));
    if (repository === null && repository_selection === 'selected') return noFloor({ kind: 'hidden' });
    if (repository === null) return noFloor({ kind: 'absent', what: 'repository' });
    const route = 'GET /repos/{owner}/{repo}/contents/{path}';
    const file = await found(() => reader.github.rest(id, route, { ...place, path: policyPath }));
    if (file === null) return noFloor({ kind: 'absent', what: 'file' });
    const { content, sha } = File.parse(file);
    const text = { file: policyPath, sha, text: Buffer.from(content, 'base64').toString('utf8') };
    return { floor: await judgeFloor(reader, installation, text), text };
  } catch (error) {
    if (error instanceof GitHubError) return noFloor({ kind: 'unreadable', why: error.message });
    throw error;
  }
}

const File = z.object({ content: z.string(), sha: z.string() });

async function judgeFloor(
  { directory }: Reader,
  { id, account }: Installation,
  organization: PolicyText,
): Promise<FloorFacts> {
  const read = effectivePolicy({ organization, defaultBranch: null, baseBranch: null, owner: account.login });
  if (!read.usable) {
    const problems = read.problems.map(({ line, message }) => `line ${line}: ${message}`);
    return { kind: 'broken', problems };
  }
  const { policy } = read;
  const teams = teamsNamedBy(policy);
  const scope = { installationId: id, childTeams: childTeamsOf(policy) };
  await directory.read(scope, teams);
  return {
    kind: 'read',
    mode: policy.mode,
    carriesOver: policy.carryOver !== 'never',
    allowsOverrides: policy.override !== null,
    invisibleTeams: teams.filter((team) => directory.lacks(scope, team)),
    levels: await readLevels(directory, id, policy),
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
