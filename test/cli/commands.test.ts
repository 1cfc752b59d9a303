import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { isCommandName, loadCommand, summaries } from '../../src/cli/commands.ts';

const nameIn = (call: string): string => call.split(' ')[0] ?? '';

describe('the command line', () => {
  it('has each command of its help in the README, and the README has no others', () => {
    const [, table = ''] = readFileSync('README.md', 'utf8').split('\n## Command line\n');
    const [rows = ''] = table.split('\n## ');
    const documented = [...rows.matchAll(/^\| `([a-z-]+)/gm)].map(([, name = '']) => name);
    expect(documented.toSorted()).toEqual(summaries.map(([call]) => nameIn(call)).toSorted());
  });

  it.each(summaries.map(([call]) => nameIn(call)))('can run %s', async (name) => {
    expect(isCommandName(name) && (await loadCommand(name))).toBeInstanceOf(Function);
  });
});
