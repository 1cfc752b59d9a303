import { GitHubError } from '../../errors.ts';
import { listTeams, type TeamList } from '../../github/list-teams.ts';
import type { Starter } from '../../policy/starter.ts';
import { type Connection, installationOnOrganization, installationOnRepository } from '../connect.ts';

type Wanted = Pick<Starter, 'scope'> & {
  /** null: nobody was named. */
  readonly owner: string | null;
  /** null: the floor of the owner. */
  readonly repo: string | null;
  /** null: ask GitHub. */
  readonly teams: readonly string[] | null;
};

export type Found =
  | ({ readonly ok: true; readonly slugs: readonly string[] } & Pick<Starter, 'people' | 'secretTeams'> & Noted)
  | ({ readonly ok: false } & Noted);
/** One line about what was looked up; '' says nothing. */
type Noted = { readonly note: string };

const noTeams = { ok: true, slugs: [], people: new Map(), secretTeams: 0 } as const;

/** The teams to propose levels from: those that were named, else those that GitHub tells. */
export async function findTeams({ scope, owner, repo, teams }: Wanted, open: () => Connection | null): Promise<Found> {
  if (teams !== null) return { ...noTeams, slugs: teams, note: '' };
  if (owner === null) {
    const how = scope === 'organization' ? '`countersign init --org acme`' : '`countersign init acme/shop`';
    return { ...noTeams, note: `looked up no teams: name whose, such as ${how}, or the teams with --teams` };
  }
  const connection = open();
  if (connection === null) {
    const note = `did not look up the teams of ${owner}: set GITHUB_TOKEN or the credentials of the App, or name them with --teams`;
    return { ...noTeams, note };
  }
  try {
    const installationId = await (repo === null
      ? installationOnOrganization(connection, owner)
      : installationOnRepository(connection, owner, repo));
    return foundIn(await listTeams(connection.github, installationId, owner), owner);
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    return {
      ok: false,
      note: `${whyRefused(error, connection, repo === null ? owner : `${owner}/${repo}`)}; ${anyway}`,
    };
  }
}

const anyway = 'or name the teams with --teams';

function foundIn(list: TeamList, owner: string): Found {
  if (list.kind === 'person') return { ...noTeams, note: `looked up no teams: ${owner} is a person, who has none` };
  if (list.kind === 'refused')
    return {
      ok: false,
      note: `the teams of ${owner} cannot be seen: the token needs \`read:org\` (fine-grained: Members: read) of an organization of this name, ${anyway}`,
    };
  // The file may lie in a public repository: it names no team that strangers may not know of.
  const open = list.teams.filter(({ secret }) => !secret);
  const people = new Map(open.map((team) => [team.slug, team.people]));
  const secretTeams = list.teams.length - open.length;
  return { ok: true, slugs: [...people.keys()], people, secretTeams, note: '' };
}

function whyRefused({ status, message }: GitHubError, { as }: Connection, target: string): string {
  if (status === 401) return 'GitHub does not take these credentials: look at GITHUB_TOKEN, or APP_ID and PRIVATE_KEY';
  if (status === 404 && as === 'app') return `the App is not installed on ${target}: install it there`;
  return message;
}
