import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startWorld, type World } from '../support/e2e.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

it('knows of each repository whether the check is required on its default branch', async () => {
  const { cast, program } = world;
  const repositories = [cast.shop, cast.policies];
  expect(await program.lookUpRequiredChecks()).toBe(repositories.length);
  const checks = await program.store.requiredChecks(repositories.map(({ id }) => id));
  const stateOf = ({ id }: { readonly id: number }) => checks.find(({ repositoryId }) => repositoryId === id)?.state;
  expect(repositories.map(stateOf)).toEqual(['required', 'not-required']);
  expect(await program.lookUpRequiredChecks()).toBe(0);
  expect(world.sandbox.violations).toEqual([]);
});
