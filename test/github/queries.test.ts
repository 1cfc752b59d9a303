import { describe, expect, it } from '@jest/globals';
import { schema as published } from '@octokit/graphql-schema';
import { buildSchema, parse, validate } from 'graphql';
import { commentsQuery } from '../../src/github/find-commands.ts';
import { debtIssueQuery } from '../../src/github/find-debt-issue.ts';
import * as history from '../../src/github/history/queries.ts';
import { teamListQuery } from '../../src/github/list-teams.ts';
import { openPullRequestsQuery } from '../../src/github/open-pull-requests.ts';
import * as queries from '../../src/github/queries.ts';
import { familiarityQuery } from '../../src/github/read-colleagues.ts';
import { branchRulesQuery } from '../../src/github/read-versions.ts';
import { costOf } from '../../src/sandbox/graphql/cost.ts';

// GitHub's own file defines two fields twice.
const schema = buildSchema(published.idl, { assumeValidSDL: true });

const teams = ['acme/seniors', 'acme/staff'];

describe('every query is one that GitHub’s published schema knows', () => {
  it.each([
    { name: 'evaluation', text: queries.evaluationQuery([]) },
    { name: 'evaluation with teams', text: queries.evaluationQuery(teams) },
    { name: 'confirmation', text: queries.confirmationQuery([]) },
    { name: 'confirmation with teams', text: queries.confirmationQuery(teams) },
    { name: 'teams', text: queries.teamsQuery(teams) },
    { name: 'a page of a team', text: queries.teamPageQuery },
    { name: 'a page of commits', text: queries.commitPageQuery },
    { name: 'a page of files', text: queries.filePageQuery },
    { name: 'a page of reviews', text: queries.reviewPageQuery },
    { name: 'modes and blobs', text: queries.entriesQuery(3) },
    { name: 'open pull requests', text: openPullRequestsQuery },
    { name: 'the rules of branches', text: branchRulesQuery(2) },
    { name: 'who knows the paths', text: familiarityQuery(3, 2) },
    { name: 'who is busy', text: familiarityQuery(3, 0) },
    { name: 'comments', text: commentsQuery },
    { name: 'the parents of a commit', text: queries.parentsQuery },
    { name: 'the head alone', text: queries.headQuery },
    { name: 'the teams of an organization', text: teamListQuery },
    { name: 'the issue of a debt', text: debtIssueQuery },
    { name: 'what was merged', text: history.mergedQuery },
    { name: 'the owners on branches', text: history.branchOwnersQuery(2) },
    { name: 'merged pull requests', text: history.pastQuery(2) },
    { name: 'modes and blobs at several commits', text: history.pastEntriesQuery([[0, 1], [2]]) },
  ])('$name', ({ text }) => {
    expect(validate(schema, parse(text)).map(({ message }) => message)).toEqual([]);
  });
});

it('keeps names out of the text of a query, where they could say more than a name', () => {
  expect(queries.evaluationQuery(['acme/"}evil'])).not.toContain('evil');
});

describe('what GitHub charges', () => {
  const tenTeams = Array.from({ length: 10 }, (_, index) => `acme/t${index}`);
  it.each([
    { name: 'an evaluation', text: queries.evaluationQuery([]), variables: { commits: 40 } },
    {
      name: 'an evaluation that reads ten teams along',
      text: queries.evaluationQuery(tenTeams),
      variables: { commits: 40 },
    },
    { name: 'a confirmation', text: queries.confirmationQuery(tenTeams), variables: {} },
    { name: 'what fifty branches say', text: branchRulesQuery(50), variables: {} },
    { name: 'the newest comments', text: commentsQuery, variables: {} },
    { name: 'who of sixty people is busy', text: familiarityQuery(60, 0), variables: {} },
  ])('for $name is one point', ({ text, variables }) => {
    expect(costOf(schema, parse(text), null, variables).points).toBe(1);
  });

  it('for who knows five paths is two points', () => {
    expect(costOf(schema, parse(familiarityQuery(60, 5)), null, {}).points).toBe(2);
  });

  it('for ten merged pull requests is nine points', () => {
    expect(costOf(schema, parse(history.pastQuery(10)), null, { commits: 40 }).points).toBe(9);
  });

  it('for a list of fifty open pull requests is five points', () => {
    expect(costOf(schema, parse(openPullRequestsQuery), null, {}).points).toBe(5);
  });
});
