import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { PullRequestRef } from '../../src/core/facts.ts';
import type { Hint } from '../../src/core/hint.ts';
import { engines, stopServer, type TestStore } from '../support/store.ts';

const ref: PullRequestRef = { installationId: 1, repositoryId: 10, owner: 'acme', name: 'shop', number: 7 };
const hint: Hint = { kind: 'pull-request', ref };
const delivery = (guid: string, hints: readonly Hint[] = [hint]) => ({
  guid,
  event: 'pull_request',
  hints,
  pushes: [],
});

afterAll(stopServer);

describe.each(engines)('the queue on $name', ({ open }) => {
  let test: TestStore;
  beforeEach(async () => {
    test = await open();
  });
  afterEach(() => test.close());

  it('runs one job for many deliveries about one pull request', async () => {
    for (const guid of ['a', 'b', 'c']) expect(await test.store.accept(delivery(guid))).toBe('accepted');
    const ran: PullRequestRef[] = [];
    const count = await test.store.runDue({
      evaluate: async (each) => {
        ran.push(each);
        return { kind: 'done' };
      },
      expand: async () => ({ kind: 'done' }),
    });
    expect({ count, ran }).toEqual({ count: 1, ran: [ref] });
  });
});
