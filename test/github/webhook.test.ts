import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { readDelivery } from '../../src/github/webhook.ts';

const own = { appId: 7, slug: 'countersign' };
const mia = { id: 101, login: 'mia', type: 'User' };
const us = { id: 700, login: 'countersign[bot]', type: 'Bot' };
const acme = { login: 'acme', id: 1 };
const repository = { id: 10, name: 'shop', full_name: 'acme/shop', owner: acme };
const common = { installation: { id: 1 }, repository, organization: acme, sender: mia };

const place = { installationId: 1, repositoryId: 10, owner: 'acme', name: 'shop' };
const thePullRequest = { kind: 'pull-request', ref: { ...place, number: 7 } };
const theRepository = { kind: 'repository', repository: place };
const theOrganization = { kind: 'organization', installationId: 1, owner: 'acme' };
const theInstallation = { kind: 'installation', installationId: 1 };
const theCommit = { kind: 'commit', repository: place, sha: 'c3' };

const onPullRequest = (action: string, only: object = {}) => ({
  ...common,
  action,
  pull_request: { number: 7, head: { ref: 'topic', sha: 'c3' } },
  ...only,
});
const retargeted = (head: object) =>
  onPullRequest('edited', { changes: { base: { ref: { from: 'main' } } }, pull_request: { number: 7, head } });
const check = { head_sha: 'c3', name: 'countersign', app: { id: 7 } };
const suite = { head_sha: 'c3', app: { id: 7 } };
const push = { ...common, ref: 'refs/heads/main', before: 'a1', after: 'b2', forced: false, commits: [] };
const changing = (path: string) => ({ ...push, commits: [{ added: [], modified: [path], removed: [] }] });
const comment = (body: string, only: object = {}) => ({
  ...common,
  action: 'created',
  issue: { number: 7, pull_request: {} },
  comment: { body },
  ...only,
});

describe('a delivery points at what may have changed', () => {
  it.each([
    ...['opened', 'reopened', 'synchronize', 'edited', 'closed', 'ready_for_review', 'converted_to_draft'].map(
      (action) => ({
        why: `a pull request was ${action}`,
        event: 'pull_request',
        payload: onPullRequest(action),
        hints: [thePullRequest],
      }),
    ),
    {
      why: 'a pull request was retargeted, on which others may lie',
      event: 'pull_request',
      payload: retargeted({ ref: 'feature', repo: { id: 10 } }),
      hints: [thePullRequest, { kind: 'branch', repository: place, branch: 'feature' }],
    },
    {
      why: 'a pull request of a fork was retargeted',
      event: 'pull_request',
      payload: retargeted({ ref: 'feature', repo: { id: 11 } }),
      hints: [thePullRequest],
    },
    ...['labeled', 'unlabeled', 'assigned', 'unassigned', 'stacked'].map((action) => ({
      why: `a pull request was ${action}`,
      event: 'pull_request',
      payload: onPullRequest(action),
      hints: [thePullRequest],
    })),
    ...['submitted', 'dismissed'].map((action) => ({
      why: `a review was ${action}`,
      event: 'pull_request_review',
      payload: onPullRequest(action),
      hints: [thePullRequest],
    })),
    {
      why: 'a command was given',
      event: 'issue_comment',
      payload: comment('/countersign override c3 fire'),
      hints: [thePullRequest],
    },
    {
      why: 'a command was edited away',
      event: 'issue_comment',
      payload: comment('never mind', { action: 'edited', changes: { body: { from: '/countersign not-ai' } } }),
      hints: [thePullRequest],
    },
    {
      why: 'somebody asks for the check again',
      event: 'check_run',
      payload: { ...common, action: 'rerequested', check_run: check },
      hints: [theCommit],
    },
    {
      why: 'somebody presses a button of the check',
      event: 'check_run',
      payload: { ...common, action: 'requested_action', check_run: check },
      hints: [theCommit],
    },
    {
      why: 'somebody asks for the suite again',
      event: 'check_suite',
      payload: { ...common, action: 'rerequested', check_suite: suite },
      hints: [theCommit],
    },
    {
      why: 'we asked for the check again',
      event: 'check_run',
      payload: { ...common, sender: us, action: 'rerequested', check_run: check },
      hints: [theCommit],
    },
    ...['added', 'removed'].map((action) => ({
      why: `a member was ${action}`,
      event: 'membership',
      payload: { ...common, action, repository: undefined },
      hints: [theOrganization],
    })),
    ...['created', 'deleted', 'edited'].map((action) => ({
      why: `a team was ${action}`,
      event: 'team',
      payload: { ...common, action },
      hints: [theOrganization],
    })),
    ...['added_to_repository', 'removed_from_repository'].map((action) => ({
      why: `a team was ${action}`,
      event: 'team',
      payload: { ...common, action },
      hints: [theRepository],
    })),
    ...['member_added', 'member_removed', 'renamed'].map((action) => ({
      why: `organisation ${action}`,
      event: 'organization',
      payload: { ...common, action },
      hints: [theOrganization],
    })),
    ...['added', 'removed', 'edited'].map((action) => ({
      why: `a collaborator was ${action}`,
      event: 'member',
      payload: { ...common, action },
      hints: [theRepository],
    })),
    ...['renamed', 'transferred', 'unarchived', 'edited'].map((action) => ({
      why: `the repository was ${action}`,
      event: 'repository',
      payload: { ...common, action },
      hints: [theRepository],
    })),
    ...['created', 'unsuspend', 'new_permissions_accepted'].map((action) => ({
      why: `installation ${action}`,
      event: 'installation',
      payload: { ...common, action },
      hints: [theInstallation],
    })),
    {
      why: 'repositories were added',
      event: 'installation_repositories',
      payload: {
        ...common,
        action: 'added',
        repositories_added: [
          { id: 10, full_name: 'acme/shop' },
          { id: 11, full_name: 'acme/till' },
        ],
      },
      hints: [theRepository, { kind: 'repository', repository: { ...place, repositoryId: 11, name: 'till' } }],
    },
    {
      why: 'the policy of a branch changed',
      event: 'push',
      payload: changing('.github/countersign.yml'),
      hints: [theRepository],
    },
    {
      why: 'the owners of a branch changed',
      event: 'push',
      payload: changing('.github/CODEOWNERS'),
      hints: [theRepository],
    },
    { why: 'a branch was rewritten', event: 'push', payload: { ...push, forced: true }, hints: [theRepository] },
    {
      why: 'the organisation’s policy changed',
      event: 'push',
      payload: { ...changing('.github/countersign.yml'), repository: { ...repository, name: '.github' } },
      hints: [theOrganization, { kind: 'repository', repository: { ...place, name: '.github' } }],
    },
  ])('when $why', ({ event, payload, hints }) => {
    expect(readDelivery(event, payload, own).hints).toEqual(hints);
  });
});

