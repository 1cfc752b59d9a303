import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Behaviour } from '../../src/sandbox/state/behaviour.ts';
import { caller, openPull, startWorld, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(async () => {
  await world.close();
});

function be(changes: Partial<Behaviour>): void {
  Object.assign(world.sandbox.state.behaviour, changes);
}

describe('what nobody outside GitHub knows for certain can be tried both ways:', () => {
  it.each([
    { wins: true, merges: true },
    { wins: false, merges: false },
  ])('a newer run that passes makes up for an older one that failed: $wins', ({ wins, merges }) => {
    be({ newestRunWins: wins });
    const { sandbox, shop, app, people } = world;
    sandbox.setRequiredCheck(shop, { context: 'countersign', appId: app.id });
    const { pull, head } = openPull(world);
    for (const conclusion of ['failure', 'success'] as const) {
      sandbox.createCheckRun(shop, { app, name: 'countersign', headSha: head.oid, conclusion });
    }
    const merge = () => sandbox.merge(pull, { as: people.grace });
    if (merges) expect(merge()).toBe(pull.mergeCommit);
    else expect(merge).toThrow('"countersign" is failing');
  });

  it.each([
    { needed: true, permissions: { checks: 'write' as const }, status: 422 },
    { needed: true, permissions: { checks: 'write' as const, statuses: 'write' as const }, status: 201 },
    { needed: false, permissions: { checks: 'write' as const }, status: 201 },
  ])('a check is pinned to an app with $permissions if statuses must be writable ($needed): $status', async (row) => {
    be({ pinsNeedStatusesWrite: row.needed });
    const { sandbox, app, people } = world;
    app.permissions = row.permissions;
    const admin = caller(sandbox, sandbox.createUserToken(people.grace));
    const { status } = await admin('POST', '/repos/acme/shop/rulesets', {
      name: 'gate',
      enforcement: 'active',
      rules: [
        {
          type: 'required_status_checks',
          parameters: {
            strict_required_status_checks_policy: false,
            required_status_checks: [{ context: 'countersign', integration_id: app.id }],
          },
        },
      ],
    });
    expect(status).toBe(row.status);
    expect(sandbox.violations).toEqual([]);
  });

  it.each([
    { clicker: true, sender: 'linus' },
    { clicker: false, sender: 'web-flow' },
  ])('"Update branch" is pushed by $sender', async ({ clicker, sender }) => {
    be({ updateBranchAsClicker: clicker });
    const { sandbox, shop, people, received } = world;
    const { pull } = openPull(world);
    const files = { base: '1' };
    sandbox.pushCommit(shop, { branch: 'main', as: people.grace, author: people.grace, message: 'Base', files });
    sandbox.updateBranch(pull, { as: people.linus });
    await sandbox.settled();
    const synchronize = received.map(({ body }) => JSON.parse(body)).find(({ action }) => action === 'synchronize');
    expect(synchronize.sender.login).toBe(sender);
    expect(shop.activity.at(-1)?.actor.login).toBe(sender);
  });

  it.each([
    { counts: true, merges: true },
    { counts: false, merges: false },
  ])('an approval by an app counts towards the approvals that a branch needs: $counts', ({ counts, merges }) => {
    be({ appReviewsCount: counts });
    const { sandbox, shop, app, people } = world;
    const parameters = { required_approving_review_count: 1 };
    sandbox.addRuleset(shop, { name: 'one', enforcement: 'active', rules: [{ type: 'pull_request', parameters }] });
    const { pull } = openPull(world);
    sandbox.approve(pull, { as: app.bot });
    const merge = () => sandbox.merge(pull, { as: people.grace });
    if (merges) expect(merge()).toBe(pull.mergeCommit);
    else expect(merge).toThrow('At least 1 approving review');
  });
});
