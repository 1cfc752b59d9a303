import { describe, expect, it } from '@jest/globals';
import { requiredState } from '../../src/core/required-check.ts';
import { createLog } from '../../src/log.ts';
import { lookUpRequiredChecks, type RequiredCheckPorts } from '../../src/worker/required-checks.ts';

const now = new Date('2026-03-02T12:00:00Z');
const repository = (repositoryId: number) => ({
  installationId: 1,
  repositoryId,
  owner: 'acme',
  name: `r${repositoryId}`,
});
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000).toISOString();

describe('looking up where the check is required', () => {
  const lookUp = async (ports: Partial<RequiredCheckPorts>) => {
    const noted: string[] = [];
    const looked = await lookUpRequiredChecks({
      listRepositories: () => Promise.resolve([1, 2, 3].map(repository)),
      requiredChecks: () => Promise.resolve([]),
      readRequiredCheck: () => Promise.resolve('required'),
      noteRequiredCheck: async ({ repositoryId, state }) => {
        noted.push(`${repositoryId} ${state}`);
      },
      now: () => now,
      log: createLog('silent'),
      ...ports,
    });
    expect(looked).toBe(noted.length);
    return noted;
  };

  it('asks for each repository once a day, the longest ago first', async () => {
    const known = [
      { repositoryId: 1, state: 'required' as const, checkedAt: hoursAgo(25) },
      { repositoryId: 2, state: 'required' as const, checkedAt: hoursAgo(23) },
    ];
    expect(await lookUp({ requiredChecks: () => Promise.resolve(known) })).toEqual(['3 required', '1 required']);
  });

  it('goes on where GitHub does not tell, and says that it does not know', async () => {
    const noted = await lookUp({
      readRequiredCheck: ({ repositoryId }) =>
        repositoryId === 2 ? Promise.reject(new Error('refused')) : Promise.resolve('not-required'),
    });
    expect(noted).toEqual(['1 not-required', '2 unknown', '3 not-required']);
  });

  it('leaves the rest for the next time where there are many', async () => {
    const many = Array.from({ length: 300 }, (_, index) => repository(index));
    expect(await lookUp({ listRepositories: () => Promise.resolve(many) })).toHaveLength(200);
  });
});

describe('what the places that require a check come to', () => {
  const here = (appId: number | null) => ({ by: 'ruleset', appId, upToDate: false }) as const;
  it.each([
    { why: 'nothing requires it', places: [], state: 'not-required' },
    { why: 'it must come from us', places: [here(7)], state: 'required' },
    { why: 'one of several places names us', places: [here(null), here(7)], state: 'required' },
    { why: 'anybody may set it', places: [here(null)], state: 'any-app' },
    { why: 'it must come from another App', places: [here(8)], state: 'not-required' },
  ])('$state when $why', ({ places, state }) => {
    expect(requiredState(places, 7)).toBe(state);
  });
});
