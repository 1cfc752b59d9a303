import { parseArgs } from 'node:util';
import { hintFor } from '../policy/did-you-mean.ts';
import type { Io } from './io.ts';

/** A command was called wrongly: what is wrong, and what to type instead. */
export class WrongCall extends Error {
  override readonly name = 'WrongCall';
}

type Options = Readonly<Record<string, { type: 'string' | 'boolean'; short?: string; multiple?: boolean }>>;

/** What was typed, once every option in it is known and has the value it needs. */
export type Given<Named extends Options> = ReturnType<
  typeof parseArgs<{ readonly options: Named; readonly allowPositionals: true }>
>;

/** The same of a command without options. */
export type Words = { readonly positionals: readonly string[] };

type Command<Named extends Options, Wanted> = {
  readonly name: string;
  readonly usage: string;
  readonly options: Named;
  /** At most so many words besides the options. */
  readonly words: number;
  /** Throws `WrongCall` for what cannot be meant. */
  readonly read: (given: Given<Named>) => Wanted;
};

type Call<Wanted> = { readonly ok: true; readonly wanted: Wanted } | { readonly ok: false; readonly exitCode: number };

/** Reads the arguments of a command; answers `--help`, and says what is wrong with a call before how it is made. */
export function readCall<const Named extends Options, Wanted>(
  { name, usage, options, words, read }: Command<Named, Wanted>,
  args: readonly string[],
  io: Io,
): Call<Wanted> {
  if (args.includes('--help') || args.includes('-h')) {
    io.stdout.write(usage);
    return { ok: false, exitCode: 0 };
  }
  try {
    refuseUnknown(args, options, words);
    return { ok: true, wanted: read(parseArgs({ args: [...args], options, allowPositionals: true })) };
  } catch (error) {
    if (!(error instanceof WrongCall)) throw error;
    io.stderr.write(`countersign ${name}: ${error.message}\n\n${usage}`);
    return { ok: false, exitCode: 2 };
  }
}

/** `parseArgs` would refuse these too, but says neither what was meant nor what to do. */
function refuseUnknown(args: readonly string[], options: Options, words: number): void {
  const { tokens } = parseArgs({ args: [...args], options, strict: false, allowPositionals: true, tokens: true });
  for (const token of tokens) if (token.kind === 'option') refuseOption(token, options);
  const extra = tokens.filter(({ kind }) => kind === 'positional')[words];
  if (extra !== undefined) throw new WrongCall(`\`${args[extra.index]}\` is one word too many`);
}

type Option = {
  readonly name: string;
  readonly rawName: string;
  readonly value: string | undefined;
  readonly inlineValue: boolean | undefined;
};

function refuseOption({ name, rawName, value, inlineValue }: Option, options: Options): void {
  const { type } = options[name] ?? {};
  if (type === undefined) {
    const hint = hintFor(
      rawName,
      Object.keys(options).map((known) => `--${known}`),
    );
    throw new WrongCall(`there is no option \`${rawName}\`${hint === null ? '' : `; ${hint}`}`);
  }
  if (type === 'boolean' && value !== undefined)
    throw new WrongCall(`\`${rawName}\` takes no value: leave \`=${value}\` out, or write it as a word of its own`);
  const isOption = inlineValue === false && value !== undefined && /^-./.test(value);
  if (type === 'string' && (value === undefined || isOption))
    throw new WrongCall(`\`${rawName}\` needs a value after it`);
}
