import { describe, expect, it } from '@jest/globals';
import { executeGraphql, graphqlProblems } from '../../../src/sandbox/graphql.ts';
import { api, read } from '../../support/sandbox-query.ts';
import { aWorld, type World } from '../../support/sandbox-world.ts';

describe('paging', () => {
  const names = ['l0', 'l1', 'l2', 'l3', 'l4'];

  function aWorldWithLabels(): World {
    const world = aWorld();
    world.repositories.api.labels.clear();
    for (const [id, name] of names.entries()) {
      world.repositories.api.labels.set(name, {
        id,
        nodeId: `LA_${id}`,
        name,
        color: 'ffffff',
        description: null,
        isDefault: false,
      });
    }
    return world;
  }

  it.each([1, 2, 3, 5, 9])('forward in steps of %d sees everything once', (size) => {
    const world = aWorldWithLabels();
    const seen: string[] = [];
    let after = 'null';
    for (let more = true; more; ) {
      const { nodes, pageInfo, totalCount } = page(world, `first: ${size}, after: ${after}`);
      expect([totalCount, pageInfo.hasPreviousPage]).toEqual([5, after !== 'null']);
      seen.push(...nodes.map(({ name }) => name));
      after = JSON.stringify(pageInfo.endCursor);
      more = pageInfo.hasNextPage;
    }
    expect(seen).toEqual(names);
  });

  it.each([1, 2, 3, 5, 9])('backward in steps of %d sees everything once', (size) => {
    const world = aWorldWithLabels();
    const seen: string[] = [];
    let before = 'null';
    for (let more = true; more; ) {
      const { nodes, pageInfo } = page(world, `last: ${size}, before: ${before}`);
      expect(pageInfo.hasNextPage).toBe(before !== 'null');
      seen.unshift(...nodes.map(({ name }) => name));
      before = JSON.stringify(pageInfo.startCursor);
      more = pageInfo.hasPreviousPage;
    }
    expect(seen).toEqual(names);
  });

  it.each([
    { args: '', type: 'MISSING_PAGINATION_BOUNDARIES', why: 'neither first nor last' },
    { args: '(first: 101)', type: 'EXCESSIVE_PAGINATION', why: 'more than a hundred' },
    { args: '(first: 1, last: 1)', type: 'UNPROCESSABLE', why: 'both first and last' },
    { args: '(last: -1)', type: 'UNPROCESSABLE', why: 'less than zero' },
    { args: '(first: 1, after: "bm8=")', type: 'INVALID_CURSOR_ARGUMENTS', why: 'a cursor from elsewhere' },
  ])('is refused with $why', ({ args, type }) => {
    const request = { query: `{ ${api} { labels${args} { totalCount } } }` };
    const world = aWorld();
    const answer = executeGraphql(world.state, world.token(), request);
    expect(answer.errors).toEqual([expect.objectContaining({ type, path: ['repository', 'labels'] })]);
    expect(graphqlProblems(request, answer)).toHaveLength(1);
  });
});

function page(world: World, args: string) {
  return read(
    world,
    `{ ${api} { labels(${args}) { totalCount nodes { name } edges { cursor } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }`,
    ['repository', 'labels'],
  ) as {
    totalCount: number;
    nodes: { name: string }[];
    pageInfo: {
      hasNextPage: boolean;
      hasPreviousPage: boolean;
      startCursor: string | null;
      endCursor: string | null;
    };
  };
}