describe('a delivery points at nothing', () => {
  it.each([
    {
      why: 'another app’s check ran',
      event: 'check_run',
      payload: { ...common, action: 'completed', check_run: { ...check, name: 'build', app: { id: 15368 } } },
    },
    {
      why: 'somebody presses the button of the note, under a run of another app',
      event: 'check_run',
      payload: {
        ...common,
        action: 'requested_action',
        requested_action: { identifier: 'preview-open' },
        check_run: { ...check, name: 'countersign policy', app: { id: 15368 } },
      },
    },
    {
      why: 'somebody presses a button of that name under another check',
      event: 'check_run',
      payload: {
        ...common,
        action: 'requested_action',
        requested_action: { identifier: 'preview-open' },
        check_run: check,
      },
    },
    {
      why: 'another app’s check is asked for again',
      event: 'check_run',
      payload: { ...common, action: 'rerequested', check_run: { ...check, app: { id: 15368 } } },
    },
    {
      why: 'our own check was created',
      event: 'check_run',
      payload: { ...common, sender: us, action: 'created', check_run: check },
    },
    {
      why: 'a suite is due, which forks do not get',
      event: 'check_suite',
      payload: { ...common, action: 'requested', check_suite: suite },
    },
    { why: 'a status was set', event: 'status', payload: { ...common, state: 'success' } },
    { why: 'we put a label', event: 'pull_request', payload: onPullRequest('labeled', { sender: us }) },
    { why: 'reviewers were asked', event: 'pull_request', payload: onPullRequest('review_requested') },
    { why: 'a review was edited', event: 'pull_request_review', payload: onPullRequest('edited') },
    { why: 'somebody talks', event: 'issue_comment', payload: comment('I would use /countersign here') },
    {
      why: 'the command is on an issue',
      event: 'issue_comment',
      payload: comment('/countersign override', { issue: { number: 7 } }),
    },
    { why: 'a tag was pushed', event: 'push', payload: { ...push, ref: 'refs/tags/v1', forced: true } },
    { why: 'a branch was deleted', event: 'push', payload: { ...push, after: '0'.repeat(40), deleted: true } },
    { why: 'ordinary work was pushed', event: 'push', payload: changing('src/greeting.ts') },
    { why: 'the App was removed', event: 'installation', payload: { ...common, action: 'deleted' } },
    { why: 'GitHub says hello', event: 'ping', payload: { zen: 'Keep it logically awesome.', hook_id: 1 } },
    { why: 'the event is not known', event: 'constructor', payload: common },
    {
      why: 'the payload has no installation',
      event: 'pull_request',
      payload: { ...onPullRequest('opened'), installation: undefined },
    },
    { why: 'the payload is text', event: 'pull_request', payload: 'opened' },
    { why: 'the payload is nothing', event: 'pull_request', payload: null },
    {
      why: 'a number is text',
      event: 'pull_request',
      payload: onPullRequest('opened', { pull_request: { number: '7' } }),
    },
  ])('when $why', ({ event, payload }) => {
    expect(readDelivery(event, payload, own).hints).toEqual([]);
  });

  it('and never throws, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('pull_request', 'push', 'check_run', 'issue_comment', 'membership', 'toString'),
        fc.anything(),
        (event, payload) => {
          expect(readDelivery(event, payload, own)).toEqual({ hints: [], pushes: [] });
        },
      ),
    );
  });
});

