import { readFile, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { readEnvironment } from '../config.ts';
import { compareReplays } from '../core/backtest/compare-replays.ts';
import { figuresOf } from '../core/backtest/figures.ts';
import type { PastPullRequest } from '../core/backtest/past.ts';
import { replay } from '../core/backtest/replay.ts';
import type { BacktestResult } from '../core/backtest/result.ts';
import type { EffectivePolicy, Policy } from '../core/policy.ts';
import { GitHubError } from '../errors.ts';
import { createDirectory, type Directory } from '../github/directory.ts';
import {
  countHolders,
  type Roster,
  type RosterTeam,
  readAgain,
  readRoster,
  rosterOf,
  withLevels,
} from '../github/history/roster.ts';
import { readUnknownTeams } from '../github/unknown-teams.ts';
import { teamsNamedBy } from '../github/wanted-facts.ts';
import { effectivePolicy, type PolicyText } from '../policy/effective-policy.ts';
import { refuseUnknownTeams } from '../policy/unknown-teams.ts';
import { backtestPage } from '../web/backtest/page.ts';
import { askGitHub, noCredentials } from './ask-github.ts';
import { type Archive, ArchiveError, type Manifest, openArchive, type SavedTeams } from './backtest/archive.ts';
import { type Options, readOptions, type Target, usage } from './backtest/options.ts';
import { Interrupted, isSame, patient, readHistory, requestCounter } from './backtest/read-history.ts';
import { renderText } from './backtest/render-text.ts';
import type { Io, Run } from './io.ts';
import { showProblem } from './show-problem.ts';

/** `countersign backtest`: merged pull requests under a policy that somebody thinks of. */
export const runBacktest: Run = async (args, io) => {
  const stop = new AbortController();
  // The second time it stops at once, as everything does.
  process.once('SIGINT', () => stop.abort());
  return backtest(args, io, { variables: readEnvironment(), now: new Date(), signal: stop.signal });
};

export type Surroundings = {
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly now: Date;
  readonly signal: AbortSignal;
};

export async function backtest(args: readonly string[], io: Io, surroundings: Surroundings): Promise<number> {
  const options = readOptions(args, surroundings.now);
  if (options === null) {
    io.stdout.write(usage);
    return 0;
  }
  const say = (text: string) => io.stderr.write(`countersign backtest: ${text}\n`);
  if (typeof options === 'string') {
    say(`${options}\n\n${usage}`);
    return 2;
  }
  try {
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
    else if (error instanceof GitHubError) say(`${error.message}: what was read is kept, run it again to go on`);
    else throw error;
    return 1;
  }
}

/** Why there is no answer, in words for whoever asked. */
class CannotBeDone extends Error {
  override readonly name = 'CannotBeDone';
}

/** A policy as it was written, for problems with their places, and what it comes to. */
type Tried = { readonly file: string; readonly texts: Texts; readonly policy: Policy };
type Texts = {
  readonly owner: string;
  readonly organization: PolicyText | null;
  readonly defaultBranch: PolicyText;
  readonly baseBranch: null;
};

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
    policies: replays.map(({ file, figures }) => ({ file, figures })),
    comparison: first === undefined || second === undefined ? null : compareReplays(first.judged, second.judged),
  };
}

type History = {
  readonly manifest: Manifest;
  readonly past: readonly PastPullRequest[];
  readonly saved: SavedTeams;
  readonly tried: readonly Tried[];
};

async function fromArchive(archive: Archive, options: Options, { stderr }: Io): Promise<History> {
  const manifest = await archive.readManifest();
  const saved = await archive.readTeams();
  const { folder } = archive;
  if (manifest === null)
    throw new CannotBeDone(`${folder} holds no saved pull requests: read them with --save ${folder}`);
  const { target } = options;
  const { owner, name } = manifest.repository;
  if (target !== null && !isSame(target, manifest.repository))
    throw new CannotBeDone(`${folder} holds pull requests of ${owner}/${name}, not of ${target.owner}/${target.name}`);
  if (!manifest.complete || saved === null)
    throw new CannotBeDone(`${folder} was not read to its end: run with --save ${folder} to go on`);
  const tried = await readPolicies(options, owner);
  for (const team of new Set(tried.flatMap(({ policy }) => teamsNamedBy(policy))))
    if (!saved.teams.some((each) => each.team === team))
      stderr.write(
        `team \`${team}\` was not saved, so nobody is known to be in it: run with --save ${folder} once more\n`,
      );
  return {
    manifest,
    past: await readAll(archive, manifest),
    saved,
    tried: await refuseAbsent(tried, rosterOf(saved.teams), 0),
  };
}

