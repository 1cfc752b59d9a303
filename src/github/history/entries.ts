import { z } from 'zod';
import { type ChangedFile, type Fact, known, type RepositoryRef, unknown } from '../../core/facts.ts';
import type { GitHub } from '../client.ts';
import { refusePartial } from '../problems.ts';
import { pastEntriesQuery } from './queries.ts';

/** The changed files of one pull request, and the two commits between which they changed. */
export type Changed = {
  readonly head: string;
  readonly mergeBase: Fact<string>;
  readonly files: readonly ChangedFile[];
};

type Wanted = { readonly commit: string; readonly path: string };
type Entry = { readonly mode: string; readonly oid: string };
type Entries = ReadonlyMap<string, Entry | null>;

const pathsPerQuery = 200;

/**
 * The same files with mode and blob, of several pull requests in few requests. What was before is read of files without a
 * changed line alone: whether such a one was only moved is all that anybody asks.
 */
export async function withEntries(
  github: GitHub,
  repository: RepositoryRef,
  changes: readonly Changed[],
): Promise<readonly (readonly ChangedFile[])[]> {
  const wanted = changes.flatMap(wantedOf);
  const entries = new Map<string, Entry | null>();
  for (let from = 0; from < wanted.length; from += pathsPerQuery)
    for (const [key, entry] of await readEntries(github, repository, wanted.slice(from, from + pathsPerQuery)))
      entries.set(key, entry);
  return changes.map((change) => change.files.map((file) => withEntry(file, change, entries)));
}

const wantedOf = ({ head, mergeBase, files }: Changed): readonly Wanted[] => [
  ...files.filter(({ status }) => status !== 'removed').map(({ path }) => ({ commit: head, path })),
  ...(mergeBase.known
    ? files.filter(needsBefore).map((file) => ({ commit: mergeBase.value, path: pathBefore(file) }))
    : []),
];

const needsBefore = ({ status, additions, deletions }: ChangedFile): boolean =>
  (status === 'modified' || status === 'renamed') && additions + deletions === 0;

const pathBefore = ({ path, previousPath }: ChangedFile): string =>
  previousPath.known && previousPath.value !== null ? previousPath.value : path;

const keyOf = ({ commit, path }: Wanted): string => `${commit}:${path}`;
const TreeEntry = z.object({ mode: z.number().transform((mode) => mode.toString(8)), oid: z.string() }).nullable();
const Answer = z.object({ repository: z.record(z.string(), z.record(z.string(), TreeEntry).nullable()) });

async function readEntries(
  github: GitHub,
  { installationId, owner, name }: RepositoryRef,
  wanted: readonly Wanted[],
): Promise<Entries> {
  const commits = [...new Set(wanted.map(({ commit }) => commit))];
  const files = commits.map((commit) => wanted.flatMap((each, at) => (each.commit === commit ? [at] : [])));
  const answer = await github.graphql(installationId, pastEntriesQuery(files), {
    owner,
    name,
    ...Object.fromEntries(commits.map((commit, index) => [`c${index}`, commit])),
    ...Object.fromEntries(wanted.map(({ path }, index) => [`f${index}`, path])),
  });
  refusePartial(answer, 'PastEntries');
  const { repository } = Answer.parse(answer.data);
  return new Map(
    wanted.map((each, index) => [keyOf(each), repository[`c${commits.indexOf(each.commit)}`]?.[`f${index}`] ?? null]),
  );
}

function withEntry(file: ChangedFile, { head, mergeBase }: Changed, entries: Entries): ChangedFile {
  if (file.status === 'removed') return file;
  const after = entries.get(keyOf({ commit: head, path: file.path })) ?? null;
  const before = mergeBase.known ? entries.get(keyOf({ commit: mergeBase.value, path: pathBefore(file) })) : null;
  const missing = unknown('the file is not in the tree it should be in');
  return {
    ...file,
    mode: after === null ? missing : known(after.mode),
    blobAfter: after === null ? missing : known(after.oid),
    ...(before === null || before === undefined ? {} : { blobBefore: known(before.oid) }),
  };
}
