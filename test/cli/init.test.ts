import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { askGitHub } from '../../src/cli/ask-github.ts';
import { type Cast, raiseCurtain } from '../../src/cli/demo/cast.ts';
import { init } from '../../src/cli/init.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { hear } from '../support/io.ts';
import { policyOf } from '../support/policy-text.ts';

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

describe('countersign init, asked about an organization on GitHub', () => {
  let sandbox: Sandbox;
  let cast: Cast;

  beforeAll(async () => {
    sandbox = await startSandbox();
    cast = raiseCurtain(sandbox, { publicKey, manifest: readFileSync('app.yml', 'utf8') });
    const { organization, people } = cast;
    const [ada, bo] = [people['ada'], people['bo']].filter((person) => person !== undefined);
    if (ada === undefined || bo === undefined) throw new Error('ada and bo are in the cast');
    sandbox.addTeam({ organization, name: 'Tech Leads', privacy: 'closed', members: [ada] });
    sandbox.addTeam({ organization, name: 'senior plotters', privacy: 'secret', members: [bo] });
    for (let squad = 100; squad < 220; squad += 1) {
      sandbox.addTeam({ organization, name: `squad ${squad}`, privacy: 'closed', members: [ada, bo] });
    }
  });

  afterAll(() => sandbox.close());

  const run = (variables: Record<string, string>, ...args: readonly string[]) =>
    hear((io) => init(args, io, () => askGitHub({ ...variables, GITHUB_API_URL: sandbox.url })));

  const tokenOf = (login: string): Record<string, string> => {
    const person = cast.people[login] ?? sandbox.addUser({ login });
    return { GITHUB_TOKEN: sandbox.createUserToken(person) };
  };
  const asApp = (): Record<string, string> => ({
    APP_ID: String(cast.app.id),
    PRIVATE_KEY: privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
  });

  it.each([
    { why: 'an owner with a token', variables: () => tokenOf('olga'), args: ['--org', 'acme'] },
    { why: 'the App, of its organization', variables: asApp, args: ['--org', 'acme'] },
    { why: 'the App, for a repository', variables: asApp, args: ['acme/shop'] },
  ])('proposes levels from the teams it finds, and lists the others: $why', async ({ variables, args }) => {
    const { code, out, err } = await run(variables(), ...args);
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain(`# Proposed from the names of your teams: please check.
levels:
  junior: { teams: [juniors] } # 3 people
  mid: { teams: [mids] } # 2 people
  senior: { teams: [seniors, tech-leads] } # 3 + 1 people
  staff: { teams: [staff] } # 2 people
# Your other teams, whose names do not say one level. Put each where it belongs, or leave it out:
#   squad-100 (2 people), squad-101 (2 people),`);
    // The list is longer than a page of GitHub's.
    expect(out).toContain('squad-219 (2 people)\n');
    const { holders } = policyOf({ organization: out }).ladder;
    expect(holders['senior']?.teams).toEqual(['acme/seniors', 'acme/tech-leads']);
  });

  it('keeps the name of a secret team out of a file that may be public', async () => {
    const { out } = await run(tokenOf('olga'), '--org', 'acme');
    expect(out).not.toContain('plotters');
    expect(out).toContain('# Not listed: 1 secret team.\n');
  });

  it('takes the word of the caller over the name of a team', async () => {
    const { out } = await run(tokenOf('olga'), '--org', 'acme', '--level', 'principal=squad-100,tech-leads');
    expect(out).toContain('  senior: { teams: [seniors] } # 3 people\n');
    expect(out).toContain('  principal: { teams: [squad-100, tech-leads] } # 2 + 1 people\n');
    expect(out).toContain('#   squad-101 (2 people),');
  });

  it.each([
    { why: 'nobody is named', variables: asApp, args: ['--org'], says: 'countersign init --org acme' },
    { why: 'nobody is named', variables: asApp, args: [], says: 'countersign init acme/shop' },
    { why: 'there are no credentials', variables: () => ({}), args: ['--org', 'acme'], says: 'set GITHUB_TOKEN' },
    { why: 'a person has no teams', variables: () => tokenOf('mia'), args: ['mia/notes'], says: 'mia is a person' },
  ])('writes a policy with examples, and says that it looked up no teams: $why', async ({ variables, args, says }) => {
    const { code, out, err } = await run(variables(), ...args);
    expect(code).toBe(0);
    expect(out).toContain('# Put the slugs of your own teams here.\n');
    expect(err).toMatch(/^countersign init: (?:looked up no teams|did not look up the teams of acme): .*\n$/);
    expect(err).toContain(says);
  });

  it('asks nobody where the teams are named', async () => {
    const before = sandbox.requests.length;
    const { out, err } = await run(tokenOf('olga'), '--org', 'acme', '--teams', 'old-seniors,staff');
    expect(out).toContain('senior: { teams: [old-seniors] }\n');
    expect([err, sandbox.requests.length]).toEqual(['', before]);
  });

  it.each([
    { why: 'a stranger asks', variables: () => tokenOf('stranger'), args: ['--org', 'acme'], says: 'read:org' },
    { why: 'there is no such account', variables: () => tokenOf('mia'), args: ['--org', 'acmee'], says: 'acmee' },
    {
      why: 'the token is none',
      variables: () => ({ GITHUB_TOKEN: 'ghp_made_up' }),
      args: ['--org', 'acme'],
      says: 'GitHub does not take this token',
    },
    {
      why: 'the App is not there',
      variables: asApp,
      args: ['--org', 'globex'],
      says: 'there is no organization globex, or the App is not installed on it',
    },
  ])('writes nothing, and says what to do, when $why', async ({ variables, args, says }) => {
    const { code, out, err } = await run(variables(), ...args);
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(/^countersign init: .*or name the teams with --teams\n$/);
    expect(err).toContain(says);
  });
});
