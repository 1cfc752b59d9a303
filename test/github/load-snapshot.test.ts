import { describe, expect, it } from '@jest/globals';
import { sha } from '../support/facts.ts';
import { operationOf, withoutNetwork } from './support/github.ts';
import { loadFrom, open, ref } from './support/loading.ts';
import { policyText } from './support/policy-text.ts';
import { aPullRequest, aWorld, bot, commitNode, reviewNode, user } from './support/world.ts';

withoutNetwork();

describe('requests for an ordinary pull request', () => {
  it('are two at first, one of them for the teams of a policy that was not known', async () => {
    const { load, asked } = open();
    await load(ref);
    expect(asked.map(operationOf)).toEqual(['Evaluation', 'Teams']);
  });

  it('are one from then on', async () => {
    const { load, asked } = open();
    await load(ref);
    await load(ref);
    await load({ ...ref });
    expect(asked.map(operationOf).slice(2)).toEqual(['Evaluation', 'Evaluation']);
  });

  it('are still one when the directory has grown old, because the teams are asked for along', async () => {
    const { load, asked, clock } = open();
    await load(ref);
    clock.pass(6 * 60_000);
    const loaded = await load(ref);
    expect(asked.map(operationOf).slice(2)).toEqual(['Evaluation']);
    expect(loaded?.facts.memberships['102']).toEqual({ known: true, value: ['acme/seniors'] });
  });
});

const identity = (account: object | null, email = 'x@acme.test') => ({ name: 'x', email, user: account });

