import { parseConfig, readEnvironment } from '../config.ts';
import { serve } from '../main.ts';
import type { Io } from './io.ts';

const usage = `Usage: countersign serve

Runs the server. Everything is configured by environment variables or a file .env in this folder; .env.example lists
them. Without credentials a set-up page registers the GitHub App.
`;

/** `countersign serve`: the same as \`npm start\`. Ends when the process is told to. */
export async function runServe(args: readonly string[], io: Io): Promise<number> {
  if (args.length > 0) {
    io.stdout.write(usage);
    return args.includes('--help') ? 0 : 2;
  }
  await serve(parseConfig(readEnvironment()));
  return 0;
}
