import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Cast, raiseCurtain } from '../../src/cli/demo/cast.ts';
import { openPlanned, type Plan, plans } from '../../src/cli/demo/pull-requests.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const plan = plans.find(({ branch }) => branch === 'cart-rounding') as Plan;

describe('countersign explain', () => {
  let sandbox: Sandbox;
  let cast: Cast;

  beforeAll(async () => {
    sandbox = await startSandbox();
    cast = raiseCurtain(sandbox, { publicKey, manifest: readFileSync('app.yml', 'utf8') });
    openPlanned(sandbox, cast, plan);
  });

  afterAll(() => sandbox.close());

  function explain(target: string, variables: Record<string, string>): Promise<{ code: number; text: string }> {
    const env = { ...variables, GITHUB_API_URL: sandbox.url };
    const args = ['--disable-warning=ExperimentalWarning', 'src/cli.ts', 'explain', target];
    return new Promise((resolve) => {
      execFile(process.execPath, args, { env }, (error, stdout, stderr) => {
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, text: stdout + stderr });
      });
    });
  }

  const asApp = (): Record<string, string> => ({
    APP_ID: String(cast.app.id),
    PRIVATE_KEY: privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
  });

  it('tells what the check says and which rules decided, as the App', async () => {
    const { code, text } = await explain('acme/shop#1', asApp());
    expect(code).toBe(0);
    expect(text).toContain('# Waiting for 1 × senior');
    expect(text).toContain('applied: `ai-by-junior-needs-senior`');
    expect(text).toContain('did not apply: `critical-needs-senior`');
  });

  it('tells the same to a person with a token', async () => {
    const liam = cast.people['liam'];
    if (liam === undefined) throw new Error('liam is in the cast');
    const { code, text } = await explain('acme/shop#1', { GITHUB_TOKEN: sandbox.createUserToken(liam) });
    expect(code).toBe(0);
    expect(text).toContain('# Waiting for 1 × senior');
    expect(text).toContain('\n\nacme/shop#1: `');
  });

  it('takes the address that the browser shows', async () => {
    const { code, text } = await explain('https://github.com/acme/shop/pull/1/files', asApp());
    expect([code, text]).toEqual([0, expect.stringContaining('# Waiting for 1 × senior')]);
  });

  it.each([
    {
      why: 'the token is none',
      target: 'acme/shop#1',
      variables: () => ({ GITHUB_TOKEN: 'made up' }),
      says: 'GITHUB_TOKEN',
    },
    { why: 'the repository is none', target: 'acme/shopp#1', variables: asApp, says: 'no repository acme/shopp' },
  ])('says what to look at where $why', async ({ target, variables, says }) => {
    const { code, text } = await explain(target, variables());
    expect([code, text]).toEqual([1, expect.stringMatching(new RegExp(`^countersign explain: .*${says}.*\\n$`))]);
  });

  it('says so when there is no such pull request', async () => {
    const { code, text } = await explain('acme/shop#77', asApp());
    expect([code, text]).toEqual([1, expect.stringContaining('there is no pull request acme/shop#77')]);
  });

  it.each([
    { why: 'no number is named', target: 'acme/shop', variables: {}, text: '`acme/shop` is not a pull request' },
    { why: 'there are no credentials', target: 'acme/shop#1', variables: {}, text: 'set GITHUB_TOKEN' },
  ])('is called wrongly when $why', async ({ target, variables, text }) => {
    const answer = await explain(target, variables);
    expect([answer.code, answer.text]).toEqual([2, expect.stringContaining(text)]);
  });
});
