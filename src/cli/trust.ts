import { parseConfig, readEnvironment, type ServerConfig } from '../config.ts';
import { createLog } from '../log.ts';
import { openStore } from '../store/db.ts';
import { recordKeyIn } from '../store/record-key.ts';
import type { Acknowledged } from '../store/trust.ts';
import { version } from '../version.ts';
import type { Io, Run } from './io.ts';

const usage = `Usage: countersign trust OWNER

Policies rest on the organization's \`.github\` repository and on teams. Each is remembered by its id when it is first
seen. One that is gone, or that another one has replaced under its name, is found but not trusted, and every check fails
until this command says that it is as it should be. Look at the repository and the teams before you run it.

Works on the database that the server is configured for. The embedded database belongs to one process: stop the server
first.

Exit codes: 0 done, or nothing to acknowledge; 2 called wrongly.
`;

/** `countersign trust`: what was found under the names of an owner is what it should be. */
export const runTrust: Run = (args, io) => trust(args, io, () => parseConfig(readEnvironment()));

export async function trust(args: readonly string[], io: Io, readConfig: () => ServerConfig): Promise<number> {
  const [owner, ...rest] = args;
  if (owner === undefined || rest.length > 0 || !/^[\w-]+$/.test(owner) || owner.startsWith('-')) {
    io.stdout.write(usage);
    return args.includes('--help') ? 0 : 2;
  }
  const { databaseUrl, dataFolder, recordKey, logLevel } = readConfig();
  const log = createLog(logLevel === 'debug' ? 'debug' : 'silent');
  const key = recordKey ?? (await recordKeyIn(dataFolder));
  const store = await openStore({
    databaseUrl,
    dataFolder,
    log,
    recordKey: key,
    engine: version,
    maintenance: 'by-hand',
  });
  try {
    const acknowledged = await store.acknowledge(owner);
    io.stdout.write(acknowledged.map(describe).join('') || `nothing of ${owner} waits to be acknowledged\n`);
    const installations = new Set(acknowledged.map(({ installationId }) => installationId));
    // Their pull requests are evaluated anew as soon as a server runs.
    await store.send([...installations].map((installationId) => ({ kind: 'organization', installationId, owner })));
    return 0;
  } finally {
    await store.close();
  }
}

const describe = ({ name, was, id }: Acknowledged): string =>
  id === null ? `${name}: was ${was}, is gone: no longer expected\n` : `${name}: was ${was}, is ${id}: trusted\n`;
