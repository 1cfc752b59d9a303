import { parseArgs } from 'node:util';
import { parseConfig, readEnvironment, type ServerConfig } from '../config.ts';
import { ConfigError } from '../errors.ts';
import { createGitHub } from '../github/client.ts';
import { listInstallations, listRepositories } from '../github/installations.ts';
import { listOpenPullRequests } from '../github/open-pull-requests.ts';
import { createLog } from '../log.ts';
import { openStore, type Store } from '../store/db.ts';
import { recordKeyIn } from '../store/record-key.ts';
import type { ChainReport, Witness } from '../store/verify.ts';
import { version } from '../version.ts';
import type { Io, Run } from './io.ts';

const usage = `Usage: countersign audit verify [--offline]
       countersign audit export [--format jsonl|csv] [--since DATE] [--repo OWNER/NAME]
       countersign audit forget --user ID [--name TEXT]...

Reads the record of decisions in the database that the server is configured for. The embedded database belongs to one
process: stop the server first.

verify   looks for entries that were edited, deleted, moved, or written without the key, and compares the end of each
         chain with what the checks on GitHub show
  --offline      leave GitHub out of it: a tail that was cut off with care is not found
export   prints every entry, one on a line
  --format       jsonl (everything, the default) or csv (a table)
  --since        entries from this day on, such as 2026-03-01
  --repo         entries of one repository
forget   erases what is kept in the clear about a person; what was decided stays, and the record stays whole
  --user         the numeric id of the account
  --name         a login, name or e-mail address under which free text may speak of the person

Exit codes: 0 the record is whole or exported, 1 something is wrong with it, 2 called wrongly.
`;

/** `countersign audit`: whether the record is whole, and the record itself. */
export const runAudit: Run = (args, io) => audit(args, io, () => parseConfig(readEnvironment()));

export async function audit(args: readonly string[], io: Io, readConfig: () => ServerConfig): Promise<number> {
  const wanted = readWanted(args);
  if (wanted === null) {
    io.stdout.write(usage);
    return args.includes('--help') ? 0 : 2;
  }
  const config = readConfig();
  const store = await openRecord(config);
  try {
    if (wanted.kind === 'export') {
      for await (const line of store.exportDecisions({ ...wanted, reader: null })) io.stdout.write(`${line}\n`);
      return 0;
    }
    if (wanted.kind === 'forget') {
      io.stdout.write(`${await store.erasePerson(wanted)} facts erased\n`);
      return 0;
    }
    const reports = await store.verifyChains(wanted.offline ? [] : await witnessesOf(config));
    for (const report of reports) io.stdout.write(describe(report));
    return reports.every(({ problems }) => problems.length === 0) ? 0 : 1;
  } finally {
    await store.close();
  }
}

type Wanted =
  | { readonly kind: 'verify'; readonly offline: boolean }
  | {
      readonly kind: 'export';
      readonly format: 'jsonl' | 'csv';
      readonly since: Date | null;
      readonly repository: string | null;
    }
  | { readonly kind: 'forget'; readonly userId: number; readonly names: readonly string[] };

function readWanted([command = '', ...rest]: readonly string[]): Wanted | null {
  if (command === 'verify') return readVerify(rest);
  if (command === 'export') return readExport(rest);
  return command === 'forget' ? readForget(rest) : null;
}

function readVerify(args: string[]): Wanted | null {
  const options = tryParse(args, { offline: { type: 'boolean' } });
  return options === null ? null : { kind: 'verify', offline: options['offline'] === true };
}

function readExport(args: string[]): Wanted | null {
  const options = tryParse(args, { format: { type: 'string' }, since: { type: 'string' }, repo: { type: 'string' } });
  if (options === null) return null;
  const { format = 'jsonl', since, repo } = options;
  const day = typeof since === 'string' ? new Date(since) : null;
  if ((format !== 'jsonl' && format !== 'csv') || Number.isNaN(day?.getTime() ?? 0)) return null;
  return { kind: 'export', format, since: day, repository: typeof repo === 'string' ? repo : null };
}

function readForget(args: string[]): Wanted | null {
  const options = tryParse(args, { user: { type: 'string' }, name: { type: 'string', multiple: true } });
  const userId = Number(options?.['user']);
  if (options === null || !Number.isSafeInteger(userId) || userId <= 0) return null;
  return { kind: 'forget', userId, names: [options['name'] ?? []].flat().map(String) };
}

type Options = NonNullable<NonNullable<Parameters<typeof parseArgs>[0]>['options']>;

function tryParse(args: string[], options: Options): Readonly<Record<string, unknown>> | null {
  try {
    return parseArgs({ args, options }).values;
  } catch {
    return null;
  }
}

async function openRecord({ databaseUrl, dataFolder, recordKey, logLevel }: ServerConfig): Promise<Store> {
  // What is printed is the record; what the store has to say goes unsaid unless somebody asks for it.
  const log = createLog(logLevel === 'debug' ? 'debug' : 'silent');
  const key = recordKey ?? (await recordKeyIn(dataFolder));
  return openStore({ databaseUrl, dataFolder, log, recordKey: key, engine: version, maintenance: 'by-hand' });
}

/** The digests that our checks on open pull requests carry. */
async function witnessesOf({ credentials, apiUrl }: ServerConfig): Promise<readonly Witness[]> {
  if (credentials === null)
    throw new ConfigError(['APP_ID: missing, so GitHub cannot be asked; `--offline` does without']);
  const { appId, privateKey } = credentials;
  const github = createGitHub({ appId, privateKey, baseUrl: apiUrl, log: createLog('silent') });
  const witnesses: Witness[] = [];
  for (const { id } of await listInstallations(github)) {
    for (const repository of await listRepositories(github, id)) {
      for (const { ref, shownDigest } of await listOpenPullRequests(github, appId, repository)) {
        const where = `the check of ${ref.owner}/${ref.name}#${ref.number}`;
        if (shownDigest !== null) witnesses.push({ installationId: id, digest: shownDigest, where });
      }
    }
  }
  return witnesses;
}

function describe({ installationId, entries, head, problems }: ChainReport): string {
  const title = `installation ${installationId}: ${entries} entries, ending in ${head}`;
  if (problems.length === 0) return `${title}: whole\n`;
  const lines = problems.map(
    ({ seq, kind, detail }) => `  ${seq === null ? 'chain' : `entry ${seq}`}: ${kind}: ${detail}`,
  );
  return `${title}: ${problems.length} problems\n${lines.join('\n')}\n`;
}
