import { describe, expect, it } from '@jest/globals';
import { type ChangedFile, known, type Snapshot, unknown } from '../../src/core/facts.ts';
import type { Glob, RiskPolicy } from '../../src/core/policy.ts';
import type { Provenance } from '../../src/core/provenance.ts';
import { couldDestroy } from '../../src/core/risk/destruction.ts';
import { assessRisk } from '../../src/core/risk.ts';
import { aFile, aSnapshot, sha } from '../support/facts.ts';
import { aPolicy } from '../support/policy.ts';

const noAi: Provenance = {
  involvement: 'none-found',
  autonomy: 'none',
  tools: [],
  evidence: [],
  remembered: [],
  setAside: [],
  declaration: null,
  contradicted: false,
};
const glob = (text: string): Glob => ({ text, alternatives: [text] });

function riskOf(only: Partial<RiskPolicy>, snapshot: Partial<Snapshot>, provenance: Partial<Provenance> = {}) {
  const policy = aPolicy({ risk: { ...aPolicy().risk, ...only } });
  return assessRisk(policy, aSnapshot(snapshot), { ...noAi, ...provenance });
}
const factorsOf = (...given: Parameters<typeof riskOf>) =>
  riskOf(...given).factors.map(
    ({ factor, level, paths }) => `${factor} ${level}${paths.map((path) => ` ${path}`).join('')}`,
  );

const hidden = unknown('binary');
const withoutPatch = (only: Partial<ChangedFile>): ChangedFile =>
  aFile({ patch: hidden, additions: 0, deletions: 0, ...only });

describe('risky paths', () => {
  const paths = { critical: [glob('infra/prod/**')], medium: [glob('infra/**')] };

  it.each([
    { why: 'nothing matches', files: [aFile({ path: 'a' })], level: 'low', factors: [] },
    {
      why: 'one level matches',
      files: [aFile({ path: 'infra/a' })],
      level: 'medium',
      factors: ['paths medium infra/a'],
    },
    {
      why: 'each level is named, and the highest counts',
      files: [aFile({ path: 'infra/prod/a' }), aFile({ path: 'infra/b' })],
      level: 'critical',
      factors: ['paths medium infra/b infra/prod/a', 'paths critical infra/prod/a'],
    },
    {
      why: 'a file was renamed out of it',
      files: [aFile({ path: 'a', previousPath: known('infra/prod/a'), status: 'renamed' })],
      level: 'critical',
      factors: ['paths medium infra/prod/a', 'paths critical infra/prod/a'],
    },
    {
      why: 'a file in it was deleted',
      files: [aFile({ path: 'infra/prod/a', status: 'removed', mode: known(null) })],
      level: 'critical',
      factors: ['paths medium infra/prod/a', 'paths critical infra/prod/a'],
    },
    {
      why: 'only the case differs',
      files: [aFile({ path: 'Infra/PROD/a' })],
      level: 'critical',
      factors: ['paths medium Infra/PROD/a', 'paths critical Infra/PROD/a'],
    },
    {
      why: 'an old name is not known',
      files: [aFile({ path: 'a', previousPath: unknown('not told'), status: 'renamed' })],
      level: 'critical',
      factors: ['unknown critical a'],
    },
  ])('$why', ({ files, level, factors }) => {
    expect(riskOf({ paths }, { files }).level).toBe(level);
    expect(factorsOf({ paths }, { files })).toEqual(factors);
  });

  it('are named few, in order', () => {
    const files = Array.from({ length: 30 }, (_, index) => aFile({ path: `infra/${String(index).padStart(2, '0')}` }));
    const [factor] = riskOf({ paths }, { files: files.toReversed() }).factors;
    expect(factor?.paths).toEqual(files.slice(0, 10).map(({ path }) => path));
    expect(factor?.detail).toBe('30 paths are medium by the policy');
  });
});

describe('a list that was cut', () => {
  it.each([
    { why: 'files were cut, in words', snapshot: { truncated: ['3000 of 3402 files were read'] }, level: 'critical' },
    {
      why: 'fewer files are listed than there are',
      snapshot: { totals: { commits: 1, files: 2, additions: 3, deletions: 1 } },
      level: 'critical',
    },
    { why: 'nobody knows what was cut', snapshot: { truncated: ['something'] }, level: 'critical' },
    {
      why: 'commits were cut, which are not the change',
      snapshot: { truncated: ['250 of 300 commits were read'] },
      level: 'low',
    },
    { why: 'reviews were cut', snapshot: { truncated: ['only the newest reviews were read'] }, level: 'low' },
  ])('counts as the worst where $why', ({ snapshot, level }) => {
    expect(riskOf({}, snapshot).level).toBe(level);
  });
});

