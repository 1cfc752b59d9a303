import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { PastPullRequest } from '../../core/backtest/past.ts';
import type { Fact } from '../../core/facts.ts';
import type { RosterTeam } from '../../github/history/roster.ts';
import { readSnapshot } from '../read-snapshot.ts';
import { openFiles } from './saved-files.ts';

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
  const { read, write, damaged } = openFiles(folder);
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
}
