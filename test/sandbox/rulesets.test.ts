import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { asInstallation, caller, startWorld, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(async () => {
  expect(world.sandbox.violations).toEqual([]);
  await world.close();
});

const gate = (enforcement: string, include: readonly string[]) => ({
  name: 'gate',
  target: 'branch',
  enforcement,
  bypass_actors: [{ actor_id: 1, actor_type: 'OrganizationAdmin', bypass_mode: 'always' }],
  conditions: { ref_name: { include, exclude: ['refs/heads/release/old'] } },
  rules: [
    {
      type: 'required_status_checks',
      parameters: {
        strict_required_status_checks_policy: false,
        required_status_checks: [{ context: 'countersign', integration_id: world.app.id }],
      },
    },
  ],
});

describe('a ruleset', () => {
  it.each([
    { why: 'the default branch', include: ['~DEFAULT_BRANCH'], branch: 'main', applies: true },
    { why: 'another than the default branch', include: ['~DEFAULT_BRANCH'], branch: 'dev', applies: false },
    { why: 'every branch', include: ['~ALL'], branch: 'dev', applies: true },
    { why: 'a branch below a pattern', include: ['refs/heads/release/**'], branch: 'release/1', applies: true },
    { why: 'a branch that is excluded', include: ['refs/heads/release/**'], branch: 'release/old', applies: false },
    { why: 'a branch below a folder more than the star', include: ['refs/heads/*'], branch: 'a/b', applies: false },
  ])('holds for $why: $applies', async ({ include, branch, applies }) => {
    const admin = caller(world.sandbox, world.sandbox.createUserToken(world.people.grace));
    expect((await admin('POST', '/repos/acme/shop/rulesets', gate('active', include))).status).toBe(201);
    const call = await asInstallation(world);
    const { body } = await call('GET', `/repos/acme/shop/rules/branches/${branch}`);
    expect(body).toHaveLength(applies ? 1 : 0);
  });

  it.each(['evaluate', 'disabled'])('that is only "%s" holds for nothing', async (enforcement) => {
    const admin = caller(world.sandbox, world.sandbox.createUserToken(world.people.grace));
    await admin('POST', '/repos/acme/shop/rulesets', gate(enforcement, ['~ALL']));
    expect((await admin('GET', '/repos/acme/shop/rules/branches/main')).body).toEqual([]);
  });

  it('of the organization holds in its repositories, and tells who may bypass to owners alone', async () => {
    const admin = caller(world.sandbox, world.sandbox.createUserToken(world.people.grace));
    const names = { repository_name: { include: ['sh*'], exclude: [] } };
    const draft = gate('active', ['~ALL']);
    const conditions = { ...draft.conditions, ...names };
    const { body: ruleset } = await admin('POST', '/orgs/acme/rulesets', { ...draft, conditions });
    const call = await asInstallation(world);
    const { body: rules } = await call('GET', '/repos/acme/shop/rules/branches/main');
    expect(rules).toMatchObject([{ ruleset_id: ruleset.id, ruleset_source_type: 'Organization' }]);
    const path = `/repos/acme/shop/rulesets/${ruleset.id}`;
    expect((await call('GET', path)).body.bypass_actors).toBeUndefined();
    expect((await admin('GET', path)).body.bypass_actors).toHaveLength(1);
  });

  it('is written by administrators alone', async () => {
    const { sandbox, people } = world;
    const writer = caller(sandbox, sandbox.createUserToken(people.ada));
    expect((await writer('POST', '/repos/acme/shop/rulesets', gate('active', ['~ALL']))).status).toBe(403);
    const call = await asInstallation(world);
    expect((await call('POST', '/repos/acme/shop/rulesets', gate('active', ['~ALL']))).status).toBe(403);
  });

  it('can be rewritten', async () => {
    const admin = caller(world.sandbox, world.sandbox.createUserToken(world.people.grace));
    const { body } = await admin('POST', '/repos/acme/shop/rulesets', gate('active', ['~ALL']));
    const path = `/repos/acme/shop/rulesets/${body.id}`;
    expect((await admin('PUT', path, { ...gate('disabled', ['~ALL']) })).body.enforcement).toBe('disabled');
  });
});
