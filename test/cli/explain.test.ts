import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Cast, raiseCurtain } from '../../src/cli/demo/cast.ts';
import { openPlanned, type Plan, plans } from '../../src/cli/demo/pull-requests.ts';
import { explain as explainTo } from '../../src/cli/explain.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { hear } from '../support/io.ts';

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

  const explain = (target: string, variables: Record<string, string>) =>
    hear((io) => explainTo([target], io, { ...variables, GITHUB_API_URL: sandbox.url }));

  const asApp = (): Record<string, string> => ({
    APP_ID: String(cast.app.id),
    PRIVATE_KEY: privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
  });

  it('tells what the check says and which rules decided, as the App', async () => {
    const { code, out } = await explain('acme/shop#1', asApp());
    expect(code).toBe(0);
    expect(out).toContain('# Waiting for 1 × senior');
    expect(out).toContain('applied: `ai-by-junior-needs-senior`');
    expect(out).toContain('did not apply: `critical-needs-senior`');
  });

  it('tells the same to a person with a token', async () => {
    const liam = cast.people['liam'];
    if (liam === undefined) throw new Error('liam is in the cast');
    const { code, out } = await explain('acme/shop#1', { GITHUB_TOKEN: sandbox.createUserToken(liam) });
    expect(code).toBe(0);
    expect(out).toContain('# Waiting for 1 × senior');
    expect(out).toContain('\n\nacme/shop#1: `');
  });

  it('takes the address that the browser shows', async () => {
    const { code, out } = await explain('https://github.com/acme/shop/pull/1/files', asApp());
    expect([code, out]).toEqual([0, expect.stringContaining('# Waiting for 1 × senior')]);
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
    const { code, err } = await explain(target, variables());
    expect([code, err]).toEqual([1, expect.stringMatching(new RegExp(`^countersign explain: .*${says}.*\\n$`))]);
  });

  it('says so when there is no such pull request', async () => {
    const { code, err } = await explain('acme/shop#77', asApp());
    expect([code, err]).toEqual([1, expect.stringContaining('there is no pull request acme/shop#77')]);
  });

  it('says which credentials it needs', async () => {
    expect(await explain('acme/shop#1', {})).toMatchObject({
      code: 2,
      err: expect.stringContaining('set GITHUB_TOKEN'),
    });
  });
});
