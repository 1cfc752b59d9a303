import { createInterface } from 'node:readline/promises';
import { z } from 'zod';
import { parseApi } from '../config/access.ts';
import { readEnvironment } from '../config.ts';
import { type Gate, leavesOut, type Planned, planRuleset } from '../doctor/ruleset.ts';
import { GitHubError } from '../errors.ts';
import { createPersonalGitHub, type GitHub } from '../github/client.ts';
import { checkName } from '../github/target.ts';
import { createLog } from '../log.ts';
import { type Place, readPlace } from './arguments.ts';
import { createRuleset, type Found, findRuleset, heldBy, updateRuleset } from './enforce/rulesets.ts';
import { type Io, isTerminal, type Run } from './io.ts';
import { type Given, readCall, WrongCall } from './read-call.ts';
import { readText } from './read-text.ts';

const usage = `Usage: countersign enforce OWNER[/REPO] [--app ID|SLUG] [--approvals N] [--token-file FILE] [--yes]

Makes the check \`${checkName}\` required on the default branch, of every repository of an organization or of one
repository: a ruleset that takes the check from this App alone, requires a pull request, dismisses stale approvals, and
lets nobody go around it unseen. A ruleset that asks for the check already is changed, everything else in it stays.
Shows the difference and asks before it changes anything; a second run finds nothing to do.

  --app          the App, by its numeric id or its slug (default: APP_ID)
  --approvals    how many approvals GitHub itself asks for (default: as now; 0 in a new ruleset: the check counts them)
  --token-file   a file with the token (default: the variable GITHUB_TOKEN)
  --yes          do not ask; needed where nobody can be asked

The token is yours: an administrator's of the repository, or an owner's of the organization. The App itself never has
this right. In a fine-grained token it is called "Administration: write".

Exit codes: 0 done, or nothing to do; 1 declined, or refused by GitHub; 2 called wrongly.
`;

/** `countersign enforce`: the check is required, and pinned to the App. */
export const runEnforce: Run = (args, io) => enforce(args, io, readEnvironment());

export async function enforce(
  args: readonly string[],
  io: Io,
  variables: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  const call = readCall({ name: 'enforce', usage, options: named, words: 1, read: readOptions }, args, io);
  if (!call.ok) return call.exitCode;
  const options = call.wanted;
  const { apiUrl: baseUrl, appId } = parseApi(variables);
  const { tokenFile } = options;
  const written = tokenFile === null ? (variables['GITHUB_TOKEN'] ?? '') : await readText(tokenFile);
  if (written === null) return complain(io, `cannot read \`${tokenFile}\`, which --token-file names`);
  const token = written.trim();
  if (token === '') return complain(io, 'set GITHUB_TOKEN, or name a file with --token-file');
  const app = options.app ?? (appId === null ? null : String(appId));
  if (app === null) return complain(io, 'name the App with --app, or set APP_ID');
  const github = createPersonalGitHub({ token, baseUrl, log: createLog('silent') });
  try {
    return await enforceWith(github, io, { ...options, app });
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    io.stderr.write(`countersign enforce: ${explain(error, options.target)}\n`);
    return 1;
  }
}

type Options = {
  readonly target: Place;
  readonly app: string | null;
  readonly approvals: number | null;
  readonly tokenFile: string | null;
  readonly yes: boolean;
};

async function enforceWith(github: GitHub, io: Io, options: Options & { readonly app: string }): Promise<number> {
  const { target, approvals } = options;
  const scope = target.repo === null ? 'organization' : 'repository';
  const gate: Gate = { check: checkName, appId: await findApp(github, options.app), approvals, scope };
  const current = await findRuleset(github, target, checkName);
  const holder = current === null ? await heldBy(github, target, gate) : null;
  if (holder !== null) {
    io.stdout.write(`${nameOf(target)}: nothing to do, a ruleset of ${holder} requires the check already\n`);
    return 0;
  }
  const planned = planRuleset(current, gate);
  const left = scope === 'organization' ? leavesOut(planned.ruleset) : null;
  if (left !== null) io.stdout.write(warning(target, planned, left));
  if (planned.changes.length === 0) {
    io.stdout.write(`${nameOf(target)}: nothing to do, the ruleset \`${planned.ruleset.name}\` is as it should be\n`);
    return 0;
  }
  io.stdout.write(describe(target, current, planned));
  const agreed = options.yes || (await ask(io));
  if (agreed === null) return complain(io, 'nobody can be asked here; --yes does it without asking');
  if (!agreed) {
    io.stdout.write('Nothing was changed.\n');
    return 1;
  }
  await (current === null
    ? createRuleset(github, target, planned.ruleset)
    : updateRuleset(github, target, current.id, planned.ruleset));
  io.stdout.write(`Done: the check \`${checkName}\` is required, and only the App ${gate.appId} can set it.\n`);
  return 0;
}

