import { parseConfig, readEnvironment, type ServerConfig } from '../config.ts';
import { diagnose } from '../doctor/diagnose.ts';
import { about, type Finding, needsRepair } from '../doctor/finding.ts';
import { ConfigError } from '../errors.ts';
import { createGitHub, createPersonalGitHub } from '../github/client.ts';
import { createLog } from '../log.ts';
import { inspectDatabase } from '../store/inspect.ts';
import { type Place, readPlace } from './arguments.ts';
import { readSetUp } from './doctor/read-set-up.ts';
import { renderFindings } from './doctor/render.ts';
import type { Io, Run } from './io.ts';
import { type Given, readCall } from './read-call.ts';

const usage = `Usage: countersign doctor [OWNER[/REPO]] [--json]

Looks at the whole set-up, changes nothing, and says of everything it finds how to repair it: the credentials and the
webhook secret, the clock, the webhook and what became of its deliveries, the database, the permissions and events of
each installation, the floor and its teams, and whether the check is required on each default branch, pinned to this
App, and who may go around it.

  OWNER, OWNER/REPO   only this account, or this repository
  --json              an array of findings, for scripts

Reads the environment and .env like the server, which may go on running. With GITHUB_TOKEN of an administrator it also
learns who may bypass the rules.

Exit codes: 0 nothing to repair (there may be notes), 1 errors or warnings, 2 called wrongly.
`;

/** `countersign doctor`: what is wrong, and how to repair it. */
export const runDoctor: Run = (args, io) => {
  const variables = readEnvironment();
  const token = variables['GITHUB_TOKEN'] ?? null;
  return doctor(args, io, { readConfig: () => parseConfig(variables), token, inspectDatabase });
};

export type DoctorInput = {
  readonly readConfig: () => ServerConfig;
  readonly token: string | null;
  readonly inspectDatabase: typeof inspectDatabase;
};

export async function doctor(args: readonly string[], io: Io, input: DoctorInput): Promise<number> {
  const call = readCall({ name: 'doctor', usage, options: named, words: 1, read: readWanted }, args, io);
  if (!call.ok) return call.exitCode;
  const findings = await examine(call.wanted, input);
  io.stdout.write(call.wanted.json ? `${JSON.stringify(findings, null, 2)}\n` : renderFindings(findings));
  return needsRepair(findings) ? 1 : 0;
}

async function examine(
  { only }: Wanted,
  { readConfig, token, inspectDatabase: inspect }: DoctorInput,
): Promise<readonly Finding[]> {
  const { error } = about('configuration');
  try {
    const config = readConfig();
    const { credentials, apiUrl: baseUrl } = config;
    if (credentials === null) {
      const says = 'APP_ID, PRIVATE_KEY and WEBHOOK_SECRET are not set';
      const repair = 'start the server: its log shows a link to a page that registers the App and writes them';
      return [error('not-configured', { says, repair })];
    }
    const log = createLog('silent');
    const github = createGitHub({ ...credentials, baseUrl, log });
    const administrator = token === null ? null : createPersonalGitHub({ token, baseUrl, log });
    return diagnose(await readSetUp({ config, credentials, github, administrator, only, inspect, log }));
  } catch (failure) {
    if (!(failure instanceof ConfigError)) throw failure;
    const repair = 'correct it in the environment or in .env; .env.example explains every variable';
    return failure.problems.map((says) => error('configuration', { says, repair }));
  }
}

type Wanted = {
  readonly json: boolean;
  readonly only: Place | null;
};

const named = { json: { type: 'boolean', default: false } } as const;

function readWanted({ values: { json }, positionals: [target] }: Given<typeof named>): Wanted {
  return { json, only: target === undefined ? null : readPlace(target) };
}
