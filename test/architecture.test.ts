import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const root = join(import.meta.dirname, '..', 'src');

/** What each room may import: other rooms, and packages. `node:` is a package here. docs/architecture.md has the table. */
const allowed: Readonly<Record<string, { readonly rooms: readonly string[]; readonly packages: readonly string[] }>> = {
  core: { rooms: ['core'], packages: ['minimatch'] },
  policy: { rooms: ['core', 'policy'], packages: ['zod', 'yaml', 'minimatch'] },
  github: {
    rooms: ['core', 'policy', 'doctor', 'github', 'errors', 'log'],
    packages: ['@octokit/', 'probot', 'zod', 'node:'],
  },
  store: {
    rooms: ['core', 'store', 'errors', 'log'],
    packages: ['kysely', 'pg', 'pg-boss', '@electric-sql/pglite', 'zod', 'node:'],
  },
  doctor: { rooms: ['core', 'doctor'], packages: [] },
  worker: { rooms: ['core', 'worker', 'errors', 'log'], packages: ['node:'] },
  web: { rooms: ['core', 'doctor', 'web', 'errors', 'log'], packages: ['hono', 'zod', 'node:'] },
  sandbox: {
    rooms: ['sandbox'],
    packages: ['hono', '@hono/node-server', 'graphql', '@octokit/graphql-schema', 'ajv', 'ajv-formats', 'node:'],
  },
  app: { rooms: ['core', 'github', 'errors', 'log'], packages: ['probot', '@octokit/webhooks'] },
  chat: { rooms: ['log'], packages: ['node:'] },
  config: { rooms: ['errors'], packages: ['zod', 'node:'] },
  errors: { rooms: [], packages: [] },
  log: { rooms: [], packages: ['pino'] },
};
const composition = ['main', 'server', 'cli', 'compose', 'set-up', 'listen', 'version'];
/** Only these may import the composition root and the application. */
const mayImportComposition = ['main', 'cli'];

type Import = { readonly from: string; readonly to: string; readonly isPackage: boolean };

const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
const imports = files.flatMap((file) => importsOf(file));

describe('the import table', () => {
  it('knows every room, so that a new one is decided and not drifted into', () => {
    const rooms = new Set(files.map(roomOf));
    expect([...rooms].filter((room) => !(room in allowed) && !composition.includes(room))).toEqual([]);
  });

  it('is kept by every file', () => {
    const strangers = imports.filter((item) => !isAllowed(item)).map(({ from, to }) => `${from} → ${to}`);
    expect(strangers).toEqual([]);
  });

  it('has no cycles between files', () => {
    const targets = Map.groupBy(
      imports.filter((item) => !item.isPackage),
      ({ from }) => from,
    );
    expect(findCycle(new Map([...targets].map(([from, list]) => [from, list.map(({ to }) => to)])))).toBeNull();
  });
});

describe('the core', () => {
  it.each([
    { what: 'the clock', pattern: /\bDate\.now\b|\bnew Date\(\)|\bperformance\b/ },
    { what: 'chance', pattern: /\bMath\.random\b|\brandomUUID\b/ },
    { what: 'the process', pattern: /\bprocess\./ },
    { what: 'the network', pattern: /\bfetch\(/ },
    { what: 'the machine', pattern: /['"]node:/ },
    { what: 'waiting', pattern: /\basync\b|\bawait\b|\bPromise\b|\bsetTimeout\b/ },
    { what: 'logging', pattern: /\bconsole\b/ },
  ])('knows nothing of $what', ({ pattern }) => {
    const guilty = files.filter((file) => roomOf(file) === 'core' && pattern.test(withoutComments(read(file))));
    expect(guilty).toEqual([]);
  });
});

describe('the environment', () => {
  it('is read by config.ts alone', () => {
    const guilty = files.filter((file) => file !== 'config.ts' && /\bprocess\.env\b/.test(withoutComments(read(file))));
    expect(guilty).toEqual([]);
  });
});

function roomOf(file: string): string {
  const [first = ''] = file.split('/');
  return first.replace(/\.ts$/, '');
}

function isAllowed({ from, to, isPackage }: Import): boolean {
  const room = roomOf(from);
  if (isPackage) {
    if (composition.includes(room)) return true;
    return (allowed[room]?.packages ?? []).some(
      (name) => to === name || to.startsWith(name.endsWith('/') || name.endsWith(':') ? name : `${name}/`),
    );
  }
  const target = roomOf(to);
  const isComposition = composition.includes(target) || target === 'app';
  if (isComposition && target !== room) return mayImportComposition.includes(room) || composition.includes(room);
  return composition.includes(room) || (allowed[room]?.rooms ?? []).includes(target) || target === room;
}

function importsOf(file: string): readonly Import[] {
  const source = withoutComments(read(file));
  const found = source.matchAll(
    /(?:^(?:import|export)\b[^'"`;]*?\bfrom\s*|^import\s*|\bimport\(\s*)(['"])([^'"]+)\1/gm,
  );
  return [...found].map(([, , to = '']) =>
    to.startsWith('.')
      ? { from: file, to: relative('.', normalize(join(dirname(file), to))), isPackage: false }
      : { from: file, to, isPackage: true },
  );
}

function findCycle(graph: ReadonlyMap<string, readonly string[]>): readonly string[] | null {
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): readonly string[] | null => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return null;
    for (const next of graph.get(file) ?? []) {
      const cycle = visit(next, [...path, file]);
      if (cycle !== null) return cycle;
    }
    done.add(file);
    return null;
  };
  for (const file of graph.keys()) {
    const cycle = visit(file, []);
    if (cycle !== null) return cycle;
  }
  return null;
}

function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1');
}

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}
