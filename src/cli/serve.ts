import { parseConfig, readEnvironment } from '../config.ts';
import { serve } from '../main.ts';
import type { Io } from './io.ts';
import { readCall } from './read-call.ts';

const usage = `Usage: countersign serve

Runs the server. Everything is configured by environment variables or a file .env in this folder; .env.example lists
them. Without credentials a set-up page registers the GitHub App.
`;

/** `countersign serve`: the same as `npm start`. Ends when the process is told to. */
export async function runServe(args: readonly string[], io: Io): Promise<number> {
  const call = readCall({ name: 'serve', usage, options: {}, words: 0, read: () => null }, args, io);
  if (!call.ok) return call.exitCode;
  await serve(parseConfig(readEnvironment()));
  return 0;
}
