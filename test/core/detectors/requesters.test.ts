import { describe, expect, it } from '@jest/globals';
import { findRequesters } from '../../../src/core/detectors/requesters.ts';
import type { Commit, PullRequestText } from '../../../src/core/facts.ts';
import { aBot, aCommit, anIdentity, aPullRequestText, people, sha } from '../../support/facts.ts';

const copilot = { name: 'Copilot', email: '198982749+Copilot@users.noreply.github.com', account: null };

const agent = aBot(198982749, 'Copilot');

const requesters = (text: Partial<PullRequestText>, commits: readonly Commit[] = [aCommit()]) =>
  findRequesters({ commits, pullRequest: aPullRequestText(text) }).map(({ login, trust }) => `${trust}:${login ?? ''}`);

describe('who asked an agent for the change', () => {
  it('is the actor of the timeline event, with the account', () => {
    const agentEvents = [{ actor: people.ada, appSlug: 'copilot-swe-agent', at: '2026-01-01T00:00:00Z' }];
    const [first] = findRequesters({ commits: [], pullRequest: aPullRequestText({ agentEvents }) });
    expect(first).toMatchObject({ account: people.ada, login: 'ada', trust: 'timeline' });
  });

  it.each([
    { body: 'PR created automatically by Jules for task 12 started by @ada', found: ['text:ada'] },
    { body: 'Requested by: @ada', found: ['text:ada'] },
    { body: 'This pull request was created by @kiro-agent on behalf of @ada', found: ['text:kiro-agent', 'text:ada'] },
    { body: '> Requested by: @ada', found: [] },
    { body: 'Thanks to @ada for the report', found: [] },
  ])('is told by the text: $body', ({ body, found }) => {
    expect(requesters({ body })).toEqual(found);
  });

  it.each([
    { why: 'as GitHub maps it', commit: { authors: [copilot, anIdentity(people.ada)] }, found: ['co-author:ada'] },
    {
      why: 'as the message says',
      commit: { authors: [copilot], message: 'fix\n\nCo-authored-by: ada <102+ada@users.noreply.github.com>' },
      found: ['co-author:ada'],
    },
    {
      why: 'not on a commit by a person',
      commit: { authors: [anIdentity(people.mia), anIdentity(people.ada)] },
      found: [],
    },
    { why: 'not when it is the agent again', commit: { authors: [copilot, copilot] }, found: [] },
  ])('is the co-author of an agent’s commit, $why', ({ commit, found }) => {
    expect(requesters({}, [aCommit({ sha: sha('c1'), ...commit })])).toEqual(found);
  });

  it.each([
    { why: 'by the agent', assigned: { by: aBot(198982749, 'Copilot') }, author: people.mia, found: ['assignee:ada'] },
    {
      why: 'by the agent, and taken back since',
      assigned: { by: aBot(198982749, 'Copilot'), stands: false },
      author: people.mia,
      found: ['assignee:ada'],
    },
    { why: 'by anybody, to an agent’s pull request', assigned: {}, author: agent, found: ['assignee:ada'] },
    { why: 'and taken back since', assigned: { stands: false }, author: agent, found: [] },
    { why: 'to the pull request of a person', assigned: { by: people.bo }, author: people.mia, found: [] },
    { why: 'though it is the agent itself', assigned: { assignee: agent }, author: agent, found: [] },
  ])('may be who was assigned $why', ({ assigned, author, found }) => {
    const assignments = [{ assignee: people.ada, by: null, stands: true, ...assigned }];
    expect(requesters({ author, assignments })).toEqual(found);
  });

  it('is told in the order of trust, and each assignee once', () => {
    const assignments = [people.ada, people.ada].map((assignee) => ({ assignee, by: null, stands: true }));
    const agentEvents = [{ actor: people.bo, appSlug: 'copilot-swe-agent', at: '2026-01-01T00:00:00Z' }];
    const body = 'Requested by: @mia';
    expect(requesters({ author: agent, assignments, agentEvents, body })).toEqual([
      'timeline:bo',
      'assignee:ada',
      'text:mia',
    ]);
  });

  it('names a few people at most, however many a text names', () => {
    const body = Array.from({ length: 500 }, (_, at) => `requested by @user${at}`).join('\n');
    expect(requesters({ body })).toHaveLength(10);
  });
});
