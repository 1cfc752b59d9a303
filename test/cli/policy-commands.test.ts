import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runCheckPolicy } from '../../src/cli/check-policy.ts';
import { runEvaluate } from '../../src/cli/evaluate.ts';
import { runInit } from '../../src/cli/init.ts';
import type { Run } from '../../src/cli/io.ts';
import { runSchema } from '../../src/cli/schema.ts';
import { policyJsonSchema } from '../../src/policy/json-schema.ts';
import { aReview, aSnapshot } from '../support/facts.ts';
import { hear } from '../support/io.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-policy-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const run = (command: Run, ...args: readonly string[]) => hear((io) => command(args, io));

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

const floor = 'version: 1\nlevels: { senior: { teams: [seniors] } }\nrules: []\n';

describe('check-policy', () => {
  it('names every problem with its line, a mark below the place and what to do', async () => {
    const path = await file(
      'broken.yml',
      'version: 1\nmode: enforced\nrules:\n  - name: x\n    require: { level: senoir }\n',
    );
    expect(await run(runCheckPolicy, path)).toEqual({
      code: 1,
      err: '',
      out: `${path}:2:7: \`mode\` cannot be \`enforced\`
  2 | mode: enforced
            ^
  did you mean \`enforce\`?

${path}:5:23: unknown level \`senoir\`
  5 |     require: { level: senoir }
                            ^
  did you mean \`senior\`?

2 problems
`,
    });
  });

  it('says in sentences what a good one asks for', async () => {
    const path = await file('good.yml', floor);
    const { code, out } = await run(runCheckPolicy, path, '--owner', 'Acme');
    expect(code).toBe(0);
    expect(out).toContain('no problems');
    expect(out).toContain('senior is held by @acme/seniors.');
  });

  it('checks a repository’s policy below a floor', async () => {
    const above = await file('floor.yml', floor);
    const own = await file('own.yml', 'version: 1\nlevels: {}\nrules: []\n');
    expect(await run(runCheckPolicy, own, '--organization', above)).toMatchObject({ code: 1 });
    expect(await run(runCheckPolicy, own)).toMatchObject({ code: 0 });
  });

  it('checks a floor as a floor', async () => {
    const named = `${floor.replace('[]', '')}  - { name: x, when: { repository: [shop] }, require: { level: senior } }\n`;
    const path = await file('named.yml', named);
    const above = await file('above.yml', floor);
    expect(await run(runCheckPolicy, path, '--org')).toMatchObject({ code: 0 });
    expect(await run(runCheckPolicy, path, '--organization', above)).toMatchObject({ code: 1 });
  });

  it('prints no control characters of a hostile file', async () => {
    const path = await file('hostile.yml', 'version: 1\nmode: "\u001b[31m"\nrules: []\n');
    const { out } = await run(runCheckPolicy, path);
    expect(out.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  });

  it('says which file it cannot read', async () => {
    expect(await run(runCheckPolicy, 'nowhere.yml')).toMatchObject({
      code: 2,
      err: expect.stringContaining('nowhere.yml'),
    });
  });
});

describe('init', () => {
  it('prints a policy that check-policy accepts', async () => {
    const { out } = await run(runInit);
    expect(await run(runCheckPolicy, await file('init.yml', out))).toMatchObject({ code: 0 });
    const { out: forOrganization } = await run(runInit, '--org');
    expect(await run(runCheckPolicy, await file('init-org.yml', forOrganization), '--org')).toMatchObject({ code: 0 });
    expect(forOrganization).not.toBe(out);
  });

  it('puts teams to levels, by name as a proposal and as told', async () => {
    const { out } = await run(runInit, '--teams', 'senior-devs,platform', '--level', 'staff=architects');
    expect(out).toContain('  senior: { teams: [senior-devs] }\n  staff: { teams: [architects] }\n');
  });

  it('writes the policy and its schema, and overwrites nothing', async () => {
    const target = join(folder, 'repository');
    expect(await run(runInit, '--write', target)).toMatchObject({ code: 0 });
    const path = join(target, '.github', 'countersign.yml');
    await writeFile(path, 'mine');
    expect(await run(runInit, '--write', target)).toMatchObject({
      code: 1,
      err: expect.stringContaining('is there already'),
    });
    expect(await readFile(path, 'utf8')).toBe('mine');
    expect(await readFile(join(target, '.github', 'countersign.schema.json'), 'utf8')).toBe(policyJsonSchema());
  });

  it('has every team that was named: at its level, or for a person to place', async () => {
    const { out, err } = await run(runInit, '--teams', 'seniors,@platform,leads', '--level', 'staff=leads,architects');
    expect(out).toContain(`  senior: { teams: [seniors] }
  staff: { teams: [leads, architects] }
# Your other teams, whose names do not say one level. Put each where it belongs, or leave it out:
#   platform
`);
    expect(err).toBe('');
  });

  it('says what is still to be filled in where no team says the highest level that a rule asks for', async () => {
    const { code, out, err } = await run(runInit, '--teams', 'seniors');
    expect(code).toBe(0);
    expect(out).toMatch(/^ {2}# staff: \{ users: \[LOGIN\] \}/m);
    expect(err).toMatch(/^countersign init: to be filled in, line \d+: nobody can meet the rule .*`staff`.*\n$/);
    const { out: filled } = await run(runInit, '--teams', 'seniors', '--level', 'staff=architects');
    expect(await run(runCheckPolicy, await file('filled.yml', filled))).toMatchObject({ code: 0 });
  });
});

describe('evaluate', () => {
  const policy = `${floor.replace('[]', '')}  - { name: x, require: { level: senior } }\n`;
  const approved = { ...aSnapshot({ reviews: [aReview()] }), ref: { ...aSnapshot().ref, owner: 'acme' } };

  it.each([
    { why: 'somebody has to approve', facts: aSnapshot(), code: 1, says: '# Waiting for 1 × senior' },
    { why: 'somebody has approved', facts: approved, code: 0, says: 'applied: `x` (repository)' },
  ])('decides about saved facts, and says by its exit code that $why', async ({ facts, code, says }) => {
    const args = ['--policy', await file('evaluate.yml', policy)];
    const answer = await run(runEvaluate, ...args, '--snapshot', await file('facts.json', JSON.stringify(facts)));
    expect(answer).toMatchObject({ code, err: '', out: expect.stringContaining(says) });
  });

  it('joins the floor, and prints the whole evaluation as JSON', async () => {
    const lax = await file('lax.yml', 'version: 1\nrules: []\n');
    const above = await file('evaluate-floor.yml', policy);
    const facts = await file('approved.json', JSON.stringify(approved));
    const { code, out } = await run(
      runEvaluate,
      '--policy',
      lax,
      '--organization',
      above,
      '--snapshot',
      facts,
      '--json',
    );
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ verdict: { state: 'satisfied' } });
  });

  it.each([
    { args: ['--policy', 'nowhere.yml', '--snapshot', 'package.json'], says: 'cannot read `nowhere.yml`' },
    { args: ['--policy', 'package.json', '--snapshot', 'package.json'], says: 'package.json: ' },
  ])('says what is wrong, given $args', async ({ args, says }) => {
    expect(await run(runEvaluate, ...args)).toMatchObject({ code: 2, out: '', err: expect.stringContaining(says) });
  });
});

describe('schema', () => {
  it('prints the JSON Schema', async () => {
    const { code, out } = await run(runSchema);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ title: 'Countersign policy' });
  });
});