describe('what is loaded', () => {
  it('is the pull request in our words', async () => {
    const { facts, policy, shown } = await loadFrom(aWorld());
    expect(policy).toMatchObject({ usable: true });
    expect(facts).toMatchObject({
      ref,
      state: 'open',
      draft: false,
      headSha: sha('c3'),
      baseRef: 'main',
      baseSha: sha('c0'),
      mergeBase: { known: true, value: sha('c0') },
      totals: { commits: 3, files: 5, additions: 10, deletions: 5 },
      truncated: [],
      pullRequest: { title: 'Greet everybody', author: { id: 101, login: 'mia', kind: 'user' }, sameRepository: true },
    });
    expect(facts.commits.map((commit) => commit.sha)).toEqual([sha('c1'), sha('c2'), sha('c3')]);
    expect(facts.files).toHaveLength(5);
    expect(facts.reviews.map(({ id, state }) => [id, state])).toEqual([
      ['1', 'commented'],
      ['2', 'approved'],
    ]);
    expect(facts.memberships).toEqual({
      101: { known: true, value: [] },
      102: { known: true, value: ['acme/seniors'] },
      103: { known: true, value: ['acme/seniors'] },
    });
    expect(shown).toEqual({ check: null, labels: [], requested: { people: [], teams: [] } });
  });

  it.each([
    { why: 'the pull request is gone', world: { pullRequest: null } },
    { why: 'another repository took over the name', world: { repositoryId: 99 } },
  ])('is nothing when $why', async ({ world }) => {
    expect(await open(aWorld(world)).load(ref)).toBeNull();
  });

  it('tells a fork by the place of its head and finds our check there', async () => {
    const checks = [
      { databaseId: 5, status: 'COMPLETED', conclusion: 'ACTION_REQUIRED', title: 'Waiting', externalId: 'd1' },
      { databaseId: 6, status: 'COMPLETED', conclusion: 'SUCCESS', title: 'Signed off', externalId: 'd2' },
    ];
    const { facts, shown } = await loadFrom(
      aWorld({ pullRequest: aPullRequest({ fork: true, checks, labels: ['ai-assisted'] }) }),
    );
    expect(facts.pullRequest.sameRepository).toBe(false);
    expect(shown).toEqual({
      check: { id: 6, status: 'completed', conclusion: 'success', title: 'Signed off', externalId: 'd2' },
      labels: ['ai-assisted'],
      requested: { people: [], teams: [] },
    });
  });

  it('names who is asked to review, but for bots and teams that we may not see', async () => {
    const requested = [
      user(102, 'ada'),
      bot(77, 'copilot'),
      { __typename: 'Team', combinedSlug: 'Acme/Seniors' },
      null,
    ];
    const { shown } = await loadFrom(aWorld({ pullRequest: aPullRequest({ requested }) }));
    expect(shown.requested).toEqual({
      people: [{ id: 102, login: 'ada', kind: 'user' }],
      teams: ['acme/seniors'],
    });
  });

  it('finds our check on a head that is no commit of the pull request any more', async () => {
    const checks = [{ databaseId: 5, status: 'COMPLETED', conclusion: 'SUCCESS', title: 'x', externalId: 'd1' }];
    const { facts, shown } = await loadFrom(aWorld({ pullRequest: aPullRequest({ commits: [], checks }) }));
    expect(shown.check?.id).toBe(5);
    expect(facts.mergeBase).toEqual({ known: true, value: sha('c3') });
  });

  it.each([
    { why: 'an account that is gone', author: null, expected: null },
    {
      why: 'a bot',
      author: bot(49699333, 'dependabot'),
      expected: { id: 49699333, login: 'dependabot[bot]', kind: 'bot' },
    },
    {
      why: 'a mannequin',
      author: { __typename: 'Mannequin', databaseId: 5, login: 'old' },
      expected: { id: 5, login: 'old', kind: 'other' },
    },
    {
      why: 'an enterprise account without a number',
      author: { __typename: 'EnterpriseUserAccount', login: 'ent' },
      expected: null,
    },
  ])('keeps $why as author apart', async ({ author, expected }) => {
    expect((await loadFrom(aWorld({ pullRequest: aPullRequest({ author }) }))).facts.pullRequest.author).toEqual(
      expected,
    );
  });

  it.each([
    { why: 'a suffix', who: identity({ id: 'U_1', login: 'renovate[bot]', databaseId: 29139614 }), kind: 'bot' },
    { why: 'a new node id', who: identity({ id: 'BOT_kgDO', login: 'Copilot', databaseId: 198982749 }), kind: 'bot' },
    {
      why: 'an old node id',
      who: identity({ id: 'MDM6Qm90NDk2OTkzMzM=', login: 'dependabot', databaseId: 49699333 }),
      kind: 'bot',
    },
    {
      why: 'the address of its App',
      who: identity(
        { id: 'U_1', login: 'Claude', databaseId: 242468646 },
        '242468646+anthropic-code-agent[bot]@users.noreply.github.com',
      ),
      kind: 'bot',
    },
    { why: 'nothing of that', who: identity({ id: 'U_1', login: 'mia', databaseId: 101 }), kind: 'user' },
    {
      why: 'another account’s bot address',
      who: identity({ id: 'U_1', login: 'mia', databaseId: 101 }, '5+x[bot]@users.noreply.github.com'),
      kind: 'user',
    },
    { why: 'an address nobody has', who: identity(null, '5+x[bot]@users.noreply.github.com'), kind: undefined },
  ])('calls the author of a commit $kind by $why', async ({ who, kind }) => {
    const authors = { totalCount: 1, nodes: [who] };
    const { facts } = await loadFrom(
      aWorld({ pullRequest: aPullRequest({ commits: [commitNode('c3', 'c2', { authors })] }) }),
    );
    expect(facts.commits[0]?.authors[0]?.account?.kind).toBe(kind);
  });

  it('knows the other open pull requests with this very head, in this repository', async () => {
    const sameHead = [
      { number: 7, headRefOid: sha('c3'), baseRefName: 'main', author: user(101, 'mia') },
      { number: 8, headRefOid: sha('c3'), baseRefName: 'staging', author: user(104, 'sten') },
      { number: 9, headRefOid: sha('c4'), baseRefName: 'main', author: user(104, 'sten') },
      { number: 10, headRefOid: sha('c3'), baseRefName: 'main', author: null, state: 'MERGED' },
      { number: 11, headRefOid: sha('c3'), baseRefName: 'main', author: null, baseRepository: { databaseId: 99 } },
    ];
    const { facts } = await loadFrom(aWorld({ pullRequest: aPullRequest({ sameHead }) }));
    expect(facts.siblings).toEqual([
      { number: 8, author: { id: 104, login: 'sten', kind: 'user' }, baseRef: 'staging' },
    ]);
  });

  it('names the teams that strangers may not see, and takes those that it cannot see for such', async () => {
    const policy = policyText.replace('[seniors]', '[seniors, hush, gone]');
    const teams = {
      'acme/seniors': { id: 900, members: [102] },
      'acme/hush': { id: 901, members: [103], secret: true },
    };
    const { facts } = await loadFrom(aWorld({ policy, teams }));
    expect(facts.secretTeams).toEqual(['acme/gone', 'acme/hush']);
    expect(facts.memberships['102']).toMatchObject({ known: false, why: expect.stringContaining('acme/gone') });
  });

  it.each([
    { why: 'retargeted', events: ['BaseRefChangedEvent'], at: '2026-03-01T00:00:00Z' },
    {
      why: 'rewritten after that',
      events: ['BaseRefChangedEvent', 'BaseRefForcePushedEvent'],
      at: '2026-03-02T00:00:00Z',
    },
    { why: 'changed by GitHub', events: ['AutomaticBaseChangeSucceededEvent'], at: '2026-03-01T00:00:00Z' },
    { why: 'never changed', events: [], at: null },
  ])('knows when its base was $why', async ({ events, at }) => {
    const timeline = events.map((__typename, day) => ({ __typename, createdAt: `2026-03-0${day + 1}T00:00:00Z` }));
    expect((await loadFrom(aWorld({ pullRequest: aPullRequest({ timeline }) }))).facts.baseChangedAt).toBe(at);
  });

  it('says who dismissed a review and what it was, who asked an agent, and who pushed by force', async () => {
    const timeline = [
      {
        __typename: 'ReviewDismissedEvent',
        createdAt: '2026-03-02T11:30:00Z',
        actor: user(104, 'sten'),
        previousReviewState: 'CHANGES_REQUESTED',
        review: { fullDatabaseId: 2 },
      },
      {
        __typename: 'AssignedEvent',
        createdAt: '2026-03-02T09:00:00Z',
        actor: user(105, 'jo'),
        assignee: bot(198982749, 'copilot-swe-agent'),
      },
      {
        __typename: 'AssignedEvent',
        createdAt: '2026-03-02T09:00:00Z',
        actor: user(105, 'jo'),
        assignee: user(101, 'mia'),
      },
      {
        __typename: 'HeadRefForcePushedEvent',
        actor: user(106, 'noa'),
        beforeCommit: { oid: sha('x1') },
        afterCommit: { oid: sha('c3') },
      },
    ];
    const assignees = [
      { id: 'U_102', login: 'ada', databaseId: 102 },
      { id: 'BOT_9', login: 'Copilot', databaseId: 9 },
    ];
    const reviews = [reviewNode(2, { state: 'DISMISSED' }), reviewNode(3, { state: 'DISMISSED' })];
    const { facts, pushes } = await loadFrom(aWorld({ pullRequest: aPullRequest({ timeline, reviews, assignees }) }));
    expect(facts.reviews.map(({ dismissal }) => dismissal)).toEqual([
      { by: { id: 104, login: 'sten', kind: 'user' }, was: 'changes-requested', at: '2026-03-02T11:30:00Z' },
      { by: null, was: 'unknown', at: null },
    ]);
    expect(facts.pullRequest.agentEvents).toEqual([
      { actor: { id: 105, login: 'jo', kind: 'user' }, appSlug: 'copilot-swe-agent', at: '2026-03-02T09:00:00Z' },
    ]);
    expect(facts.pullRequest.assignments).toEqual([
      { assignee: { id: 101, login: 'mia', kind: 'user' }, by: { id: 105, login: 'jo', kind: 'user' }, stands: false },
      { assignee: { id: 102, login: 'ada', kind: 'user' }, by: null, stands: true },
    ]);
    expect(pushes).toEqual([{ before: sha('x1'), after: sha('c3'), pusher: { id: 106, login: 'noa', kind: 'user' } }]);
    expect(Object.keys(facts.memberships)).toEqual(expect.arrayContaining(['104', '105', '106']));
  });
});

