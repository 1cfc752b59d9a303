import { z } from 'zod';
import { type ChangedFile, type Fact, known, type PullRequestRef, unknown } from '../core/facts.ts';
import { HeadMovedError } from '../errors.ts';
import type { GitHub } from './client.ts';

export const RestFile = z.object({
  filename: z.string(),
  previous_filename: z.string().optional(),
  sha: z.string().nullish(),
  additions: z.number(),
  deletions: z.number(),
  patch: z.string().optional(),
});
export type RestFile = z.infer<typeof RestFile>;

const perPage = 100;

/** The files with their former names, blobs and patches. GitHub shows the first 3,000. */
export async function readFileDetails(
  github: GitHub,
  ref: PullRequestRef,
  files: readonly ChangedFile[],
): Promise<readonly ChangedFile[]> {
  const details = await readPages(github, ref, Math.ceil(files.length / perPage));
  const byPath = new Map(details.map((detail) => [detail.filename, detail]));
  return files.map((file) => {
    const detail = byPath.get(file.path);
    // REST does not say which head it read: the same counts for every file say that it was ours.
    if (detail === undefined || detail.additions !== file.additions || detail.deletions !== file.deletions)
      throw new HeadMovedError(`the files of #${ref.number} changed while they were read`);
    return withDetail(file, detail);
  });
}

async function readPages(github: GitHub, ref: PullRequestRef, pages: number): Promise<readonly RestFile[]> {
  const all: RestFile[] = [];
  for (let page = 1; page <= pages; page += 1) {
    const answer = await github.rest(ref.installationId, 'GET /repos/{owner}/{repo}/pulls/{pull_number}/files', {
      owner: ref.owner,
      repo: ref.name,
      pull_number: ref.number,
      per_page: perPage,
      page,
    });
    all.push(...z.array(RestFile).parse(answer));
  }
  return all;
}

function withDetail(file: ChangedFile, detail: RestFile): ChangedFile {
  const moved = file.status === 'renamed' || file.status === 'copied';
  const former = detail.previous_filename;
  return {
    ...file,
    previousPath: !moved
      ? known(null)
      : former === undefined
        ? unknown('GitHub did not say its former name')
        : known(former),
    blobAfter: file.status === 'removed' ? known(null) : blobOf(detail),
    patch: patchOf(detail),
  };
}

const blobOf = ({ sha }: RestFile): Fact<string> =>
  sha === null || sha === undefined ? unknown('GitHub did not say') : known(sha);

/** A patch that does not hold all the lines it should was cut. */
export function patchOf({ patch, additions, deletions }: RestFile): Fact<string> {
  if (patch === undefined) return unknown('GitHub gives no patch of this file: it is binary, too large or marked so');
  const lines = patch.split('\n');
  const whole =
    lines.filter((line) => line.startsWith('+')).length === additions &&
    lines.filter((line) => line.startsWith('-')).length === deletions;
  return whole ? known(patch) : unknown('GitHub cut the patch of this file');
}