async function readAll(archive: Archive, manifest: Manifest): Promise<readonly PastPullRequest[]> {
  const all: PastPullRequest[] = [];
  for (const wanted of manifest.pullRequests) {
    const past = await archive.readPullRequest(wanted);
    if (past === null)
      throw new CannotBeDone(
        `${archive.folder} lacks pull request #${wanted.number}: run with --save ${archive.folder}`,
      );
    all.push(past);
  }
  return all;
}

async function fromGitHub(
  options: Options,
  folder: string | null,
  { stderr }: Io,
  { variables, now, signal }: Surroundings,
): Promise<History> {
  const { target, since: asked, sinceDate: since, requests: requestsPerPullRequest } = options;
  if (target === null) throw new CannotBeDone('no repository is named');
  const policies = await readPolicies(options, target.owner);
  const asking = askGitHub(variables);
  if (asking === null) throw new CannotBeDone(noCredentials);
  const sent = requestCounter(asking.github);
  const github = patient(asking.github, (text) => stderr.write(`${text}\n`), signal);
  const repository = await asking.findRepository(target.owner, target.name).catch((error: unknown) => {
    throw isNotFound(error)
      ? new CannotBeDone(
          `there is no repository ${target.owner}/${target.name}, or it cannot be seen with these credentials`,
        )
      : error;
  });
  const archive = openArchive(folder ?? cacheFolder(variables, target));
  // Before anything long is begun: a mistyped team is told at once.
  const directory = createDirectory(github);
  const named = await rosterFor(directory, policies, repository.installationId, []);
  const tried = await refuseAbsent(policies, directory, repository.installationId);
  const spent = sent();
  const reading = {
    github: asking.github,
    repository,
    archive,
    asked,
    since,
    now,
    requestsPerPullRequest,
    stderr,
    signal,
  };
  const read = await readHistory(reading);
  sent();
  const past = await readAll(archive, read);
  const needed = await rosterFor(directory, policies, repository.installationId, past, named);
  // Those of policies that were tried before are read again too: all that is kept is of one day.
  const earlier = (await archive.readTeams())?.teams ?? [];
  const teams = await readAgain(directory, repository.installationId, earlier, needed);
  const saved = { asOf: now.toISOString(), teams };
  const manifest = { ...read, complete: true, requests: read.requests + spent + sent() };
  await archive.writeTeams(saved);
  await archive.writeManifest(manifest);
  if (folder === null) await archive.remove();
  return { manifest, past, saved, tried };
}

async function rosterFor(
  directory: Directory,
  policies: readonly Tried[],
  installationId: number,
  past: readonly PastPullRequest[],
  before: readonly RosterTeam[] = [],
): Promise<readonly RosterTeam[]> {
  let teams = before;
  for (const { policy } of policies) teams = await readRoster(directory, installationId, policy, past, teams);
  return teams;
}

const isNotFound = (error: unknown): boolean => error instanceof GitHubError && error.status === 404;

/** Where an interrupted reading waits for its end when nobody said where to keep it. */
function cacheFolder(variables: Surroundings['variables'], { owner, name }: Target): string {
  const cache = variables['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  return join(cache, 'countersign', 'backtest', `${owner}__${name}`.toLowerCase());
}

async function readPolicies({ policies, floor }: Options, owner: string): Promise<readonly Tried[]> {
  const read = async (file: string) => ({ file, sha: 'local', text: await readText(file) });
  const organization = floor === null ? null : await read(floor);
  const all = await Promise.all(
    policies.map(async (file) => {
      const texts = { owner, organization, defaultBranch: await read(file), baseBranch: null };
      return { file, texts, effective: effectivePolicy(texts) };
    }),
  );
  return all.map(orProblems);
}

/** The same policies, or the problems of one that names teams GitHub does not have. */
async function refuseAbsent(
  tried: readonly Tried[],
  roster: Roster,
  installationId: number,
): Promise<readonly Tried[]> {
  const told = await readUnknownTeams(
    roster,
    installationId,
    tried.map(({ policy }) => ({ usable: true, policy })),
  );
  return tried.map(({ file, texts, policy }) =>
    orProblems({ file, texts, effective: refuseUnknownTeams({ usable: true, policy }, texts, told) }),
  );
}

type Read = { readonly file: string; readonly texts: Texts; readonly effective: EffectivePolicy };

function orProblems({ file, texts, effective }: Read): Tried {
  if (effective.usable) return { file, texts, policy: effective.policy };
  const shown = new Map(
    [texts.defaultBranch, texts.organization].flatMap((text) => (text === null ? [] : [[text.file, text.text]])),
  );
  const problems = effective.problems.map((problem) => showProblem(problem, shown));
  throw new CannotBeDone(`the policy cannot be used\n\n${problems.join('\n\n')}`);
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    throw new CannotBeDone(`cannot read \`${file}\``);
  }
}
