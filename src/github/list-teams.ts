import { z } from 'zod';
import { present } from './answer.ts';
import type { GitHub } from './client.ts';

export type ListedTeam = {
  readonly slug: string;
  /** Only its members and owners of the organization may learn that it exists. */
  readonly secret: boolean;
  /** With those of its child teams. */
  readonly people: number;
};

/** Whose teams were asked for, and what GitHub answered. */
export type TeamList =
  | { readonly kind: 'organization'; readonly teams: readonly ListedTeam[] }
  /** An account of a person has no teams. */
  | { readonly kind: 'person' }
  | { readonly kind: 'refused' };

export const teamListQuery = `query TeamList($login: String!, $after: String) {
  repositoryOwner(login: $login) {
    __typename
    ... on Organization { teams(first: 100, after: $after, orderBy: { field: NAME, direction: ASC }) {
      pageInfo { hasNextPage endCursor }
      nodes { slug privacy members(first: 1) { totalCount } }
    } }
  }
}`;

/** Every team of an account that can be seen with these credentials, a hundred in each request. */
export async function listTeams(github: GitHub, installationId: number, login: string): Promise<TeamList> {
  const teams: ListedTeam[] = [];
  for (let after: string | null = null; ; ) {
    const { data, problems } = await github.graphql(installationId, teamListQuery, { login, after });
    const { repositoryOwner: owner } = Answer.parse(data);
    if (owner?.__typename === 'User') return { kind: 'person' };
    // A list that is refused half-way would pass for a short one.
    if (owner?.teams === undefined || owner.teams === null || problems.length > 0) return { kind: 'refused' };
    for (const { slug, privacy, members } of present(owner.teams)) {
      teams.push({ slug, secret: privacy !== 'VISIBLE', people: members.totalCount });
    }
    const { hasNextPage, endCursor } = owner.teams.pageInfo;
    if (!hasNextPage) return { kind: 'organization', teams };
    after = endCursor;
  }
}

const Team = z.object({ slug: z.string(), privacy: z.string(), members: z.object({ totalCount: z.number() }) });
const Answer = z.object({
  repositoryOwner: z
    .object({
      __typename: z.string(),
      teams: z
        .object({
          pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
          nodes: z.array(Team.nullable()).nullable(),
        })
        .nullish(),
    })
    .nullable(),
});
