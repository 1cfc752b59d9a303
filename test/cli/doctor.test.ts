import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Cast, raiseCurtain } from '../../src/cli/demo/cast.ts';
import { doctor } from '../../src/cli/doctor.ts';
import { parseConfig } from '../../src/config.ts';
import type { Finding } from '../../src/doctor/finding.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { type Inspected, inspectDatabase } from '../../src/store/inspect.ts';
import { hear } from '../support/io.ts';

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const { privateKey: strangeKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = (key: typeof privateKey) => key.export({ type: 'pkcs1', format: 'pem' }).toString();

type Environment = Record<string, string>;

describe('doctor', () => {
  let sandbox: Sandbox;
  let cast: Cast;
  let now = () => new Date();
  let inspectedAs: ((installationId: number) => Inspected) | null = null;

  beforeEach(async () => {
    now = () => new Date();
    inspectedAs = null;
    sandbox = await startSandbox({ now: () => now() });
    cast = raiseCurtain(sandbox, { publicKey, manifest: readFileSync('app.yml', 'utf8') });
    cast.app.webhook = { url: 'http://127.0.0.1:9/', secret: 'x' };
    // One webhook that arrived, as far as GitHub knows.
    sandbox.webhookFault = () => 202;
    sandbox.setRequiredCheck(cast.policies, { context: 'countersign', appId: cast.app.id });
    sandbox.openPullRequest(aChange());
    await sandbox.settled();
  });

  afterEach(async () => {
    await sandbox.close();
    expect(sandbox.violations).toEqual([]);
  });

  const aChange = () => {
    const author = cast.people['mia'];
    if (author === undefined) throw new Error('mia is in the cast');
    const files = { 'src/cart.ts': `// ${Math.random()}\n` };
    sandbox.pushCommit(cast.shop, { branch: 'change', as: author, author, message: 'change', files });
    return { repository: cast.shop, as: author, title: 'Change', head: 'change' };
  };

  const run = async (environment: Environment = {}, args: readonly string[] = [], token: string | null = null) => {
    const readConfig = () =>
      parseConfig({
        APP_ID: String(cast.app.id),
        PRIVATE_KEY: pem(privateKey),
        WEBHOOK_SECRET: '3c7f0d1b94ae5826',
        GITHUB_API_URL: sandbox.url,
        DATA_FOLDER: ':memory:',
        ...environment,
      });
    const inspect =
      inspectedAs === null ? inspectDatabase : () => Promise.resolve(inspectedAs?.(installation().id) ?? never());
    return hear((io) => doctor(args, io, { readConfig, token, inspectDatabase: inspect }));
  };

  const findings = async (environment: Environment = {}, args: readonly string[] = [], token: string | null = null) => {
    const { code, out } = await run(
      { WEBHOOK_SECRET: '3c7f0d1b94ae58263c7f0d1b', ...environment },
      ['--json', ...args],
      token,
    );
    return { code, found: JSON.parse(out) as readonly Finding[] };
  };

  const owner = () => sandbox.createUserToken(cast.people['olga'] ?? never());
  const codes = (found: readonly Finding[]) => found.map(({ severity, code, about }) => `${severity} ${code} ${about}`);
  const healthy = ['note database-empty database'];

  it('finds nothing to repair in a good set-up, asked as an administrator', async () => {
    const { code, found } = await findings({}, [], owner());
    expect([code, codes(found)]).toEqual([0, healthy]);
  });

  it('does not know who may bypass without an administrator, and says how it could', async () => {
    const { code, found } = await findings();
    expect(code).toBe(0);
    expect(codes(found)).toEqual([...healthy, 'note bypass-unknown acme/.github', 'note bypass-unknown acme/shop']);
  });

  it.each<{ why: string; provoke: () => unknown; finds: readonly string[] }>([
    {
      why: 'the check is required nowhere',
      provoke: () => cast.shop.rulesets.splice(0),
      finds: ['error check-not-required acme/shop'],
    },
    {
      why: 'the ruleset only evaluates',
      provoke: () => Object.assign(cast.shop.rulesets[0] ?? never(), { enforcement: 'evaluate' }),
      finds: ['error check-not-required acme/shop'],
    },
    {
      why: 'any source will do',
      provoke: () => {
        cast.shop.rulesets.splice(0);
        sandbox.setRequiredCheck(cast.shop, { context: 'countersign', appId: null });
      },
      finds: ['error check-not-pinned acme/shop'],
    },
    {
      why: 'classic protection is all there is, with another source',
      provoke: () => {
        cast.shop.rulesets.splice(0);
        cast.shop.protections.set('main', { checks: [{ context: 'countersign', appId: 1 }], strict: false });
      },
      finds: ['error check-not-pinned acme/shop'],
    },
    {
      why: 'an organization’s ruleset exempts its owners',
      provoke: () => {
        cast.shop.rulesets.splice(0);
        sandbox.setRequiredCheck(cast.organization, {
          context: 'countersign',
          appId: cast.app.id,
          bypassActors: [{ actor_id: null, actor_type: 'OrganizationAdmin', bypass_mode: 'exempt' }],
        });
      },
      finds: ['warning bypass acme/.github', 'warning bypass acme/shop'],
    },
    {
      why: 'a merge queue is impatient, and its permission is not granted',
      provoke: () => {
        sandbox.setMergeQueue(cast.shop, { check_response_timeout_minutes: 1 });
        withdraw('merge_queues');
      },
      finds: ['error queue-unheard acme/shop', 'warning permission-pending acme', 'warning queue-impatient acme/shop'],
    },
    {
      why: 'a permission is not accepted',
      provoke: () => withdraw('checks'),
      finds: ['error permission-pending acme'],
    },
    {
      why: 'the App asks for less',
      provoke: () => {
        cast.app.events = cast.app.events.filter((event) => event !== 'issue_comment');
        sandbox.acceptPermissions(installation(), { as: cast.people['olga'] ?? never() });
      },
      finds: ['error event-missing countersign'],
    },
    {
      why: 'the installation is suspended',
      provoke: () => sandbox.suspendInstallation(installation(), { as: cast.people['olga'] ?? never() }),
      finds: ['warning suspended acme'],
    },
    {
      why: 'the App is installed nowhere',
      provoke: () => sandbox.uninstallApp(installation()),
      finds: ['error not-installed countersign'],
    },
    {
      why: 'a team was deleted',
      provoke: () => sandbox.deleteTeam(cast.teams.staff),
      finds: ['error team-invisible acme'],
    },
    {
      why: 'the floor is gone',
      provoke: () => sandbox.deleteRepository(cast.policies, cast.people['olga'] ?? never()),
      finds: ['note no-floor acme'],
    },
    { why: 'the floor is broken', provoke: () => writeFloor('rules: nothing\n'), finds: ['error floor-broken acme'] },
    {
      why: 'the floor observes',
      provoke: () => writeFloor('version: 1\nmode: observe\nrules: []\n'),
      finds: ['note observing acme'],
    },
    {
      why: 'only some repositories are covered, without the floor',
      provoke: () => {
        const covered = installation();
        covered.repositorySelection = 'selected';
        covered.selected.set(cast.shop.id, cast.shop);
      },
      finds: ['error floor-hidden acme'],
    },
    {
      why: 'the clock is wrong',
      provoke: () => (now = () => new Date(Date.now() + 45_000)),
      finds: ['warning clock this machine'],
    },
    { why: 'there is no webhook', provoke: () => (cast.app.webhook = null), finds: ['error hook-missing webhook'] },
    {
      why: 'the webhook goes to a path that is not ours, unencrypted',
      provoke: () => (cast.app.webhook = { url: 'http://gate.acme.test/hook', secret: 'x' }),
      finds: ['warning hook-plain webhook', 'warning hook-path webhook'],
    },
    {
      why: 'a delivery failed',
      provoke: async () => {
        sandbox.webhookFault = () => 401;
        sandbox.editPullRequest([...cast.shop.pullRequests.values()][0] ?? never(), {
          as: cast.people['mia'] ?? never(),
          title: 'again',
        });
        await sandbox.settled();
      },
      finds: ['warning deliveries-failed webhook'],
    },
  ])('finds $finds when $why', async ({ provoke, finds }) => {
    await provoke();
    await sandbox.settled();
    const { code, found } = await findings({}, [], owner());
    const beyond = codes(found).filter((line) => !healthy.includes(line));
    expect(beyond).toEqual(finds);
    expect(code).toBe(finds.every((line) => line.startsWith('note')) ? 0 : 1);
  });

  it.each<{ why: string; environment: Environment; finds: readonly string[] }>([
    {
      why: 'the key is another one',
      environment: { PRIVATE_KEY: pem(strangeKey) },
      finds: ['error credentials APP_ID, PRIVATE_KEY'],
    },
    {
      why: 'nothing is configured',
      environment: { APP_ID: '', PRIVATE_KEY: '', WEBHOOK_SECRET: '' },
      finds: ['error not-configured configuration'],
    },
    {
      why: 'variables are wrong',
      environment: { PORT: '-1', LOG_LEVEL: 'loud' },
      finds: ['error configuration configuration', 'error configuration configuration'],
    },
    {
      why: 'the secret is weak',
      environment: { WEBHOOK_SECRET: 'aaaaaaaaaaaaaaaa' },
      finds: ['warning weak-secret WEBHOOK_SECRET'],
    },
    {
      why: 'GitHub is elsewhere',
      environment: { PUBLIC_URL: 'https://gate.acme.test' },
      finds: ['warning hook-elsewhere webhook'],
    },
    {
      why: 'the account is not served',
      environment: { ALLOWED_ACCOUNTS: 'umbrella' },
      finds: ['warning not-served acme'],
    },
    {
      why: 'PostgreSQL does not answer',
      environment: { DATABASE_URL: 'postgres://127.0.0.1:9/none', RECORD_KEY: 'k'.repeat(32) },
      finds: ['error database-unreachable database'],
    },
  ])('finds $finds when $why', async ({ environment, finds }) => {
    const { code, found } = await findings(environment, [], owner());
    expect(codes(found).filter((line) => !healthy.includes(line))).toEqual(finds);
    expect(code).toBe(1);
  });

  it('says that GitHub does not answer, and why', async () => {
    const { found } = await findings({ GITHUB_API_URL: 'http://127.0.0.1:2' });
    expect(codes(found).slice(0, 2)).toEqual([
      'error github-unreachable this machine',
      'error credentials APP_ID, PRIVATE_KEY',
    ]);
    expect(found[0]?.says).toContain('ECONNREFUSED');
  });

  it.each<{ why: string; inspected: Inspected; finds: readonly string[] }>([
    {
      why: 'the server has the embedded one',
      inspected: { kind: 'in-use', by: 'process 7' },
      finds: ['note database-in-use database'],
    },
    {
      why: 'the floor was replaced, here and elsewhere',
      inspected: {
        kind: 'ready',
        pending: [],
        newer: [],
        distrusted: [
          { installationId: 1, name: 'acme/.github' },
          { installationId: 999, name: 'umbrella/.github' },
        ],
      },
      finds: ['error not-trusted acme'],
    },
  ])('finds $finds in the database when $why', async ({ inspected, finds }) => {
    inspectedAs = (id) => ofInstallation(inspected, id);
    const { found } = await findings({}, [], owner());
    expect(codes(found)).toEqual(finds);
  });

  it('looks at one repository, or at one account, when told to', async () => {
    cast.shop.rulesets.splice(0);
    const all = await findings({}, ['acme'], owner());
    const one = await findings({}, ['acme/.github'], owner());
    const other = await findings({}, ['umbrella'], owner());
    expect([all.code, one.code]).toEqual([1, 0]);
    expect(other.found[0]?.says).toBe('the App is not installed on umbrella');
  });

  it('says it in words, the same thing about several repositories once', async () => {
    cast.shop.rulesets.splice(0);
    cast.policies.rulesets.splice(0);
    const { code, out } = await run({}, [], owner());
    expect(code).toBe(1);
    expect(out).toContain(
      'ERROR  acme/.github, acme/shop: the check is not required on the default branch: whatever it says, anything can be merged  [check-not-required]\n    → an administrator runs `countersign enforce acme`',
    );
    expect(out).toMatch(/\n2 errors, 1 warning, 1 note\n$/);
  });

  const installation = () => sandbox.state.installations[0] ?? never();

  function withdraw(permission: string): void {
    const { [permission]: _, ...rest } = installation().permissions;
    installation().permissions = rest;
  }

  function writeFloor(text: string): void {
    const olga = cast.people['olga'] ?? never();
    cast.policies.rulesets.splice(0);
    const files = { '.github/countersign.yml': text };
    sandbox.pushCommit(cast.policies, { branch: 'main', as: olga, author: olga, message: 'rules', files });
    sandbox.setRequiredCheck(cast.policies, { context: 'countersign', appId: cast.app.id });
  }
});

function never(): never {
  throw new Error('it is in the cast');
}

/** The table writes 1 for the installation, whose number is known only when it is there. */
function ofInstallation(inspected: Inspected, id: number): Inspected {
  if (inspected.kind !== 'ready') return inspected;
  const own = (item: { installationId: number; name: string }) =>
    item.installationId === 1 ? { ...item, installationId: id } : item;
  return { ...inspected, distrusted: inspected.distrusted.map(own) };
}
