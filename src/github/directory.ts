import { z } from 'zod';
import { type Fact, known, unknown } from '../core/facts.ts';
import type { Hint } from '../core/hint.ts';
import { Team } from './answer.ts';
import { type BoundedMap, createBoundedMap } from './bounded-map.ts';
import type { GitHub, GraphqlProblem } from './client.ts';
import { isFresh } from './kept-answers.ts';
import { teamPageQuery, teamSlugsQuery, teamsQuery } from './queries.ts';
import { type ChildTeams, splitTeam, type TeamSlug, teamVariables } from './team-query.ts';

/** The people of a team by account id, and the team's own id: a slug can be given to another team. */
export type TeamMembers = {
  readonly id: number;
  /** Only its members and owners of the organisation may learn that it exists. */
  readonly secret: boolean;
  readonly members: ReadonlySet<number>;
  /** What they are called, to ask one of them by name. */
  readonly logins: ReadonlyMap<number, string>;
};

/** Who is in which team, as far as it was read in the last minutes. */
export type Directory = {
  /** The teams of these that a query must read. */
  readonly missing: (scope: Scope, teams: readonly TeamSlug[]) => readonly TeamSlug[];
  /** Takes in the answer of a query that asked for exactly these teams. */
  readonly learn: (scope: Scope, teams: readonly TeamSlug[], answer: TeamAnswer) => Promise<void>;
  /** Every one of these teams, reading what is missing in one request. */
  readonly read: (scope: Scope, teams: readonly TeamSlug[]) => Promise<ReadonlyMap<TeamSlug, Fact<TeamMembers>>>;
  /** What is known of a team without asking. */
  readonly peek: (scope: Scope, team: TeamSlug) => TeamMembers | undefined;
  /** GitHub said that there is no such team; a refusal to tell is not that. */
  readonly lacks: (scope: Scope, team: TeamSlug) => boolean;
  /** Some teams of an organisation, to tell which one a mistyped name meant. */
  readonly examples: (scope: Scope, organization: string) => Promise<readonly TeamSlug[]>;
  /** Something about the teams of an organisation changed. */
  readonly forget: (hint: Hint) => void;
};

export type Scope = { readonly installationId: number; readonly childTeams: ChildTeams };
export type TeamAnswer = { readonly data: unknown; readonly problems: readonly GraphqlProblem[] };

type Entry = { readonly fact: Fact<TeamMembers>; readonly absent: boolean; readonly until: number };
type Examples = { readonly teams: readonly TeamSlug[]; readonly until: number };

// GitHub does not announce every change (a team moved under another parent is one), so time empties the directory too.
const keepFor = 5 * 60_000;
const keepRefusalFor = 60_000;
const teamsPerQuery = 50;
const pagesPerTeam = 50;

