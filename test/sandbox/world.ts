import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';

export type Received = { readonly headers: IncomingHttpHeaders; readonly body: string };

export type World = Awaited<ReturnType<typeof startWorld>>;

export const secret = 'a secret of this test';
const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** A sandbox with an organization, a repository, an installed app and a receiver of its webhooks. */
export async function startWorld() {
  const clock = { now: new Date('2026-11-23T09:00:00Z') };
  const sandbox = await startSandbox({ now: () => new Date(clock.now) });
  const received: Received[] = [];
  const receiver = await startReceiver(received);
  const [ada, grace, linus, mallory] = ['ada', 'grace', 'linus', 'mallory'].map((login) => sandbox.addUser({ login }));
  if (!ada || !grace || !linus || !mallory) throw new Error('four people were asked for');
  const acme = sandbox.addOrganization({
    login: 'acme',
    admins: [grace],
    members: [ada, linus],
    basePermission: 'write',
  });
  const seniors = sandbox.addTeam({ organization: acme, name: 'Seniors', members: [grace] });
  const shop = sandbox.addRepository({ owner: acme, name: 'shop', files: { 'README.md': '# Shop\n' }, author: grace });
  const app = sandbox.addApp({
    slug: 'countersign',
    owner: acme,
    publicKey,
    permissions: {
      metadata: 'read',
      contents: 'read',
      pull_requests: 'write',
      checks: 'write',
      members: 'read',
      issues: 'read',
    },
    events: [
      'pull_request',
      'pull_request_review',
      'issue_comment',
      'push',
      'membership',
      'team',
      'organization',
      'member',
      'repository',
    ],
    webhook: { url: receiver.url, secret },
  });
  const installation = sandbox.installApp({ app, account: acme });
  const close = async () => {
    await sandbox.close();
    await new Promise((resolve) => receiver.server.close(resolve));
  };
  return {
    clock,
    sandbox,
    received,
    people: { ada, grace, linus, mallory },
    acme,
    seniors,
    shop,
    app,
    installation,
    close,
  };
}

/** A pull request of one commit by Ada. */
export function openPull({ sandbox, shop, people }: World, branch = 'feature') {
  const head = sandbox.pushCommit(shop, {
    branch,
    as: people.ada,
    author: people.ada,
    message: `Work on ${branch}`,
    files: { [`${branch}.txt`]: `${branch}\n` },
  });
  const pull = sandbox.openPullRequest({ repository: shop, as: people.ada, title: branch, head: branch });
  return { pull, head };
}

export function appToken(
  appId: number | string,
  now: Date,
  changes: { exp?: number; iat?: number; key?: KeyObject } = {},
) {
  const seconds = Math.floor(now.getTime() / 1_000);
  const { iat = seconds - 30, exp = seconds + 300, key = privateKey } = changes;
  const signed = `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode({ iss: String(appId), iat, exp })}`;
  return `${signed}.${createSign('RSA-SHA256').update(signed).sign(key, 'base64url')}`;
}

// oxlint-disable-next-line typescript/no-explicit-any -- tests look into answers of any shape
export type JsonBody = any;
export type Call = (
  method: string,
  path: string,
  body?: unknown,
) => Promise<{ status: number; body: JsonBody; headers: Headers }>;

/** Calls the API with a credential. */
export function caller(sandbox: Sandbox, credential: string | null): Call {
  return async (method, path, body) => {
    const response = await fetch(`${sandbox.url}${path}`, {
      method,
      headers: credential === null ? {} : { authorization: `Bearer ${credential}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? null : JSON.parse(text), headers: response.headers };
  };
}

export async function asInstallation({ sandbox, app, installation, clock }: World): Promise<Call> {
  const asApp = caller(sandbox, appToken(app.id, clock.now));
  const { body } = await asApp('POST', `/app/installations/${installation.id}/access_tokens`);
  return caller(sandbox, body.token);
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

async function startReceiver(received: Received[]): Promise<{ server: Server; url: string }> {
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      received.push({ headers: request.headers, body: Buffer.concat(parts).toString() });
      response.writeHead(202).end();
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the receiver has no port');
  return { server, url: `http://127.0.0.1:${address.port}/` };
}
