import { dirname } from 'node:path/posix';
import { z } from 'zod';
import type { Account, ChangedFile, Snapshot } from '../core/facts.ts';
import { Actor, present } from './answer.ts';
import { createBoundedMap } from './bounded-map.ts';
import type { GitHub } from './client.ts';
import { actorFragment } from './fragments.ts';

/** Who says to be busy, and how often each person worked on these paths lately, by id. */
export type Familiarity = {
  readonly busy: ReadonlySet<number>;
  readonly commits: ReadonlyMap<number, number>;
  readonly reviews: ReadonlyMap<number, number>;
};

type History = Pick<Familiarity, 'commits' | 'reviews'>;

/** The largest changes of so many paths, and so many commits of each, are looked at. */
const mostPaths = 5;
const mostPeople = 60;
const keepFor = 60 * 60_000;

/**
 * Asks in one request who of these people is busy and who worked on the changed paths lately. What became of the paths is
 * kept for an hour; who is busy is not.
 */
export function createFamiliarityReader(
  github: GitHub,
  now: () => number = Date.now,
): (snapshot: Snapshot, people: readonly Account[]) => Promise<Familiarity> {
  const histories = createBoundedMap<{ readonly history: History; readonly until: number }>(1_000);

  return async ({ ref, files, baseSha }, accounts) => {
    const people = accounts.slice(0, mostPeople);
    const paths = pathsToRead(files);
    const key = `${ref.repositoryId}:${paths.join('\n')}`;
    const before = histories.get(key);
    const kept = before !== undefined && before.until > now() ? before.history : null;
    const asked = kept === null ? paths : [];
    const { owner, name, installationId } = ref;
    const { data } = await github.graphql(installationId, familiarityQuery(people.length, asked.length), {
      ...Object.fromEntries(people.map(({ login }, index) => [`u${index}`, login])),
      ...(asked.length === 0 ? {} : { owner, name, base: baseSha }),
      ...Object.fromEntries(asked.map((path, index) => [`p${index}`, path])),
    });
    const history = kept ?? historyIn(data, asked.length);
    histories.set(key, { history, until: before !== undefined && kept !== null ? before.until : now() + keepFor });
    return { ...history, busy: busyIn(data, people) };
  };
}

/** A file that is new has no history; its folder has. */
function pathsToRead(files: readonly ChangedFile[]): readonly string[] {
  const largest = files.toSorted((one, other) => linesOf(other) - linesOf(one) || (one.path < other.path ? -1 : 1));
  const paths = largest.map(({ status, path }) => (status === 'added' ? dirname(path) : path));
  return [...new Set(paths)].filter((path) => path !== '.').slice(0, mostPaths);
}

const linesOf = ({ additions, deletions }: ChangedFile): number => additions + deletions;

/** For so many people, and for the histories of so many paths, which may be none. */
export function familiarityQuery(people: number, paths: number): string {
  const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);
  const declared = [
    ...numbers(people).map((index) => `$u${index}: String!`),
    ...(paths === 0 ? [] : ['$owner: String!', '$name: String!', '$base: GitObjectID!']),
    ...numbers(paths).map((index) => `$p${index}: String!`),
  ];
  const statuses = numbers(people).map(
    (index) => `u${index}: user(login: $u${index}) { databaseId status { indicatesLimitedAvailability } }`,
  );
  const histories = numbers(paths).map((index) => `p${index}: history(first: 10, path: $p${index}) { ...Touches }`);
  const repository = `repository(owner: $owner, name: $name) { object(oid: $base) { ... on Commit { ${histories.join(' ')} } } }`;
  return `query Familiarity(${declared.join(', ')}) { ${statuses.join(' ')} ${paths === 0 ? '' : repository} }
${paths === 0 ? '' : `${touchesFragment}\n${actorFragment}`}`;
}

const touchesFragment = `fragment Touches on CommitHistoryConnection {
  nodes {
    authors(first: 3) { nodes { user { databaseId } } }
    associatedPullRequests(first: 1) { nodes { reviews(first: 10) { nodes { author { ...Actor } } } } }
  }
}`;

const nodes = <T extends z.ZodType>(node: T) => z.object({ nodes: z.array(node.nullable()).nullable() });
const Touches = nodes(
  z.object({
    authors: nodes(z.object({ user: z.object({ databaseId: z.number().nullable() }).nullable() })),
    associatedPullRequests: nodes(z.object({ reviews: nodes(z.object({ author: Actor })).nullable() })).nullable(),
  }),
);
const Histories = z.object({
  repository: z.object({ object: z.record(z.string(), z.unknown()).nullable() }).nullable(),
});

/** A commit counts once for each of the paths, and so do the reviews of what brought it. */
function historyIn(data: unknown, paths: number): History {
  const commits = new Map<number, number>();
  const reviews = new Map<number, number>();
  if (paths === 0) return { commits, reviews };
  const object = Histories.parse(data).repository?.object ?? {};
  const count = (counts: Map<number, number>, ids: Iterable<number>) => {
    for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
  };
  for (const value of Object.values(object)) {
    const touches = Touches.safeParse(value);
    for (const { authors, associatedPullRequests } of touches.success ? present(touches.data) : []) {
      count(commits, new Set(present(authors).flatMap(({ user }) => user?.databaseId ?? [])));
      const given = present(associatedPullRequests).flatMap((pull) => present(pull.reviews));
      count(reviews, new Set(given.flatMap(({ author }) => author?.databaseId ?? [])));
    }
  }
  return { commits, reviews };
}

const Status = z
  .object({
    databaseId: z.number().nullable(),
    status: z.object({ indicatesLimitedAvailability: z.boolean() }).nullable(),
  })
  .nullable();

/** Whom GitHub does not show is not known to be busy. */
function busyIn(data: unknown, people: readonly Account[]): ReadonlySet<number> {
  const answers = z.record(z.string(), z.unknown()).parse(data);
  return new Set(
    people.flatMap(({ id }, index) => {
      const { data: user } = Status.safeParse(answers[`u${index}`] ?? null);
      return user?.databaseId === id && user.status?.indicatesLimitedAvailability === true ? [id] : [];
    }),
  );
}
