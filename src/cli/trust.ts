import { parseConfig, readEnvironment, type ServerConfig } from '../config.ts';
import type { Acknowledged } from '../store/trust.ts';
import { readPlace } from './arguments.ts';
import type { Io, Run } from './io.ts';
import { withStore } from './open-store.ts';
import { readCall, type Words, WrongCall } from './read-call.ts';

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
  const call = readCall({ name: 'trust', usage, options: {}, words: 1, read: readOwner }, args, io);
  if (!call.ok) return call.exitCode;
  const owner = call.wanted;
  return withStore(readConfig(), async (store) => {
    const acknowledged = await store.acknowledge(owner);
    io.stdout.write(acknowledged.map(describe).join('') || `nothing of ${owner} waits to be acknowledged\n`);
    const installations = new Set(acknowledged.map(({ installationId }) => installationId));
    // Their pull requests are evaluated anew as soon as a server runs.
    await store.send([...installations].map((installationId) => ({ kind: 'organization', installationId, owner })));
    return 0;
  });
}

function readOwner({ positionals: [owner] }: Words): string {
  if (owner === undefined)
    throw new WrongCall('name whose repository and teams are trusted: `countersign trust OWNER`');
  const place = readPlace(owner);
  if (place.repo !== null)
    throw new WrongCall(`what \`${owner}\` rests on is its owner's: \`countersign trust ${place.owner}\``);
  return owner;
}

const describe = ({ name, was, id }: Acknowledged): string =>
  id === null ? `${name}: was ${was}, is gone: no longer expected\n` : `${name}: was ${was}, is ${id}: trusted\n`;
