import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { readEnvironment } from '../config.ts';
import { compareReplays } from '../core/backtest/compare-replays.ts';
import { figuresOf } from '../core/backtest/figures.ts';
import { replay } from '../core/backtest/replay.ts';
import type { BacktestResult } from '../core/backtest/result.ts';
import { GitHubError } from '../errors.ts';
import { countHolders, rosterOf, withLevels } from '../github/history/roster.ts';
import { backtestPage } from '../web/backtest/page.ts';
import { openArchive } from './backtest/archive.ts';
import { fromArchive, fromGitHub, type Surroundings } from './backtest/gather.ts';
import { named, type Options, readOptions, usage } from './backtest/options.ts';
import { CannotBeDone } from './backtest/policies.ts';
import { Interrupted } from './backtest/read-history.ts';
import { renderText } from './backtest/render-text.ts';
import { ArchiveError } from './backtest/saved-files.ts';
import type { Io, Run } from './io.ts';
import { type Given, readCall } from './read-call.ts';

/** `countersign backtest`: merged pull requests under a policy that somebody thinks of. */
export const runBacktest: Run = async (args, io) => {
  const stop = new AbortController();
  const abort = () => stop.abort();
  // The second time it stops at once, as everything does.
  process.once('SIGINT', abort);
  try {
    return await backtest(args, io, { variables: readEnvironment(), now: new Date(), signal: stop.signal });
  } finally {
    process.off('SIGINT', abort);
  }
};

export async function backtest(args: readonly string[], io: Io, surroundings: Surroundings): Promise<number> {
  const read = (given: Given<typeof named>) => readOptions(given, surroundings.now);
  const call = readCall({ name: 'backtest', usage, options: named, words: 1, read }, args, io);
  if (!call.ok) return call.exitCode;
  const options = call.wanted;
  const say = (text: string) => io.stderr.write(`countersign backtest: ${text}\n`);
  try {
    // Before anything long is begun.
    if (options.html !== null) await refuseUnwritable(options.html);
    const result = await resultOf(options, io, surroundings);
    if (options.html !== null) await writeFile(options.html, await backtestPage(result));
    io.stdout.write(options.json ? `${JSON.stringify(result)}\n` : renderText(result));
    return 0;
  } catch (error) {
    if (error instanceof Interrupted) {
      say(`interrupted, ${error.message}: run it again to go on`);
      return 130;
    }
    if (error instanceof CannotBeDone || error instanceof ArchiveError) say(error.message);
    else if (error instanceof GitHubError && error.status === 401)
      say(`GitHub refuses these credentials: ${error.message}`);
    else if (error instanceof GitHubError) say(`${error.message}: what was read is kept, run it again to go on`);
    else throw error;
    return 1;
  }
}

/** The name without its folders, where that tells it apart. */
function shortest(file: string, files: readonly string[]): string {
  const short = basename(file);
  return files.filter((each) => basename(each) === short).length > 1 ? file : short;
}

async function refuseUnwritable(file: string): Promise<void> {
  try {
    await writeFile(file, '', { flag: 'a' });
  } catch {
    throw new CannotBeDone(`cannot write \`${file}\``);
  }
}

async function resultOf(options: Options, io: Io, surroundings: Surroundings): Promise<BacktestResult> {
  const { source } = options;
  const { manifest, past, saved, tried } =
    source.kind === 'saved'
      ? await fromArchive(openArchive(source.folder), options, io)
      : await fromGitHub(options, source.folder, io, surroundings);
  const roster = rosterOf(saved.teams);
  const replays = await Promise.all(
    tried.map(async ({ file, policy }) => {
      const judged = replay(policy, await withLevels(roster, { usable: true, policy }, past));
      const replayed = judged.map((each) => each.replayed);
      const figures = figuresOf(policy, replayed, manifest, await countHolders(roster, policy));
      return { file, judged, figures };
    }),
  );
  const [first, second] = replays;
  const { owner, name } = manifest.repository;
  return {
    repository: `${owner}/${name}`,
    since: manifest.since,
    until: manifest.until,
    levelsAsOf: saved.asOf,
    requests: manifest.requests,
    requestsPerPullRequest: manifest.requests / Math.max(1, past.length),
    policies: replays.map(({ file, figures }) => ({ file: shortest(file, options.policies), figures })),
    comparison: first === undefined || second === undefined ? null : compareReplays(first.judged, second.judged),
  };
}
