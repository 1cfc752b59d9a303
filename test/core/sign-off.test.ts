import { describe, expect, it } from '@jest/globals';
import type { Account, Review, Snapshot } from '../../src/core/facts.ts';
import { known, unknown } from '../../src/core/facts.ts';
import type { Clause } from '../../src/core/requirement.ts';
import { findChangeRequests, qualifySignOffs, standingReviews } from '../../src/core/sign-off.ts';
import {
  aBot,
  aCommit,
  anIdentity,
  aPullRequestText,
  aReview,
  aSnapshot,
  memberships,
  people,
  sha,
} from '../support/facts.ts';
import { aPolicy } from '../support/policy.ts';

const { mia, ada, bo, sten, jo, noa, pia } = people;

const oneSenior: Clause = {
  id: 'senior',
  rule: 'one senior',
  origin: 'repository',
  level: 'senior',
  count: 1,
  from: [],
  owners: null,
  paths: [],
  reason: 'always',
};

const approvalBy = (reviewer: Account | null, only: Partial<Review> = {}): Review =>
  aReview({ id: `r-${reviewer?.login ?? 'ghost'}`, reviewer, ...only });

describe('whose sign-off counts', () => {
  it.each<{
    why: string;
    outcome: string;
    reviews: Review[];
    snapshot?: Partial<Snapshot>;
    clause?: Partial<Clause>;
    machineUsers?: string[];
  }>([
    { why: 'a senior approves the head', outcome: 'counts', reviews: [approvalBy(ada)] },
    { why: 'staff approves where a senior is asked', outcome: 'counts', reviews: [approvalBy(sten)] },
    { why: 'a mid-level reviewer approves', outcome: 'below-level', reviews: [approvalBy(jo)] },
    { why: 'somebody without a level approves', outcome: 'below-level', reviews: [approvalBy(noa)] },
    { why: 'the author approves', outcome: 'author', reviews: [approvalBy(mia)] },
    {
      why: 'the approver wrote a commit',
      outcome: 'contributor',
      reviews: [approvalBy(ada)],
      snapshot: { commits: [aCommit({ authors: [anIdentity(ada)] })] },
    },
    {
      why: 'the approver is named as co-author',
      outcome: 'contributor',
      reviews: [approvalBy(ada)],
      snapshot: { commits: [aCommit({ authors: [anIdentity(mia), anIdentity(ada)] })] },
    },
    {
      why: 'the approver committed what another wrote',
      outcome: 'contributor',
      reviews: [approvalBy(ada)],
      snapshot: { commits: [aCommit({ committer: anIdentity(ada) })] },
    },
    {
      why: "the approver's commit came in through the second parent of a merge",
      outcome: 'contributor',
      reviews: [approvalBy(ada)],
      snapshot: {
        commits: [
          aCommit({ parents: [sha('c1'), sha('m2')] }),
          aCommit({ sha: sha('m2'), authors: [anIdentity(ada)] }),
        ],
      },
    },
    {
      why: 'the approver pushed a commit whose author nobody can map',
      outcome: 'pusher',
      reviews: [approvalBy(ada)],
      snapshot: {
        commits: [aCommit({ authors: [{ name: 'x', email: 'x@example.com', account: null }], committer: null })],
        pushes: [{ before: sha('c2'), after: sha('c3'), pusher: ada }],
      },
    },
    {
      why: 'the approver opened a twin with the same head',
      outcome: 'author',
      reviews: [approvalBy(ada)],
      snapshot: { siblings: [{ number: 8, author: ada, baseRef: 'dev' }] },
    },
    {
      why: 'the approver asked the agent for the change',
      outcome: 'requester',
      reviews: [approvalBy(ada)],
      snapshot: {
        pullRequest: aPullRequestText({
          author: aBot(198982749, 'Copilot'),
          agentEvents: [{ actor: ada, appSlug: 'copilot-swe-agent', at: '2026-03-02T09:00:00Z' }],
        }),
      },
    },
    { why: 'a bot approves', outcome: 'bot', reviews: [approvalBy(aBot(900, 'copilot-pull-request-reviewer'))] },
    { why: 'a machine user approves', outcome: 'machine-user', reviews: [approvalBy(ada)], machineUsers: ['ada'] },
    { why: 'the approver cannot push', outcome: 'no-write-access', reviews: [approvalBy(ada, { canPush: false })] },
    { why: "the approver's account is gone", outcome: 'unknown-account', reviews: [approvalBy(null)] },
    {
      why: 'GitHub refused to tell the approver’s teams',
      outcome: 'level-unknown',
      reviews: [approvalBy(ada)],
      snapshot: { memberships: { ...memberships, [ada.id]: unknown('refused') } },
    },
    {
      why: 'the approver left the senior team',
      outcome: 'below-level',
      reviews: [approvalBy(ada)],
      snapshot: { memberships: { ...memberships, [ada.id]: known([]) } },
    },
    {
      why: 'a senior outside the asked team approves',
      outcome: 'wrong-team',
      reviews: [approvalBy(bo)],
      clause: { from: ['acme/payments'] },
    },
    {
      why: 'a senior of the asked team approves',
      outcome: 'counts',
      reviews: [approvalBy(ada)],
      clause: { from: ['acme/payments'] },
    },
    {
      why: 'a senior who owns none of the paths approves',
      outcome: 'not-an-owner',
      reviews: [approvalBy(bo)],
      clause: { owners: [{ path: 'pay/a.ts', pattern: 'pay/', owners: ['ada'], unresolved: [] }] },
    },
    { why: 'an older commit was approved', outcome: 'stale', reviews: [approvalBy(ada, { commitSha: sha('c2') })] },
    { why: 'the approved commit is gone', outcome: 'stale', reviews: [approvalBy(ada, { commitSha: null })] },
  ])('$outcome when $why', ({ reviews, snapshot = {}, clause = {}, machineUsers = [], outcome }) => {
    const [signOff] = qualifySignOffs(aPolicy({ machineUsers }), aSnapshot({ ...snapshot, reviews }), [
      { ...oneSenior, ...clause },
    ]);
    expect(signOff?.disqualified?.why ?? signOff?.outcomes['senior']).toBe(outcome);
  });

  it('matches logins of the policy without regard to case', () => {
    const policy = aPolicy();
    const ladder = { ...policy.ladder, holders: { ...policy.ladder.holders, senior: { teams: [], users: ['ada'] } } };
    const reviewer = { ...ada, login: 'ADA' };
    const [signOff] = qualifySignOffs({ ...policy, ladder }, aSnapshot({ reviews: [approvalBy(reviewer)] }), [
      oneSenior,
    ]);
    expect(signOff?.outcomes['senior']).toBe('counts');
  });
});

