import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Pull, startWorld, type World } from '../support/e2e.ts';

const path = '.github/countersign.yml';
const stricter = `version: 1
mode: enforce
rules:
  - name: code-needs-two-seniors
    when: { paths: ['src/**'] }
    require: { level: senior, count: 2 }
`;

describe('the button under the note on a change of the policy', () => {
  let world: World;
  let rules: Pull;
  let code: Pull;
  let docs: Pull;

  beforeEach(async () => {
    world = await startWorld();
    world.cast.shop.rulesets.length = 0;
    world.sandbox.state.behaviour.readersMayClick = true;
    code = await propose('code', { 'src/other.ts': 'x\n' });
    docs = await propose('docs', { 'docs/other.md': 'x\n' });
    rules = await propose('rules', { [path]: stricter });
  });

  afterEach(async () => {
    const { violations } = world.sandbox;
    await world.close();
    expect(violations).toEqual([]);
  });

  const person = (login: string) => world.person(login);

  async function propose(branch: string, files: Readonly<Record<string, string>>): Promise<Pull> {
    const { sandbox, cast } = world;
    const jo = person('jo');
    sandbox.pushCommit(cast.shop, { branch, as: jo, author: jo, files, message: branch });
    const pull = sandbox.openPullRequest({ repository: cast.shop, as: jo, title: branch, head: branch });
    await world.quiet();
    return pull;
  }

  const notes = () => world.cast.shop.checkRuns.filter(({ name }) => name === 'countersign policy');

  async function click(as: ReturnType<typeof person>): Promise<void> {
    const run = notes().at(-1);
    if (run === undefined) throw new Error('there is a note');
    world.sandbox.requestCheckAction(run, { as, identifier: 'preview-open' });
    await world.quiet();
  }

  it('does nothing for somebody who may not write', async () => {
    await click(world.sandbox.addUser({ login: 'outsider' }));
    expect(notes()).toHaveLength(1);
  });

  it('lists what would change for open pull requests, and stays when the change is looked at again', async () => {
    await click(person('ada'));
    expect(notes()).toHaveLength(2);
    const note = notes().at(-1);
    expect(note).toMatchObject({ conclusion: 'neutral', headSha: rules.head.sha });
    expect(note?.output.summary).toContain('Of 2 other open pull requests, 1 would change.');
    expect(note?.output.summary).toContain(`Under the new rules, #${code.number} would be pending`);
    expect(note?.output.summary).not.toContain(`#${docs.number} `);
    expect(note?.output.summary).toContain('also: 2 × `senior` by rule `code-needs-two-seniors`');

    world.sandbox.approve(rules, { as: person('ada') });
    await world.quiet();
    expect(notes()).toHaveLength(2);
  });

  it('keeps the rules of a base branch beside the new ones, compares the newest, and says how many are left out', async () => {
    const { sandbox, cast } = world;
    const olga = person('olga');
    const kept = 'version: 1\nrules: [{ name: releases, require: { level: staff } }]\n';
    sandbox.pushCommit(cast.shop, {
      branch: 'release',
      as: olga,
      author: olga,
      files: { [path]: kept },
      message: 'release',
    });
    const jo = person('jo');
    const open = (branch: string, base: string) => {
      const files = { [`src/${branch}.ts`]: 'x\n' };
      sandbox.pushCommit(cast.shop, { branch, as: jo, author: jo, files, message: branch });
      return sandbox.openPullRequest({ repository: cast.shop, as: jo, title: branch, head: branch, base });
    };
    for (let index = 1; index <= 19; index += 1) open(`more-${index}`, 'main');
    const released = open('released', 'release');
    await world.quiet();
    await click(person('ada'));
    const summary = notes().at(-1)?.output.summary ?? '';
    expect(summary).toContain('Of 20 other open pull requests, 20 would change. 2 more were not looked at.');
    expect(summary).toContain(`Under the new rules, #${released.number} would be pending`);
    expect(summary).not.toContain('no longer');
    expect(summary).not.toContain(`#${code.number} `);
  });

  it('for a change on another branch, concerns what is to land there', async () => {
    const { sandbox, cast } = world;
    const jo = person('jo');
    sandbox.pushCommit(cast.shop, {
      branch: 'release',
      as: jo,
      author: jo,
      files: { 'a.txt': 'x' },
      message: 'release',
    });
    sandbox.pushCommit(cast.shop, {
      branch: 'fix',
      as: jo,
      author: jo,
      files: { 'src/fix.ts': 'x' },
      message: 'fix',
    });
    const fix = sandbox.openPullRequest({ repository: cast.shop, as: jo, title: 'fix', head: 'fix', base: 'release' });
    sandbox.pushCommit(cast.shop, {
      branch: 'tighten',
      as: jo,
      author: jo,
      files: { [path]: stricter },
      message: 'tighten',
    });
    sandbox.openPullRequest({ repository: cast.shop, as: jo, title: 'tighten', head: 'tighten', base: 'release' });
    await world.quiet();
    await click(person('ada'));
    const summary = notes().at(-1)?.output.summary ?? '';
    expect(summary).toContain('Of 4 other open pull requests, 1 would change.');
    expect(summary).toContain(`Under the new rules, #${fix.number} would be pending`);
  });
});
