import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseConfig } from '../src/config.ts';
import { createLog } from '../src/log.ts';
import { offerSetUp, type SetUp } from '../src/set-up.ts';

describe('the set-up page, without credentials', () => {
  let setUp: SetUp;
  let cookie: string;

  beforeAll(async () => {
    const config = parseConfig({ PORT: '0', HOST: '127.0.0.1', DATA_FOLDER: mkdtempSync(join(tmpdir(), 'set-up-')) });
    setUp = await offerSetUp(config, createLog('silent'));
    const answer = await fetch(setUp.address, { redirect: 'manual' });
    cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
  });

  afterAll(async () => {
    await setUp.close();
  });

  const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(new URL(path, setUp.address), { headers, redirect: 'manual' });

  it('is not shown to a browser that did not come with the link from the log', async () => {
    const answers = await Promise.all(
      ['/', '/probot', '/probot/setup?code=x', '/set-up', '/set-up?token=wrong'].map((path) => get(path)),
    );
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404]);
  });

  it('offers the manifest of app.yml with our webhook address to the browser that did', async () => {
    const page = await (await get('/probot', { cookie })).text();
    const { host } = new URL(setUp.address);
    expect(page).toContain('https://github.com/settings/apps/new');
    expect(page).toContain('pull_requests');
    expect(page).toContain(`http://${host}/`);
  });

  it('never takes an upload of credentials, from nobody', async () => {
    const answer = await fetch(new URL('/probot/import', setUp.address), {
      method: 'POST',
      headers: { cookie },
      body: '{}',
    });
    expect(answer.status).toBe(404);
  });

  it('is alive and not ready', async () => {
    expect((await get('/healthz')).status).toBe(200);
    expect((await get('/readyz')).status).toBe(503);
  });
});
