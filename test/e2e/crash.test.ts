import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Cast, raiseCurtain } from '../../src/cli/demo/cast.ts';
import { openPlanned, type Plan, plans } from '../../src/cli/demo/pull-requests.ts';
import { type ServerProcess, startServerProcess } from '../../src/cli/demo/server-process.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import type { Pull } from '../support/e2e.ts';
import { killAgainAndAgain } from '../support/killing.ts';
import { startPostgres } from '../support/postgres.ts';

const secret = 'a secret of the end-to-end tests';
const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

describe('a server process that is killed', () => {
  let sandbox: Sandbox;
  let cast: Cast;
  let folder: string;
  let server: ServerProcess;
  const lines: string[] = [];

  const start = async (): Promise<void> => {
    server = await startServerProcess(
      {
        APP_ID: String(cast.app.id),
        PRIVATE_KEY: privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
        WEBHOOK_SECRET: secret,
        GITHUB_API_URL: sandbox.url,
        HOST: '127.0.0.1',
        PORT: '0',
        DATA_FOLDER: join(folder, 'data'),
      },
      (line) => lines.push(line),
    );
    cast.app.webhook = { url: `http://127.0.0.1:${server.port}/api/github/webhooks`, secret };
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'countersign-crash-'));
    sandbox = await startSandbox();
    cast = raiseCurtain(sandbox, { publicKey, manifest: readFileSync('app.yml', 'utf8') });
    await start();
  }, 60_000);

  afterAll(async () => {
    await server.kill('SIGKILL');
    await sandbox.close();
    await rm(folder, { recursive: true, force: true });
  });

  const conclusionOf = (pull: Pull): string | null | undefined =>
    pull.repository.checkRuns.find((run) => run.headSha === pull.head.sha && run.app.id === cast.app.id)?.conclusion;

  const eventually = async (claim: () => boolean): Promise<boolean> => {
    for (const end = Date.now() + 40_000; Date.now() < end; await wait(100)) if (claim()) return true;
    return claim();
  };

  it('after it accepted deliveries and before it wrote the checks writes them after its restart', async () => {
    // GitHub takes its time, so that the kill comes between the acknowledgement and the check.
    sandbox.latency = 5_000;
    const pulls = plans.slice(0, 3).map((plan: Plan) => openPlanned(sandbox, cast, plan));
    await sandbox.settled();
    const accepted = sandbox.deliveries.filter(
      ({ event, outcome }) => event === 'pull_request' && outcome?.statusCode === 202,
    );
    expect(accepted.length).toBeGreaterThanOrEqual(3);
    await server.kill('SIGKILL');
    expect(pulls.map(conclusionOf)).toEqual([undefined, undefined, undefined]);

    sandbox.latency = 0;
    await start();
    await eventually(() => pulls.every((pull) => conclusionOf(pull) !== undefined));
    expect(pulls.map(conclusionOf)).toEqual(plans.slice(0, 3).map(({ expected }) => expected.conclusion));
  }, 90_000);

  it('refuses a second process on the same folder, and says why', async () => {
    const webhook = cast.app.webhook;
    await expect(start()).rejects.toThrow(/another process|in use|locked/i);
    cast.app.webhook = webhook;
  }, 60_000);

  it('ends by itself when it is told to, and the next one goes on', async () => {
    await server.kill('SIGTERM');
    expect(lines.some((line) => line.includes('"msg":"stopped"'))).toBe(true);
    await start();
    const answer = await fetch(`http://127.0.0.1:${server.port}/readyz`);
    expect(answer.status).toBe(200);
  }, 60_000);
});

it.each([
  { engine: 'the embedded store', start: () => Promise.resolve(null) },
  { engine: 'PostgreSQL', start: () => startPostgres({ fsync: 'off' }) },
])('on $engine, killed three times under load, loses nothing that it accepted', async ({ start }) => {
  const postgres = await start();
  const databaseUrl = (await postgres?.create('crash')) ?? null;
  const { accepted, wrong } = await killAgainAndAgain({ kills: 3, databaseUrl, longest: 500 });
  await postgres?.stop();
  expect(wrong).toEqual([]);
  expect(accepted).toBeGreaterThan(0);
});
