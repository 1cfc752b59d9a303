import { parseArgs, styleText } from 'node:util';
import { readEnvironment } from '../config.ts';
import { evaluate } from '../core/evaluate.ts';
import type { Snapshot } from '../core/facts.ts';
import { known, nothingProven } from '../core/facts.ts';
import { renderSummary, renderTitle, renderTrace } from '../core/render.ts';
import { createDirectory } from '../github/directory.ts';
import { createLoader } from '../github/load-snapshot.ts';
import { askGitHub, noCredentials } from './ask-github.ts';
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
  const asking = askGitHub(readEnvironment());
  if (asking === null) {
    io.stderr.write(`countersign explain: ${noCredentials}\n`);
    return 2;
  }
  const { github, appId, floor } = asking;
  const ref = { ...(await asking.findRepository(target.owner, target.name)), number: target.number };
  const load = createLoader({ github, directory: createDirectory(github), appId, floor });
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

const isTerminal = ({ stdout }: Io): boolean => 'isTTY' in stdout && stdout.isTTY === true;

/** Headings, quotations and outcomes stand out; the words are the same. */
function inColour(text: string): string {
  return text
    .replace(/^#+ .*$/gm, (line) => styleText('bold', line))
    .replace(/`[^`\n]+`/g, (span) => styleText('cyan', span))
    .replace(/^- (?:\[x\]|applied|✅)/gm, (mark) => styleText('green', mark))
    .replace(/^- (?:\[ \]|➖|⛔)/gm, (mark) => styleText('yellow', mark));
}
