import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Cast, raiseCurtain } from '../../src/cli/demo/cast.ts';
import { enforce } from '../../src/cli/enforce.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { hear } from '../support/io.ts';

const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

describe('enforce', () => {
  let sandbox: Sandbox;
  let cast: Cast;

  beforeEach(async () => {
    sandbox = await startSandbox();
    cast = raiseCurtain(sandbox, { publicKey, manifest: readFileSync('app.yml', 'utf8') });
  });

  afterEach(async () => {
    await sandbox.close();
    expect(sandbox.violations).toEqual([]);
  });

  type Given = { readonly as?: string; readonly answer?: string; readonly variables?: Record<string, string> };

  const run = async (args: readonly string[], { as = 'olga', answer, variables = {} }: Given = {}) => {
    const stdin = Object.assign(Readable.from(answer === undefined ? [] : [`${answer}\n`]), {
      isTTY: answer !== undefined,
    });
    const token = sandbox.createUserToken(cast.people[as] ?? never());
    const environment = { GITHUB_API_URL: sandbox.url, GITHUB_TOKEN: token, APP_ID: String(cast.app.id), ...variables };
    return hear((io) => enforce(args, io, environment), stdin);
  };

  const writes = () => sandbox.requests.filter(({ method }) => method !== 'GET');

  it('makes the check required in a whole organization, once', async () => {
    cast.shop.rulesets.splice(0);
    const first = await run(['acme', '--yes']);
    const second = await run(['acme', '--yes']);
    expect(first).toMatchObject({ code: 0, err: '' });
    expect(first.out).toContain('acme: a new ruleset `countersign` on the default branch of every repository');
    expect(first.out).toContain(`+ required from the App ${cast.app.id}`);
    expect(second).toEqual({
      code: 0,
      err: '',
      out: 'acme: nothing to do, the ruleset `countersign` is as it should be\n',
    });
    expect(writes()).toHaveLength(1);
    expect(cast.organization.rulesets).toMatchObject([
      { name: 'countersign', enforcement: 'active', bypassActors: [] },
    ]);
  });

  it('holds back a change that has not passed, and lets it through when it has', async () => {
    cast.shop.rulesets.splice(0);
    await run(['acme/shop', '--yes']);
    const mia = cast.people['mia'] ?? never();
    sandbox.pushCommit(cast.shop, { branch: 'change', as: mia, author: mia, message: 'x', files: { x: 'x' } });
    const pull = sandbox.openPullRequest({ repository: cast.shop, as: mia, title: 'X', head: 'change' });
    expect(() => sandbox.merge(pull, { as: mia })).toThrow('"countersign" is expected');
    sandbox.createCheckRun(cast.shop, {
      app: cast.app,
      name: 'countersign',
      headSha: pull.head.sha,
      conclusion: 'success',
    });
    sandbox.merge(pull, { as: mia });
    expect(pull.mergedAt).not.toBeNull();
  });

  it('changes the ruleset that asks for the check already, and nothing else in it', async () => {
    const [before] = cast.shop.rulesets.map((ruleset) => ({ ...ruleset }));
    const { code, out } = await run(['acme/shop'], { answer: 'y' });
    expect(code).toBe(0);
    expect(out).toContain('acme/shop: the ruleset `require countersign` changes, the rest of it stays');
    expect(out).toContain('stale ones dismissed');
    expect(out).toContain('Apply this? [y/N] Done');
    expect(cast.shop.rulesets).toHaveLength(1);
    expect(cast.shop.rulesets[0]).toMatchObject({ id: before?.id, name: before?.name, conditions: before?.conditions });
  });

  it.each([
    { why: 'the answer is no', given: { answer: 'n' }, code: 1, says: 'Nothing was changed.' },
    { why: 'the answer is nothing', given: { answer: '' }, code: 1, says: 'Nothing was changed.' },
    { why: 'nobody can be asked', given: {}, code: 2, says: '--yes does it without asking' },
  ])('shows the difference and changes nothing when $why', async ({ given, code, says }) => {
    const answer = await run(['acme/shop'], given);
    expect(answer.code).toBe(code);
    expect(answer.out).toContain('stale ones dismissed');
    expect(answer.out + answer.err).toContain(says);
    expect(writes()).toEqual([]);
  });

  it('says where a ruleset of the organization leaves repositories out, also when nothing is to be done', async () => {
    cast.shop.rulesets.splice(0);
    await run(['acme', '--yes']);
    const [ruleset] = cast.organization.rulesets;
    if (ruleset === undefined) throw new Error('a ruleset was made');
    Object.assign(ruleset.conditions, { repository_name: { include: ['shop'], exclude: [], protected: false } });
    const { code, out } = await run(['acme', '--yes']);
    expect(code).toBe(0);
    expect(out).toContain('leaves out repositories of acme: all but shop. This stays so');
    expect(out).toContain('nothing to do');
  });

  it('has nothing to do in a repository that the organization holds to it', async () => {
    cast.shop.rulesets.splice(0);
    await run(['acme', '--yes']);
    const { code, out } = await run(['acme/shop', '--yes']);
    expect([code, out]).toEqual([0, 'acme/shop: nothing to do, a ruleset of acme requires the check already\n']);
  });

  it('takes the App by its slug, and the token from a file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'countersign-enforce-'));
    const file = join(folder, 'token');
    writeFileSync(file, `${sandbox.createUserToken(cast.people['olga'] ?? never())}\n`);
    const args = ['acme/.github', '--yes', '--app', 'countersign', '--token-file', file];
    const { code } = await run(args, { variables: { APP_ID: '', GITHUB_TOKEN: '' } });
    rmSync(folder, { recursive: true });
    expect(code).toBe(0);
    expect(JSON.stringify(cast.policies.rulesets[0]?.rules)).toContain(`"integration_id":${cast.app.id}`);
  });

  it.each([
    {
      why: 'a member asks for the organization',
      args: ['acme', '--yes'],
      given: { as: 'mia' },
      says: "an owner's token of the organization acme is needed",
    },
    {
      why: 'a member asks for a repository',
      args: ['acme/shop', '--yes'],
      given: { as: 'mia' },
      says: "an administrator's token of acme/shop is needed",
    },
    {
      why: 'the repository does not exist',
      args: ['acme/nothing', '--yes'],
      given: {},
      says: "an administrator's token of acme/nothing is needed",
    },
    {
      why: 'the token is wrong',
      args: ['acme', '--yes'],
      given: { variables: { GITHUB_TOKEN: 'ghu_wrong' } },
      says: 'GitHub does not take this token',
    },
  ])('says what is needed when $why', async ({ args, given, says }) => {
    const { code, err } = await run(args, given);
    expect([code, err]).toEqual([1, expect.stringContaining(says)]);
    expect(cast.organization.rulesets).toEqual([]);
  });

  it.each([
    { args: ['acme'], variables: { GITHUB_TOKEN: '' }, code: 2, says: 'set GITHUB_TOKEN' },
    { args: ['acme'], variables: { APP_ID: '' }, code: 2, says: 'name the App with --app' },
    { args: ['acme', '--token-file', 'nowhere'], variables: {}, code: 2, says: 'cannot read `nowhere`' },
  ])('explains how to call it when called with $args and $variables', async ({ args, variables, code, says }) => {
    const answer = await run(args, { variables });
    expect(answer.code).toBe(code);
    expect(answer.out + answer.err).toContain(says);
    expect(sandbox.requests).toEqual([]);
  });
});

function never(): never {
  throw new Error('it is in the cast');
}
