import { describe, expect, it } from '@jest/globals';
import { evaluate } from '../../src/core/evaluate.ts';
import type { Account, Snapshot } from '../../src/core/facts.ts';
import { aBot, aCommit, anIdentity, aPullRequestText, aSnapshot, people, sha } from '../support/facts.ts';
import { aPolicy } from '../support/policy.ts';

const copilot = aBot(198982749, 'Copilot');
const { mia, ada } = people;
const asked = { actor: ada, appSlug: 'copilot-swe-agent', at: '2026-03-02T09:00:00Z' };
const pushed = (pusher: Account) => [{ before: sha('c2'), after: sha('c3'), pusher }];

describe('an agent of whom nobody says who asked it', () => {
  it.each<{ why: string; more: boolean; snapshot: Partial<Snapshot> }>([
    {
      why: 'the agent opened the pull request',
      more: true,
      snapshot: { pullRequest: aPullRequestText({ author: copilot }) },
    },
    {
      why: 'the agent opened it and the timeline says who asked',
      more: false,
      snapshot: { pullRequest: aPullRequestText({ author: copilot, agentEvents: [asked] }) },
    },
    {
      why: 'the agent opened it and only the text says who asked',
      more: true,
      snapshot: { pullRequest: aPullRequestText({ author: copilot, body: 'Requested by: @ada' }) },
    },
    {
      why: "the agent committed to a person's pull request under its own account",
      more: true,
      snapshot: { commits: [aCommit(), aCommit({ sha: sha('c4'), authors: [anIdentity(copilot)] })] },
    },
    {
      why: "the agent pushed to a person's pull request",
      more: true,
      snapshot: { commits: [aCommit({ authors: [anIdentity(copilot)] })], pushes: pushed(copilot) },
    },
    {
      why: 'a person ran the agent and pushed under their own account',
      more: false,
      snapshot: {
        pullRequest: aPullRequestText({ author: mia, headBranch: 'codex/faster-cart' }),
        pushes: pushed(mia),
      },
    },
    { why: 'no agent took part', more: false, snapshot: {} },
  ])('asks for one more: $more when $why', ({ snapshot, more }) => {
    const { requirement } = evaluate({ usable: true, policy: aPolicy() }, aSnapshot(snapshot));
    expect(requirement.clauses.some(({ rule }) => rule === 'unattributed-agent')).toBe(more);
  });
});
