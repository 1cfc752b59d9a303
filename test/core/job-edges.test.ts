import { describe, expect, it } from '@jest/globals';
import type { Hint } from '../../src/core/hint.ts';
import { hintKey, installationOf, pullRequestKey } from '../../src/core/job.ts';

const repository = { installationId: 3, repositoryId: 10, owner: 'acme', name: 'shop' };
const ref = { ...repository, number: 7 };
const renamed = { ...repository, owner: 'emca', name: 'store' };

const push = {
  kind: 'direct-push',
  repository,
  branch: 'main',
  toDefault: true,
  before: 'decade',
  after: 'c0ffee',
  by: { id: 7, login: 'ada', kind: 'user' },
  commits: ['c0ffee'],
  pushed: 1,
} as const;

describe('what a hint is about', () => {
  it.each<{ hint: Hint; key: string }>([
    { hint: { kind: 'pull-request', ref }, key: '10#7' },
    { hint: { kind: 'pull-request', ref: { ...ref, ...renamed } }, key: '10#7' },
    { hint: { kind: 'commit', repository, sha: 'c0ffee' }, key: 'commit/10/c0ffee' },
    { hint: { kind: 'branch', repository, branch: 'main' }, key: 'branch/10/main' },
    { hint: push, key: 'direct-push/10/c0ffee/main' },
    { hint: { ...push, lookedAt: true }, key: 'direct-push/10/c0ffee/main/again' },
    { hint: { kind: 'repository', repository }, key: 'repository/10' },
    { hint: { kind: 'organization', installationId: 3, owner: 'acme' }, key: 'organization/3' },
    { hint: { kind: 'installation', installationId: 3 }, key: 'installation/3' },
    { hint: { kind: 'merge-group', repository, headSha: 'c0ffee', baseBranch: 'main' }, key: 'merge-group/10/c0ffee' },
    {
      hint: { kind: 'preview', repository, headSha: 'c0ffee', by: { id: 7, login: 'ada', kind: 'user' } },
      key: 'preview/10/c0ffee/7',
    },
  ])('is $key, by ids alone, and belongs to the installation', ({ hint, key }) => {
    expect(hintKey(hint)).toBe(key);
    expect(installationOf(hint)).toBe(3);
  });

  it('is one pull request whatever its repository is called', () => {
    expect(pullRequestKey({ ...ref, ...renamed })).toBe(pullRequestKey(ref));
    expect(pullRequestKey({ ...ref, number: 8 })).not.toBe(pullRequestKey(ref));
  });
});
