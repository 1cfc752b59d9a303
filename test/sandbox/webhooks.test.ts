import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { appToken, caller, openPull, secret, startWorld, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await startWorld();
  await world.sandbox.settled();
  world.received.length = 0;
});
afterEach(async () => {
  await world.close();
});

/** Event and action of everything delivered, in order. */
async function heard(): Promise<readonly string[]> {
  await world.sandbox.settled();
  expect(world.sandbox.violations).toEqual([]);
  return world.received.map(({ headers, body }) => {
    const { action } = JSON.parse(body);
    const event = String(headers['x-github-event']);
    return action === undefined ? event : `${event}.${String(action)}`;
  });
}

describe('a delivery', () => {
  it('is signed, numbered and says what it is', async () => {
    openPull(world);
    await world.sandbox.settled();
    for (const { headers, body } of world.received) {
      const signature = createHmac('sha256', secret).update(body).digest('hex');
      expect(headers['x-hub-signature-256']).toBe(`sha256=${signature}`);
      expect(headers['x-github-delivery']).toMatch(/^[0-9a-f-]{36}$/u);
      expect(headers['user-agent']).toMatch(/^GitHub-Hookshot\//u);
      expect(headers['x-github-hook-id']).toBe(String(world.app.hookId));
      expect(JSON.parse(body).installation.id).toBe(world.installation.id);
    }
    expect(new Set(world.received.map(({ headers }) => headers['x-github-delivery'])).size).toBe(world.received.length);
  });

  it('names the actor as sender and what it was before', async () => {
    const { sandbox, people, shop } = world;
    const { pull, head } = openPull(world);
    const next = sandbox.pushCommit(shop, {
      branch: 'feature',
      author: people.ada,
      as: people.linus,
      message: 'More',
      files: { more: '1' },
    });
    await sandbox.settled();
    const synchronize = world.received
      .map(({ body }) => JSON.parse(body))
      .find(({ action }) => action === 'synchronize');
    expect(synchronize).toMatchObject({
      number: pull.number,
      before: head.oid,
      after: next.oid,
      sender: { login: 'linus' },
      pull_request: { head: { sha: next.oid } },
    });
  });
});

const actions: readonly { why: string; run: () => void; events: readonly string[] }[] = [
  {
    why: 'a pull request opens',
    run: () => void openPull(world),
    events: ['push', 'check_suite.requested', 'pull_request.opened'],
  },
  {
    why: 'a person is reviewed',
    run: () => {
      const { sandbox, people } = world;
      const { pull } = openPull(world);
      const review = sandbox.approve(pull, { as: people.grace });
      sandbox.editReview(pull, review, { as: people.grace, body: 'On reflection' });
      sandbox.dismissReview(pull, review, { as: people.linus });
    },
    events: ['pull_request_review.submitted', 'pull_request_review.edited', 'pull_request_review.dismissed'],
  },
  {
    why: 'a pull request is edited, retargeted, drafted, closed and reopened',
    run: () => {
      const {
        sandbox,
        people: { ada, grace },
        shop,
      } = world;
      const { pull } = openPull(world);
      sandbox.push(shop, { branch: 'dev', to: 'main', as: grace });
      sandbox.editPullRequest(pull, { as: ada, title: 'Another', body: 'text', base: 'dev' });
      sandbox.convertToDraft(pull, { as: ada });
      sandbox.markReady(pull, { as: ada });
      sandbox.closePullRequest(pull, { as: ada });
      sandbox.reopenPullRequest(pull, { as: ada });
    },
    events: [
      'pull_request.edited',
      'pull_request.edited',
      'pull_request.edited',
      'pull_request.converted_to_draft',
      'pull_request.ready_for_review',
      'pull_request.closed',
      'pull_request.reopened',
    ],
  },
  {
    why: 'labels, reviewers and comments come and go',
    run: () => {
      const {
        sandbox,
        people: { ada, linus },
        seniors,
      } = world;
      const { pull } = openPull(world);
      sandbox.addLabel(pull, 'ai-assisted', { as: ada });
      sandbox.removeLabel(pull, 'ai-assisted', { as: ada });
      sandbox.requestReviewers(pull, { as: ada, people: [linus], teams: [seniors] });
      sandbox.removeReviewers(pull, { as: ada, people: [linus], teams: [seniors] });
      const comment = sandbox.comment(pull, { as: linus, body: 'one' });
      sandbox.editComment(pull, comment, { as: linus, body: 'two' });
      sandbox.deleteComment(pull, comment, { as: linus });
    },
    events: [
      'pull_request.labeled',
      'pull_request.unlabeled',
      'pull_request.review_requested',
      'pull_request.review_requested',
      'pull_request.review_request_removed',
      'pull_request.review_request_removed',
      'issue_comment.created',
      'issue_comment.edited',
      'issue_comment.deleted',
    ],
  },
  {
    why: 'people join and leave teams and the organization',
    run: () => {
      const {
        sandbox,
        acme,
        seniors,
        people: { linus, mallory },
      } = world;
      sandbox.addTeamMember(seniors, linus);
      sandbox.removeTeamMember(seniors, linus);
      sandbox.addTeamMember(seniors, mallory);
      sandbox.removeOrganizationMember(acme, mallory);
    },
    events: [
      'membership.added',
      'membership.removed',
      'organization.member_added',
      'membership.added',
      'membership.removed',
      'organization.member_removed',
    ],
  },
  {
    why: 'teams and collaborators change',
    run: () => {
      const {
        sandbox,
        acme,
        seniors,
        shop,
        people: { mallory, grace },
      } = world;
      const team = sandbox.addTeam({ organization: acme, name: 'Staff', parent: seniors });
      sandbox.editTeam(team, { name: 'Principals' });
      sandbox.grantTeam(team, { repository: shop, permission: 'maintain' });
      sandbox.deleteTeam(team);
      sandbox.addCollaborator(shop, mallory, 'read');
      sandbox.removeCollaborator(shop, mallory);
      sandbox.renameRepository(shop, 'store', grace);
    },
    events: [
      'team.created',
      'team.edited',
      'team.added_to_repository',
      'team.deleted',
      'member.added',
      'member.removed',
      'repository.renamed',
    ],
  },
  {
    why: 'checks are written, asked for again and clicked',
    run: () => {
      const {
        sandbox,
        app,
        shop,
        people: { ada },
      } = world;
      const { head } = openPull(world);
      const go = { label: 'Go', description: 'Go on', identifier: 'go' };
      const draft = {
        app,
        name: 'countersign',
        headSha: head.oid,
        conclusion: 'action_required' as const,
        actions: [go],
      };
      const run = sandbox.createCheckRun(shop, draft);
      sandbox.rerequestCheckRun(run, { as: ada });
      sandbox.rerequestCheckSuite(run.suite, { as: ada });
      sandbox.requestCheckAction(run, { as: ada, identifier: 'go' });
    },
    events: [
      'check_run.created',
      'check_run.completed',
      'check_suite.completed',
      'check_run.rerequested',
      'check_suite.rerequested',
      'check_run.requested_action',
    ],
  },
  {
    why: 'somebody is assigned, and the repository is deleted',
    run: () => {
      const {
        sandbox,
        shop,
        people: { ada, linus },
      } = world;
      const { pull } = openPull(world);
      sandbox.assign(pull, linus, { as: ada });
      sandbox.unassign(pull, linus, { as: ada });
      sandbox.deleteRepository(shop, ada);
    },
    events: ['pull_request.assigned', 'pull_request.unassigned', 'repository.deleted'],
  },
  {
    why: 'the installation changes',
    run: () => {
      const {
        sandbox,
        installation,
        shop,
        people: { grace: as },
      } = world;
      sandbox.suspendInstallation(installation, { as });
      sandbox.unsuspendInstallation(installation, { as });
      sandbox.acceptPermissions(installation, { as });
      sandbox.removeFromInstallation(installation, shop, as);
      sandbox.addToInstallation(installation, shop, as);
      sandbox.uninstallApp(installation);
    },
    events: [
      'installation.suspend',
      'installation.unsuspend',
      'installation.new_permissions_accepted',
      'installation_repositories.removed',
      'installation_repositories.added',
      'installation.deleted',
    ],
  },
];

describe('what happens is reported in the shape that GitHub publishes', () => {
  it.each(actions)('when $why', async ({ run, events }) => {
    run();
    const all = await heard();
    expect(all.slice(all.length - events.length)).toEqual(events);
  });
});

describe('an app hears nothing', () => {
  it.each([
    { why: 'it did not subscribe', events: ['push'], permissions: { pull_requests: 'read' as const } },
    { why: 'it has no permission', events: ['pull_request'], permissions: { contents: 'read' as const } },
  ])('of pull requests when $why', async ({ events, permissions }) => {
    Object.assign(world.installation, { events, permissions });
    openPull(world);
    expect((await heard()).filter((event) => event.startsWith('pull_request'))).toEqual([]);
  });

  it('while it is suspended', async () => {
    world.sandbox.suspendInstallation(world.installation, { as: world.people.grace });
    openPull(world);
    expect(await heard()).toEqual(['installation.suspend']);
  });

  it('of repositories that it was not given', async () => {
    Object.assign(world.installation, { repositorySelection: 'selected' });
    openPull(world);
    expect(await heard()).toEqual([]);
  });
});

describe('a delivery that failed', () => {
  it('is not sent again by itself, stands in the log, and keeps its guid when sent again', async () => {
    const { sandbox, app, clock } = world;
    sandbox.webhookFault = ({ event }) => (event === 'pull_request' ? 502 : null);
    openPull(world);
    expect(await heard()).toEqual(['push', 'check_suite.requested']);
    sandbox.webhookFault = () => null;
    const asApp = caller(sandbox, appToken(app.id, clock.now));
    const { body: failed } = await asApp('GET', '/app/hook/deliveries?status=failure');
    expect(failed).toMatchObject([{ event: 'pull_request', action: 'opened', status_code: 502, redelivery: false }]);
    const { status } = await asApp('POST', `/app/hook/deliveries/${failed[0].id}/attempts`);
    expect(status).toBe(202);
    expect(await heard()).toEqual(['push', 'check_suite.requested', 'pull_request.opened']);
    expect(world.received.at(-1)?.headers['x-github-delivery']).toBe(failed[0].guid);
    const { body: log } = await asApp('GET', '/app/hook/deliveries?per_page=1');
    expect(log).toMatchObject([{ guid: failed[0].guid, redelivery: true, status_code: 202 }]);
    expect(sandbox.violations).toEqual([]);
  });

  it('is forgotten after three days', async () => {
    const { sandbox, app, clock } = world;
    openPull(world);
    await sandbox.settled();
    clock.now = new Date(clock.now.getTime() + 73 * 60 * 60 * 1_000);
    const { body } = await caller(sandbox, appToken(app.id, clock.now))('GET', '/app/hook/deliveries');
    expect(body).toEqual([]);
  });
});
