import { describe, expect, it } from '@jest/globals';
import { createStrangers } from '../../src/github/strangers.ts';

const about = (number: number) =>
  ({
    kind: 'pull-request',
    ref: { installationId: 1, repositoryId: 10, owner: 'acme', name: 'shop', number },
  }) as const;

describe('what strangers cause', () => {
  const start = () => {
    let time = 0;
    const strangers = createStrangers(() => time);
    return { strangers, pass: (minutes: number) => (time += minutes * 60_000) };
  };

  it('is worked off while it is little, however many of them there are', () => {
    const { strangers } = start();
    const paces = Array.from({ length: 100 }, (_, n) => strangers.paceOf(n, [about(n)]));
    expect(new Set(paces)).toEqual(new Set(['behind']));
  });

  it.each([
    { why: 'one asks for many pull requests', of: (n: number) => ({ by: 1, number: n }) },
    { why: 'many ask for one pull request', of: (n: number) => ({ by: n, number: 7 }) },
  ])('waits when $why, until an hour has passed', ({ of }) => {
    const { strangers, pass } = start();
    const ask = () =>
      Array.from({ length: 40 }, (_, n) => of(n)).map(({ by, number }) => strangers.paceOf(by, [about(number)]));
    expect(ask().filter((pace) => pace === 'rationed')).toHaveLength(10);
    expect(strangers.paceOf(1, [about(7)])).toBe('rationed');
    pass(60);
    expect(ask().filter((pace) => pace === 'rationed')).toHaveLength(10);
  });
});
