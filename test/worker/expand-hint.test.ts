import { describe, expect, it } from '@jest/globals';
import type { Hint } from '../../src/core/hint.ts';
import { expandHint } from '../../src/worker/expand-hint.ts';
import { aSnapshot } from '../support/facts.ts';

const repository = aSnapshot().ref;
const refOf = (number: number) => ({ ...repository, number });

describe('expanding a hint', () => {
  it.each<{ hint: Hint; open: readonly number[]; index: readonly number[]; sent: readonly number[] }>([
    { hint: { kind: 'pull-request', ref: refOf(7) }, open: [], index: [], sent: [7] },
    { hint: { kind: 'commit', repository, sha: 'c3' }, open: [1], index: [7, 8], sent: [7, 8] },
    { hint: { kind: 'organization', installationId: 1, owner: 'acme' }, open: [1], index: [7, 8], sent: [7, 8] },
    { hint: { kind: 'repository', repository }, open: [8, 9], index: [7, 8], sent: [8, 9, 7] },
    { hint: { kind: 'repository', repository }, open: [], index: [], sent: [] },
    { hint: { kind: 'branch', repository, branch: 'b8' }, open: [7, 8, 9, 10], index: [7], sent: [9, 10] },
    { hint: { kind: 'branch', repository, branch: 'b10' }, open: [7, 8, 9, 10], index: [7], sent: [] },
  ])('a $hint.kind finds $sent, GitHub listing $open and our index $index', async ({ hint, open, index, sent }) => {
    const { ports, hints } = expanding({ open, index });
    expect(await expandHint(ports, hint)).toBe(sent.length);
    expect(hints).toEqual(sent.map((number) => ({ kind: 'pull-request', ref: refOf(number) })));
  });

  it('an installation finds its repositories, each a hint of its own', async () => {
    const { ports, hints } = expanding({ open: [], index: [] });
    await expandHint(ports, { kind: 'installation', installationId: 1 });
    expect(hints).toEqual([{ kind: 'repository', repository }]);
  });
});

function expanding({ open, index }: { open: readonly number[]; index: readonly number[] }) {
  const hints: Hint[] = [];
  const ports = {
    knownPullRequests: () => Promise.resolve(index.map(refOf)),
    // Each lies on the one before it.
    listOpenPullRequests: () =>
      Promise.resolve(open.map((number) => ({ ref: refOf(number), baseRef: `b${number - 1}`, headRef: `b${number}` }))),
    listRepositories: () => Promise.resolve([repository]),
    send: (sent: readonly Hint[]) => Promise.resolve(void hints.push(...sent)),
  };
  return { ports, hints };
}