describe('a part that GitHub refuses never passes for an empty one', () => {
  it.each([
    'author',
    'labels',
    'assignees',
    'reviews',
    'files',
    'commits',
    'baseRef',
    'timelineItems',
    'checkSuites',
    'associatedPullRequests',
    'authors',
    'parents',
    'committer',
  ])('%s', async (field) => {
    await expect(loadFrom(aWorld({ pullRequest: aPullRequest({ refused: [field] }) }))).rejects.toMatchObject({
      name: 'GitHubError',
      message: expect.stringContaining('left out'),
    });
  });
});

describe('a further reading that GitHub refuses', () => {
  it.each([
    { why: 'leaves an agent unattributed', only: { author: bot(198982749, 'copilot-swe-agent') } },
    {
      why: 'leaves an unknown author unknown',
      only: { commits: [commitNode('c3', 'c2', { authors: { totalCount: 1, nodes: [identity(null)] } })] },
    },
  ])('$why, which asks for more and not for less', async ({ only }) => {
    const opened = open(aWorld({ pullRequest: aPullRequest(only) }), { further: 403 });
    const loaded = await opened.load(ref);
    expect(loaded?.pushes).toEqual([]);
    expect(loaded?.facts.pullRequest.agentEvents).toEqual([]);
    expect(opened.github.requests().find(({ kind }) => kind !== 'graphql')?.requests).toBe(1);
  });

  it('for now makes the job come back', async () => {
    const { load } = open(aWorld({ pullRequest: aPullRequest({ author: bot(198982749, 'copilot-swe-agent') }) }), {
      further: 429,
    });
    await expect(load(ref)).rejects.toMatchObject({ name: 'GitHubError', retryAt: expect.any(Date) });
  });
});

describe('the owners of the changed paths', () => {
  const owned = (only: Partial<Parameters<typeof aPullRequest>[0]>) =>
    loadFrom(aWorld({ pullRequest: aPullRequest({ files: [{ path: 'src/a.ts' }], ...only }) }));

  it('are those of the base', async () => {
    expect((await owned({ codeowners: 'src/ @ada @acme/seniors x@acme.test' })).facts.owners).toEqual({
      known: true,
      value: [{ path: 'src/a.ts', pattern: 'src/', owners: ['ada', 'acme/seniors'], unresolved: ['x@acme.test'] }],
    });
  });

  it('are nobody without a file', async () => {
    expect((await owned({})).facts.owners).toEqual({ known: true, value: [] });
  });

  it('bring their teams along where a rule asks for owners', async () => {
    const policy = policyText.replace('{ level: senior }', '{ level: senior, owners: true }');
    const teams = { 'acme/seniors': { id: 900, members: [102] }, 'acme/payments': { id: 905, members: [102] } };
    const pullRequest = aPullRequest({ files: [{ path: 'src/a.ts' }], codeowners: 'src/ @acme/payments' });
    const { facts } = await loadFrom(aWorld({ policy, teams, pullRequest }));
    expect(facts.memberships['102']).toEqual({ known: true, value: ['acme/seniors', 'acme/payments'] });
  });
});
