import { homedir } from 'node:os';
import { join } from 'node:path';
import { inTurns } from '../../compose/in-turns.ts';
import type { PastPullRequest } from '../../core/backtest/past.ts';
import { GitHubError } from '../../errors.ts';
import { createDirectory, type Directory } from '../../github/directory.ts';
import { type RosterTeam, readAgain, readRoster, rosterOf } from '../../github/history/roster.ts';
import { teamsNamedBy } from '../../github/wanted-facts.ts';
import { askGitHub, noCredentials } from '../ask-github.ts';
import type { Io } from '../io.ts';
import { type Archive, type Manifest, openArchive, type SavedTeams } from './archive.ts';
import type { Options, Target } from './options.ts';
import { CannotBeDone, readPolicies, refuseAbsent, type Tried } from './policies.ts';
import { isSame, patient, readHistory, requestCounter } from './read-history.ts';

export type Surroundings = {
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly now: Date;
  readonly signal: AbortSignal;
};

/** Everything that the figures are made of. */
export type History = {
  readonly manifest: Manifest;
  readonly past: readonly PastPullRequest[];
  readonly saved: SavedTeams;
  readonly tried: readonly Tried[];
};

/** What was saved, without a request. */
export async function fromArchive(archive: Archive, options: Options, { stderr }: Io): Promise<History> {
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

const readTogether = 50;

function readAll(archive: Archive, { pullRequests }: Manifest): Promise<readonly PastPullRequest[]> {
  return inTurns(pullRequests, readTogether, async (wanted) => {
    const past = await archive.readPullRequest(wanted);
    const { folder } = archive;
    if (past === null)
      throw new CannotBeDone(`${folder} lacks pull request #${wanted.number}: run with --save ${folder}`);
    return past;
  });
}

/** What GitHub tells, kept in a folder while it is read. */
export async function fromGitHub(
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
