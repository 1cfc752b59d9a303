import { describe, expect, it } from '@jest/globals';
import nock from 'nock';
import { sha } from '../support/facts.ts';
import { host, operationOf, withoutNetwork } from './support/github.ts';
import { loadFrom, open, ref } from './support/loading.ts';
import { aPullRequest, aWorld, commitNode, reviewNode, user } from './support/world.ts';

withoutNetwork();

const range = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);
const commits = (count: number) => range(count).map((index) => commitNode(`c${index + 1}`, `c${index}`));
const files = (count: number) => range(count).map((index) => ({ path: `src/${index}.ts` }));
const long = (count: number) => aPullRequest({ commits: commits(count), headSha: sha(`c${count}`) });

const untold = (why: string) => ({ known: false, why: expect.stringContaining(why) });
const answered = (answer: readonly object[]) =>
  nock(host).get('/repos/acme/shop/pulls/7/files').query({ per_page: 100, page: 1 }).reply(200, answer);
const loadWith = (file: object) =>
  loadFrom(aWorld({ pullRequest: aPullRequest({ files: [file as { path: string }] }) }));

const assignment = { __typename: 'AssignedEvent', createdAt: '2026-03-02T10:00:00Z', actor: null, assignee: null };

describe('a list longer than a page', () => {
  it('of commits is read on, and the merge base is still told by them', async () => {
    const { load, asked } = open(aWorld({ pullRequest: long(250) }));
    const loaded = await load(ref);
    expect(asked.map(operationOf)).toEqual(['Evaluation', 'CommitPage', 'CommitPage', 'CommitPage', 'Teams']);
    expect(loaded?.facts.commits.map((commit) => commit.sha)).toEqual(range(250).map((index) => sha(`c${index + 1}`)));
    expect(loaded?.facts.mergeBase).toEqual({ known: true, value: sha('c0') });
    expect(loaded?.facts.truncated).toEqual([]);
  });

  it('is read once for a head', async () => {
    const { load, asked } = open(aWorld({ pullRequest: long(250) }));
    await load(ref);
    const first = asked.length;
    const again = await load(ref);
    expect(asked.slice(first).map(operationOf)).toEqual(['Evaluation']);
    expect(again?.facts.commits).toHaveLength(250);
  });

  it('of files is read on', async () => {
    const { facts } = await loadFrom(aWorld({ pullRequest: aPullRequest({ files: files(230) }) }));
    expect(facts.files.map(({ path }) => path)).toEqual(files(230).map(({ path }) => path));
    expect(facts.truncated).toEqual([]);
  });

  it('of reviews is read back, in their order', async () => {
    const reviews = range(230).map((index) => reviewNode(index + 1));
    const { facts } = await loadFrom(aWorld({ pullRequest: aPullRequest({ reviews }) }));
    expect(facts.reviews.map(({ id }) => id)).toEqual(range(230).map((index) => String(index + 1)));
    expect(facts.truncated).toEqual([]);
  });

  it('is not put together from two heads', async () => {
    const { load } = open(aWorld({ pullRequest: long(250) }), { afterOneRequest: aWorld({ pullRequest: long(251) }) });
    await expect(load(ref)).rejects.toMatchObject({ name: 'HeadMovedError' });
  });
});

describe('a list longer than is read', () => {
  it.each([
    { why: 'commits', pullRequest: long(1_100), words: ['1040 of 1100 commits were read'] },
    { why: 'files', pullRequest: aPullRequest({ files: files(3_100) }), words: ['3000 of 3100 files were read'] },
    {
      why: 'reviews',
      pullRequest: aPullRequest({ reviews: range(1_150).map((index) => reviewNode(index)) }),
      words: ['only the newest opinions were read'],
    },
    {
      why: 'forced pushes',
      pullRequest: aPullRequest({
        timeline: range(101).map(() => ({ __typename: 'HeadRefForcePushedEvent', actor: null })),
      }),
      words: ['of the people behind the commits, only the newest forced updates were read'],
    },
    {
      why: 'assignments',
      pullRequest: aPullRequest({ timeline: range(101).map(() => assignment) }),
      words: ['of the people behind the commits, only the newest assignments were read'],
    },
    {
      why: 'authors of a commit',
      pullRequest: aPullRequest({ commits: [commitNode('c3', 'c2', { authors: { totalCount: 30, nodes: [] } })] }),
      words: [`authors of commit ${sha('c3').slice(0, 7)}`],
    },
  ])('is said to be cut: $why', async ({ pullRequest, words }) => {
    expect((await loadFrom(aWorld({ pullRequest }))).facts.truncated).toEqual(words);
  });
});

