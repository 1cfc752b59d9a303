import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { backtest } from '../../src/cli/backtest.ts';
import { floor } from '../../src/cli/demo/cast.ts';
import type { BacktestResult } from '../../src/core/backtest/result.ts';
import { secondaryRateLimit } from '../../src/sandbox/faults.ts';
import { hear } from '../support/io.ts';
import { type Merged, mergePulls } from '../support/merged-pulls.ts';

const stricter = `${floor}  - name: payments-need-two
    when: { paths: ['payments/**'] }
    require: { level: senior, count: 2 }
`;
const count = 500;

describe('countersign backtest', () => {
  let world: Merged;
  let folder = '';
  const file = (name: string) => join(folder, name);

  beforeAll(async () => {
    world = await mergePulls(count);
    folder = await mkdtemp(join(tmpdir(), 'countersign-backtest-'));
    await writeFile(file('policy.yml'), floor);
    await writeFile(file('stricter.yml'), stricter);
    await writeFile(file('broken.yml'), floor.replace('likely, author_below', 'likly, author_below'));
    await writeFile(file('mistyped.yml'), floor.replace('[seniors]', '[senior]'));
  });

  afterAll(async () => {
    await world.sandbox.close();
    await rm(folder, { recursive: true, force: true });
  });

  type Surroundings = {
    readonly variables?: Record<string, string>;
    readonly signal?: AbortSignal;
    readonly tty?: true;
  };

  async function run(args: readonly string[], { variables, signal, tty }: Surroundings = {}) {
    const surroundings = {
      variables: { ...world.variables, XDG_CACHE_HOME: file('cache'), ...variables },
      now: world.until,
      signal: signal ?? new AbortController().signal,
    };
    return hear((io) =>
      backtest(args, tty ? { ...io, stderr: Object.assign(io.stderr, { isTTY: true }) } : io, surroundings),
    );
  }

  const parse = (text: string): BacktestResult => JSON.parse(text) as BacktestResult;
  const withoutRequests = (text: string) => {
    const { requests: _, requestsPerPullRequest: __, ...rest } = parse(text);
    return rest;
  };
  /** How many requests the sandbox has answered, tokens aside, and those by which the App learns what time it is there. */
  const answered = () => world.sandbox.requests.filter(({ forToken, status }) => !forToken && status !== 401).length;

  it('says the same of 500 merged pull requests from GitHub and from saved files, with less than a request for each', async () => {
    const saved = file('saved');
    const before = answered();
    const fromGitHub = await run(['acme/lib', '--policy', file('policy.yml'), '--save', saved, '--json']);
    expect([fromGitHub.code, fromGitHub.err]).toEqual([0, expect.stringContaining('500 of 500 pull requests')]);
    const result = parse(fromGitHub.out);
    expect(result.policies[0]?.figures).toMatchObject({
      merged: count,
      needed: 147,
      approved: 67,
      caught: 80,
      signOffs: 168,
    });
    expect(result.requests).toBe(answered() - before);
    expect(result.requestsPerPullRequest).toBe(result.requests / count);
    expect(result.requestsPerPullRequest).toBeLessThanOrEqual(1);
    expect(world.sandbox.violations).toEqual([]);

    const sent = answered();
    const again = await run(['--from', saved, '--policy', file('policy.yml'), '--json'], { variables: { APP_ID: '' } });
    expect([again.code, answered()]).toEqual([0, sent]);
    expect(parse(again.out)).toEqual(result);
  });

  it('says the same of what was read once as with the policy beside another one', async () => {
    const both = await run([
      '--from',
      file('saved'),
      '--policy',
      file('policy.yml'),
      '--compare',
      file('stricter.yml'),
      '--json',
    ]);
    const { policies, comparison } = parse(both.out);
    expect(policies.map(({ figures }) => [figures.needed, figures.caught])).toEqual([
      [147, 80],
      [177, 115],
    ]);
    expect(comparison).toMatchObject({ changed: 40, asksMore: 40, noLongerCaught: [] });
    expect(comparison?.newlyCaught).toHaveLength(35);
  });

  let whole: Awaited<ReturnType<typeof run>> | null = null;
  it.each([
    { how: 'by whoever started it', fault: false },
    { how: 'by GitHub, which refused', fault: true },
  ])('says the same after it was interrupted $how and went on', async ({ fault }) => {
    const args = ['acme/lib', '--policy', file('policy.yml'), '--since', '2026-05-23', '--json'];
    whole ??= await run(args);
    const stop = new AbortController();
    let groups = 0;
    world.sandbox.fault = ({ graphqlOperation }) => {
      if (graphqlOperation !== 'PastPullRequests') return null;
      groups += 1;
      if (groups === 3 && !fault) stop.abort();
      return groups >= 3 && fault ? { status: 400 } : null;
    };
    const interrupted = await run([...args, '--save', file(`half-${fault}`)], { signal: stop.signal });
    world.sandbox.fault = () => null;
    expect([interrupted.code, interrupted.out]).toEqual([fault ? 1 : 130, '']);
    expect(interrupted.err).toContain('run it again to go on');
    const before = (await readdir(join(file(`half-${fault}`), 'pulls'))).length;
    expect(before).toBeGreaterThanOrEqual(20);
    const tooEarly = await run(['--from', file(`half-${fault}`), '--policy', file('policy.yml')]);
    expect([tooEarly.code, tooEarly.err]).toEqual([1, expect.stringContaining('was not read to its end')]);

    groups = 0;
    world.sandbox.fault = ({ graphqlOperation }) => {
      if (graphqlOperation === 'PastPullRequests') groups += 1;
      return null;
    };
    const resumed = await run([...args, '--save', file(`half-${fault}`)]);
    world.sandbox.fault = () => null;
    expect([resumed.code, resumed.err]).toEqual([0, expect.stringContaining('goes on with what')]);
    expect(groups).toBe(Math.ceil((parse(whole.out).policies[0]?.figures.merged ?? 0) / 10) - before / 10);
    expect(withoutRequests(resumed.out)).toEqual(withoutRequests(whole.out));
  });

  it('waits where GitHub names a time, and can be stopped while it waits', async () => {
    const stop = new AbortController();
    world.sandbox.fault = (request) => {
      if (request.graphqlOperation !== 'PastPullRequests') return null;
      // The wait begins when the answer has arrived.
      setImmediate(() => setTimeout(() => stop.abort(), 50));
      return secondaryRateLimit()(request);
    };
    const args = ['acme/lib', '--policy', file('policy.yml'), '--save', file('limited')];
    const { code, err } = await run(args, { signal: stop.signal });
    world.sandbox.fault = () => null;
    expect([code, err]).toEqual([130, expect.stringMatching(/waits for GitHub’s rate limit until \d\d:\d\d UTC/)]);
  });

  it('leaves nothing behind where nobody asked it to keep anything', async () => {
    const { code } = await run(['acme/lib', '--policy', file('policy.yml'), '--since', '2026-05-28', '--json']);
    expect([code, existsSync(join(file('cache'), 'countersign', 'backtest', 'acme__lib'))]).toEqual([0, false]);
  });

  it('shows a bar on a terminal, and says on every output that levels are as of today', async () => {
    const args = ['acme/lib', '--policy', file('policy.yml'), '--since', '2026-05-28', '--html', file('page.html')];
    const { out, err } = await run(args, { tty: true });
    expect(err).toContain('\r\u001b[K');
    expect(err).toMatch(/█+░+ \d+ % {2}10 of \d+ pull requests/);
    expect(out).toMatch(/\n\d+ requests, 0\.\d\d for each pull request\.\n$/);
    expect(out).toContain('are as of today, 2026-05-31, not as of each merge');
    expect(out).toMatch(/senior +\d+ +\d+ +\d+ +3 +\d+\.\d +\d+\.\d/);
    const page = await readFile(file('page.html'), 'utf8');
    expect(page).toContain('are as of today, 2026-05-31, not as of each merge');
    expect(page).toContain('<svg');
    expect(page).not.toMatch(/<script|<link|\ssrc=|url\(|@import/);
  });

  it.each([
    { why: 'a condition is misspelt', policy: 'broken.yml', says: /broken\.yml:\d+:\d+: .*likly/ },
    {
      why: 'a team does not exist',
      policy: 'mistyped.yml',
      says: /mistyped\.yml:8:21: unknown team `acme\/senior`[^]*did you mean `acme\/seniors`/,
    },
    { why: 'the file is not there', policy: 'missing.yml', says: /cannot read `.*missing\.yml`/ },
  ])('names what is wrong with the policy: $why', async ({ policy, says }) => {
    const { code, err } = await run(['acme/lib', '--policy', file(policy)]);
    expect([code, err]).toEqual([1, expect.stringMatching(says)]);
  });

  it('finds out before it reads anything that the page cannot be written', async () => {
    const sent = answered();
    const { code, err } = await run(['acme/lib', '--policy', file('policy.yml'), '--html', file('none/page.html')]);
    expect([code, err, answered()]).toEqual([1, expect.stringContaining('cannot write'), sent]);
  });

  it.each([
    { why: 'the repository does not exist', args: ['acme/nowhere'], variables: {}, says: 'no repository acme/nowhere' },
    {
      why: 'there are no credentials',
      args: ['acme/lib'],
      variables: { APP_ID: '', PRIVATE_KEY: '', WEBHOOK_SECRET: '' },
      says: 'set GITHUB_TOKEN',
    },
    {
      why: 'the token is refused',
      args: ['acme/lib'],
      variables: { GITHUB_TOKEN: 'nonsense' },
      says: 'refuses these credentials',
    },
  ])('says so when $why', async ({ args, variables, says }) => {
    const { code, err } = await run([...args, '--policy', file('policy.yml')], { variables });
    expect([code, err]).toEqual([1, expect.stringContaining(says)]);
  });

  it.each<{ why: string; file: string; change: (text: string) => string; says: RegExp }>([
    {
      why: 'one is cut',
      file: 'pulls/9.json',
      change: (text) => text.slice(0, 200),
      says: /9\.json is damaged .*: delete it/,
    },
    {
      why: 'one lacks a fact',
      file: 'pulls/9.json',
      change: (text) => text.replace('"draft":false,', ''),
      says: /9\.json is damaged \(draft/,
    },
    {
      why: 'another version wrote it',
      file: 'backtest.json',
      change: (text) => text.replace('"format":1', '"format":2'),
      says: /saved by another version .*save into an empty folder/,
    },
    { why: 'it is something else', file: 'teams.json', change: () => '{}', says: /teams\.json is damaged/ },
  ])('says which saved file cannot be used and what to do: $why', async ({ file: name, change, says }) => {
    const path = join(file('saved'), name);
    const text = await readFile(path, 'utf8');
    await writeFile(path, change(text));
    const { code, err } = await run(['--from', file('saved'), '--policy', file('policy.yml')]);
    await writeFile(path, text);
    expect([code, err]).toEqual([1, expect.stringMatching(says)]);
  });

  it('says of a team that was not saved that nobody is known to be in it, until it is saved too', async () => {
    await writeFile(
      file('others.yml'),
      floor.replace('[seniors]', '[mids]').replace('mid: { teams: [mids] }', 'mid: {}'),
    );
    const first = ['--save', file('teams'), '--since', '2026-05-30', '--policy'];
    await run(['acme/lib', ...first, file('others.yml'), '--json']);
    const before = await run(['--from', file('teams'), '--policy', file('policy.yml'), '--json']);
    expect(before.err).toContain('team `acme/seniors` was not saved');
    await run(['acme/lib', ...first, file('policy.yml'), '--json']);
    for (const policy of ['policy.yml', 'others.yml']) {
      const { code, err } = await run(['--from', file('teams'), '--policy', file(policy), '--json']);
      expect([code, err]).toEqual([0, '']);
    }
  });

  it('says so where nothing was saved, or something of another repository', async () => {
    const nothing = await run(['--from', file('empty'), '--policy', file('policy.yml')]);
    const other = await run(['acme/shop', '--from', file('saved'), '--policy', file('policy.yml')]);
    const into = await run(['acme/shop', '--save', file('saved'), '--policy', file('policy.yml')]);
    expect([nothing.code, nothing.err]).toEqual([1, expect.stringContaining('holds no saved pull requests')]);
    expect([other.code, other.err]).toEqual([1, expect.stringContaining('of acme/lib, not of acme/shop')]);
    expect([into.code, into.err]).toEqual([1, expect.stringContaining('holds pull requests of acme/lib')]);
  });

  it('reads a damaged file again where it may ask GitHub, and nothing else', async () => {
    const [first = ''] = await readdir(join(file('teams'), 'pulls'));
    await writeFile(join(file('teams'), 'pulls', first), '{');
    const sent = answered();
    const { code, err } = await run([
      'acme/lib',
      '--policy',
      file('policy.yml'),
      '--save',
      file('teams'),
      '--since',
      '2026-05-30',
      '--json',
    ]);
    expect([code, err]).toEqual([0, expect.stringContaining(`${first} is damaged (it is not JSON): it is read again`)]);
    expect(answered() - sent).toBeLessThan(20);
  });
});
