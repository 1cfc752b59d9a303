import { beforeEach, describe, expect, it } from '@jest/globals';
import { createOutdated } from '../../src/worker/outdated.ts';

describe('what a process remembers of an installation', () => {
  let epochs = { teams: 0, rights: 0 };
  let done: string[] = [];
  let refusals = 0;
  const start = () =>
    createOutdated({
      epochsOf: () => Promise.resolve(epochs),
      forgetTeams: (installationId) => void done.push(`teams of ${installationId}`),
      renewToken: (installationId) => {
        done.push(`token of ${installationId}`);
        refusals -= 1;
        return refusals < 0 ? Promise.resolve() : Promise.reject(new Error('GitHub did not answer'));
      },
    });

  beforeEach(() => {
    epochs = { teams: 0, rights: 0 };
    done = [];
    refusals = 0;
  });

  it.each([
    { why: 'stays while nothing changed', next: { teams: 0, rights: 0 }, dropped: [] },
    { why: 'is dropped once when a team changed', next: { teams: 1, rights: 0 }, dropped: ['teams of 7'] },
    {
      why: 'is dropped once when its rights changed',
      next: { teams: 1, rights: 1 },
      dropped: ['teams of 7', 'token of 7'],
    },
  ])('$why', async ({ next, dropped }) => {
    const drop = start();
    await drop(7);
    done = [];
    epochs = next;
    await Promise.all([drop(7), drop(7)]);
    await drop(7);
    expect(done).toEqual(dropped);
  });

  it('is dropped at the next question when GitHub did not give another token', async () => {
    const drop = start();
    await drop(7);
    done = [];
    epochs = { teams: 1, rights: 1 };
    refusals = 1;
    await expect(drop(7)).rejects.toThrow('did not answer');
    await drop(7);
    expect(done).toEqual(['teams of 7', 'token of 7', 'teams of 7', 'token of 7']);
  });

  it('is not dropped for another installation', async () => {
    const drop = start();
    await drop(7);
    await drop(8);
    expect(done).toEqual(['teams of 7', 'teams of 8']);
  });
});