describe('how soon a delivery is worked off', () => {
  const inPublic = { repository: { ...repository, private: false } };
  const inPrivate = { repository: { ...repository, private: true } };
  const review = (state: string, association: string, user: object = mia) =>
    onPullRequest('submitted', { ...inPublic, review: { state, user, author_association: association } });
  const opened = (association: string, user: object = mia) =>
    onPullRequest('opened', { ...inPublic, pull_request: { number: 7, user, author_association: association } });

  it.each([
    {
      why: 'approvals come in dozens',
      event: 'pull_request_review',
      payload: review('approved', 'MEMBER'),
      pace: 'patient',
    },
    { why: 'so do remarks', event: 'pull_request_review', payload: review('commented', 'MEMBER'), pace: 'patient' },
    { why: 'so do labels', event: 'pull_request', payload: onPullRequest('labeled'), pace: 'patient' },
    {
      why: 'a request for changes must show at once',
      event: 'pull_request_review',
      payload: review('changes_requested', 'MEMBER'),
      pace: undefined,
    },
    {
      why: 'so must a dismissal',
      event: 'pull_request_review',
      payload: onPullRequest('dismissed', { review: { state: 'dismissed', user: mia } }),
      pace: undefined,
    },
    { why: 'so must a new commit', event: 'pull_request', payload: onPullRequest('synchronize'), pace: undefined },
  ])('$why', ({ event, payload, pace }) => {
    expect(readDelivery(event, payload, own).pace).toBe(pace);
  });

  it.each([
    { why: 'a stranger opens', event: 'pull_request', payload: opened('NONE'), stranger: 101 },
    {
      why: 'a stranger reviews',
      event: 'pull_request_review',
      payload: review('approved', 'NONE'),
      stranger: 101,
    },
    {
      why: 'a member opens whose membership GitHub hides',
      event: 'pull_request',
      payload: opened('CONTRIBUTOR'),
      stranger: undefined,
    },
    {
      why: 'nobody is one in a private repository',
      event: 'pull_request',
      payload: { ...opened('NONE'), ...inPrivate },
      stranger: undefined,
    },
    { why: 'a member opens', event: 'pull_request', payload: opened('MEMBER'), stranger: undefined },
    {
      why: "somebody else acts on a stranger's",
      event: 'pull_request',
      payload: opened('NONE', { ...mia, id: 102 }),
      stranger: undefined,
    },
    { why: 'GitHub does not say', event: 'pull_request', payload: onPullRequest('opened'), stranger: undefined },
  ])('and by whom: $why', ({ event, payload, stranger }) => {
    expect(readDelivery(event, payload, own).stranger).toBe(stranger);
  });
});

