import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { PastPullRequest } from '../../src/core/backtest/past.ts';
import { createGitHub, type GitHub } from '../../src/github/client.ts';
import { listMerged, readOwnersOfBranches } from '../../src/github/history/list-merged.ts';
import { createPastReader } from '../../src/github/history/read-past.ts';
import { createLog } from '../../src/log.ts';
import { badGateway } from '../../src/sandbox/faults.ts';
import { type Merged, mergePulls } from '../support/merged-pulls.ts';
import { aClock } from './support/clock.ts';

describe('merged pull requests, over a GitHub that keeps state', () => {
  let world: Merged;
  let repository: Parameters<typeof listMerged>[1];
  beforeAll(async () => {
    world = await mergePulls(58);
    const [installation] = world.sandbox.state.installations;
    const { id, name, owner } = world.repository;
    repository = { installationId: installation?.id ?? 0, repositoryId: id, owner: owner.login, name };
  });
  afterAll(() => world.sandbox.close());
  afterEach(() => {
    world.sandbox.fault = () => null;
  });

  const connect = (): GitHub =>
    createGitHub({
      appId: Number(world.variables['APP_ID']),
      privateKey: world.variables['PRIVATE_KEY'] ?? '',
      baseUrl: world.sandbox.url,
      log: createLog('silent'),
      clock: aClock(world.until.getTime()),
    });

  const everything = () => ({ since: '2026-01-01T00:00:00Z', until: world.until.toISOString() });

  async function read(numbers: readonly number[], requestsPerPullRequest = 10) {
    const github = connect();
    const owners = await readOwnersOfBranches(github, repository, await listMerged(github, repository, everything()));
    const before = world.sandbox.requests.length;
    const past = await createPastReader({ github, repository, owners, requestsPerPullRequest })(numbers);
    const asked = world.sandbox.requests.slice(before).map((each) => each.graphqlOperation ?? each.operationId);
    return { past, asked };
  }

  const only = ({ past }: { readonly past: readonly PastPullRequest[] }): PastPullRequest => {
    const [first] = past;
    if (first === undefined) throw new Error('nothing was read');
    return first;
  };

  it('are listed by number, as far as they were merged in the period', async () => {
    const all = await listMerged(connect(), repository, everything());
    expect(all.map(({ number }) => number)).toEqual(Array.from({ length: 58 }, (_, index) => index + 1));
    const few = await listMerged(connect(), repository, { ...everything(), since: '2026-03-11T00:00:00Z' });
    const times = few.map(({ number }) => world.repository.pullRequests.get(number)?.mergedAt?.toISOString() ?? '');
    expect(few.length).toBeGreaterThan(2);
    expect(times.filter((at) => at < '2026-03-11')).toEqual([]);
  });

  it('are read with what any policy may ask about', async () => {
    const { snapshot, ...times } = only(await read([20]));
    expect(times).toMatchObject({ mergedBy: { login: 'olga' }, notRead: [] });
    expect(times.readyAt).toHaveLength(1);
    expect(snapshot).toMatchObject({ state: 'merged', baseRef: 'main', truncated: [] });
    expect(snapshot.files).toMatchObject([
      { path: 'src/8.ts', mode: { known: true, value: '100644' } },
      { path: 'src/9.ts', mode: { known: true, value: '100644' } },
    ]);
  });

  it('are read to the end where their lists are long', async () => {
    const { past } = await read([40, 50]);
    const sizes = past.map(({ snapshot: { commits, files, truncated } }) => [commits.length, files.length, truncated]);
    expect(sizes).toEqual([
      [46, 3, []],
      [1, 120, []],
    ]);
  });

  it('say what was not read where no request is left, and read no more', async () => {
    const { past, asked } = await read([40, 50, 51], 1);
    expect(asked.filter((name) => name?.startsWith('apps/') === false)).toEqual(['PastPullRequests', 'PastEntries']);
    expect(past.map(({ snapshot: { truncated }, notRead }) => [...truncated, ...notRead])).toEqual([
      ['40 of 46 commits were read'],
      ['100 of 120 files were read'],
      ['patches and former names of files were not read'],
    ]);
  });

  it('carry an approval over where an update of the branch changed nothing else', async () => {
    const { sandbox, cast } = world;
    const { mia, ada, bo, olga } = cast.people;
    if (mia === undefined || ada === undefined || bo === undefined || olga === undefined) throw new Error('cast');
    const push = (branch: string, path: string, as: typeof mia) =>
      sandbox.pushCommit(world.repository, {
        branch,
        as,
        author: as,
        files: { [path]: `${branch}\n` },
        message: branch,
      });
    push('carried', 'src/carried.ts', mia);
    const pull = sandbox.openPullRequest({ repository: world.repository, as: mia, title: 'carried', head: 'carried' });
    const { id } = sandbox.approve(pull, { as: ada });
    push('main', 'src/other.ts', olga);
    sandbox.updateBranch(pull, { as: bo });
    sandbox.merge(pull, { as: olga });
    const proven = only(await read([pull.number])).snapshot.proofs;
    expect(proven.sameDiff[String(id)]).toEqual({ known: true, value: true });
    expect(proven.cleanMerges).toEqual([pull.head.sha]);
    const spent = only(await read([pull.number], 1));
    expect(spent.snapshot.proofs).toEqual({ sameDiff: {}, cleanMerges: [] });
    expect(spent.notRead).toContain('whether approvals of earlier commits carry over was not read');
  });

  it('are asked for in smaller groups where GitHub takes too long over a large one', async () => {
    world.sandbox.fault = (request) => {
      const query = JSON.stringify(request.body);
      return request.graphqlOperation === 'PastPullRequests' && query.includes('$n2:') ? badGateway(request) : null;
    };
    const { past, asked } = await read([1, 2, 3, 4]);
    expect(past.map(({ snapshot }) => snapshot.ref.number)).toEqual([1, 2, 3, 4]);
    expect(asked.filter((name) => name === 'PastPullRequests')).toHaveLength(3 + 2);
  });

  it('are what GitHub’s description says, in every request', () => {
    expect(world.sandbox.violations).toEqual([]);
  });
});
