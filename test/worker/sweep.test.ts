import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import type { Hint } from '../../src/core/hint.ts';
import { type LastDecided, type OpenPullRequest, stalePullRequests, sweep } from '../../src/worker/sweep.ts';
import { aSnapshot, sha } from '../support/facts.ts';

const repository = aSnapshot().ref;
const refOf = (number: number) => ({ ...repository, number });
const known: readonly (string | null)[] = [sha('p1'), null];

describe('what a sweep finds stale', () => {
  it.each<{
    why: string;
    shown: readonly OpenPullRequest[];
    decided: readonly LastDecided[];
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
      why: 'one that was decided by older rules',
      shown: [anOpen({ policy: [sha('p2'), null] })],
      decided: [aRecord()],
      stale: [7],
    },
    {
      why: 'nothing for rules that were not looked up',
      shown: [anOpen({ policy: null })],
      decided: [aRecord()],
      stale: [],
    },
    { why: 'one that ended and nobody told us', shown: [], decided: [aRecord()], stale: [7] },
  ])('is $why', ({ shown, decided, stale }) => {
    expect(stalePullRequests(shown, decided).map(({ number }) => number)).toEqual(stale);
  });
});

describe('a sweep', () => {
  it('goes on past a repository that GitHub does not show, and says so', async () => {
    const hints: Hint[] = [];
    const swept = await sweep({
      listRepositories: () => Promise.resolve([{ ...repository, repositoryId: 1 }, repository]),
      listOpen: ({ repositoryId }) =>
        repositoryId === 1 ? Promise.reject(new Error('502')) : Promise.resolve([anOpen()]),
      lastDecided: () => Promise.resolve([]),
      send: (sent) => Promise.resolve(void hints.push(...sent)),
      log: pino({ level: 'silent' }),
    });
    expect(swept).toEqual({ repositories: 2, failed: 1, sent: 1 });
    expect(hints).toEqual([{ kind: 'pull-request', ref: refOf(7) }]);
  });
});

function anOpen(only: Partial<OpenPullRequest> = {}): OpenPullRequest {
  return { ref: refOf(7), headSha: sha('c3'), baseRef: 'main', shownDigest: 'digest', policy: known, ...only };
}

function aRecord(): LastDecided {
  return { ref: refOf(7), headSha: sha('c3'), baseRef: 'main', digest: 'digest', policy: known };
}
