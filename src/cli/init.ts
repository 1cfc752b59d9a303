import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { policyJsonSchema } from '../policy/json-schema.ts';
import { defaultLadder } from '../policy/schema.ts';
import { proposeLevels, type Starter, starterPolicy } from '../policy/starter.ts';
import type { Io } from './io.ts';

const usage = `Usage: countersign init [--org] [--teams SLUG,SLUG…] [--level LEVEL=SLUG]… [--write FOLDER]

Prints a commented policy to start from: the built-in rules, observing.

  --org              the floor of an organization, for its .github repository
  --teams SLUG,…     your teams: levels are proposed from their names
  --level LEVEL=SLUG a team that holds a level (${defaultLadder.join(', ')})
  --write FOLDER     write .github/countersign.yml and its schema below this folder instead of printing;
                     a file that is there already is never overwritten

Exit codes: 0 done, 1 a file is there already, 2 called wrongly.
`;

/** `countersign init`: a policy to start from, printed or written. */
export async function runInit(args: readonly string[], io: Io): Promise<number> {
  const options = readOptions(args);
  if (options === null) {
    (args.includes('--help') ? io.stdout : io.stderr).write(usage);
    return args.includes('--help') ? 0 : 2;
  }
  const text = starterPolicy(options.starter);
  if (options.folder === null) {
    io.stdout.write(text);
    return 0;
  }
  const folder = join(options.folder, '.github');
  await mkdir(folder, { recursive: true });
  const files = [
    { path: join(folder, 'countersign.yml'), content: text },
    { path: join(folder, 'countersign.schema.json'), content: policyJsonSchema() },
  ];
  for (const { path, content } of files) {
    if (!(await wasWritten(path, content))) {
      io.stderr.write(`countersign: \`${path}\` is there already\n`);
      return 1;
    }
    io.stdout.write(`wrote ${path}\n`);
  }
  return 0;
}

type Options = { readonly starter: Starter; readonly folder: string | null };

function readOptions(args: readonly string[]): Options | null {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        org: { type: 'boolean', default: false },
        teams: { type: 'string', default: '' },
        level: { type: 'string', multiple: true, default: [] },
        write: { type: 'string' },
      },
    });
    const teams = teamsOf(values.teams, values.level);
    if (teams === null) return null;
    return { starter: { scope: values.org ? 'organization' : 'repository', teams }, folder: values.write ?? null };
  } catch {
    return null;
  }
}

/** What is said outright is added to what the names propose. */
function teamsOf(slugs: string, written: readonly string[]): Starter['teams'] | null {
  const teams = new Map(Object.entries(proposeLevels(slugs.split(',').filter((slug) => slug !== ''))));
  for (const each of written) {
    const [level = '', slug = ''] = each.split('=');
    if (!defaultLadder.some((name) => name === level) || slug === '') return null;
    teams.set(level, [...(teams.get(level) ?? []), slug]);
  }
  return Object.fromEntries(teams);
}

async function wasWritten(path: string, content: string): Promise<boolean> {
  try {
    await writeFile(path, content, { flag: 'wx' });
    return true;
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}
