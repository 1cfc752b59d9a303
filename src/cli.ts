#!/usr/bin/env node
import { isCommandName, loadCommand, summaries } from './cli/commands.ts';
import type { Io } from './cli/io.ts';
import { ConfigError } from './errors.ts';
import { type DescribedError, describeError } from './log.ts';

/** The command line: finds the command, and says how to call it. */
async function main(args: readonly string[], io: Io): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    io.stdout.write(help());
    return name === undefined ? 2 : 0;
  }
  if (!isCommandName(name)) {
    io.stderr.write(`countersign: there is no command \`${name}\`\n\n${help()}`);
    return 2;
  }
  const run = await loadCommand(name);
  return run(rest, io);
}

function help(): string {
  const width = Math.max(...summaries.map(([call]) => call.length));
  return [
    'countersign: required sign-off by the right level, for pull requests with a part by AI',
    '',
    'Usage: countersign COMMAND [options]   (COMMAND --help tells more)',
    '',
    ...summaries.map(([call, does]) => `  ${call.padEnd(width)}  ${does}`),
    '',
    'Exit codes: 0 done, 1 the command found problems, 2 it was called wrongly.',
    '',
  ].join('\n');
}

const messages = ({ message, causes = [] }: DescribedError): readonly string[] => [
  message,
  ...causes.flatMap(messages),
];

try {
  process.exitCode = await main(process.argv.slice(2), process);
} catch (error) {
  process.stderr.write(
    error instanceof ConfigError ? error.explanation : `countersign: ${messages(describeError(error)).join(': ')}\n`,
  );
  process.exitCode = 1;
}
