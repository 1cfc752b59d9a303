import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startServerProcess } from '../src/cli/demo/server-process.ts';
import { privateKey } from './github/support/key.ts';
import { furnish } from './support/template.ts';

const taken = createServer();
let folder: string;

beforeAll(async () => {
  await once(taken.listen(0, '127.0.0.1'), 'listening');
  folder = await mkdtemp(join(tmpdir(), 'countersign-main-'));
  await furnish(join(folder, 'data'));
});

afterAll(async () => {
  taken.close();
  await rm(folder, { recursive: true, force: true });
});

it.each([{ door: 'PORT' }, { door: 'METRICS_ADDRESS' }])(
  'a server that cannot open its door at $door says so and ends, so that whoever watches over it sees it',
  async ({ door }) => {
    const address = taken.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const attempt = startServerProcess({
      APP_ID: '7',
      PRIVATE_KEY: privateKey,
      WEBHOOK_SECRET: 'a secret of the tests of the start',
      GITHUB_API_URL: 'http://127.0.0.1:9',
      HOST: '127.0.0.1',
      DATA_FOLDER: join(folder, 'data'),
      ...(door === 'PORT' ? { PORT: String(port) } : { PORT: '0', METRICS_ADDRESS: `127.0.0.1:${port}` }),
    });
    await expect(attempt).rejects.toThrow(new RegExp(`ended with 1: .*${port} on 127.0.0.1 is already in use`, 's'));
  },
);
