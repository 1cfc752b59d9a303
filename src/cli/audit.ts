import { parseConfig, readEnvironment, type ServerConfig } from '../config.ts';
import { unreachable } from '../core/unreachable.ts';
import { ConfigError } from '../errors.ts';
import { createGitHub } from '../github/client.ts';
import { listInstallations, listRepositories } from '../github/installations.ts';
import { listOpenPullRequests } from '../github/open-pull-requests.ts';
import { createLog } from '../log.ts';
import { hintFor } from '../policy/did-you-mean.ts';
import type { ChainReport, Witness } from '../store/verify.ts';
import { readRepository, readSince } from './arguments.ts';
import type { Io, Run } from './io.ts';
import { withStore } from './open-store.ts';
import { type Given, readCall, WrongCall } from './read-call.ts';

const usage = `Usage: countersign audit verify [--offline]
       countersign audit export [--format jsonl|csv] [--since DATE|90d] [--repo OWNER/NAME]
       countersign audit forget --user ID [--name TEXT]...

Reads the record of decisions in the database that the server is configured for. The embedded database belongs to one
process: stop the server first.

verify   looks for entries that were edited, deleted, moved, or written without the key, and compares the end of each
         chain with what the checks on GitHub show
  --offline      leave GitHub out of it: a tail that was cut off with care is not found
export   prints every entry, one on a line
  --format       jsonl (everything, the default) or csv (a table)
  --since        entries from this day on, such as 2026-03-01, or of so many days back, such as 90d
  --repo         entries of one repository
forget   erases what is kept in the clear about a person; what was decided stays, and the record stays whole
  --user         the numeric id of the account
  --name         a login, name or e-mail address under which free text may speak of the person

Exit codes: 0 the record is whole or exported, 1 something is wrong with it, 2 called wrongly.
`;

/** `countersign audit`: whether the record is whole, and the record itself. */
export const runAudit: Run = (args, io) => audit(args, io, () => parseConfig(readEnvironment()));

export async function audit(args: readonly string[], io: Io, readConfig: () => ServerConfig): Promise<number> {
  const call = readCall({ name: 'audit', usage, options: named, words: 2, read: readWanted }, args, io);
  if (!call.ok) return call.exitCode;
  const { wanted } = call;
  const config = readConfig();
  return withStore(config, async (store) => {
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
  });
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

const named = {
  offline: { type: 'boolean', default: false },
  format: { type: 'string' },
  since: { type: 'string' },
  repo: { type: 'string' },
  user: { type: 'string' },
  name: { type: 'string', multiple: true },
} as const;

const optionsOf = {
  verify: ['offline'],
  export: ['format', 'since', 'repo'],
  forget: ['user', 'name'],
} as const satisfies Readonly<Record<Wanted['kind'], readonly (keyof typeof named)[]>>;

const kinds = ['verify', 'export', 'forget'] as const;

function readWanted({ values, positionals: [word, extra] }: Given<typeof named>): Wanted {
  const kind = kinds.find((each) => each === word);
  if (word === undefined) throw new WrongCall('say what is to be done: verify, export or forget');
  if (kind === undefined) throw new WrongCall(`there is no \`countersign audit ${word}\`; ${hintFor(word, kinds)}`);
  if (extra !== undefined) throw new WrongCall(`\`${extra}\` is one word too many after \`${kind}\``);
  refuseOthers(kind, values);
  switch (kind) {
    case 'verify':
      return { kind, offline: values.offline };
    case 'export':
      return { kind, ...readExport(values) };
    case 'forget':
      return { kind, userId: readAccount(values.user), names: values.name ?? [] };
    default:
      return unreachable(kind);
  }
}

type Values = Given<typeof named>['values'];

function refuseOthers(kind: Wanted['kind'], values: Values): void {
  for (const other of kinds)
    for (const option of other === kind ? [] : optionsOf[other])
      if (values[option] !== undefined && values[option] !== false)
        throw new WrongCall(`\`--${option}\` goes with \`countersign audit ${other}\`, not with \`${kind}\``);
}

function readExport({ format = 'jsonl', since, repo }: Values) {
  if (format !== 'jsonl' && format !== 'csv')
    throw new WrongCall(`\`--format ${format}\` is none that there is: jsonl or csv`);
  if (repo !== undefined) readRepository(repo);
  return {
    format,
    since: since === undefined ? null : readSince(since, new Date()),
    repository: repo ?? null,
  } as const;
}

function readAccount(user: string | undefined): number {
  if (user === undefined) throw new WrongCall('name whom to forget: `countersign audit forget --user ID`');
  const id = Number(user);
  if (Number.isSafeInteger(id) && id > 0) return id;
  throw new WrongCall(
    `\`--user ${user}\` is not the number of an account: https://api.github.com/users/LOGIN has its \`id\``,
  );
}

/** The digests that our checks on open pull requests carry. */
async function witnessesOf({ credentials, apiUrl }: ServerConfig): Promise<readonly Witness[]> {
  if (credentials === null)
    throw new ConfigError(['APP_ID: missing, so GitHub cannot be asked; `--offline` does without']);
  const { appId, privateKey } = credentials;
  const github = createGitHub({ appId, privateKey, baseUrl: apiUrl, log: createLog('silent') });
  const witnesses: Witness[] = [];
  for (const { id, suspended } of await listInstallations(github)) {
    if (suspended) continue;
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