describe('size', () => {
  it.each([
    { why: 'as many lines as allowed', risk: { linesOver: { high: 4 } }, snapshot: {}, factors: [] },
    { why: 'one line more', risk: { linesOver: { high: 3 } }, snapshot: {}, factors: ['lines high'] },
    {
      why: 'the total says more than the list',
      risk: { linesOver: { high: 100 } },
      snapshot: { totals: { commits: 1, files: 1, additions: 100, deletions: 1 } },
      factors: ['lines high'],
    },
    {
      why: 'the highest threshold passed counts',
      risk: { linesOver: { medium: 1, high: 2, critical: 9 } },
      snapshot: {},
      factors: ['lines high'],
    },
    {
      why: 'a file hides its lines',
      risk: { linesOver: { medium: 10, critical: 1000 } },
      snapshot: { files: [withoutPatch({ path: 'a.bin' })] },
      factors: ['lines critical a.bin'],
    },
    {
      why: 'a patch too large still has its count',
      risk: { linesOver: { high: 10 } },
      snapshot: { files: [aFile({ patch: hidden })] },
      factors: [],
    },
    {
      why: 'a pure rename has no lines to hide',
      risk: { linesOver: { high: 10 } },
      snapshot: {
        files: [
          withoutPatch({
            path: 'b',
            previousPath: known('a'),
            status: 'renamed',
            blobBefore: known(sha('x')),
            blobAfter: known(sha('x')),
          }),
        ],
      },
      factors: [],
    },
    {
      why: 'a new empty file has no lines to hide',
      risk: { linesOver: { high: 10 } },
      snapshot: {
        files: [
          withoutPatch({
            path: 'py.typed',
            status: 'added',
            blobBefore: known(null),
            blobAfter: known('e69de29bb2d1d6434b8b29ae775ad8c2e48c5391'),
          }),
        ],
      },
      factors: [],
    },
    { why: 'no threshold, no factor', risk: {}, snapshot: { files: [withoutPatch({})] }, factors: [] },
    {
      why: 'one file more',
      risk: { filesOver: { critical: 1 } },
      snapshot: { files: [aFile({ path: 'a' }), aFile({ path: 'b' })] },
      factors: ['files critical'],
    },
    {
      why: 'as many files as allowed',
      risk: { filesOver: { critical: 2 } },
      snapshot: { files: [aFile({ path: 'a' }), aFile({ path: 'b' })] },
      factors: [],
    },
  ])('$why', ({ risk, snapshot, factors }) => {
    expect(factorsOf(risk, snapshot)).toEqual(factors);
  });
});

const service = (name: string, ...usedBy: readonly string[]) => ({ name, paths: [glob(`${name}/**`)], usedBy });

describe('blast radius', () => {
  const services = [service('a', 'b'), service('b', 'c', 'd'), service('c', 'a'), service('d'), service('e')];
  const blastRadius = { medium: 1, high: 3, critical: 5 };

  it.each([
    { why: 'one service that nobody uses', files: ['e/x'], factors: ['blast-radius medium e/x'] },
    { why: 'users of users, in a circle, each once', files: ['a/x'], factors: ['blast-radius high a/x'] },
    { why: 'entering the circle elsewhere', files: ['c/x'], factors: ['blast-radius high c/x'] },
    { why: 'two that have nothing in common', files: ['d/x', 'e/x'], factors: ['blast-radius medium d/x e/x'] },
    { why: 'all of them', files: ['a/x', 'e/x'], factors: ['blast-radius critical a/x e/x'] },
    { why: 'none', files: ['x'], factors: [] },
  ])('counts $why', ({ files, factors }) => {
    expect(factorsOf({ services, blastRadius }, { files: files.map((path) => aFile({ path })) })).toEqual(factors);
  });

  it('is the widest where not every file is known', () => {
    expect(factorsOf({ services, blastRadius }, { truncated: ['files'] })).toContain('blast-radius critical');
  });

  it('follows a service to one that is not described', () => {
    const risk = { services: [service('a', 'ghost')], blastRadius: { high: 2 } };
    expect(factorsOf(risk, { files: [aFile({ path: 'a/x' })] })).toEqual(['blast-radius high a/x']);
  });
});

const patchOf = (...lines: readonly string[]) => known(['@@ -1,9 +1,9 @@', ...lines].join('\n'));
const destroys = (path: string, ...lines: readonly string[]): string | undefined =>
  riskOf({}, { files: [aFile({ path, patch: patchOf(...lines) })] }).factors[0]?.detail;

