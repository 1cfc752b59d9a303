import {
  addBot,
  addOrganization,
  addTeam,
  addTeamMember,
  addUser,
  grantTeam,
} from '../../src/sandbox/operations/accounts.ts';
import { addApp, installApp } from '../../src/sandbox/operations/apps.ts';
import { createCheckRun, createStatus } from '../../src/sandbox/operations/checks.ts';
import { addComment, addLabel, openIssue } from '../../src/sandbox/operations/issues.ts';
import { assign, openPullRequest, requestReviewers } from '../../src/sandbox/operations/pull-requests.ts';
import { forcePush, push } from '../../src/sandbox/operations/pushes.ts';
import { addRepository, commit } from '../../src/sandbox/operations/repositories.ts';
import { dismissReview, submitReview } from '../../src/sandbox/operations/reviews.ts';
import { requireCheck } from '../../src/sandbox/operations/rules.ts';
import type { InstallationToken } from '../../src/sandbox/state/apps.ts';
import type { Permissions } from '../../src/sandbox/state/model.ts';
import { createState } from '../../src/sandbox/state.ts';

export type World = ReturnType<typeof aWorld>;

/** A small organization with one busy pull request: enough for any query to have something to answer. */
export function aWorld() {
  let seconds = Date.UTC(2026, 0, 1) / 1_000;
  const state = createState(() => new Date(seconds++ * 1_000));
  const [ada, bea, cyd, dan, eve] = ['ada', 'bea', 'cyd', 'dan', 'eve'].map((login) =>
    addUser(state, { login, name: login.toUpperCase() }),
  );
  if (!ada || !bea || !cyd || !dan || !eve) throw new Error('five people');
  const copilot = addBot(state, { slug: 'copilot-swe-agent', login: 'Copilot' });
  const acme = addOrganization(state, { login: 'acme', admins: [ada], members: [bea, cyd, dan] });
  const seniors = addTeam(state, { organization: acme, name: 'Senior Reviewers', members: [ada, bea] }, ada);
  const staff = addTeam(state, { organization: acme, name: 'Staff', parent: seniors, members: [cyd] }, ada);
  const principals = addTeam(state, { organization: acme, name: 'Principals', parent: staff, members: [dan] }, ada);
  const secret = addTeam(state, { organization: acme, name: 'Hush', privacy: 'secret', members: [dan] }, ada);
  addTeamMember(state, seniors, { user: eve, role: 'member', state: 'pending' }, ada);

  const api = addRepository(state, {
    owner: acme,
    name: 'api',
    author: ada,
    files: {
      'README.md': '# api\n',
      'src/main.ts': 'one\ntwo\nthree\n',
      'src/old.ts': 'this file\nwill be\nmoved away\n',
      'bin/run': { content: '#!/bin/sh\n', mode: '100755' },
      'logo.png': new Uint8Array([137, 80, 78, 71, 0, 1, 2]),
      '.github/x.yml': 'rules: []\n',
    },
  });
  const closed = addRepository(state, { owner: acme, name: 'closed', author: ada, files: { a: 'a' } });
  const open = addRepository(state, {
    owner: acme,
    name: 'open',
    visibility: 'public',
    author: ada,
    files: { a: 'a' },
  });
  for (const team of [seniors, staff]) grantTeam(state, team, { repository: api, permission: 'write' }, ada);

  const gate = addApp(state, { slug: 'gate', owner: acme, permissions, events: [] });
  const ci = addApp(state, { slug: 'ci', owner: acme, permissions: { checks: 'write' }, events: [] });
  const installation = installApp(state, { app: gate, account: acme, repositories: [api] }, ada);
  requireCheck(state, api, { context: 'gate', appId: gate.id });

  const first = commit(state, api, {
    files: { 'src/main.ts': 'one\n2\nthree\n' },
    author: eve,
    message:
      'change a line\n\nIt was wrong.\n\nCo-authored-by: Bea <bea@example.com>\nCo-Authored-By: X <x@nowhere.test>',
  });
  const second = commit(state, api, {
    on: first.oid,
    files: { 'src/old.ts': null, 'src/new.ts': 'this file\nwill be\nmoved away\n', 'logo.png': new Uint8Array([0, 9]) },
    author: copilot,
    message: 'move a file',
    viaWeb: true,
  });
  push(state, api, { branch: 'topic', to: first.oid, as: bea });
  const pull = openPullRequest(state, { repository: api, as: bea, title: 'Do it', body: 'Because.', head: 'topic' });
  const old = submitReview(state, pull, { as: cyd, state: 'APPROVED' });
  push(state, api, { branch: 'topic', to: second.oid, as: bea });
  const third = commit(state, api, { on: first.oid, files: { extra: 'x\n' }, author: eve, message: 'instead' });
  forcePush(state, api, { branch: 'topic', to: third.oid, as: bea });
  forcePush(state, api, { branch: 'topic', to: second.oid, as: bea });
  submitReview(state, pull, { as: ada, state: 'CHANGES_REQUESTED', body: 'no' });
  submitReview(state, pull, { as: ada, state: 'COMMENTED', body: 'hm' });
  dismissReview(state, pull, old, ada, 'stale');
  addLabel(state, pull, 'ai-assisted', gate.bot);
  assign(state, pull, dan, bea);
  requestReviewers(state, pull, { people: [dan], teams: [staff, secret] }, bea);
  addComment(state, pull, { as: dan, body: 'what for?' });
  for (const conclusion of ['action_required', 'success'] as const) {
    createCheckRun(state, api, {
      app: gate,
      name: 'gate',
      headSha: second.oid,
      conclusion,
      externalId: 'digest',
      output: { title: 'fine', summary: 'all of it', annotations: [anAnnotation] },
    });
  }
  createCheckRun(state, api, { app: ci, name: 'build', headSha: second.oid, status: 'in_progress' });
  createStatus(state, api, { sha: second.oid, context: 'deploy', state: 'pending', as: ci.bot });
  const issue = openIssue(state, { repository: api, as: dan, title: 'It is slow' });
  addComment(state, issue, { as: bea, body: 'how slow?' });

  const token = (granted: Permissions = permissions): InstallationToken => ({
    kind: 'installation',
    token: 'ghs_test',
    installation,
    permissions: granted,
    repositoryIds: null,
    expiresAt: new Date(8.64e15),
  });
  return {
    state,
    people: { ada, bea, cyd, dan, eve },
    copilot,
    acme,
    teams: { seniors, staff, principals, secret },
    repositories: { api, closed, open },
    apps: { gate, ci },
    commits: { first, second },
    pull,
    issue,
    token,
  };
}

const permissions: Permissions = {
  metadata: 'read',
  contents: 'read',
  pull_requests: 'write',
  issues: 'read',
  checks: 'write',
  members: 'read',
  merge_queues: 'read',
};

const anAnnotation = {
  path: 'src/main.ts',
  start_line: 2,
  end_line: 3,
  annotation_level: 'notice',
  message: 'here',
};
