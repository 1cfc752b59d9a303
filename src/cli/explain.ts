import { styleText } from 'node:util';
import type { Variables } from '../config/environment.ts';
import { readEnvironment } from '../config.ts';
import { evaluate } from '../core/evaluate.ts';
import type { Snapshot } from '../core/facts.ts';
import { nothingProven, unknown } from '../core/facts.ts';
import { renderSummary, renderTitle, renderTrace } from '../core/render.ts';
import { code } from '../core/text.ts';
import { GitHubError } from '../errors.ts';
import { createDirectory } from '../github/directory.ts';
import { createLoader } from '../github/load-snapshot.ts';
import { type Asking, askGitHub, noCredentials, whyRefused } from './ask-github.ts';
import { type Io, isTerminal, type Run } from './io.ts';
import { readCall, type Words, WrongCall } from './read-call.ts';

const usage = `Usage: countersign explain OWNER/REPO#NUMBER

Reads a pull request from GitHub and says what the check would say, which rules applied and which condition decided.
The address of the pull request will do as well. Nothing is written. What only the server remembers (evidence since
removed, earlier pushers, commands, which tools were used before) is not known here.

Asks as you with GITHUB_TOKEN, else as the App with APP_ID and PRIVATE_KEY from the environment or .env.

Exit codes: 0 explained, 1 it cannot be seen, 2 called wrongly.
`;

/** `countersign explain`: the trace of one pull request, from GitHub as it is now. */
export const runExplain: Run = (args, io) => explain(args, io, readEnvironment());

export async function explain(args: readonly string[], io: Io, variables: Variables): Promise<number> {
  const call = readCall({ name: 'explain', usage, options: {}, words: 2, read: readTarget }, args, io);
  if (!call.ok) return call.exitCode;
  const asking = askGitHub(variables);
  if (asking === null) return complain(io, noCredentials, 2);
  try {
    return await explainTo(call.wanted, asking, io);
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    const { owner, name } = call.wanted;
    return complain(io, whyRefused(error, asking, `repository ${owner}/${name}`), 1);
  }
}

type Target = { readonly owner: string; readonly name: string; readonly number: number };

async function explainTo({ owner, name, number }: Target, asking: Asking, io: Io): Promise<number> {
  const { github, appId, floor } = asking;
  const ref = { ...(await asking.findRepository(owner, name)), number };
  const load = createLoader({ github, directory: createDirectory(github), appId, floor });
  const loaded = await load(ref);
  const called = `${owner}/${name}#${number}`;
  if (loaded === null)
    return complain(io, `there is no pull request ${called}, or it cannot be seen with these credentials`, 1);
  const snapshot: Snapshot = {
    ...loaded.facts,
    ledger: [],
    toolsUsedBefore: unknown('only the server remembers'),
    bindings: {},
    proofs: nothingProven,
    commands: [],
    openDebts: 0,
    pushes: loaded.pushes,
  };
  const evaluation = evaluate(loaded.policy, snapshot);
  const { trace } = evaluation.requirement;
  const text = [
    `# ${renderTitle(loaded.policy, evaluation)}`,
    '',
    `${called}: ${code(loaded.facts.pullRequest.title)}`,
    '',
    renderSummary(loaded.policy, snapshot, evaluation),
    ...(trace.length === 0 ? [] : ['### Rules', renderTrace(trace), '']),
  ].join('\n');
  io.stdout.write(isTerminal(io.stdout) ? inColour(text) : text);
  return 0;
}

function complain(io: Io, problem: string, exitCode: number): number {
  io.stderr.write(`countersign explain: ${problem}\n`);
  return exitCode;
}

/** `acme/shop#7`, or the address that the browser shows. */
function readTarget({ positionals }: Words): Target {
  const [target, extra] = positionals;
  if (target === undefined) throw new WrongCall('name a pull request, such as `acme/shop#7`');
  if (extra !== undefined)
    throw new WrongCall(`\`${extra}\` is one word too many: write ${target}#${extra} or the like`);
  const named = /^(?:https?:\/\/[^/]+\/)?([\w.-]+)\/([\w.-]+)(?:#|\/pull\/)(\d+)(?:[/?#].*)?$/.exec(target);
  const [, owner, name, number] = named ?? [];
  if (owner === undefined || name === undefined)
    throw new WrongCall(`\`${target}\` is not a pull request: OWNER/REPO#NUMBER, such as \`acme/shop#7\``);
  return { owner, name, number: Number(number) };
}

/** Headings, quotations and outcomes stand out; the words are the same. */
function inColour(text: string): string {
  return text
    .replace(/^#+ .*$/gm, (line) => styleText('bold', line))
    .replace(/`[^`\n]+`/g, (span) => styleText('cyan', span))
    .replace(/^- (?:\[x\]|applied|✅)/gm, (mark) => styleText('green', mark))
    .replace(/^- (?:\[ \]|➖|⛔)/gm, (mark) => styleText('yellow', mark));
}
