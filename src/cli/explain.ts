import { parseArgs, styleText } from 'node:util';
import { z } from 'zod';
import { parseConfig, readEnvironment } from '../config.ts';
import { evaluate } from '../core/evaluate.ts';
import type { PullRequestRef, Snapshot } from '../core/facts.ts';
import { known, nothingProven } from '../core/facts.ts';
import { renderSummary, renderTitle, renderTrace } from '../core/render.ts';
import { createGitHub, createPersonalGitHub, type GitHub } from '../github/client.ts';
import { createDirectory } from '../github/directory.ts';
import { createLoader } from '../github/load-snapshot.ts';
import { createLog } from '../log.ts';
import type { Io } from './io.ts';

const usage = `Usage: countersign explain OWNER/REPO#NUMBER

Reads a pull request from GitHub and says what the check would say, which rules applied and which condition decided.
Nothing is written. What only the server remembers (evidence since removed, earlier pushers, commands) is not known here.

Asks as the App with its credentials from the environment or .env, or as you with GITHUB_TOKEN.
`;

/** `countersign explain`: the trace of one pull request, from GitHub as it is now. */
export async function runExplain(args: readonly string[], io: Io): Promise<number> {
  const target = readTarget(args);
  if (target === null) {
    io.stdout.write(usage);
    return args.includes('--help') ? 0 : 2;
  }
  const variables = readEnvironment();
  const token = variables['GITHUB_TOKEN'];
  const config = parseConfig(variables);
  const log = createLog('error');
  const { apiUrl: baseUrl, credentials, floor } = config;
  if (token === undefined && credentials === null) {
    io.stderr.write('countersign explain: set GITHUB_TOKEN, or the credentials of the App\n');
    return 2;
  }
  const github =
    token === undefined && credentials !== null
      ? createGitHub({ ...credentials, baseUrl, log })
      : createPersonalGitHub({ token: token ?? '', baseUrl, log });
  const ref = await findPullRequest(github, target, token !== undefined);
  const load = createLoader({ github, directory: createDirectory(github), appId: credentials?.appId ?? 0, floor });
  const loaded = await load(ref);
  if (loaded === null) {
    io.stderr.write(
      `countersign explain: there is no pull request ${args[0]}, or it cannot be seen with these credentials\n`,
    );
    return 1;
  }
  const snapshot: Snapshot = {
    ...loaded.facts,
    ledger: [],
    toolsUsedBefore: known([]),
    bindings: {},
    proofs: nothingProven,
    commands: [],
    openDebts: 0,
    pushes: loaded.pushes,
  };
  const evaluation = evaluate(loaded.policy, snapshot);
  const paint = (text: string): string => (isTerminal(io) ? inColour(text) : text);
  io.stdout.write(
    paint(`# ${renderTitle(loaded.policy, evaluation)}\n\n${renderSummary(loaded.policy, snapshot, evaluation)}`),
  );
  io.stdout.write(paint(`\n### Rules\n${renderTrace(evaluation.requirement.trace)}\n`));
  return 0;
}

type Target = { readonly owner: string; readonly name: string; readonly number: number };

function readTarget(args: readonly string[]): Target | null {
  try {
    const { positionals } = parseArgs({ args: [...args], options: {}, allowPositionals: true });
    const [, owner, name, number] = /^([\w.-]+)\/([\w.-]+)#(\d+)$/.exec(positionals[0] ?? '') ?? [];
    return owner === undefined || name === undefined ? null : { owner, name, number: Number(number) };
  } catch {
    return null;
  }
}

/** The numeric ids by which everything else goes, asked of GitHub. */
async function findPullRequest(
  github: GitHub,
  { owner, name, number }: Target,
  personal: boolean,
): Promise<PullRequestRef> {
  const parameters = { owner, repo: name };
  const installationId = personal
    ? 0
    : z.object({ id: z.number() }).parse(await github.asApp('GET /repos/{owner}/{repo}/installation', parameters)).id;
  const repository = await github.rest(installationId, 'GET /repos/{owner}/{repo}', parameters);
  const { id: repositoryId } = z.object({ id: z.number() }).parse(repository);
  return { installationId, repositoryId, owner, name, number };
}

const isTerminal = ({ stdout }: Io): boolean => 'isTTY' in stdout && stdout.isTTY === true;

/** Headings, quotations and outcomes stand out; the words are the same. */
function inColour(text: string): string {
  return text
    .replace(/^#+ .*$/gm, (line) => styleText('bold', line))
    .replace(/`[^`\n]+`/g, (span) => styleText('cyan', span))
    .replace(/^- (?:\[x\]|applied|✅)/gm, (mark) => styleText('green', mark))
    .replace(/^- (?:\[ \]|➖|⛔)/gm, (mark) => styleText('yellow', mark));
}
