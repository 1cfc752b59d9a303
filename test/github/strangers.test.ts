import { describe, expect, it } from '@jest/globals';
import type { ReadDelivery } from '../../src/core/hint.ts';
import { createStrangers } from '../../src/github/strangers.ts';

const by = (stranger: number, number: number): ReadDelivery => ({
  guid: 'a',
  event: 'pull_request',
  hints: [{ kind: 'pull-request', ref: { installationId: 1, repositoryId: 10, owner: 'acme', name: 'shop', number } }],
  pushes: [],
  stranger,
});

describe('what strangers cause', () => {
  const start = () => {
    let time = 0;
    const strangers = createStrangers(() => time);
    return { strangers, pass: (minutes: number) => (time += minutes * 60_000) };
  };

  it('is worked off while it is little, however many of them there are', () => {
    const { strangers } = start();
    const paces = Array.from({ length: 100 }, (_, n) => strangers.paceOf(by(n, n)));
    expect(new Set(paces)).toEqual(new Set(['behind']));
  });

  it.each([
    { why: 'one asks for many pull requests', of: (n: number) => by(1, n) },
    { why: 'many ask for one pull request', of: (n: number) => by(n, 7) },
  ])('waits when $why, until an hour has passed', ({ of }) => {
    const { strangers, pass } = start();
    const ask = () => Array.from({ length: 40 }, (_, n) => strangers.paceOf(of(n)));
    expect(ask().filter((pace) => pace === 'rationed')).toHaveLength(10);
    expect(strangers.paceOf(by(1, 7))).toBe('rationed');
    pass(60);
    expect(ask().filter((pace) => pace === 'rationed')).toHaveLength(10);
  });

  it('is rationed no longer because the clock was set back', () => {
    const { strangers, pass } = start();
    for (let n = 0; n < 10; n += 1) strangers.paceOf(by(1, n));
    pass(-180);
    expect(strangers.paceOf(by(1, 7))).toBe('behind');
  });

  it('is nothing of somebody who was seen to push, whatever GitHub calls them', () => {
    const { strangers } = start();
    const pusher = { id: 1, login: 'ada', kind: 'user' } as const;
    const push = { repositoryId: 10, ref: 'refs/heads/x', before: null, after: 'a1', pusher, forced: false };
    strangers.paceOf({ guid: 'p', event: 'push', hints: [], pushes: [push] });
    const paces = Array.from({ length: 40 }, (_, n) => strangers.paceOf(by(1, n)));
    expect(new Set(paces)).toEqual(new Set(['prompt']));
  });
});
