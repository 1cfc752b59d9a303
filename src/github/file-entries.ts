import { z } from 'zod';
import { type ChangedFile, type Fact, known, type PullRequestRef, unknown } from '../core/facts.ts';
import type { GitHub } from './client.ts';
import { refusePartial } from './problems.ts';
import { entriesQuery } from './queries.ts';

/** The two commits between which the files changed; an unknown merge base leaves what was before unknown. */
export type Ends = { readonly head: string; readonly mergeBase: Fact<string> };

type Entry = { readonly mode: string; readonly oid: string };

const filesPerQuery = 100;
const queries = 5;

/** The files with mode and blobs, read from the trees of both ends. Of very long lists the rest stays unknown. */
export async function readFileEntries(
  github: GitHub,
  ref: PullRequestRef,
  ends: Ends,
  files: readonly ChangedFile[],
): Promise<readonly ChangedFile[]> {
  const read: ChangedFile[] = [];
  for (let from = 0; from < files.length; from += filesPerQuery) {
    const part = files.slice(from, from + filesPerQuery);
    read.push(...(from < queries * filesPerQuery ? await readPart(github, ref, ends, part) : part));
  }
  return read;
}

async function readPart(
  github: GitHub,
  { installationId, owner, name }: PullRequestRef,
  { head, mergeBase }: Ends,
  files: readonly ChangedFile[],
): Promise<readonly ChangedFile[]> {
  const paths = files.flatMap((file, index): [string, string][] => [
    [`h${index}`, file.path],
    [`b${index}`, pathBefore(file)],
  ]);
  const before = mergeBase.known ? mergeBase.value : head;
  const answer = await github.graphql(installationId, entriesQuery(files.length), {
    owner,
    name,
    head,
    before,
    ...Object.fromEntries(paths),
  });
  refusePartial(answer, 'Entries');
  const { repository } = Answer.parse(answer.data);
  return files.map((file, index) => {
    const after = repository?.head?.[`h${index}`] ?? null;
    const earlier = repository?.before?.[`b${index}`] ?? null;
    return withEntries(file, after, mergeBase.known ? known(earlier) : mergeBase);
  });
}

const pathBefore = ({ path, previousPath }: ChangedFile): string =>
  previousPath.known && previousPath.value !== null ? previousPath.value : path;

function withEntries(file: ChangedFile, after: Entry | null, before: Fact<Entry | null>): ChangedFile {
  const missing = unknown('the file is not in the tree it should be in');
  const isCopy = file.status === 'added' || file.status === 'copied';
  return {
    ...file,
    mode: file.status === 'removed' ? known(null) : after === null ? missing : known(after.mode),
    blobAfter: file.status === 'removed' ? known(null) : after === null ? missing : known(after.oid),
    blobBefore: isCopy
      ? file.blobBefore
      : !before.known
        ? before
        : before.value === null
          ? missing
          : known(before.value.oid),
  };
}

/** Git writes modes in octal; GraphQL gives the number. */
const TreeEntry = z.object({ mode: z.number().transform((mode) => mode.toString(8)), oid: z.string() }).nullable();
const Tree = z.record(z.string(), TreeEntry).nullable();
const Answer = z.object({ repository: z.object({ head: Tree, before: Tree }).nullable() });
