import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { type Pull, startWorld, type World } from '../support/e2e.ts';

const claude = 'Co-authored-by: Claude <noreply@anthropic.com>';
const unreadable: Sandbox['fault'] = ({ graphqlOperation }) =>
  graphqlOperation === 'Evaluation' ? { status: 422 } : null;
const deaf: Sandbox['fault'] = ({ operationId }) => (operationId === 'graphql' ? { status: 422 } : null);

describe('a pull request that cannot be evaluated', () => {
  let world: World;
  let count = 0;

  beforeAll(async () => {
    world = await startWorld();
  });

  afterAll(async () => {
    const { violations } = world.sandbox;
    await world.close();
    expect(violations).toEqual([]);
  });

  const person = (login: string) => world.person(login);

  const push = (branch: string, message: string): void => {
    const mia = person('mia');
    count += 1;
    const files = { [`src/${branch}.ts`]: `${count}\n` };
    world.sandbox.pushCommit(world.cast.shop, { branch, as: mia, author: mia, files, message });
  };

  async function opened(): Promise<Pull> {
    const branch = `change-${count}`;
    push(branch, `change\n\n${claude}`);
    const { sandbox, cast } = world;
    const pull = sandbox.openPullRequest({ repository: cast.shop, as: person('mia'), title: branch, head: branch });
    await world.quiet();
    return pull;
  }

  const runsOn = ({ repository, head }: Pull): number =>
    repository.checkRuns.filter(({ headSha }) => headSha === head.sha).length;

  /** Every attempt until none follows, as if the time between them were over. */
  async function untilGivenUp(): Promise<void> {
    await world.quiet();
    while ((await world.program.store.listDead()).length === 0) await world.program.runWaiting();
  }

  async function repaired(): Promise<void> {
    world.sandbox.fault = () => null;
    await world.program.store.retryAllDead();
    await world.quiet();
  }

  it('says once on a head without a check that it is being evaluated, and in the end why it is not', async () => {
    world.sandbox.fault = unreadable;
    const pull = await opened();
    expect(world.check(pull)).toMatchObject({ status: 'in_progress', conclusion: null });
    await world.program.runWaiting();
    expect(runsOn(pull)).toBe(1);
    await untilGivenUp();
    expect(world.check(pull)).toMatchObject({ conclusion: 'failure', title: 'Could not be evaluated' });
    expect(world.check(pull)?.summary).toContain('GitHub answered 422 to `GraphQL Evaluation`');
    expect(runsOn(pull)).toBe(2);
    await repaired();
    expect(world.check(pull)).toMatchObject({ conclusion: 'action_required' });
  });

  it('keeps what was decided about its head while attempts follow', async () => {
    const pull = await opened();
    world.sandbox.approve(pull, { as: person('ada') });
    await world.quiet();
    world.sandbox.fault = unreadable;
    world.sandbox.editPullRequest(pull, { as: person('mia'), title: 'anew' });
    await world.quiet();
    expect(world.check(pull)).toMatchObject({ conclusion: 'success' });
    await untilGivenUp();
    expect(world.check(pull)).toMatchObject({ conclusion: 'failure' });
    await repaired();
    expect(world.check(pull)).toMatchObject({ conclusion: 'success' });
  });

  it('loses a green check of another with the same head at the first attempt', async () => {
    const pull = await opened();
    const { sandbox, cast } = world;
    sandbox.approve(pull, { as: person('ada') });
    await world.quiet();
    sandbox.push(cast.shop, { branch: 'twin', to: pull.head.sha, as: person('liam') });
    sandbox.fault = unreadable;
    sandbox.openPullRequest({ repository: cast.shop, as: person('liam'), title: 'twin', head: 'twin' });
    await world.quiet();
    expect(world.check(pull)).toMatchObject({ status: 'in_progress' });
    await untilGivenUp();
    await repaired();
    expect(world.check(pull)).toMatchObject({ conclusion: 'action_required' });
  });

  it('fails the last head that was decided where GitHub tells nothing at all', async () => {
    const pull = await opened();
    world.sandbox.fault = deaf;
    world.sandbox.editPullRequest(pull, { as: person('mia'), title: 'anew' });
    await untilGivenUp();
    expect(world.check(pull)).toMatchObject({ conclusion: 'failure', title: 'Could not be evaluated' });
    await repaired();
    expect(world.check(pull)).toMatchObject({ conclusion: 'action_required' });
  });
});
