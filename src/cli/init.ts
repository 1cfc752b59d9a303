import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readEnvironment } from '../config.ts';
import { effectivePolicy } from '../policy/effective-policy.ts';
import { policyJsonSchema } from '../policy/json-schema.ts';
import { defaultLadder } from '../policy/schema.ts';
import { type Proposal, proposeLevels, type Starter, starterPolicy } from '../policy/starter.ts';
import { type Asking, askGitHub } from './ask-github.ts';
import { findTeams } from './init/find-teams.ts';
import type { Io, Run } from './io.ts';
import { type Given, readCall, WrongCall } from './read-call.ts';

const usage = `Usage: countersign init [OWNER/REPO | --org [OWNER]] [--teams SLUG,SLUG…] [--level LEVEL=SLUG]… [--write FOLDER]

Prints a commented policy to start from: the built-in rules, observing. With credentials (GITHUB_TOKEN, which needs
read:org, or those of the App in the environment or .env) it lists the organization's teams, and proposes levels from
their names: please check them.

  OWNER/REPO         the policy of this repository
  --org OWNER        the floor of this organization, for its .github repository
  --teams SLUG,…     your teams, instead of asking GitHub for them
  --level LEVEL=SLUG a team that holds a level (${defaultLadder.join(', ')}), whatever its name
  --write FOLDER     write .github/countersign.yml and its schema below this folder instead of printing;
                     a file that is there already is never overwritten

Exit codes: 0 done, 1 a file is there already or GitHub refused the teams, 2 called wrongly.
`;

/** `countersign init`: a policy to start from, printed or written. */
export const runInit: Run = (args, io) => init(args, io, () => askGitHub(readEnvironment()));

export async function init(args: readonly string[], io: Io, ask: () => Asking | null): Promise<number> {
  const call = readCall({ name: 'init', usage, options: named, words: 1, read: readOptions }, args, io);
  if (!call.ok) return call.exitCode;
  const options = call.wanted;
  const found = await findTeams(options, ask);
  if (found.note !== '') io.stderr.write(`countersign init: ${found.note}\n`);
  if (!found.ok) return 1;
  const { scope, folder, levels } = options;
  const { people, secretTeams } = found;
  const text = starterPolicy({ scope, people, secretTeams, ...withWritten(proposeLevels(found.slugs), levels) });
  for (const gap of gapsIn(text, options)) io.stderr.write(`countersign init: to be filled in, ${gap}\n`);
  if (folder !== null) return writeFiles(folder, text, io);
  io.stdout.write(text);
  return 0;
}

type Options = {
  readonly scope: Starter['scope'];
  /** null: nobody was named. */
  readonly owner: string | null;
  /** null: the floor of the owner. */
  readonly repo: string | null;
  /** null: ask GitHub. */
  readonly teams: readonly string[] | null;
  /** Team slug → the level it was said to hold. */
  readonly levels: ReadonlyMap<string, string>;
  readonly folder: string | null;
};

const named = {
  org: { type: 'boolean', default: false },
  teams: { type: 'string' },
  level: { type: 'string', multiple: true },
  write: { type: 'string' },
} as const;

function readOptions({ values, positionals: [target] }: Given<typeof named>): Options {
  return {
    ...readTarget(target, values.org),
    teams: values.teams === undefined ? null : slugsIn(values.teams),
    levels: new Map((values.level ?? []).flatMap(readLevel)),
    folder: values.write ?? null,
  };
}

function readTarget(target: string | undefined, isFloor: boolean): Pick<Options, 'scope' | 'owner' | 'repo'> {
  const scope = isFloor ? 'organization' : 'repository';
  if (target === undefined) return { scope, owner: null, repo: null };
  const [, owner, repo = null] = /^([\w-]+)(?:\/([\w.-]+))?$/.exec(target) ?? [];
  if (owner === undefined) throw new WrongCall(`\`${target}\` is neither OWNER/REPO nor the name of an organization`);
  if (isFloor && repo !== null)
    throw new WrongCall(`a floor is an organization's, not a repository's: \`countersign init --org ${owner}\``);
  if (!isFloor && repo === null)
    throw new WrongCall(
      `\`${owner}\` could be two things: \`countersign init --org ${owner}\` writes the floor of an organization, \`countersign init ${owner}/REPO\` the policy of a repository`,
    );
  return { scope, owner, repo };
}

function readLevel(written: string): readonly (readonly [string, string])[] {
  const [level = '', slugs = ''] = written.split('=');
  const meant = `such as \`--level senior=${slugs === '' ? 'SLUG' : slugs}\``;
  if (!written.includes('=')) throw new WrongCall(`\`--level ${written}\` names no team: LEVEL=SLUG, ${meant}`);
  if (!defaultLadder.some((name) => name === level))
    throw new WrongCall(`\`${level}\` is no level: they are ${defaultLadder.join(', ')}; ${meant}`);
  return slugsIn(slugs).map((slug) => [slug, level] as const);
}

function slugsIn(text: string): readonly string[] {
  const slugs = text.split(',').map((slug) => slug.trim().replace(/^@/, ''));
  const wrong = slugs.find((slug) => !/^(?:[a-z\d][a-z\d-]*\/)?[a-z\d][\w-]*$/i.test(slug));
  if (wrong === undefined) return slugs;
  throw new WrongCall(
    `\`${wrong}\` is not the slug of a team: separate them by commas, such as \`seniors,platform-team\``,
  );
}

/** What is said outright takes the place of what the name proposes. */
function withWritten({ teams, others }: Proposal, levels: Options['levels']): Proposal {
  const isProposed = (slug: string) => !levels.has(slug);
  const written = (level: string) => [...levels].flatMap(([slug, held]) => (held === level ? [slug] : []));
  return {
    teams: Object.fromEntries(
      defaultLadder.map((level) => [level, [...(teams[level] ?? []).filter(isProposed), ...written(level)]]),
    ),
    others: others.filter(isProposed),
  };
}

/** What a person has to add before the policy can be used, such as somebody for the highest level. */
function gapsIn(text: string, { scope, owner }: Options): readonly string[] {
  const written = { file: 'countersign.yml', sha: 'local', text };
  const none = { organization: null, defaultBranch: null, baseBranch: null, owner: owner ?? 'owner' };
  const texts = scope === 'organization' ? { ...none, organization: written } : { ...none, defaultBranch: written };
  const effective = effectivePolicy(texts);
  return effective.usable ? [] : effective.problems.map(({ line, message }) => `line ${line}: ${message}`);
}

async function writeFiles(folder: string, text: string, io: Io): Promise<number> {
  const target = join(folder, '.github');
  await mkdir(target, { recursive: true });
  const files = [
    { path: join(target, 'countersign.yml'), content: text },
    { path: join(target, 'countersign.schema.json'), content: policyJsonSchema() },
  ];
  for (const { path, content } of files) {
    if (!(await wasWritten(path, content))) {
      io.stderr.write(`countersign init: \`${path}\` is there already, and is not overwritten\n`);
      return 1;
    }
    io.stdout.write(`wrote ${path}\n`);
  }
  return 0;
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