/** Whoever made it so may have meant it; nobody shall believe that the whole organization is held. */
const warning = ({ owner }: Place, { ruleset }: Planned, left: string): string =>
  `Mind: the ruleset \`${ruleset.name}\` leaves out repositories of ${owner}: ${left}. This stays so; GitHub's page of it changes it.\n`;

async function findApp(github: GitHub, app: string): Promise<number> {
  if (/^\d+$/.test(app)) return Number(app);
  return z.object({ id: z.number() }).parse(await github.rest(0, 'GET /apps/{app_slug}', { app_slug: app })).id;
}

const nameOf = ({ owner, repo }: Place): string => (repo === null ? owner : `${owner}/${repo}`);

function describe(target: Place, current: Found | null, { ruleset, changes }: Planned): string {
  const what =
    current === null
      ? `a new ruleset \`${ruleset.name}\` on ${target.repo === null ? 'the default branch of every repository' : 'the default branch'}`
      : `the ruleset \`${ruleset.name}\` changes, the rest of it stays`;
  const lines = changes.map(({ what: part, is, becomes }) => `  ${part}\n    - ${is}\n    + ${becomes}\n`);
  return `${nameOf(target)}: ${what}\n\n${lines.join('')}\n`;
}

/** null: there is nobody to ask. */
async function ask({ stdin, stdout }: Io): Promise<boolean | null> {
  if (!isTerminal(stdin)) return null;
  const dialogue = createInterface({ input: stdin, output: stdout });
  try {
    return /^y(es)?$/i.test((await dialogue.question('Apply this? [y/N] ')).trim());
  } finally {
    dialogue.close();
  }
}

function complain(io: Io, problem: string): number {
  io.stderr.write(`countersign enforce: ${problem}\n`);
  return 2;
}

const Cause = z.object({ message: z.string() });

/** GitHub answers 404 where a token may not even know. */
function explain(error: GitHubError, target: Place): string {
  const { status, message, cause } = error;
  if (status === 401) return 'GitHub does not take this token';
  const said = Cause.safeParse(cause).data?.message ?? '';
  if (status !== 403 && status !== 404) return said === '' ? message : `${message}: ${said}`;
  const right =
    target.repo === null
      ? `an owner's token of the organization ${target.owner} is needed (a person's account has repositories only: name one)`
      : `an administrator's token of ${nameOf(target)} is needed`;
  return `${message}${said === '' ? '' : ` (${said})`}: ${right}`;
}

const named = {
  app: { type: 'string' },
  approvals: { type: 'string' },
  'token-file': { type: 'string' },
  yes: { type: 'boolean', default: false },
} as const;

function readOptions({ values, positionals: [target] }: Given<typeof named>): Options {
  const { app = null, approvals, 'token-file': tokenFile = null, yes } = values;
  if (target === undefined)
    throw new WrongCall('name an organization or a repository: `countersign enforce acme`, or `acme/shop`');
  if (app !== null && !/^[\w-]+$/.test(app))
    throw new WrongCall(`\`--app ${app}\` is neither the number of an App nor its slug, such as \`my-countersign\``);
  if (approvals !== undefined && !/^\d$/.test(approvals))
    throw new WrongCall(`\`--approvals ${approvals}\` is no number from 0 to 9, such as \`--approvals 1\``);
  return {
    target: readPlace(target),
    app,
    approvals: approvals === undefined ? null : Number(approvals),
    tokenFile,
    yes,
  };
}