describe('a destructive change', () => {
  it.each([
    { path: 'main.tf', lines: ['-resource "aws_db_instance" "main" {'], detail: 'a Terraform resource is removed' },
    { path: 'main.tf', lines: ['-module "network" {'], detail: 'a Terraform resource is removed' },
    { path: 'main.tf', lines: ['-    prevent_destroy = true'], detail: 'protection against destroying is removed' },
    { path: 'main.tf', lines: ['+  deletion_protection = false'], detail: 'protection against destroying is removed' },
    { path: 'main.tf', lines: ['+  force_destroy   = true'], detail: 'destroying by force is allowed' },
    {
      path: 'db/1.sql',
      lines: ['+DROP TABLE users;'],
      detail: 'a table, a schema or a database is dropped or emptied',
    },
    {
      path: 'db/1.sql',
      lines: ['+  truncate sessions;'],
      detail: 'a table, a schema or a database is dropped or emptied',
    },
    {
      path: 'db/1.sql',
      lines: ['+alter table users drop column email;'],
      detail: 'a table, a schema or a database is dropped or emptied',
    },
    {
      path: 'db/migrate/2.rb',
      lines: ['+    drop_table :users'],
      detail: 'a table, a schema or a database is dropped or emptied',
    },
    {
      path: 'migrations/3.js',
      lines: ["+  await knex.schema.dropTable('users')"],
      detail: 'a table, a schema or a database is dropped or emptied',
    },
    { path: 'db/1.sql', lines: ['+DELETE FROM users;'], detail: 'rows are deleted without a condition' },
    {
      path: 'db/1.sql',
      lines: ['+DELETE FROM', '+  users -- where', '+;'],
      detail: 'rows are deleted without a condition',
    },
    {
      path: 'migrations/1.py',
      lines: ['+    op.execute("DELETE FROM users")'],
      detail: 'rows are deleted without a condition',
    },
    { path: 'k8s/a.yaml', lines: ['-apiVersion: v1', '-kind: Service'], detail: 'a Kubernetes object is removed' },
    { path: 'iam.json', lines: ['+  "Action": "*",'], detail: 'a permission for everything is granted' },
    {
      path: 'iam.json',
      lines: ['   "Action": [', '-    "s3:GetObject"', '+    "*"', '   ]'],
      detail: 'a permission for everything is granted',
    },
    { path: 'iam.tf', lines: ['+    actions = ["*"]'], detail: 'a permission for everything is granted' },
    { path: 'role.yml', lines: ["+    verbs: ['*']"], detail: 'a permission for everything is granted' },
    {
      path: 'iam.tf',
      lines: ['+    policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"'],
      detail: 'a permission for everything is granted',
    },
    {
      path: '.github/workflows/ci.yml',
      lines: ['+permissions: write-all'],
      detail: 'the permissions of a workflow are widened',
    },
    {
      path: '.github/workflows/ci.yml',
      lines: ['-  contents: read', '+  contents: write'],
      detail: 'the permissions of a workflow are widened',
    },
    {
      path: '.github/workflows/ci.yml',
      lines: ['+  pull_request_target:'],
      detail: 'the permissions of a workflow are widened',
    },
    {
      path: '.github/workflows/ci.yml',
      lines: ['-permissions:', '-  contents: read'],
      detail: 'the permissions of a workflow are widened',
    },
    {
      path: '.GitHub/Workflows/ci.YML',
      lines: ['+permissions: write-all'],
      detail: 'the permissions of a workflow are widened',
    },
  ])('$lines in $path: $detail', ({ path, lines, detail }) => {
    expect(destroys(path, ...lines)).toBe(detail);
  });

  it.each([
    { why: 'a resource that only moved', path: 'main.tf', lines: ['-resource "a" "b" {', '+resource "a" "b" {'] },
    { why: 'a resource in a comment', path: 'main.tf', lines: ['-# resource "a" "b"'] },
    { why: 'protection that is put in', path: 'main.tf', lines: ['+    prevent_destroy = true'] },
    { why: 'a table that is created', path: 'db/1.sql', lines: ['+CREATE TABLE users (id int);'] },
    { why: 'a drop that is taken out', path: 'db/1.sql', lines: ['-DROP TABLE users;'] },
    { why: 'rows deleted with a condition', path: 'db/1.sql', lines: ['+DELETE FROM users', '+WHERE id = 1;'] },
    {
      why: 'rows deleted through a join',
      path: 'db/1.sql',
      lines: ['+DELETE FROM users u USING teams t WHERE u.team = t.id;'],
    },
    { why: 'SQL in a text', path: 'docs/a.md', lines: ['+DROP TABLE users;'] },
    {
      why: 'an object of which only the version changes',
      path: 'k8s/a.yaml',
      lines: ['-apiVersion: v1beta1', '+apiVersion: v1'],
    },
    { why: 'YAML that is no Kubernetes object', path: 'a.yaml', lines: ['-kind: x'] },
    { why: 'a wildcard in a name', path: 'iam.json', lines: ['+  "Action": "s3:Get*"'] },
    { why: 'a wildcard that was there', path: 'iam.json', lines: ['   "Action": "*"', '+  "Sid": "a"'] },
    { why: 'a read permission', path: '.github/workflows/ci.yml', lines: ['+  contents: read'] },
    {
      why: 'a write permission that moved',
      path: '.github/workflows/ci.yml',
      lines: ['-  contents: write', '+    contents: write'],
    },
  ])('is not $why', ({ path, lines }) => {
    expect(destroys(path, ...lines)).toBeUndefined();
  });

  it.each([
    { why: 'a migration too large to show', file: aFile({ path: 'db/1.sql', patch: hidden }), risky: true },
    { why: 'infrastructure hidden by attributes', file: aFile({ path: 'main.tf', patch: hidden }), risky: true },
    {
      why: 'a file renamed from a migration',
      file: aFile({ path: 'a.txt', previousPath: known('db/1.sql'), patch: hidden }),
      risky: true,
    },
    { why: 'a picture, in which no pattern looks', file: aFile({ path: 'a.png', patch: hidden }), risky: false },
    {
      why: 'a lock file, which destroys nothing',
      file: aFile({ path: 'package-lock.json', patch: hidden }),
      risky: false,
    },
    { why: 'a lock file of another kind', file: aFile({ path: 'web/pnpm-lock.yaml', patch: hidden }), risky: false },
    {
      why: 'a manifest that only moved',
      file: aFile({ path: 'k8s/b.yaml', patch: hidden, blobBefore: known(sha('x')), blobAfter: known(sha('x')) }),
      risky: false,
    },
  ])('counts as one where the patch is not known: $why', ({ file, risky }) => {
    expect(riskOf({}, { files: [file] }).level).toBe(risky ? 'critical' : 'low');
  });

  it.each([
    { count: 9, level: 'low' },
    { count: 10, level: 'critical' },
  ])('is $level where $count files of one directory are deleted', ({ count, level }) => {
    const files = Array.from({ length: count }, (_, index) => aFile({ path: `lib/${index}.ts`, status: 'removed' }));
    expect(riskOf({}, { files }).level).toBe(level);
  });

  it('is a factor of its own, and names the directory that was emptied', () => {
    const removed = (directory: string) =>
      Array.from({ length: 10 }, (_, index) => aFile({ path: `${directory}${index}.ts`, status: 'removed' }));
    const found = (directory: string) =>
      riskOf({}, { files: removed(directory) }).factors.map(({ factor, detail }) => `${factor}: ${detail}`);
    expect(found('')).toEqual(['destructive: files of the directory `/` deleted']);
    expect(found('lib/')).toEqual(['destructive: files of the directory `lib` deleted']);
    expect(found('lib/a/')).toEqual(['destructive: files of the directory `lib/a` deleted']);
  });

  it('has the level that the policy gives it', () => {
    const files = [aFile({ path: 'db/1.sql', patch: patchOf('+DROP TABLE users;') })];
    expect(riskOf({ destructive: 'medium' }, { files }).level).toBe('medium');
  });

  it.each([
    { path: 'main.tf', could: true },
    { path: '.github/workflows/ci.yml', could: true },
    { path: 'src/a.ts', could: false },
  ])('could be in $path: $could, so that patches are fetched for these alone', ({ path, could }) => {
    expect(couldDestroy(aFile({ path }))).toBe(could);
  });

  it('is looked for in time that grows with the patch and not with its square', () => {
    const nasty = [
      '"'.repeat(50_000),
      ' '.repeat(50_000),
      'action='.repeat(8_000),
      `delete from ${'`'.repeat(50_000)}`,
      `action=${' '.repeat(50_000)}`,
      `principal = {${' '.repeat(50_000)}`,
      'drop '.repeat(10_000),
      `resource ${' '.repeat(50_000)}`,
    ];
    for (const path of ['a.tf', 'a.sql', 'a.yaml', '.github/workflows/a.yml', 'a.json']) {
      expect(destroys(path, ...nasty.flatMap((line) => [`+${line}`, `-${line}x`]))).not.toBe('never');
    }
  });
});

describe('novelty', () => {
  it.each([
    { why: 'a tool used before', tools: ['claude'], before: known(['claude']), factors: [] },
    { why: 'a tool in another spelling', tools: ['Claude'], before: known(['claude']), factors: [] },
    {
      why: 'a new tool beside an old one',
      tools: ['claude', 'codex'],
      before: known(['claude']),
      factors: ['novelty medium'],
    },
    {
      why: 'nobody knows what was used before',
      tools: ['claude'],
      before: unknown('no record'),
      factors: ['novelty medium'],
    },
    { why: 'no tool at all', tools: [], before: unknown('no record'), factors: [] },
  ])('$why', ({ tools, before, factors }) => {
    expect(factorsOf({ novelty: 'medium' }, { toolsUsedBefore: before }, { tools })).toEqual(factors);
  });
});
