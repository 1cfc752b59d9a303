import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { PastPullRequest } from '../../core/backtest/past.ts';
import type { Fact } from '../../core/facts.ts';
import type { RosterTeam } from '../../github/history/roster.ts';
import { readSnapshot } from '../read-snapshot.ts';

/** Counted up whenever a file changes its form: what another version wrote is not guessed at. */
const format = 1;

const Repository = z.object({ owner: z.string(), name: z.string() });

const Manifest = z.object({
  repository: Repository,
  /** What `--since` said, and the period that it came to when the reading began. */
  asked: z.string(),
  since: z.string(),
  until: z.string(),
  requestsPerPullRequest: z.number(),
  /** Requests sent so far, over all interruptions. */
  requests: z.number(),
  /** Everything below was read to the end. */
  complete: z.boolean(),
  pullRequests: z.array(z.object({ number: z.number(), updatedAt: z.string(), baseRef: z.string() })),
});
/** What is to be read into a folder, and how far it was read. */
export type Manifest = Readonly<z.infer<typeof Manifest>>;

/** A file that cannot be used, and what to do about it. */
export class ArchiveError extends Error {
  override readonly name = 'ArchiveError';
}

/** A folder of merged pull requests: a manifest, a file for each, and the teams that decided. */
export type Archive = {
  readonly folder: string;
  /** null: nothing was saved there yet. */
  readonly readManifest: () => Promise<Manifest | null>;
  readonly writeManifest: (manifest: Manifest) => Promise<void>;
  /** null: it is not there, or something about it changed since. */
  readonly readPullRequest: (wanted: Wanted) => Promise<PastPullRequest | null>;
  readonly writePullRequest: (wanted: Wanted, pullRequest: PastPullRequest) => Promise<void>;
  readonly readTeams: () => Promise<SavedTeams | null>;
  readonly writeTeams: (teams: SavedTeams) => Promise<void>;
  readonly remove: () => Promise<void>;
};

type Wanted = { readonly number: number; readonly updatedAt: string };
export type SavedTeams = { readonly asOf: string; readonly teams: readonly RosterTeam[] };

const Member = z.object({ id: z.number(), login: z.string() });
const Members = z.discriminatedUnion('known', [
  z.object({ known: z.literal(true), value: z.array(Member) }),
  z.object({ known: z.literal(false), why: z.string() }),
]) satisfies z.ZodType<Fact<readonly z.infer<typeof Member>[]>>;
const Teams = z.object({
  asOf: z.string(),
  teams: z.array(
    z.object({
      team: z.string(),
      childTeams: z.enum(['included', 'excluded']),
      absent: z.boolean(),
      members: Members,
    }),
  ),
});

const Account = z.object({ id: z.number(), login: z.string(), kind: z.enum(['user', 'bot', 'other']) });
const Saved = z.object({
  updatedAt: z.string(),
  url: z.url({ protocol: /^https?$/ }),
  openedAt: z.string(),
  readyAt: z.array(z.string()),
  mergedAt: z.string(),
  mergedBy: Account.nullable(),
  notRead: z.array(z.string()),
  snapshot: z.unknown(),
});

export function openArchive(folder: string): Archive {
  const files = { manifest: 'backtest.json', teams: 'teams.json' } as const;
  const fileOf = ({ number }: Wanted): string => join('pulls', `${number}.json`);

  return {
    folder,
    readManifest: () => read(files.manifest, Manifest),
    writeManifest: (manifest) => write(files.manifest, manifest),
    readTeams: () => read(files.teams, Teams),
    writeTeams: (teams) => write(files.teams, teams),
    readPullRequest,
    writePullRequest: (wanted, pullRequest) => write(fileOf(wanted), { updatedAt: wanted.updatedAt, ...pullRequest }),
    remove: () => rm(folder, { recursive: true, force: true }),
  };

  async function readPullRequest(wanted: Wanted): Promise<PastPullRequest | null> {
    const file = fileOf(wanted);
    const saved = await read(file, Saved);
    if (saved === null || saved.updatedAt !== wanted.updatedAt) return null;
    const { snapshot: given, updatedAt: _, ...rest } = saved;
    const checked = readSnapshot(JSON.stringify(given));
    if (!checked.ok) throw damaged(file, checked.problems[0] ?? 'no snapshot');
    if (checked.snapshot.ref.number !== wanted.number) throw damaged(file, 'it holds another pull request');
    return { ...rest, snapshot: checked.snapshot };
  }

  async function read<T extends z.ZodType>(file: string, schema: T): Promise<z.infer<T> | null> {
    const text = await readFile(join(folder, file), 'utf8').catch(unlessMissing);
    if (text === null) return null;
    const json = parseJson(file, text);
    const written = z.object({ format: z.number() }).safeParse(json).data?.format;
    if (written !== undefined && written !== format)
      throw new ArchiveError(
        `${join(folder, file)} was saved by another version of countersign (format ${written}, and this one reads ${format}): save into an empty folder again`,
      );
    const parsed = schema.safeParse(json);
    if (parsed.success && written === format) return parsed.data;
    const issue = parsed.error?.issues[0];
    throw damaged(file, issue === undefined ? 'it names no format' : `${issue.path.join('.')}: ${issue.message}`);
  }

  function parseJson(file: string, text: string): unknown {
    try {
      return JSON.parse(text);
    } catch {
      throw damaged(file, 'it is not JSON');
    }
  }

  function damaged(file: string, why: string): ArchiveError {
    return new ArchiveError(
      `${join(folder, file)} is damaged (${why}): delete it, and run with --save ${folder} to read it again`,
    );
  }

  /** Under another name first: whoever is interrupted leaves a whole file or none. */
  async function write(file: string, content: object): Promise<void> {
    const path = join(folder, file);
    // What people wrote in a private repository is nobody else's business on this machine.
    await mkdir(join(folder, 'pulls'), { recursive: true, mode: 0o700 });
    await writeFile(`${path}.part`, `${JSON.stringify({ format, ...content })}\n`, { mode: 0o600 });
    await rename(`${path}.part`, path);
  }
}

const Missing = z.object({ code: z.enum(['ENOENT', 'ENOTDIR']) });

function unlessMissing(error: unknown): null {
  if (Missing.safeParse(error).success) return null;
  throw error;
}
