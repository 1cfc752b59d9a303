import { describe, expect, it } from '@jest/globals';
import nock from 'nock';
import type { Account } from '../../src/core/facts.ts';
import type { Loaded } from '../../src/core/loaded.ts';
import { sha } from '../support/facts.ts';
import { host, operationOf, withoutNetwork } from './support/github.ts';
import { open, ref } from './support/loading.ts';
import { policyText } from './support/policy-text.ts';
import { aPullRequest, aWorld, reviewNode, user, type World } from './support/world.ts';

withoutNetwork();

const ada: Account = { id: 102, login: 'ada', kind: 'user' };
const seniors = (members: readonly number[], id = 900) => ({ 'acme/seniors': { id, members } });
const many = Array.from({ length: 150 }, (_, index) => index + 1);

/** Loads one world and confirms against the next. */
async function confirmed(before: World, after: World, people: readonly Account[] = [ada]) {
  const opened = open(before);
  const loaded = await opened.load(ref);
  if (loaded === null) throw new Error('nothing was loaded');
  opened.change(after);
  const asked = opened.asked.length;
  const confirm = (): Promise<Loaded> => opened.confirm(loaded, people);
  return { confirm, requests: () => opened.asked.slice(asked).map(operationOf) };
}

describe('confirming before green', () => {
  it('is one request, and changes nothing when nothing changed', async () => {
    const { confirm, requests } = await confirmed(aWorld(), aWorld());
    const { facts } = await confirm();
    expect(requests()).toEqual(['Confirmation']);
    expect(facts.memberships['102']).toEqual({ known: true, value: ['acme/seniors'] });
    expect(facts.reviews).toHaveLength(2);
  });

  it.each([
    {
      why: 'the head moved',
      change: { pullRequest: aPullRequest({ headSha: sha('c4') }) },
      message: 'the head of #7 is no longer',
    },
    {
      why: 'it goes to another base',
      change: { pullRequest: aPullRequest({ baseRef: 'staging' }) },
      message: 'the base of #7',
    },
    { why: 'it is gone', change: { pullRequest: null }, message: '#7 is gone' },
    { why: 'the repository is another one', change: { repositoryId: 99 }, message: '#7 is gone' },
    {
      why: 'the policy was changed',
      change: { policy: `${policyText}# longer\n` },
      message: 'the policy of #7 changed',
    },
    { why: 'the policy was deleted', change: { policy: null }, message: 'the policy of #7 changed' },
    {
      why: 'a floor appeared',
      change: { floor: policyText.replace('one senior', 'floor') },
      message: 'the policy of #7 changed',
    },
  ])('says that the decision is void when $why', async ({ change, message }) => {
    const { confirm } = await confirmed(aWorld(), aWorld(change));
    await expect(confirm()).rejects.toMatchObject({
      name: 'HeadMovedError',
      message: expect.stringContaining(message),
    });
  });

  it.each([
    { why: 'an organisation with a floor', world: { floor: policyText, policy: null } },
    {
      why: 'a person with a `.github` repository',
      world: { floor: `${policyText}# mine`, ownerType: 'User' as const },
    },
    { why: 'nobody’s policy', world: { policy: null } },
    {
      why: 'a base branch of its own',
      world: { pullRequest: aPullRequest({ baseRef: 'staging', basePolicy: policyText }) },
    },
  ])('finds the same policy under $why', async ({ world }) => {
    const { confirm } = await confirmed(aWorld(world), aWorld(world));
    expect((await confirm()).facts.headSha).toBe(sha('c3'));
  });

  it('sees a review that was withdrawn', async () => {
    const timeline = [
      {
        __typename: 'ReviewDismissedEvent',
        createdAt: '2026-03-02T11:30:00Z',
        actor: user(104, 'sten'),
        previousReviewState: 'APPROVED',
        review: { fullDatabaseId: 2 },
      },
    ];
    const after = aWorld({ pullRequest: aPullRequest({ reviews: [reviewNode(2, { state: 'DISMISSED' })], timeline }) });
    const { facts } = await (await confirmed(aWorld(), after)).confirm();
    expect(facts.reviews.map(({ state }) => state)).toEqual(['dismissed']);
  });

  it.each([
    { why: 'the approver left the team', teams: seniors([103]), expected: { known: true, value: [] } },
    {
      why: 'the team was replaced by another of its name',
      teams: seniors([102], 901),
      expected: { known: false, why: expect.stringContaining('replaced') },
    },
    {
      why: 'GitHub refuses to show the team',
      teams: { 'acme/seniors': 'FORBIDDEN' },
      expected: { known: false, why: expect.stringContaining('refused') },
    },
    { why: 'the team is gone', teams: {}, expected: { known: false, why: expect.stringContaining('does not exist') } },
  ])('takes the level away when $why', async ({ teams, expected }) => {
    const { confirm } = await confirmed(aWorld(), aWorld({ teams }));
    expect((await confirm()).facts.memberships['102']).toEqual(expected);
  });

  it.each([
    {
      why: 'is an active member',
      status: 200,
      answer: { state: 'active' },
      expected: { known: true, value: ['acme/seniors'] },
    },
    { why: 'was only invited', status: 200, answer: { state: 'pending' }, expected: { known: true, value: [] } },
    { why: 'is no member', status: 404, answer: {}, expected: { known: true, value: [] } },
    {
      why: 'cannot be looked up',
      status: 403,
      answer: {},
      expected: { known: false, why: expect.stringContaining('refused') },
    },
  ])('asks a team of more than a hundred about one person, who $why', async ({ status, answer, expected }) => {
    const world = aWorld({ teams: seniors(many) });
    const { confirm, requests } = await confirmed(world, world);
    nock(host).get('/orgs/acme/teams/seniors/memberships/ada').reply(status, answer);
    expect((await confirm()).facts.memberships['102']).toEqual(expected);
    expect(requests()).toEqual(['Confirmation']);
  });

  it('reads a large team whole where child teams do not count, because single answers include them', async () => {
    const policy = policyText.replace('levels:', 'include_child_teams: false\nlevels:');
    const world = aWorld({ teams: seniors(many), policy });
    const { confirm, requests } = await confirmed(world, world);
    expect((await confirm()).facts.memberships['102']).toEqual({ known: true, value: ['acme/seniors'] });
    expect(requests()).toEqual(['Confirmation', 'TeamPage']);
  });
});