export function createDirectory(github: GitHub, now: () => number = Date.now): Directory {
  const entries: BoundedMap<Entry> = createBoundedMap(5_000);
  const listed: BoundedMap<Examples> = createBoundedMap(500);

  return { missing, learn, read, peek, lacks, examples, forget };

  function missing(scope: Scope, teams: readonly TeamSlug[]): readonly TeamSlug[] {
    return [...new Set(teams)].filter((team) => current(scope, team) === undefined).slice(0, teamsPerQuery);
  }

  async function learn(scope: Scope, teams: readonly TeamSlug[], answer: TeamAnswer): Promise<void> {
    for (const [index, team] of teams.entries()) {
      const fact = await readAnswer(scope, team, `t${index}`, answer);
      const absent = !fact.known && saysAbsent(`t${index}`, answer);
      entries.set(keyOf(scope, team), { fact, absent, until: now() + (fact.known ? keepFor : keepRefusalFor) });
    }
  }

  async function read(scope: Scope, teams: readonly TeamSlug[]): Promise<ReadonlyMap<TeamSlug, Fact<TeamMembers>>> {
    for (let wanted = missing(scope, teams); wanted.length > 0; wanted = missing(scope, teams)) {
      const variables = teamVariables(wanted, scope.childTeams);
      await learn(scope, wanted, await github.graphql(scope.installationId, teamsQuery(wanted), variables));
    }
    const facts = teams.map((team): [TeamSlug, Fact<TeamMembers>] => [
      team,
      current(scope, team)?.fact ?? unknown(`team \`${team}\` was not read`),
    ]);
    return new Map(facts);
  }

  function peek(scope: Scope, team: TeamSlug): TeamMembers | undefined {
    const fact = current(scope, team)?.fact;
    return fact?.known === true ? fact.value : undefined;
  }

  function lacks(scope: Scope, team: TeamSlug): boolean {
    return current(scope, team)?.absent === true;
  }

  async function examples(scope: Scope, organization: string): Promise<readonly TeamSlug[]> {
    const key = keyOf(scope, organization);
    const before = listed.get(key);
    if (before !== undefined && isFresh(before.until, keepFor, now())) return before.teams;
    const { data } = await github.graphql(scope.installationId, teamSlugsQuery, { org: organization });
    // It is for a hint only: without an answer there is none.
    const nodes = Slugs.safeParse(data).data?.organization?.teams.nodes ?? [];
    const teams = nodes.flatMap((team) => (team === null ? [] : [`${organization}/${team.slug.toLowerCase()}`]));
    listed.set(key, { teams, until: now() + keepFor });
    return teams;
  }

  function forget(hint: Hint): void {
    if (hint.kind !== 'organization' && hint.kind !== 'installation') return;
    const organization = hint.kind === 'organization' ? `${hint.owner.toLowerCase()}/` : '';
    const prefix = new RegExp(`^${hint.installationId}:\\w+:`);
    entries.deleteWhere((key) => prefix.test(key) && key.replace(prefix, '').startsWith(organization));
    listed.deleteWhere((key) => prefix.test(key) && `${key.replace(prefix, '')}/`.startsWith(organization));
  }

  function current(scope: Scope, team: TeamSlug): Entry | undefined {
    const entry = entries.get(keyOf(scope, team));
    return entry !== undefined && isFresh(entry.until, keepFor, now()) ? entry : undefined;
  }

  async function readAnswer(
    scope: Scope,
    team: TeamSlug,
    alias: string,
    { data, problems }: TeamAnswer,
  ): Promise<Fact<TeamMembers>> {
    const refusal = problems.find(({ path }) => path[0] === alias);
    if (refusal !== undefined) return unknown(`GitHub refused to show team \`${team}\``);
    const answer = z.record(z.string(), z.unknown()).parse(data)[alias];
    const found = Organization.parse(answer ?? null)?.team ?? null;
    if (found === null) return unknown(`team \`${team}\` does not exist or cannot be seen`);
    const logins = new Map(namesIn(found.members.nodes));
    let { hasNextPage, endCursor } = found.members.pageInfo;
    for (let page = 1; hasNextPage; page += 1) {
      if (page > pagesPerTeam) return unknown(`team \`${team}\` has more members than are read`);
      const next = await readPage(scope, team, endCursor);
      // A page of a team that was deleted or replaced meanwhile is a page of another team.
      if (next === null || next.databaseId !== found.databaseId)
        return unknown(`team \`${team}\` changed while it was read`);
      for (const [id, login] of namesIn(next.members.nodes)) logins.set(id, login);
      ({ hasNextPage, endCursor } = next.members.pageInfo);
    }
    const members = new Set(logins.keys());
    return known({ id: found.databaseId, secret: found.privacy !== 'VISIBLE', members, logins });
  }

  async function readPage(scope: Scope, team: TeamSlug, after: string | null): Promise<z.infer<typeof Team>> {
    const membership = scope.childTeams === 'included' ? 'ALL' : 'IMMEDIATE';
    const variables = { ...splitTeam(team), membership, after };
    const { data } = await github.graphql(scope.installationId, teamPageQuery, variables);
    return z.object({ organization: Organization }).parse(data).organization?.team ?? null;
  }
}

const Organization = z.object({ team: Team }).nullable();
const Slugs = z.object({
  organization: z
    .object({ teams: z.object({ nodes: z.array(z.object({ slug: z.string() }).nullable()).nullable() }) })
    .nullable(),
});

/** The team was asked for and answered with nothing, and nothing but "not found" is said of why. */
function saysAbsent(alias: string, { data, problems }: TeamAnswer): boolean {
  if (problems.some(({ path, type }) => path[0] === alias && type !== 'NOT_FOUND')) return false;
  const answer = z.record(z.string(), z.unknown()).parse(data)[alias];
  return answer !== undefined && (Organization.parse(answer)?.team ?? null) === null;
}

const keyOf = ({ installationId, childTeams }: Scope, team: TeamSlug): string =>
  `${installationId}:${childTeams}:${team}`;

type Nodes = NonNullable<z.infer<typeof Team>>['members']['nodes'];

const namesIn = (nodes: Nodes): readonly (readonly [number, string])[] =>
  (nodes ?? []).flatMap((node) => (node === null || node.databaseId === null ? [] : [[node.databaseId, node.login]]));
