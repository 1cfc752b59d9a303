import { nearest } from '../policy/did-you-mean.ts';
import { version } from '../version.ts';
import { commands } from './commands.ts';
import type { Io, Run } from './io.ts';

/** The command line: finds the command and runs it, or says how it is called. */
export const countersign: Run = async ([name, ...rest], io) => {
  if (name === undefined) return refuse('name a command', io);
  if (name === '--version') return print(`${version}\n`, io);
  const asksHelp = name === 'help' || name === '--help' || name === '-h';
  const [wanted, args] = asksHelp ? [rest[0], ['--help']] : [name, rest];
  if (wanted === undefined) return print(help(), io);
  const command = commands.find((each) => each.name === wanted);
  if (command === undefined) return refuse(whatIsWrong(wanted), io);
  const run = await command.load();
  return run(args, io);
};

function whatIsWrong(name: string): string {
  if (name.startsWith('-')) return `\`${name}\` is no command: options come after one`;
  const meant = nearest(
    name,
    commands.map((each) => each.name),
  );
  return `there is no command \`${name}\`${meant === null ? '' : `; did you mean \`countersign ${meant}\`?`}`;
}

function refuse(problem: string, io: Io): number {
  io.stderr.write(`countersign: ${problem}\n\n${help()}`);
  return 2;
}

function print(text: string, io: Io): number {
  io.stdout.write(text);
  return 0;
}

function help(): string {
  const calls = commands.map(({ name, takes, does }) => ({ call: `${name} ${takes}`.trim(), does }));
  const width = Math.max(...calls.map(({ call }) => call.length));
  return [
    'countersign: required sign-off by the right level, for pull requests with a part by AI',
    '',
    'Usage: countersign COMMAND [options]   (COMMAND --help tells more)',
    '       countersign --version',
    '',
    ...calls.map(({ call, does }) => `  ${call.padEnd(width)}  ${does}`),
    '',
    'Exit codes: 0 done, 1 the command found problems, 2 it was called wrongly.',
    '',
  ].join('\n');
}
