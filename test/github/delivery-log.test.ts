import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createGitHub, type GitHub } from '../../src/github/client.ts';
import { listFailedDeliveries } from '../../src/github/delivery-log.ts';
import { createLog } from '../../src/log.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { privateKey } from './support/key.ts';
import { furnish } from './support/sandboxed.ts';

const hour = (hours: number) => new Date(Date.UTC(2026, 2, 2) + hours * 3_600_000);
let time = hour(0);
let sandbox: Sandbox;
let github: GitHub;

beforeAll(async () => {
  sandbox = await startSandbox({ now: () => time });
  const { app, pull, ada } = furnish(sandbox);
  github = createGitHub({ appId: app.id, privateKey, baseUrl: sandbox.url, log: createLog('silent') });
  app.webhook = { url: 'http://127.0.0.1:9/', secret: 'a secret of the tests' };
  for (const installation of sandbox.state.installations) Object.assign(installation, { events: ['issue_comment'] });
  sandbox.webhookFault = () => 503;
  for (let n = 0; n < 250; n += 1) {
    time = hour(n / 10);
    sandbox.comment(pull, { as: ada, body: `remark ${n}` });
  }
  await sandbox.settled();
});

afterAll(() => sandbox.close());

it.each([
  { why: 'nobody has looked before', since: null, failed: 250, pages: 3 },
  { why: 'a page holds it', since: hour(20), failed: 100, pages: 1 },
  { why: 'a later page holds it', since: hour(10), failed: 200, pages: 2 },
])('reads the log of failed deliveries back to the last look, when $why', async ({ since, failed, pages }) => {
  const before = sandbox.requests.length;
  const found = await listFailedDeliveries(github, since);
  expect(found).toHaveLength(failed);
  expect(new Set(found.map(({ guid }) => guid)).size).toBe(failed);
  // The sandbox's clock is not ours: the first attempt tells the App by how much.
  expect(sandbox.requests.slice(before).filter(({ status }) => status === 200)).toHaveLength(pages);
  expect(sandbox.violations).toEqual([]);
});
