import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { furnish } from '../support/template.ts';

// No engine builds the image here, so its steps are run one by one in a folder of their own. `npm ci` is the one that is
// not: it would fetch everything again, so the packages that the lock file gives a stage are linked from what is installed.
type Step = { readonly does: string; readonly what: string };
type Stage = { readonly name: string | null; readonly steps: readonly Step[] };

const run = promisify(execFile);
const stages = readStages(readFileSync('Dockerfile', 'utf8'));
const image = stages.at(-1) ?? { name: null, steps: [] };
const all = (stage: Stage, does: string): readonly string[] =>
  stage.steps.filter((step) => step.does === does).map(({ what }) => what);

describe('the image', () => {
  it('copies only what is in the repository and not kept from it, or what an earlier stage made', () => {
    const kept = readFileSync('.dockerignore', 'utf8').split('\n').filter(Boolean);
    const problems = stages.flatMap((stage, at) =>
      copiesOf(stage).flatMap(({ from, sources }) =>
        from === null
          ? sources.filter((source) => !existsSync(source) || kept.includes(source.replace(/^\.\//, '')))
          : stages.slice(0, at).some(({ name }) => name === from)
            ? []
            : [from],
      ),
    );
    expect(problems).toEqual([]);
  });

  it('runs as a user without a name, who owns the folder of the data and nothing else', () => {
    const [user = ''] = all(image, 'USER');
    const environment = environmentOf(image);
    expect(user).toMatch(/^[1-9]\d+:[1-9]\d+$/);
    expect(all(image, 'VOLUME')).toEqual([environment['DATA_FOLDER']]);
    expect(all(image, 'RUN')).toEqual([
      `mkdir ${environment['DATA_FOLDER']} && chown ${user} ${environment['DATA_FOLDER']}`,
    ]);
    expect(all(image, 'EXPOSE')).toEqual([environment['PORT']]);
  });

  it('installs by the lock file, and what is only needed to build stays behind', () => {
    const installs = stages.flatMap((stage) => all(stage, 'RUN')).filter((step) => step.startsWith('npm ci'));
    expect(installs).toEqual(['npm ci', 'npm ci --omit=dev --ignore-scripts']);
    expect(copiesOf(image).find(({ sources }) => sources.includes('/app/node_modules'))?.from).toBe('dependencies');
  });
});

describe('the steps of the image, one by one', () => {
  const root = mkdtempSync(join(tmpdir(), 'countersign-image-'));
  const app = (stage: Stage): string => join(root, stage.name ?? 'image', 'app');
  let server: ChildProcess | null = null;

  beforeAll(async () => {
    for (const stage of stages) await build(stage);
    await furnish(join(root, 'data'));
  });

  afterAll(() => {
    server?.kill('SIGKILL');
    rmSync(root, { recursive: true, force: true });
  });

  it('make a program that starts with production packages alone, is healthy, and ends when it is told to', async () => {
    const environment = await environmentToRun();
    const [command = '[]'] = all(image, 'CMD');
    const child = start(command, environment);
    server = child;
    const lines = await linesUntil(child, '"msg":"ready"');
    expect(lines.at(-1)).toContain('"database":"embedded"');
    const [check = ''] = all(image, 'HEALTHCHECK');
    const [, healthy = '[]'] = /CMD (\[.*\])$/.exec(check) ?? [];
    expect(await exitOf(start(healthy, environment))).toBe(0);
    child.kill('SIGTERM');
    expect(await exitOf(child)).toBe(0);
    expect(await exitOf(start(healthy, environment))).toBe(1);
  });

  it('make a command line that finds what it reads', async () => {
    const environment = await environmentToRun();
    const failed = await run(process.execPath, ['dist/cli.js', 'doctor', '--json'], {
      cwd: app(image),
      env: environment,
    }).catch((error: unknown) => z.object({ code: z.number(), stdout: z.string(), stderr: z.string() }).parse(error));
    expect(failed).toMatchObject({ code: 1, stderr: '' });
    expect(failed.stdout).toContain('github-unreachable');
  });

  async function build(stage: Stage): Promise<void> {
    const folder = app(stage);
    mkdirSync(folder, { recursive: true });
    for (const { does, what } of stage.steps) {
      if (does === 'COPY') copy(what, folder);
      if (does === 'RUN' && what.startsWith('npm ci'))
        linkPackages(join(folder, 'node_modules'), what.includes('--omit=dev'));
      if (does === 'RUN' && what.startsWith('npm run')) await run('npm', what.split(' ').slice(1), { cwd: folder });
    }
  }

  function copy(what: string, folder: string): void {
    const { from, sources, to } = readCopy(what);
    const origin = from === null ? '.' : join(root, from);
    for (const source of sources) {
      const isFolder = statSync(join(origin, source)).isDirectory();
      const target = isFolder ? join(folder, to) : join(folder, to, basename(source));
      cpSync(join(origin, source), target, { recursive: true, verbatimSymlinks: true });
    }
  }

  async function environmentToRun(): Promise<Record<string, string>> {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    return {
      ...environmentOf(image),
      PATH: process.env['PATH'] ?? '',
      // Packages are links: they find one another beside the link, where those for building are not.
      NODE_OPTIONS: '--preserve-symlinks',
      NODE_COMPILE_CACHE: join(root, 'compiled'),
      HOST: '127.0.0.1',
      PORT: String(await freePort()),
      DATA_FOLDER: join(root, 'data'),
      APP_ID: '12',
      PRIVATE_KEY: privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
      WEBHOOK_SECRET: '3c7f0d1b94ae58263c7f0d1b',
      GITHUB_API_URL: 'http://127.0.0.1:2',
    };
  }

  function start(command: string, environment: Record<string, string>): ChildProcess {
    const [program = '', ...args] = z.array(z.string()).parse(JSON.parse(command));
    expect(program).toBe('node');
    return spawn(process.execPath, args, { cwd: app(image), env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  }
});

function linkPackages(folder: string, productionOnly: boolean): void {
  const lock = z
    .object({
      packages: z.record(z.string(), z.object({ dev: z.boolean().optional(), optional: z.boolean().optional() })),
    })
    .parse(JSON.parse(readFileSync('package-lock.json', 'utf8')));
  for (const [path, { dev }] of Object.entries(lock.packages)) {
    const inside = path.replace(/^node_modules\//, '');
    const isTop = path !== '' && !inside.includes('node_modules/');
    if (!isTop || (productionOnly && dev === true) || !existsSync(path)) continue;
    mkdirSync(dirname(join(folder, inside)), { recursive: true });
    symlinkSync(resolve(path), join(folder, inside));
  }
  if (!productionOnly) symlinkSync(resolve('node_modules/.bin'), join(folder, '.bin'));
  expect(readdirSync(folder)).not.toEqual([]);
}

function readStages(text: string): readonly Stage[] {
  const lines = text
    .replace(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  const found: { name: string | null; steps: Step[] }[] = [];
  for (const line of lines) {
    const [, does = '', what = ''] = /^([A-Z]+) (.*)$/.exec(line) ?? [];
    if (does === 'FROM') found.push({ name: / AS (\w+)$/.exec(what)?.[1] ?? null, steps: [] });
    else found.at(-1)?.steps.push({ does, what });
  }
  return found;
}

type Copy = { readonly from: string | null; readonly sources: readonly string[]; readonly to: string };

function readCopy(what: string): Copy {
  const words = what.split(' ');
  const from = words.find((word) => word.startsWith('--from='))?.slice('--from='.length) ?? null;
  const paths = words.filter((word) => !word.startsWith('--'));
  return { from, sources: paths.slice(0, -1), to: paths.at(-1) ?? '.' };
}

const copiesOf = (stage: Stage): readonly Copy[] => all(stage, 'COPY').map(readCopy);

const environmentOf = (stage: Stage): Record<string, string> =>
  Object.fromEntries(
    all(stage, 'ENV')
      .flatMap((line) => line.split(' '))
      .map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  );

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  await new Promise((done) => probe.close(done));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function linesUntil(child: ChildProcess, sign: string): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    if (stream !== null) createInterface({ input: stream }).on('line', (line) => lines.push(line));
  const ended = once(child, 'exit').then(() => 'exit');
  while (!lines.some((line) => line.includes(sign))) {
    if (child.stdout === null) throw new Error('the server says nothing');
    if ((await Promise.race([once(child.stdout, 'data'), ended])) === 'exit') throw new Error(lines.join('\n'));
  }
  return lines.filter((line) => line.includes(sign));
}

async function exitOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null) await once(child, 'exit');
  return child.exitCode;
}
