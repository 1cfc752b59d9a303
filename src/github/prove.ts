import { z } from 'zod';
import type { MergeToProve, ReviewedState, WantedProofs } from '../core/carry-over.ts';
import { type Fact, known, type PullRequestRef, type Snapshot, unknown } from '../core/facts.ts';
import { GitHubError } from '../errors.ts';
import { present } from './answer.ts';
import { createBoundedMap } from './bounded-map.ts';
import type { GitHub } from './client.ts';
import { refusePartial } from './problems.ts';
import { parentsQuery } from './queries.ts';

/** Path → mode and blob of a whole tree. */
type Tree = ReadonlyMap<string, string>;

const Comparison = z.object({ merge_base_commit: z.object({ sha: z.string() }) });
const Parents = z.object({
  repository: z
    .object({
      object: z
        .object({ parents: z.object({ nodes: z.array(z.object({ oid: z.string() }).nullable()).nullable() }) })
        .nullable(),
    })
    .nullable(),
});
const TreeAnswer = z.object({
  truncated: z.boolean(),
  tree: z.array(z.object({ path: z.string(), mode: z.string(), type: z.string(), sha: z.string() })),
});

/**
 * Proves from whole trees what sign-offs depend on. A tree that GitHub cuts proves nothing, and neither does a commit that
 * is gone: the fact is then unknown. Trees and merge bases never change, so each is read once.
 */
export function createProver(github: GitHub): (snapshot: Snapshot, wanted: WantedProofs) => Promise<Snapshot> {
  const trees = createBoundedMap<Fact<Tree>>(40);
  const bases = createBoundedMap<Fact<string>>(1000);
  const parents = createBoundedMap<Fact<readonly string[]>>(1000);

  return async (snapshot, { mergeBase, reviews, merges }) => {
    const { ref } = snapshot;
    const base = mergeBase ? await mergeBaseOf(ref, snapshot.baseSha, snapshot.headSha) : snapshot.mergeBase;
    const cleanMerges = [...snapshot.proofs.cleanMerges];
    for (const merge of merges) if (await isClean(snapshot, merge)) cleanMerges.push(merge.sha);
    const sameDiff = { ...snapshot.proofs.sameDiff };
    for (const review of reviews) sameDiff[review.reviewId] = await isSameDiff(snapshot, review);
    return { ...snapshot, mergeBase: base, proofs: { sameDiff, cleanMerges } };
  };

  async function isSameDiff(snapshot: Snapshot, review: ReviewedState): Promise<Fact<boolean>> {
    const { ref, mergeBase, headSha, baseSha } = snapshot;
    if (!mergeBase.known) return mergeBase;
    const then = review.mergeBase === null ? await mergeBaseOf(ref, baseSha, review.headSha) : known(review.mergeBase);
    return then.known ? compareDiffs(ref, [then.value, review.headSha], [mergeBase.value, headSha]) : then;
  }

  /** The second parent lies on the base, and the branch says the same before and after, file by file. */
  async function isClean({ ref, baseSha }: Snapshot, { sha, branch, ...merge }: MergeToProve): Promise<boolean> {
    const base = merge.base ?? (await secondParent(ref, sha, branch));
    if (base === null) return false;
    const onBase = await mergeBaseOf(ref, baseSha, base);
    if (!onBase.known || onBase.value !== base) return false;
    const before = await mergeBaseOf(ref, base, branch);
    if (!before.known) return false;
    const same = await compareDiffs(ref, [before.value, branch], [base, sha]);
    return same.known && same.value;
  }

  /** What was merged into the branch; null: it was no merge into exactly that, or the commit is gone. */
  async function secondParent(ref: PullRequestRef, sha: string, branch: string): Promise<string | null> {
    const kept = await keep(parents, `${ref.repositoryId}:${sha}`, async () => {
      const variables = { owner: ref.owner, name: ref.name, oid: sha };
      const answer = await github.graphql(ref.installationId, parentsQuery, variables);
      refusePartial(answer, 'Parents');
      const commit = Parents.parse(answer.data).repository?.object ?? null;
      return commit === null ? unknown('a commit is gone') : known(present(commit.parents).map(({ oid }) => oid));
    });
    if (!kept.known) return null;
    const [first, second, ...others] = kept.value;
    return first === branch && second !== undefined && others.length === 0 ? second : null;
  }

  async function compareDiffs(ref: PullRequestRef, one: Ends, other: Ends): Promise<Fact<boolean>> {
    const [first, second] = [await diff(ref, one), await diff(ref, other)];
    if (!first.known) return first;
    if (!second.known) return second;
    const changes = [...first.value];
    return known(
      first.value.size === second.value.size && changes.every(([path, change]) => second.value.get(path) === change),
    );
  }

  /** Each changed path with its mode and blob before and after. */
  async function diff(ref: PullRequestRef, [from, to]: Ends): Promise<Fact<ReadonlyMap<string, string>>> {
    const [before, after] = [await treeOf(ref, from), await treeOf(ref, to)];
    if (!before.known) return before;
    if (!after.known) return after;
    const paths = new Set([...before.value.keys(), ...after.value.keys()]);
    const changes = [...paths].flatMap((path): [string, string][] => {
      const [was, is] = [before.value.get(path) ?? 'none', after.value.get(path) ?? 'none'];
      return was === is ? [] : [[path, `${was} → ${is}`]];
    });
    return known(new Map(changes));
  }

  function treeOf(ref: PullRequestRef, sha: string): Promise<Fact<Tree>> {
    return keep(trees, `${ref.repositoryId}:${sha}`, async () => {
      const answer = await read(ref, 'GET /repos/{owner}/{repo}/git/trees/{tree_sha}', {
        tree_sha: sha,
        recursive: '1',
      });
      if (!answer.known) return answer;
      const { truncated, tree } = TreeAnswer.parse(answer.value);
      if (truncated) return unknown('the tree is larger than GitHub shows');
      const files = tree.filter(({ type }) => type !== 'tree');
      return known(new Map(files.map(({ path, mode, sha: blob }): [string, string] => [path, `${mode} ${blob}`])));
    });
  }

  function mergeBaseOf(ref: PullRequestRef, base: string, head: string): Promise<Fact<string>> {
    return keep(bases, `${ref.repositoryId}:${base}:${head}`, async () => {
      const route = 'GET /repos/{owner}/{repo}/compare/{basehead}';
      const answer = await read(ref, route, { basehead: `${base}...${head}`, per_page: 1 });
      return answer.known ? known(Comparison.parse(answer.value).merge_base_commit.sha) : answer;
    });
  }

  async function read(ref: PullRequestRef, route: string, parameters: Record<string, unknown>): Promise<Fact<unknown>> {
    try {
      return known(await github.rest(ref.installationId, route, { owner: ref.owner, repo: ref.name, ...parameters }));
    } catch (error) {
      // A commit that is gone, or histories without a common commit: an answer. Everything else is tried again.
      if (error instanceof GitHubError && (error.status === 404 || error.status === 422))
        return unknown('a commit is gone');
      throw error;
    }
  }
}

type Ends = readonly [from: string, to: string];

async function keep<T>(
  map: ReturnType<typeof createBoundedMap<Fact<T>>>,
  key: string,
  find: () => Promise<Fact<T>>,
): Promise<Fact<T>> {
  const kept = map.get(key);
  if (kept !== undefined) return kept;
  const found = await find();
  if (found.known) map.set(key, found);
  return found;
}