it('keeps one kind of event, whatever is caused of another', async () => {
  const timeline = [
    { __typename: 'BaseRefChangedEvent', createdAt: '2026-03-01T00:00:00Z' },
    {
      __typename: 'HeadRefForcePushedEvent',
      actor: user(106, 'noa'),
      beforeCommit: null,
      afterCommit: { oid: sha('c3') },
    },
    ...range(300).map(() => assignment),
  ];
  const { facts, pushes } = await loadFrom(aWorld({ pullRequest: aPullRequest({ timeline }) }));
  expect(facts.baseChangedAt).toBe('2026-03-01T00:00:00Z');
  expect(pushes).toHaveLength(1);
});

describe('the merge base', () => {
  it.each([
    {
      why: 'of a branch that merged its base is not told',
      commits: [
        commitNode('c1', 'c0'),
        commitNode('c3', 'c1', { parents: { totalCount: 2, nodes: [{ oid: sha('c1') }, { oid: sha('m9') }] } }),
      ],
      expected: untold('was merged'),
    },
    {
      why: 'of a branch that merged a branch of itself is',
      commits: [
        commitNode('c1', 'c0'),
        commitNode('c2', 'c0'),
        commitNode('c3', 'c1', { parents: { totalCount: 2, nodes: [{ oid: sha('c1') }, { oid: sha('c2') }] } }),
      ],
      expected: { known: true, value: sha('c0') },
    },
    {
      why: 'of a branch without common history is not',
      commits: [commitNode('c3', 'c0', { parents: { totalCount: 0, nodes: [] } })],
      expected: untold('no history'),
    },
  ])('$why', async ({ commits: own, expected }) => {
    expect((await loadFrom(aWorld({ pullRequest: aPullRequest({ commits: own }) }))).facts.mergeBase).toEqual(expected);
  });
});

describe('files that need a second look', () => {
  const renamed = { path: 'docs/a.ts', changeType: 'RENAMED', additions: 0, deletions: 0 };
  const sql = { path: 'db/1.sql', additions: 1, deletions: 0 };

  it('are told where they came from', async () => {
    answered([{ filename: 'docs/a.ts', previous_filename: 'auth/a.ts', sha: sha('b1'), additions: 0, deletions: 0 }]);
    expect((await loadWith(renamed)).facts.files[0]).toMatchObject({
      status: 'renamed',
      previousPath: { known: true, value: 'auth/a.ts' },
    });
  });

  it.each([
    { why: 'whole', patch: '@@ -0,0 +1 @@\n+drop table x;', expected: { known: true } },
    { why: 'missing', patch: undefined, expected: { known: false } },
    { why: 'cut', patch: '@@ -0,0 +1 @@', expected: { known: false } },
  ])('have a patch that is $why', async ({ patch, expected }) => {
    answered([{ filename: 'db/1.sql', sha: sha('b1'), additions: 1, deletions: 0, patch }]);
    expect((await loadWith(sql)).facts.files[0]?.patch).toMatchObject(expected);
  });

  it.each([
    { why: 'another file', answer: [{ filename: 'db/2.sql', sha: null, additions: 1, deletions: 0 }] },
    { why: 'other counts', answer: [{ filename: 'db/1.sql', sha: null, additions: 2, deletions: 0 }] },
  ])('void the reading when REST saw $why, for then it saw another head', async ({ answer }) => {
    answered(answer);
    await expect(loadWith(sql)).rejects.toMatchObject({ name: 'HeadMovedError' });
  });

  it('are looked at once for a head', async () => {
    const scope = answered([{ filename: 'db/1.sql', sha: sha('b1'), additions: 1, deletions: 0, patch: '+x' }]);
    const opened = open(aWorld({ pullRequest: aPullRequest({ files: [sql] }) }));
    await opened.load(ref);
    await opened.load(ref);
    expect(scope.isDone()).toBe(true);
    expect(opened.github.requests().find(({ kind }) => kind !== 'graphql')?.requests).toBe(1);
  });
});

it('fails when GitHub leaves out what no decision can do without', async () => {
  const { load } = open(aWorld({ pullRequest: aPullRequest({ commits: [{ broken: true }] }) }));
  await expect(load(ref)).rejects.toMatchObject({ name: 'GitHubError', message: expect.stringContaining('left out') });
});