describe('opinions over time', () => {
  const at = (minute: number): string => `2026-03-02T11:${String(minute).padStart(2, '0')}:00Z`;
  const says = (state: Review['state'], minute: number, reviewer: Account | null = ada): Review =>
    aReview({ id: `${minute}`, reviewer, state, submittedAt: at(minute) });

  it.each<{ why: string; reviews: Review[]; standing: string[] }>([
    {
      why: 'an approval followed by a comment still stands',
      reviews: [says('approved', 1), says('commented', 2)],
      standing: ['approved'],
    },
    {
      why: 'a later request for changes replaces the approval',
      reviews: [says('approved', 1), says('changes-requested', 2)],
      standing: ['changes-requested'],
    },
    {
      why: 'a later approval replaces the request',
      reviews: [says('changes-requested', 1), says('approved', 2)],
      standing: ['approved'],
    },
    {
      why: 'a dismissed approval does not fall back to an older one',
      reviews: [says('approved', 1), says('dismissed', 2)],
      standing: ['dismissed'],
    },
    {
      why: 'the order of the list does not matter',
      reviews: [says('approved', 2), says('changes-requested', 1)],
      standing: ['approved'],
    },
    {
      why: 'two approvals of one person are one',
      reviews: [says('approved', 1), says('approved', 2)],
      standing: ['approved'],
    },
    {
      why: 'two accounts that are gone are not one person',
      reviews: [says('approved', 1, null), says('changes-requested', 2, null)],
      standing: ['approved', 'changes-requested'],
    },
  ])('$why', ({ reviews, standing }) => {
    expect(standingReviews(reviews).map(({ state }) => state)).toEqual(standing);
  });
});

describe('a request for changes', () => {
  const request = (only: Partial<Review> = {}): Review => aReview({ state: 'changes-requested', ...only });
  const dismissed = (by: Account | null, only: Partial<Review> = {}): Review =>
    aReview({ state: 'dismissed', dismissal: { by, was: 'changes-requested', at: null }, ...only });

  it.each<{ why: string; blocks: boolean; review: Review; snapshot?: Partial<Snapshot> }>([
    { why: 'a senior asks on the head', blocks: true, review: request() },
    { why: 'a senior asked on an older commit', blocks: true, review: request({ commitSha: sha('c1') }) },
    { why: 'a junior with write access asks', blocks: true, review: request({ reviewer: jo }) },
    {
      why: 'somebody whose level GitHub will not tell asks',
      blocks: true,
      review: request({ reviewer: bo }),
      snapshot: { memberships: { ...memberships, [bo.id]: unknown('refused') } },
    },
    { why: 'a reader without write access asks', blocks: false, review: request({ canPush: false }) },
    { why: 'somebody without a level asks', blocks: false, review: request({ reviewer: noa }) },
    { why: 'the account is gone', blocks: false, review: request({ reviewer: null }) },
    { why: 'the holder withdrew it', blocks: false, review: dismissed(ada) },
    { why: 'another senior dismissed it', blocks: false, review: dismissed(bo) },
    { why: 'the author dismissed it', blocks: true, review: dismissed(mia) },
    {
      why: 'somebody who wrote a commit dismissed it',
      blocks: true,
      review: dismissed(bo),
      snapshot: { commits: [aCommit({ authors: [anIdentity(bo)] })] },
    },
    { why: 'somebody without a level dismissed it', blocks: true, review: dismissed(noa) },
    { why: 'a bot dismissed it', blocks: true, review: dismissed(aBot(900, 'helper')) },
    { why: 'an account that is gone dismissed it', blocks: true, review: dismissed(null) },
    {
      why: 'it is unknown what was dismissed, by the author',
      blocks: true,
      review: { ...dismissed(mia), dismissal: { by: mia, was: 'unknown', at: null } },
    },
  ])('blocks: $blocks when $why', ({ review, snapshot = {}, blocks }) => {
    const [found] = findChangeRequests(aPolicy(), aSnapshot({ ...snapshot, reviews: [review] }));
    expect(found?.blocks).toBe(blocks);
  });

  it('is not what a dismissed approval was', () => {
    const review = aReview({ state: 'dismissed', dismissal: { by: mia, was: 'approved', at: null } });
    expect(findChangeRequests(aPolicy(), aSnapshot({ reviews: [review] }))).toEqual([]);
  });

  it('is lifted for one person and stands for another', () => {
    const reviews = [dismissed(pia, { id: 'a' }), request({ id: 'b', reviewer: sten })];
    const found = findChangeRequests(aPolicy(), aSnapshot({ reviews }));
    expect(found.map(({ reviewer, blocks }) => [reviewer?.login, blocks])).toEqual([
      ['ada', false],
      ['sten', true],
    ]);
  });
});
