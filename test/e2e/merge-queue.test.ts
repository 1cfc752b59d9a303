import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Pull, startWorld, type World } from '../support/e2e.ts';

const claude = 'Co-authored-by: Claude <noreply@anthropic.com>';

describe('a merge queue', () => {
  let world: World;

  beforeEach(async () => {
    world = await startWorld();
    world.sandbox.setMergeQueue(world.cast.shop);
  });

  afterEach(async () => {
    const { violations } = world.sandbox;
    await world.close();
    expect(violations).toEqual([]);
  });

  const person = (login: string) => world.person(login);

  /** A pull request of mia with a part by AI, signed off by ada and green. */
  async function signedOff(branch: string): Promise<Pull> {
    const { sandbox, cast } = world;
    const mia = person('mia');
    sandbox.pushCommit(cast.shop, {
      branch,
      as: mia,
      author: mia,
      files: { [`src/${branch}.ts`]: 'x\n' },
      message: `change\n\n${claude}`,
    });
    const pull = sandbox.openPullRequest({ repository: cast.shop, as: mia, title: branch, head: branch });
    await world.quiet();
    sandbox.approve(pull, { as: person('ada') });
    await world.quiet();
    expect(world.check(pull)?.conclusion).toBe('success');
    return pull;
  }

  const answers = (): readonly string[] =>
    world.cast.shop.checkRuns
      .filter(({ app, output }) => app.id === world.cast.app.id && /group|Not signed off/.test(output.title ?? ''))
      .map(({ conclusion, output }) => `${conclusion}: ${output.title}`);

  it('lands pull requests that pass, each group answered on its own commit', async () => {
    const [one, two] = [await signedOff('one'), await signedOff('two')];
    world.sandbox.enqueue(one, { as: person('mia') });
    world.sandbox.enqueue(two, { as: person('mia') });
    await world.quiet();
    expect(answers()).toEqual([
      'success: Every pull request of the group passes: 1 pull request',
      'success: Every pull request of the group passes: 2 pull requests',
    ]);
    expect([one.state, two.state]).toEqual(['closed', 'closed']);
  });

  it('names the pull request that no longer passes, and does not land it', async () => {
    const [one, two] = [await signedOff('one'), await signedOff('two')];
    // The request for changes comes after the pull request was let into the queue.
    world.sandbox.enqueue(one, { as: person('mia') });
    world.sandbox.enqueue(two, { as: person('mia') });
    world.sandbox.requestChanges(one, { as: person('bo') });
    await world.quiet();
    expect(answers()).toContain(`failure: Not signed off: #${one.number}`);
    expect(one.state).toBe('open');
  });

  it('is recorded for each group, with the head and the verdict of every member', async () => {
    const [one, two] = [await signedOff('three'), await signedOff('four')];
    for (const pull of [one, two]) world.sandbox.enqueue(pull, { as: person('mia') });
    await world.quiet();
    const entries: { kind: string; content: { members?: unknown } }[] = [];
    for await (const line of world.program.store.exportDecisions({
      format: 'jsonl',
      since: null,
      repository: null,
      reader: null,
    }))
      entries.push(JSON.parse(line));
    const groups = entries.filter(({ kind }) => kind === 'merge-group').map(({ content }) => content.members);
    const member = ({ number, head }: typeof one) => ({ number, headSha: head.sha, verdict: 'satisfied' });
    expect(groups).toContainEqual([member(one), member(two)]);
  });
});
