import { afterEach, describe, expect, it } from '@jest/globals';
import type { Loaded } from '../../src/core/loaded.ts';
import { HeadMovedError } from '../../src/errors.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { policyText } from './support/policy-text.ts';
import { connect, furnish, requestCounter } from './support/sandboxed.ts';

const running: Sandbox[] = [];

afterEach(async () => {
  const violations = running.flatMap((sandbox) => sandbox.violations);
  await Promise.all(running.splice(0).map((sandbox) => sandbox.close()));
  expect(violations).toEqual([]);
});

const releasePolicy = policyText.replace('one senior', 'release');

/** A pull request to `release`, which has a policy of its own, and one on top of it. */
async function onRelease() {
  const sandbox = await startSandbox();
  running.push(sandbox);
  const made = furnish(sandbox);
  const { shop, root, mia } = made;
  const push = (branch: string, files: Readonly<Record<string, string>>, from?: string) => {
    if (from !== undefined) sandbox.push(shop, { branch, to: shop.refs.get(`refs/heads/${from}`) ?? '', as: root });
    sandbox.pushCommit(shop, { branch, as: mia, author: mia, message: branch, files });
  };
  push('release', { '.github/countersign.yml': releasePolicy }, 'main');
  push('lower', { 'src/lower.ts': 'x\n' }, 'release');
  push('upper', { 'src/upper.ts': 'x\n' }, 'lower');
  const open = (head: string, base: string) =>
    sandbox.openPullRequest({ repository: shop, as: mia, title: head, head, base });
  const lower = open('lower', 'release');
  const upper = open('upper', 'lower');
  const connected = connect(sandbox, made.app.id);
  return {
    ...made,
    ...connected,
    sandbox,
    lower,
    upper,
    stack: () => sandbox.stack([lower, upper], { as: mia }),
    loadUpper: async () => found(await connected.load({ ...made.ref, number: upper.number })),
    loadLower: async () => found(await connected.load({ ...made.ref, number: lower.number })),
    requests: requestCounter(sandbox),
  };
}

function found(loaded: Loaded | null): Loaded {
  if (loaded === null) throw new Error('nothing was loaded');
  return loaded;
}

const rulesOf = ({ policy }: Loaded): readonly string[] =>
  policy.usable ? policy.policy.rules.map(({ origin, name }) => `${origin}: ${name}`) : [];

describe('a pull request in a stack', () => {
  it('is held to the rules of the branch that the stack is to land on', async () => {
    const { stack, loadUpper, sandbox, shop, lower, root } = await onRelease();
    stack();
    sandbox.pushCommit(shop, {
      branch: lower.head.ref,
      as: root,
      author: root,
      message: 'no rules here',
      files: { '.github/countersign.yml': 'version: 1\nrules: []\n' },
    });
    const loaded = await loadUpper();
    expect(loaded.facts).toMatchObject({ baseRef: 'lower', stackBaseRef: 'release' });
    expect(rulesOf(loaded)).toEqual(['repository: one senior', 'base-branch: release']);
  });

  it('asks for no branch twice', async () => {
    const { stack, loadUpper, loadLower, requests } = await onRelease();
    stack();
    await loadUpper();
    expect(requests()).toEqual(['Evaluation', 'Stack', 'BranchPolicy', 'Teams']);
    expect((await loadLower()).facts.stackBaseRef).toBe('release');
    expect(requests()).toEqual(['Evaluation', 'Stack']);
  });

  it('is read again when it was put into the stack meanwhile', async () => {
    const { stack, loadUpper, confirm } = await onRelease();
    const loaded = await loadUpper();
    expect(loaded.facts.stackBaseRef).toBeNull();
    stack();
    await expect(confirm(loaded, [])).rejects.toThrow(HeadMovedError);
    await expect(confirm(await loadUpper(), [])).resolves.toMatchObject({ facts: { stackBaseRef: 'release' } });
  });

  it('is read again when the policy of the stack’s base changed meanwhile', async () => {
    const { stack, loadUpper, confirm, sandbox, shop, root } = await onRelease();
    stack();
    const loaded = await loadUpper();
    sandbox.pushCommit(shop, {
      branch: 'release',
      as: root,
      author: root,
      message: 'other rules',
      files: { '.github/countersign.yml': releasePolicy.replace('release', 'release anew') },
    });
    await expect(confirm(loaded, [])).rejects.toThrow('the policy of #3 changed meanwhile');
  });
});

describe('no stack', () => {
  it('is asked for where the base is the default branch', async () => {
    const { load, ref, requests } = await onRelease();
    expect(found(await load(ref)).facts.stackBaseRef).toBeNull();
    expect(requests()).toEqual(['Evaluation', 'Teams']);
  });

  it('is asked for a second time of a server that does not know of stacks', async () => {
    const { sandbox, loadUpper, requests } = await onRelease();
    sandbox.state.behaviour.stacksKnown = false;
    expect((await loadUpper()).facts.stackBaseRef).toBeNull();
    expect(requests()).toEqual(['Evaluation', 'Stack', 'Teams']);
    await loadUpper();
    expect(requests()).toEqual(['Evaluation']);
  });

  it('is assumed where GitHub fails to answer', async () => {
    const { sandbox, loadUpper } = await onRelease();
    sandbox.fault = ({ graphqlOperation }) => (graphqlOperation === 'Stack' ? { status: 422 } : null);
    await expect(loadUpper()).rejects.toThrow('GraphQL Stack');
  });
});
