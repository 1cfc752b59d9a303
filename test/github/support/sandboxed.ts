import { createPublicKey } from 'node:crypto';
import { createGitHub } from '../../../src/github/client.ts';
import { createConfirmer } from '../../../src/github/confirm.ts';
import { createDirectory } from '../../../src/github/directory.ts';
import { createLoader } from '../../../src/github/load-snapshot.ts';
import { createMembershipReader } from '../../../src/github/memberships.ts';
import { createPublisher } from '../../../src/github/publish.ts';
import { createLog } from '../../../src/log.ts';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import { privateKey, publicKey } from './key.ts';
import { policyText } from './policy-text.ts';

/** An organisation with a policy, one open pull request of three commits and five files, and our App over it. */
export function furnish(sandbox: Sandbox, home: 'branch' | 'fork' = 'branch', policy = policyText) {
  const [mia, ada, root] = ['mia', 'ada', 'root'].map((login) => sandbox.addUser({ login }));
  if (!mia || !ada || !root) throw new Error('three people');
  const acme = sandbox.addOrganization({
    login: 'acme',
    admins: [root],
    members: home === 'fork' ? [ada] : [mia, ada],
  });
  const seniors = sandbox.addTeam({ organization: acme, name: 'seniors', members: [ada] });
  const names = ['a', 'b', 'c', 'd', 'e'];
  const files = Object.fromEntries(names.map((name) => [`src/${name}.ts`, `${name}\n`]));
  const shop = sandbox.addRepository({
    owner: acme,
    name: 'shop',
    author: root,
    visibility: 'public',
    files: { ...files, '.github/countersign.yml': policy, CODEOWNERS: '/src/ @acme/seniors\n' },
  });
  sandbox.grantTeam(seniors, { repository: shop, permission: 'write' });
  if (home === 'branch') sandbox.addCollaborator(shop, mia, 'write');
  const publicKeyOfApp = createPublicKey(publicKey);
  const app = sandbox.addApp({ slug: 'countersign', owner: acme, permissions, events: [], publicKey: publicKeyOfApp });
  const installation = sandbox.installApp({ app, account: acme });

  const headRepository = home === 'fork' ? sandbox.fork(shop, mia) : shop;
  const changes = [['a', 'b'], ['c', 'd'], ['e']];
  const commits = changes.map((changed) =>
    sandbox.pushCommit(headRepository, {
      branch: 'topic',
      as: mia,
      author: mia,
      message: `change ${changed.join(' and ')}`,
      files: Object.fromEntries(changed.map((name) => [`src/${name}.ts`, `${name} anew\n`])),
    }),
  );
  const pull = sandbox.openPullRequest({ repository: shop, headRepository, as: mia, title: 'Do it', head: 'topic' });
  const ref = {
    installationId: installation.id,
    repositoryId: shop.id,
    owner: 'acme',
    name: 'shop',
    number: pull.number,
  };
  return { mia, ada, root, acme, seniors, shop, app, pull, ref, commits: commits.map(({ oid }) => oid) };
}

const permissions = {
  metadata: 'read',
  contents: 'read',
  pull_requests: 'write',
  checks: 'write',
  members: 'read',
  issues: 'write',
} as const;

/** Everything this folder does, over a sandbox. */
export function connect(sandbox: Sandbox, appId: number) {
  const log = createLog('silent');
  const github = createGitHub({ appId, privateKey, baseUrl: sandbox.url, log });
  const directory = createDirectory(github);
  const options = { github, directory, appId };
  return {
    load: createLoader(options),
    confirm: createConfirmer(options),
    memberships: createMembershipReader(directory),
    ...createPublisher({ github, log }),
  };
}

/** The requests since the last call of the same counter, tokens aside. */
export function requestCounter(sandbox: Sandbox): () => readonly string[] {
  let seen = 0;
  return () => {
    const fresh = sandbox.requests.slice(seen).filter(({ forToken }) => !forToken);
    seen = sandbox.requests.length;
    return fresh.map(({ operationId, graphqlOperation }) => graphqlOperation ?? operationId ?? '?');
  };
}
