import { describe, expect, it } from '@jest/globals';
import type { Hint } from '../../src/core/hint.ts';
import { createDirectory } from '../../src/github/directory.ts';
import { aClock } from './support/clock.ts';
import { aGitHub, grantToken, operationOf, serveGraphql, withoutNetwork } from './support/github.ts';
import { aWorld, serveWorld, type TeamState } from './support/world.ts';

withoutNetwork();

const scope = { installationId: 1, childTeams: 'included' } as const;
const crowd = Array.from({ length: 250 }, (_, index) => index + 1);

function open(teams: Readonly<Record<string, TeamState>>) {
  grantToken();
  let current = teams;
  const asked = serveWorld(() => aWorld({ teams: current }));
  const clock = aClock();
  const directory = createDirectory(aGitHub(clock), clock.now);
  return {
    directory,
    clock,
    asked,
    change: (next: typeof teams): void => {
      current = next;
    },
  };
}

const seniors = { 'acme/seniors': { id: 900, members: [102, 103] } };

/** The first page of one team, or the last page of another. */
const teamPage = (databaseId: number) => ({
  databaseId,
  privacy: 'VISIBLE',
  members: { pageInfo: { hasNextPage: databaseId === 900, endCursor: 'x' }, nodes: [] },
});

describe('who is in a team', () => {
  it('is read once for all teams together, and kept', async () => {
    const { directory, asked } = open({ ...seniors, 'acme/staff': { id: 901, members: [104] } });
    await directory.read(scope, ['acme/seniors', 'acme/staff', 'acme/seniors']);
    const read = await directory.read(scope, ['acme/staff', 'acme/seniors']);
    expect(asked.map(operationOf)).toEqual(['Teams']);
    expect(read.get('acme/seniors')).toMatchObject({
      known: true,
      value: { id: 900, secret: false, members: new Set([102, 103]) },
    });
    expect(read.get('acme/staff')).toMatchObject({ known: true, value: { members: new Set([104]) } });
  });

  it('is read whole, a hundred at a time', async () => {
    const { directory, asked } = open({ 'acme/all': { id: 902, members: crowd } });
    const read = await directory.read(scope, ['acme/all']);
    expect(asked.map(operationOf)).toEqual(['Teams', 'TeamPage', 'TeamPage']);
    expect(read.get('acme/all')).toMatchObject({ known: true, value: { members: new Set(crowd) } });
  });

  it.each([
    { why: 'GitHub refuses', team: 'FORBIDDEN', words: 'GitHub refused to show team `acme/seniors`', absent: false },
    {
      why: 'the organisation cannot be found',
      team: 'NOT_FOUND',
      words: 'GitHub refused to show team `acme/seniors`',
      absent: true,
    },
    {
      why: 'there is no such team',
      team: undefined,
      words: 'team `acme/seniors` does not exist or cannot be seen',
      absent: true,
    },
  ])('is unknown, never nobody, when $why', async ({ team, words, absent }) => {
    const { directory } = open(team === undefined ? {} : { 'acme/seniors': team });
    expect((await directory.read(scope, ['acme/seniors'])).get('acme/seniors')).toEqual({ known: false, why: words });
    expect(directory.lacks(scope, 'acme/seniors')).toBe(absent);
  });

  it('of one refused team does not hide another', async () => {
    const { directory } = open({ ...seniors, 'acme/hidden': 'FORBIDDEN' });
    const read = await directory.read(scope, ['acme/hidden', 'acme/seniors']);
    expect(read.get('acme/seniors')).toMatchObject({ known: true });
    expect(read.get('acme/hidden')).toMatchObject({ known: false });
  });

  it('is unknown when the team was replaced while its pages were read', async () => {
    grantToken();
    serveGraphql((request) =>
      operationOf(request) === 'Teams'
        ? { data: { t0: { team: teamPage(900) } } }
        : { data: { organization: { team: teamPage(901) } } },
    );
    const read = await createDirectory(aGitHub()).read(scope, ['acme/seniors']);
    expect(read.get('acme/seniors')).toMatchObject({
      known: false,
      why: expect.stringContaining('changed while it was read'),
    });
  });

  it('asks for members of child teams only where the policy counts them', async () => {
    const { directory, asked } = open(seniors);
    await directory.read(scope, ['acme/seniors']);
    await directory.read({ ...scope, childTeams: 'excluded' }, ['acme/seniors']);
    expect(asked.map(({ variables }) => variables['membership'])).toEqual(['ALL', 'IMMEDIATE']);
  });

  it('is more than fifty teams in several requests', async () => {
    const teams = Object.fromEntries(
      crowd.slice(0, 60).map((id): [string, TeamState] => [`acme/t${id}`, { id, members: [id] }]),
    );
    const { directory, asked } = open(teams);
    const read = await directory.read(scope, Object.keys(teams));
    expect(asked).toHaveLength(2);
    expect([...read.values()].every(({ known }) => known)).toBe(true);
  });
});

describe('what is kept is read again', () => {
  it.each([
    { why: 'after five minutes', minutes: 5, requests: 2 },
    { why: 'not before', minutes: 4.9, requests: 1 },
    { why: 'at once when the clock is set back by an hour', minutes: -60, requests: 2 },
  ])('$why', async ({ minutes, requests }) => {
    const { directory, clock, asked } = open(seniors);
    await directory.read(scope, ['acme/seniors']);
    clock.pass(minutes * 60_000);
    await directory.read(scope, ['acme/seniors']);
    expect(asked).toHaveLength(requests);
  });

  it('sooner when it was refused, since somebody may have granted it', async () => {
    const { directory, clock, change } = open({ 'acme/seniors': 'FORBIDDEN' });
    await directory.read(scope, ['acme/seniors']);
    change(seniors);
    clock.pass(60_000);
    expect((await directory.read(scope, ['acme/seniors'])).get('acme/seniors')).toMatchObject({ known: true });
  });

  const repository = { installationId: 1, repositoryId: 10, owner: 'acme', name: 'shop' };
  it.each<{ why: string; hint: Hint; requests: number }>([
    {
      why: 'when its organisation changed',
      hint: { kind: 'organization', installationId: 1, owner: 'ACME' },
      requests: 2,
    },
    { why: 'when its installation changed', hint: { kind: 'installation', installationId: 1 }, requests: 2 },
    {
      why: 'not when another organisation changed',
      hint: { kind: 'organization', installationId: 1, owner: 'acm' },
      requests: 1,
    },
    { why: 'not when another installation changed', hint: { kind: 'installation', installationId: 11 }, requests: 1 },
    { why: 'not when a repository changed', hint: { kind: 'repository', repository }, requests: 1 },
  ])('$why', async ({ hint, requests }) => {
    const { directory, asked } = open(seniors);
    await directory.read(scope, ['acme/seniors']);
    directory.forget(hint);
    await directory.read(scope, ['acme/seniors']);
    expect(asked).toHaveLength(requests);
  });
});
