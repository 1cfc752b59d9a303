import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import type { CommentSeen, Hint } from '../../src/core/hint.ts';
import type { Versions } from '../../src/core/versions.ts';
import { GitHubError } from '../../src/errors.ts';
import { findStale, type LastDecided, type OpenPullRequest, sweep } from '../../src/worker/sweep.ts';
import { aSnapshot, people, sha } from '../support/facts.ts';

const repository = aSnapshot().ref;
const refOf = (number: number) => ({ ...repository, number });
const told: Versions = { state: 's1', floor: 'f1', 'policy:main': 'p1', 'owners:main': 'o1' };
const team = 'team:included:acme/seniors';

describe('what a sweep finds stale', () => {
  it.each<{
    why: string;
    shown: readonly OpenPullRequest[];
    decided: readonly LastDecided[];
    read?: Versions;
    stale: readonly number[];
  }>([
    { why: 'nothing, when GitHub shows what was recorded', shown: [anOpen()], decided: [aRecord()], stale: [] },
    { why: 'one without a record', shown: [anOpen()], decided: [], stale: [7] },
    { why: 'one with another head', shown: [anOpen({ headSha: sha('c4') })], decided: [aRecord()], stale: [7] },
    { why: 'one with another base', shown: [anOpen({ baseRef: 'release' })], decided: [aRecord()], stale: [7] },
    { why: 'one without our check', shown: [anOpen({ shownDigest: null })], decided: [aRecord()], stale: [7] },
    {
      why: 'one whose check is not of the last record',
      shown: [anOpen({ shownDigest: 'older' })],
      decided: [aRecord()],
      stale: [7],
    },
    {
      why: 'nothing, when the one check of two with one head carries the record of the other',
      shown: [anOpen(), anOpen({ ref: refOf(8) })],
      decided: [aRecord(), aRecord({ ref: refOf(8), digest: 'of #8' })],
      stale: [],
    },
    {
      why: 'one on which something happened since',
      shown: [anOpen({ versions: { ...told, state: 's2' } })],
      decided: [aRecord()],
      stale: [7],
    },
    {
      why: 'one that was decided by older rules',
      shown: [anOpen({ versions: { ...told, 'policy:main': 'p2' } })],
      decided: [aRecord()],
      stale: [7],
    },
    {
      why: 'one that was decided under another floor',
      shown: [anOpen({ versions: { ...told, floor: 'f2' } })],
      decided: [aRecord()],
      stale: [7],
    },
    {
      why: 'one that was decided before what it rests on was kept',
      shown: [anOpen()],
      decided: [aRecord({ versions: null })],
      stale: [7],
    },
    {
      why: 'one whose team has other members',
      shown: [anOpen()],
      decided: [aRecord({ versions: { ...told, [team]: 't1' } })],
      read: { [team]: 't2' },
      stale: [7],
    },
    {
      why: 'nothing for what was not read now',
      shown: [anOpen()],
      decided: [aRecord({ versions: { ...told, [team]: 't1' } })],
      stale: [],
    },
    {
      why: 'nothing for what no decision rests on',
      shown: [anOpen({ versions: { ...told, 'policy:main': 'p2' } })],
      decided: [aRecord({ versions: { state: 's1' } })],
      stale: [],
    },
    {
      why: 'all that lies on one that was retargeted, and nothing else',
      shown: [
        anOpen({ baseRef: 'release' }),
        anOpen({ ref: refOf(8), baseRef: 'feature', headRef: 'second' }),
        anOpen({ ref: refOf(9), baseRef: 'second', headRef: null }),
        anOpen({ ref: refOf(10) }),
      ],
      decided: [
        aRecord(),
        aRecord({ ref: refOf(8), baseRef: 'feature' }),
        aRecord({ ref: refOf(9), baseRef: 'second' }),
        aRecord({ ref: refOf(10) }),
      ],
      stale: [7, 8, 9],
    },
    { why: 'one that ended and nobody told us', shown: [], decided: [aRecord()], stale: [7] },
  ])('is $why', ({ shown, decided, read = {}, stale }) => {
    expect(findStale(shown, decided, read).map(({ ref }) => ref.number)).toEqual(stale);
  });
});

