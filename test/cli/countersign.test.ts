import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { commands } from '../../src/cli/commands.ts';
import { countersign } from '../../src/cli/countersign.ts';
import { version } from '../../src/version.ts';
import { hear } from '../support/io.ts';

const names = commands.map(({ name }) => name);
const run = (...args: readonly string[]) => hear((io) => countersign(args, io));

describe('the command line', () => {
  it('has each command of its help in the README, and the README has no others', () => {
    const [, table = ''] = readFileSync('README.md', 'utf8').split('\n## Command line\n');
    const [rows = ''] = table.split('\n## ');
    const documented = [...rows.matchAll(/^\| `([a-z-]+)/gm)].map(([, name = '']) => name);
    expect(documented.toSorted()).toEqual(names.toSorted());
  });

  it('lists every command, and says its version', async () => {
    const { code, out } = await run('--help');
    expect(code).toBe(0);
    expect([...out.matchAll(/^ {2}([a-z-]+)/gm)].map(([, name]) => name)).toEqual(names);
    expect(await run('help')).toEqual(await run('-h'));
    expect(await run('--version')).toEqual({ code: 0, out: `${version}\n`, err: '' });
  });

  it.each(names)('tells how %s is called, however it is asked', async (name) => {
    const answer = await run(name, '--help');
    expect(answer).toEqual({ code: 0, err: '', out: expect.stringMatching(`^Usage: countersign ${name}\\b`) });
    expect(await run(name, '-h')).toEqual(answer);
    expect(await run('help', name)).toEqual(answer);
    expect(await run(name, 'what', '--ever', '--help')).toEqual(answer);
  });

  it.each([
    { why: 'there is none', args: [], says: 'name a command' },
    { why: 'it is mistyped', args: ['docter', 'acme'], says: '`docter`; did you mean `countersign doctor`?' },
    { why: 'it is like no other', args: ['frobnicate'], says: 'there is no command `frobnicate`\n' },
    { why: 'an option comes first', args: ['--json', 'report'], says: '`--json` is no command: options come after' },
    { why: 'help is wanted for none', args: ['help', 'doctr'], says: 'did you mean `countersign doctor`?' },
  ])('lists the commands when $why', async ({ args, says }) => {
    const { code, out, err } = await run(...args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/^countersign: .*\n\ncountersign: required sign-off[^]*\n {2}doctor /);
    expect(err).toContain(says);
  });
});

describe('the program', () => {
  it.each([
    {
      why: 'a command is none',
      args: ['docter'],
      env: {},
      status: 2,
      says: /^countersign: there is no command `docter`/,
    },
    {
      why: 'a setting is wrong',
      args: ['trust', 'acme'],
      env: { PORT: 'x' },
      status: 1,
      says: /^countersign cannot start:\n {2}PORT: /,
    },
    {
      why: 'a file is missing',
      args: ['scan', '-o', 'no/such/file'],
      env: {},
      status: 1,
      says: /^countersign: ENOENT: .*\n$/,
    },
  ])('ends with $status and a sentence when $why', ({ args, env, status, says }) => {
    const cli = ['--disable-warning=ExperimentalWarning', 'src/cli.ts', ...args];
    const ended = spawnSync(process.execPath, cli, { env: { PATH: process.env['PATH'], ...env }, encoding: 'utf8' });
    expect(ended).toMatchObject({ status, stdout: '', stderr: expect.stringMatching(says) });
  });
});

describe('a command that is called wrongly', () => {
  it.each(names)('is refused, whatever is wrong: %s', async (name) => {
    const { code, out, err } = await run(name, '--no-such-option');
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(
      new RegExp(`^countersign ${name}: there is no option \`--no-such-option\`.*\n\nUsage: countersign ${name}\\b`),
    );
  });

  it.each([
    { call: ['schema', 'x'], says: '`x` is one word too many' },
    { call: ['serve', 'now'], says: '`now` is one word too many' },
    { call: ['check-policy'], says: 'name the policy: countersign check-policy .github/countersign.yml' },
    { call: ['check-policy', 'a', 'b'], says: '`b` is one word too many' },
    { call: ['check-policy', 'a', '--org', '--organization', 'b'], says: 'there is no floor below a floor' },
    { call: ['init', '--level', 'wizard=x'], says: '`wizard` is no level: they are junior, .*`--level senior=x`' },
    { call: ['init', '--level', 'senior'], says: '`--level senior` names no team: .*`--level senior=SLUG`' },
    { call: ['init', '--level', 'senior='], says: '`` is not the slug of a team: .*`seniors,platform-team`' },
    { call: ['init', '--teams', 'a b'], says: '`a b` is not the slug of a team: .*`seniors,platform-team`' },
    { call: ['init', '--teams'], says: '`--teams` needs a value after it' },
    { call: ['init', '--teams', '--org'], says: '`--teams` needs a value after it' },
    { call: ['init', '--team', 'x'], says: 'there is no option `--team`; did you mean `--teams`?' },
    { call: ['init', '--org=acme'], says: '`--org` takes no value: leave `=acme` out, or write it as a word' },
    { call: ['init', 'acme'], says: '`acme` could be two things: `countersign init --org acme`' },
    { call: ['init', '--org', 'acme/shop'], says: "a floor is an organization's, .*`countersign init --org acme`" },
    { call: ['init', '--org', 'acme', 'shop'], says: '`shop` is one word too many' },
    { call: ['init', 'https://github.com/acme'], says: 'is neither OWNER/REPO nor the name of an organization' },
    { call: ['evaluate'], says: 'name the policy: --policy .github/countersign.yml' },
    { call: ['evaluate', '--policy', 'x'], says: 'name the facts of a pull request: --snapshot FILE' },
    { call: ['evaluate', '--polcy', 'x'], says: 'there is no option `--polcy`; did you mean `--policy`?' },
    { call: ['explain'], says: 'name a pull request, such as `acme/shop#7`' },
    { call: ['explain', 'acme/shop'], says: '`acme/shop` is not a pull request: OWNER/REPO#NUMBER' },
    { call: ['explain', 'acme/shop', '7'], says: '`7` is one word too many: write acme/shop#7' },
    { call: ['backtest', '--policy', 'x'], says: 'name a repository as OWNER/REPO, or saved files with --from DIR' },
    { call: ['backtest', 'acme/lib'], says: 'name the policy to try with --policy FILE' },
    { call: ['backtest', 'acme', '--policy', 'x'], says: '`acme` is not a repository: .*`acme/shop`' },
    { call: ['backtest', 'a/b', 'c', '--policy', 'x'], says: '`c` is one word too many' },
    { call: ['backtest', 'a/b', '--policy', 'x', '--from', 'y', '--save', 'z'], says: '--from .*: choose one' },
    {
      call: ['backtest', 'a/b', '--policy', 'x', '--since', '2999-01-01'],
      says: '2999-01-01` is .*no day in the past',
    },
    {
      call: ['backtest', 'a/b', '--policy', 'x', '--requests', '0'],
      says: '`--requests 0` is no number from 1 to 100',
    },
    { call: ['scan', '--json', '--csv'], says: 'choose one of --html, --json and --csv' },
    { call: ['scan', '.', 'a', 'b'], says: '`b` is one word too many' },
    { call: ['scan', '-o'], says: '`-o` needs a value after it' },
    { call: ['scan', '-x'], says: 'there is no option `-x`; one of `--html`, ' },
    { call: ['detect'], says: 'say in which form the records come: `countersign detect --jsonl < RECORDS`' },
    { call: ['detect', '--jsonl', 'x'], says: '`x` is one word too many' },
    { call: ['demo', '--port', 'x'], says: '`--port x` is no port: a number up to 65535' },
    { call: ['demo', '--port', '65536'], says: '`--port 65536` is no port' },
    { call: ['audit'], says: 'say what is to be done: verify, export or forget' },
    { call: ['audit', 'vrify'], says: 'there is no `countersign audit vrify`; did you mean `verify`?' },
    { call: ['audit', 'verify', 'acme'], says: '`acme` is one word too many after `verify`' },
    { call: ['audit', 'verify', '--onlyne'], says: 'did you mean `--offline`?' },
    { call: ['audit', 'verify', '--format', 'csv'], says: '`--format` goes with `countersign audit export`, not' },
    { call: ['audit', 'export', '--offline'], says: '`--offline` goes with `countersign audit verify`, not' },
    { call: ['audit', 'export', '--format', 'xml'], says: '`--format xml` is none that there is: jsonl or csv' },
    { call: ['audit', 'export', '--since', 'yesterday'], says: '`--since yesterday` is .*such as 2026-03-01' },
    { call: ['audit', 'export', '--repo', 'shop'], says: '`shop` is not a repository: OWNER/REPO' },
    { call: ['audit', 'forget', '--name', 'mia'], says: 'name whom to forget: `countersign audit forget --user ID`' },
    { call: ['audit', 'forget', '--user', 'mia'], says: '`--user mia` is not the number of an account: .* `id`' },
    { call: ['audit', 'forget', '--user', '0'], says: '`--user 0` is not the number of an account' },
    { call: ['report', '90d'], says: '`90d` is one word too many' },
    { call: ['report', '--sinc', '90d'], says: 'there is no option `--sinc`; did you mean `--since`?' },
    { call: ['report', '--since', 'yesterday'], says: '`--since yesterday` is no number of days, such as 90d, and' },
    { call: ['report', '--since', '2026-02-31'], says: '`--since 2026-02-31` is .*no day in the past' },
    { call: ['report', '--since', '--json'], says: '`--since` needs a value after it' },
    { call: ['doctor', 'acme', 'shop'], says: '`shop` is one word too many' },
    { call: ['doctor', 'no/such/thing'], says: '`no/such/thing` is neither OWNER nor OWNER/REPO, such as `acme`' },
    { call: ['doctor', '--json=yes'], says: '`--json` takes no value' },
    { call: ['enforce'], says: 'name an organization or a repository: `countersign enforce acme`' },
    { call: ['enforce', 'a/b/c'], says: '`a/b/c` is neither OWNER nor OWNER/REPO' },
    { call: ['enforce', 'acme', 'shop'], says: '`shop` is one word too many' },
    {
      call: ['enforce', 'acme', '--app', 'my app'],
      says: '`--app my app` is neither the number of an App nor its slug',
    },
    { call: ['enforce', 'acme', '--approvals', 'many'], says: '`--approvals many` is no number from 0 to 9, such as' },
    { call: ['trust'], says: 'name whose repository and teams are trusted: `countersign trust OWNER`' },
    { call: ['trust', 'acme', 'other'], says: '`other` is one word too many' },
    { call: ['trust', 'acme/shop'], says: "`acme/shop` rests on is its owner's: `countersign trust acme`" },
  ])('says what is wrong, where, and what to type instead: $call', async ({ call, says }) => {
    const { code, out, err } = await run(...call);
    expect([code, out]).toEqual([2, '']);
    const [said = '', , usage] = err.split('\n');
    expect(said).toMatch(
      new RegExp(`^countersign ${call[0]}: .*${says.replaceAll('?', '\\?').replaceAll('$', '\\$')}`),
    );
    expect(usage).toMatch(new RegExp(`^Usage: countersign ${call[0]}\\b`));
  });
});

it('ends quietly when whoever reads has read enough', async () => {
  const child = spawn(process.execPath, ['src/cli.ts', 'schema'], { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.destroy();
  const complaints: string[] = [];
  child.stderr.on('data', (data: Buffer) => complaints.push(String(data)));
  const [code] = (await once(child, 'close')) as [number];
  expect({ code, complaints }).toEqual({ code: 0, complaints: [] });
});