describe('a command is witnessed', () => {
  const ada = { id: 102, login: 'ada', type: 'User' };
  const written = (only: object = {}, about: object = {}) =>
    comment('', {
      sender: ada,
      comment: { id: 5, body: '/countersign recheck', user: ada, performed_via_github_app: null, ...only },
      ...about,
    });
  const seen = (payload: object) => readDelivery('issue_comment', payload, own).comments ?? [];

  it('with who wrote it and a digest of the words, which are not kept', () => {
    expect(seen(written())).toEqual([
      {
        repositoryId: 10,
        number: 7,
        commentId: 5,
        author: { id: 102, login: 'ada', kind: 'user' },
        digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    ]);
  });

  it.each([
    { why: 'it was edited in', payload: written({}, { action: 'edited', changes: { body: { from: 'x' } } }) },
    { why: 'it was deleted', payload: written({}, { action: 'deleted' }) },
    { why: 'a bot wrote it', payload: written({ user: { ...ada, type: 'Bot' } }) },
    { why: 'an app wrote it in their name', payload: written({ performed_via_github_app: { id: 9 } }) },
    { why: 'somebody else sent it', payload: written({}, { sender: { ...ada, id: 103 } }) },
    { why: 'its author is gone', payload: written({ user: null }) },
    { why: 'it has no number', payload: written({ id: undefined }) },
    { why: 'it is on an issue', payload: written({}, { issue: { number: 7 } }) },
    { why: 'it is quoted', payload: written({ body: '> /countersign recheck' }) },
    { why: 'it is code', payload: written({ body: '```\n/countersign recheck\n```' }) },
    { why: 'nothing is commanded', payload: written({ body: 'LGTM' }) },
  ])('not when $why', ({ payload }) => {
    expect(seen(payload)).toEqual([]);
  });
});

describe('an installation that comes or goes is noted', () => {
  const installation = (action: string, account: object | null = { id: 500, login: 'acme' }) => ({
    action,
    installation: { id: 1, account },
    sender: mia,
  });
  const noted = (kind: string) => [{ kind, installationId: 1, accountId: 500 }];

  it.each([
    { why: 'created', payload: installation('created'), found: noted('added') },
    { why: 'deleted', payload: installation('deleted'), found: noted('removed') },
    { why: 'suspended, which ends', payload: installation('suspend'), found: undefined },
    { why: 'of nobody', payload: installation('deleted', null), found: undefined },
  ])('$why', ({ payload, found }) => {
    expect(readDelivery('installation', payload, own).installations).toEqual(found);
  });
});

describe('a push is witnessed', () => {
  const pusher = { id: 101, login: 'mia', kind: 'user' };

  it.each([
    {
      why: 'to a branch',
      event: 'push',
      payload: push,
      pushes: [{ repositoryId: 10, ref: 'refs/heads/main', before: 'a1', after: 'b2', pusher, forced: false }],
    },
    {
      why: 'by force',
      event: 'push',
      payload: { ...push, forced: true },
      pushes: [{ repositoryId: 10, ref: 'refs/heads/main', before: 'a1', after: 'b2', pusher, forced: true }],
    },
    {
      why: 'of a new branch',
      event: 'push',
      payload: { ...push, before: '0'.repeat(40) },
      pushes: [{ repositoryId: 10, ref: 'refs/heads/main', before: null, after: 'b2', pusher, forced: false }],
    },
    {
      why: 'to a fork, which only the pull request tells',
      event: 'pull_request',
      payload: onPullRequest('synchronize', { before: 'a1', after: 'c3' }),
      pushes: [{ repositoryId: 10, ref: 'refs/heads/topic', before: 'a1', after: 'c3', pusher, forced: false }],
    },
    {
      why: 'by a bot',
      event: 'push',
      payload: { ...push, sender: { id: 5, login: 'x[bot]', type: 'Bot' } },
      pushes: [
        {
          repositoryId: 10,
          ref: 'refs/heads/main',
          before: 'a1',
          after: 'b2',
          pusher: { id: 5, login: 'x[bot]', kind: 'bot' },
          forced: false,
        },
      ],
    },
    {
      why: 'but not the opening of a pull request, whose sender need not have pushed',
      event: 'pull_request',
      payload: onPullRequest('opened'),
      pushes: [],
    },
    { why: 'but not one without a sender', event: 'push', payload: { ...push, sender: null }, pushes: [] },
  ])('$why', ({ event, payload, pushes }) => {
    expect(readDelivery(event, payload, own).pushes).toEqual(pushes);
  });
});

it('reads our own echoes too where it was not told who we are', () => {
  const delivery = readDelivery('pull_request', onPullRequest('labeled', { sender: us }), { appId: 7, slug: null });
  expect(delivery.hints).toEqual([thePullRequest]);
});
