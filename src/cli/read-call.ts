import { z } from 'zod';
import { nearest } from '../policy/did-you-mean.ts';
import type { Io } from './io.ts';

/** A command was called wrongly: what is wrong, and what to type instead. */
export class WrongCall extends Error {
  override readonly name = 'WrongCall';
}

type Call<Options> =
  | { readonly ok: true; readonly options: Options }
  | { readonly ok: false; readonly exitCode: number };

type Command = {
  readonly name: string;
  readonly usage: string;
  readonly args: readonly string[];
  readonly io: Io;
};

/** Reads the arguments of a command; answers `--help`, and says what is wrong with a call before how it is made. */
export function readCall<Options>(
  { name, usage, args, io }: Command,
  read: (args: readonly string[]) => Options,
): Call<Options> {
  if (args.includes('--help') || args.includes('-h')) {
    io.stdout.write(usage);
    return { ok: false, exitCode: 0 };
  }
  try {
    return { ok: true, options: read(args) };
  } catch (error) {
    const problem = problemIn(error, usage);
    if (problem === null) throw error;
    io.stderr.write(`countersign ${name}: ${problem}\n\n${usage}`);
    return { ok: false, exitCode: 2 };
  }
}

/** What `parseArgs` or the command found wrong; null: it is no wrong call, but something that failed. */
function problemIn(error: unknown, usage: string): string | null {
  if (error instanceof WrongCall) return error.message;
  const { code, message } = ParseError.safeParse(error).data ?? nothing;
  if (!code.startsWith('ERR_PARSE_ARGS')) return null;
  const [, quoted = ''] = /'(.*)'/s.exec(message.split('. ')[0] ?? '') ?? [];
  const [word = ''] = quoted.split(/[ =]/);
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') {
    const options = [...new Set(usage.match(/--[a-z][a-z-]*/g))];
    const meant = nearest(word, options);
    return `there is no option \`${word}\`${meant === null ? '' : `; did you mean \`${meant}\`?`}`;
  }
  if (code === 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL') return `\`${quoted}\` is one word too many`;
  return message.includes('does not take')
    ? `\`${word}\` takes no value; write what follows as a word of its own, as in \`${word} NAME\``
    : `\`${word}\` needs a value after it`;
}

const ParseError = z.object({ code: z.string(), message: z.string() });
const nothing = { code: '', message: '' };