describe('a sweep', () => {
  const aCommand: CommentSeen = {
    repositoryId: repository.repositoryId,
    number: 7,
    commentId: 1,
    author: people.ada,
    digest: 'd',
  };

  it('goes on past a repository that GitHub does not show, and says so', async () => {
    const { ports, hints } = sweeping({ decided: [] });
    const swept = await sweep({
      ...ports,
      listRepositories: () => Promise.resolve([{ ...repository, repositoryId: 1 }, repository]),
      listOpen: ({ repositoryId }) =>
        repositoryId === 1 ? Promise.reject(new Error('502')) : Promise.resolve([anOpen()]),
    });
    expect(swept).toEqual({ repositories: 2, failed: 1, sent: 1 });
    expect(hints).toEqual([{ kind: 'pull-request', ref: refOf(7) }]);
  });

  it.each([
    { why: 'does not answer', error: new GitHubError('down', 502, null, null), asked: 5 },
    { why: 'never answers', error: new GitHubError('down', null, null, null), asked: 5 },
    { why: 'refuses', error: new GitHubError('no', 403, null, null), asked: 8 },
    { why: 'names a time', error: new GitHubError('later', 403, new Date(), null), asked: 8 },
  ])(
    'asks about $asked of eight repositories of an installation about which GitHub $why, and goes on with others',
    async ({ error, asked }) => {
      const { ports, hints } = sweeping({ decided: [] });
      const eight = Array.from({ length: 8 }, (_, n) => ({ ...repository, installationId: 99, repositoryId: 100 + n }));
      let requests = 0;
      const swept = await sweep({
        ...ports,
        listRepositories: () => Promise.resolve([...eight, repository]),
        listOpen: ({ installationId }) => {
          if (installationId !== 99) return Promise.resolve([anOpen()]);
          requests += 1;
          return Promise.reject(error);
        },
      });
      expect(swept).toEqual({ repositories: 9, failed: 8, sent: 1 });
      expect([requests, hints.length]).toEqual([asked, 1]);
    },
  );

  it('looks at what is stale also where GitHub does not show the comments', async () => {
    const { ports, hints } = sweeping({ decided: [], open: anOpen({ newestComment: 12 }) });
    const swept = await sweep({ ...ports, findCommands: () => Promise.reject(new Error('502')) });
    expect(swept).toMatchObject({ failed: 1 });
    expect(hints).toEqual([{ kind: 'pull-request', ref: refOf(7) }]);
  });

  it('keeps no command waiting because GitHub does not show the comments of the next pull request', async () => {
    const { ports, hints } = sweeping({
      decided: [7, 8].map((number) => aRecord({ ref: refOf(number), commentsRead: 11 })),
    });
    await sweep({
      ...ports,
      listOpen: () => Promise.resolve([7, 8].map((number) => anOpen({ ref: refOf(number), newestComment: 12 }))),
      findCommands: ({ number }) => (number === 8 ? Promise.reject(new Error('502')) : Promise.resolve([aCommand])),
    });
    expect(hints).toEqual([{ kind: 'pull-request', ref: refOf(7) }]);
  });

  it('asks for nothing but the list where the list tells all', async () => {
    const { ports, asked } = sweeping({ decided: [aRecord()] });
    expect(await sweep(ports)).toMatchObject({ sent: 0 });
    expect(asked).toEqual([]);
  });

  it.each([
    { why: 'no sweep has read any comment', commentsRead: null, asked: ['comments of #7', 'read to 12'], sent: 1 },
    { why: 'there are newer comments', commentsRead: 11, asked: ['comments of #7', 'read to 12'], sent: 1 },
    { why: 'there is none that was not read', commentsRead: 12, asked: [], sent: 0 },
  ])('looks for commands where $why: $sent', async ({ commentsRead, asked, sent }) => {
    const sweeper = sweeping({ decided: [aRecord({ commentsRead })], open: anOpen({ newestComment: 12 }) });
    expect(await sweep(sweeper.ports)).toMatchObject({ sent });
    expect(sweeper.asked).toEqual(asked);
    expect(sweeper.remembered).toEqual(sent === 0 ? [] : [aCommand]);
  });

  it('forgets what is known of the teams when one has changed', async () => {
    const { ports, asked } = sweeping({ decided: [aRecord({ versions: { ...told, [team]: 't1' } })] });
    expect(await sweep(ports)).toMatchObject({ sent: 1 });
    expect(asked).toEqual([team, 'forget acme']);
  });

  function sweeping({
    decided,
    open = anOpen(),
  }: {
    readonly decided: readonly LastDecided[];
    open?: OpenPullRequest;
  }) {
    const hints: Hint[] = [];
    const asked: string[] = [];
    const remembered: CommentSeen[] = [];
    const ports = {
      listRepositories: () => Promise.resolve([repository]),
      listOpen: () => Promise.resolve([open]),
      lastDecided: () => Promise.resolve(decided),
      readVersions: (_: unknown, names: readonly string[]) => {
        asked.push(...names);
        return Promise.resolve(Object.fromEntries(names.map((name) => [name, 'as it is now'])));
      },
      findCommands: ({ number }: { readonly number: number }) => {
        asked.push(`comments of #${number}`);
        return Promise.resolve([aCommand]);
      },
      rememberComments: (comments: readonly CommentSeen[]) => Promise.resolve(remembered.push(...comments) > 0),
      markCommentsRead: (_: unknown, newest: number) => Promise.resolve(void asked.push(`read to ${newest}`)),
      forgetTeams: ({ owner }: { readonly owner: string }) => void asked.push(`forget ${owner}`),
      send: (sent: readonly Hint[]) => Promise.resolve(void hints.push(...sent)),
      log: pino({ level: 'silent' }),
    };
    return { ports, hints, asked, remembered };
  }
});

function anOpen(only: Partial<OpenPullRequest> = {}): OpenPullRequest {
  return {
    ref: refOf(7),
    headSha: sha('c3'),
    baseRef: 'main',
    headRef: 'feature',
    shownDigest: 'digest',
    newestComment: null,
    versions: told,
    ...only,
  };
}

function aRecord(only: Partial<LastDecided> = {}): LastDecided {
  return {
    ref: refOf(7),
    headSha: sha('c3'),
    baseRef: 'main',
    digest: 'digest',
    versions: told,
    commentsRead: 12,
    ...only,
  };
}
