import { GitHubError } from '../../errors.ts';
import { listTeams, type TeamList } from '../../github/list-teams.ts';
import type { Starter } from '../../policy/starter.ts';
import { type Asking, noCredentials, whyRefused } from '../ask-github.ts';

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
export async function findTeams({ scope, owner, repo, teams }: Wanted, ask: () => Asking | null): Promise<Found> {
  if (teams !== null) return { ...noTeams, slugs: teams, note: '' };
  if (owner === null) {
    const how = scope === 'organization' ? '`countersign init --org acme`' : '`countersign init acme/shop`';
    return { ...noTeams, note: `looked up no teams: name whose, such as ${how}, or the teams with --teams` };
  }
  const asking = ask();
  if (asking === null) {
    const note = `did not look up the teams of ${owner}: ${noCredentials}; or name them with --teams`;
    return { ...noTeams, note };
  }
  try {
    const installationId = await (repo === null ? asking.installationOf(owner) : asking.installationOn(owner, repo));
    return foundIn(await listTeams(asking.github, installationId, owner), owner);
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    return {
      ok: false,
      note: `${whyRefused(error, asking, repo === null ? `organization ${owner}` : `repository ${owner}/${repo}`)}; ${anyway}`,
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
