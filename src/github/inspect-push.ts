import { z } from 'zod';
import { type ChangedFile, type Commit, known, unknown } from '../core/facts.ts';
import type { DirectPushHint } from '../core/hint.ts';
import type { Loaded } from '../core/loaded.ts';
import { authoritiesIn } from './authorities.ts';
import type { GitHub } from './client.ts';
import { directCommits } from './direct-commits.ts';
import type { Directory } from './directory.ts';
import { patchOf, RestFile } from './file-details.ts';
import { createPolicyReader } from './load-policy.ts';
import { peopleIn, readMemberships } from './memberships.ts';
import { ownersIn } from './owners.ts';
import { refusePartial } from './problems.ts';
import { commitOf } from './pull-request-facts.ts';
import { type GuardedBranch, PushAnswer, PushedCommit, pushQuery } from './push-query.ts';
import { asksForFloor, type FloorSetting, policyPath } from './target.ts';
import { teamsWanted } from './wanted-facts.ts';

/** A push to a branch, and which of its commits no pull request brought there. */
export type InspectedPush = {
  /** It is the default branch, or rules stand on it. */
  readonly guarded: boolean;
  readonly direct: readonly Commit[];
  /** The push as if it were a pull request, under the rules that stood before it; its files are not read. */
  readonly loaded: Loaded;
  /** The same with its files: one request more. */
  readonly withFiles: () => Promise<Loaded>;
};

/** Reads a push in one request. `number` is the issue in which it is signed off. null: it is gone. */
export type PushInspector = (hint: DirectPushHint, number: number) => Promise<InspectedPush | null>;

type Options = { readonly github: GitHub; readonly directory: Directory; readonly floor: FloorSetting };

export function createPushInspector({ github, directory, floor }: Options): PushInspector {
  const policies = createPolicyReader(floor, github.repositorySelection);

  return async (hint, number) => {
    const { repository: ref } = hint;
    const answer = await ask(hint);
    const { repository } = answer;
    if (repository === null || repository.databaseId !== ref.repositoryId) return null;
    const found = hint.commits.flatMap((_, index) => PushedCommit.safeParse(repository[`c${index}`]).data ?? []);
    if (found.length === 0) return null;
    // The rules never come from the change: they are those of the commit before it.
    const base = { baseRefName: hint.branch, baseRef: { target: repository.before ?? null } };
    const defaultBranchRef = hint.toDefault ? { name: hint.branch, ...base.baseRef } : repository.defaultBranchRef;
    const { policy } = await policies.read({
      ...answer,
      ref,
      repository: { owner: repository.owner, defaultBranchRef, pullRequest: base },
      stack: null,
    });
    const listed = found.map((commit) => commitOf({ commit }));
    const isDirect = directCommits(found, hint, [hint.branch, repository.defaultBranchRef?.name ?? hint.branch]);
    const loadedWith = async (files: readonly ChangedFile[], cut: readonly string[]): Promise<Loaded> => {
      const facts = {
        ...pushFacts(hint, number, listed),
        files,
        totals: { commits: hint.pushed, files: files.length, ...linesOf(files) },
        truncated: cut,
        owners: ownersIn(base, files),
      };
      const pushes = [{ before: hint.before, after: hint.after, pusher: hint.by }];
      const wanted = teamsWanted(ref.installationId, policy, facts.owners);
      const levels = await readMemberships(directory, wanted, peopleIn(facts, pushes));
      const shown = { check: null, labels: [] };
      const landed = { mergedBy: hint.by, mergedAt: null };
      // What landed stays as it is: no sweep looks at it again.
      const authorities = authoritiesIn(answer, facts.ref, floor, policy, directory);
      return { policy, authorities, facts: { ...facts, ...levels }, shown, versions: {}, pushes, ...landed };
    };
    return {
      guarded: hint.toDefault || isGuarded(repository.ref),
      direct: listed.filter(({ sha }) => isDirect.has(sha)),
      loaded: await loadedWith([], []),
      withFiles: async () => {
        const files = await readFiles(hint);
        return loadedWith(files, files.length < mostFiles ? [] : [`only ${mostFiles} changed files were read`]);
      },
    };
  };

  async function ask({ repository, branch, before, commits }: DirectPushHint) {
    const { installationId, owner, name } = repository;
    const answer = await github.graphql(installationId, pushQuery(commits.length), {
      owner,
      name,
      before,
      branch: `refs/heads/${branch}`,
      policy: policyPath,
      floor: asksForFloor(name, floor),
      ...Object.fromEntries(commits.map((sha, index) => [`s${index}`, sha])),
    });
    refusePartial(answer, 'DirectPush');
    return { ...PushAnswer.parse(answer.data), problems: answer.problems };
  }

  async function readFiles({ repository, before, after }: DirectPushHint): Promise<readonly ChangedFile[]> {
    const { installationId, owner, name: repo } = repository;
    const route = 'GET /repos/{owner}/{repo}/compare/{basehead}';
    const answer = await github.rest(installationId, route, { owner, repo, basehead: `${before}...${after}` });
    return Comparison.parse(answer).files.map(fileOf);
  }
}

/** GitHub names at most so many files in a comparison. */
const mostFiles = 300;

const isGuarded = (branch: GuardedBranch | null): boolean =>
  branch !== null && (branch.refUpdateRule !== null || (branch.rules?.totalCount ?? 0) > 0);

function linesOf(files: readonly ChangedFile[]) {
  const sum = (of: 'additions' | 'deletions') => files.reduce((all, file) => all + file[of], 0);
  return { additions: sum('additions'), deletions: sum('deletions') };
}

function pushFacts(
  { repository, branch, before, after, by }: DirectPushHint,
  number: number,
  commits: readonly Commit[],
) {
  return {
    ref: { ...repository, number },
    // Its branch is no head: who pushed there before had no part in this.
    pullRequest: { ...noText, author: by, headBranch: '' },
    state: 'merged' as const,
    draft: false,
    headSha: after,
    baseRef: branch,
    baseSha: before,
    stackBaseRef: null,
    mergeBase: known(before),
    commits,
    reviews: [],
    baseChangedAt: null,
    siblings: [],
    takenAt: new Date().toISOString(),
  };
}

const noText = { title: '', body: '', sameRepository: true, labels: [], agentEvents: [], assignments: [] };

function fileOf(file: z.infer<typeof ComparedFile>): ChangedFile {
  const status = statuses[file.status] ?? 'changed';
  const former = file.previous_filename;
  const notRead = unknown('it was not read');
  return {
    path: file.filename,
    previousPath: former === undefined ? known(null) : known(former),
    status,
    mode: status === 'removed' ? known(null) : notRead,
    blobBefore: status === 'added' ? known(null) : notRead,
    blobAfter: status === 'removed' ? known(null) : notRead,
    additions: file.additions,
    deletions: file.deletions,
    patch: patchOf(file),
  };
}

const statuses: Readonly<Record<string, ChangedFile['status']>> = {
  added: 'added',
  modified: 'modified',
  removed: 'removed',
  renamed: 'renamed',
  copied: 'copied',
};

const ComparedFile = RestFile.extend({ status: z.string() });
const Comparison = z.object({ files: z.array(ComparedFile).default([]) });
