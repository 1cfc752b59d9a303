import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'pg';
import { type Crowd, conclusionOf, gather, isSignedOff, wrong } from './crowd.ts';
import { recordProblems } from './record-problems.ts';
import { type Served, serving } from './served.ts';
import { pushTo, stir } from './stirring.ts';

export type Killed = {
  readonly kills: number;
  readonly accepted: number;
  /** Not answered with 2xx, which GitHub is told: these are not promised. */
  readonly refused: number;
  /** Checks that were written before the first kill, which came when all deliveries were accepted. */
  readonly early: number;
  /** The pull requests whose check is not right although every delivery about their last state was accepted. */
  readonly wrong: readonly string[];
  readonly record: readonly string[];
  /** Whether the last process ended by itself when it was told to. */
  readonly stopped: boolean;
  readonly seconds: number;
};

type Options = {
  readonly kills: number;
  readonly databaseUrl: string | null;
  /** How long a process lives at most, in milliseconds. */
  readonly longest: number;
  /** On PostgreSQL, jobs of a silent worker return after ten seconds: those seconds are lived through, or passed over. */
  readonly silence: 'lived' | 'passed';
  readonly onKill?: (kill: number) => void;
};

/**
 * Kills a server process again and again while deliveries come in, starts it again on the same store, and in the end
 * compares every check with what it should say. The first kill comes between the acknowledgement and the check, the
 * others at random moments. Nothing but accepted deliveries may repair it: there is no sweep.
 */
export async function killAgainAndAgain(options: Options): Promise<Killed> {
  const begun = performance.now();
  const { databaseUrl } = options;
  const crowd = await gather({ companies: 2, pulls: 4 });
  const { sandbox, app } = crowd;
  let stopped = false;
  const onLine = (line: string): void => {
    stopped ||= line.includes('"msg":"stopped"');
  };
  const served = await serving({ sandbox, app, databaseUrl, onLine });
  // What no delivery tells must not be found either, or a lost one would not show.
  const start = () => served.start({ SWEEP_MINUTES: '1440', SETTLE_SECONDS: '0.5' });
  let server = await start();
  await until(() => wrong(crowd).length === 0);

  const killAndStart = async (kill: number): Promise<void> => {
    await server.kill('SIGKILL');
    options.onKill?.(kill);
    if (databaseUrl !== null && options.silence === 'passed') await passOverSilence(databaseUrl, served);
    server = await start();
  };
  sandbox.latency = 5_000;
  for (const company of crowd.companies) for (const pull of company.pulls) pushTo(crowd, pull, company);
  await sandbox.settled();
  const early = pullsOf(crowd).filter((pull) => conclusionOf(crowd, pull) !== null).length;
  sandbox.latency = 20;
  await killAndStart(1);

  const stirring = stir(crowd, { pause: 10 });
  for (let kill = 2; kill <= options.kills; kill += 1) {
    await wait(Math.random() * options.longest);
    await killAndStart(kill);
  }
  await stirring.stop();
  const left = () => wrong(crowd).filter((pull) => !stirring.unheard.has(pull));
  await until(() => left().length === 0);
  await server.kill('SIGTERM');
  const store = await served.openStore();
  const record = await recordProblems(crowd, store);
  await store.close();
  await served.close();
  await sandbox.close();
  const outcomes = sandbox.deliveries.flatMap(({ outcome }) => outcome ?? []);
  const accepted = outcomes.filter(({ statusCode }) => statusCode === 202).length;
  return {
    kills: options.kills,
    accepted,
    refused: outcomes.length - accepted,
    early,
    wrong: left().map((pull) => describe(crowd, pull)),
    record,
    stopped,
    seconds: (performance.now() - begun) / 1000,
  };
}

type Pull = Crowd['companies'][number]['pulls'][number];

const pullsOf = (crowd: Crowd): readonly Pull[] => crowd.companies.flatMap(({ pulls }) => pulls);

function describe({ companies }: Crowd, pull: Pull): string {
  const company = companies.find(({ pulls }) => pulls.includes(pull));
  const signedOff = company !== undefined && isSignedOff(pull, company);
  return `${pull.repository.owner.login}#${pull.number}, ${signedOff ? 'signed off' : 'not signed off'}`;
}

/** As if the leases of the killed process were over, and the pause after that too. Nobody else works meanwhile. */
async function passOverSilence(databaseUrl: string, served: Served): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(`update pgboss.job set heartbeat_on = now() - interval '1 hour' where state = 'active'`);
  const store = await served.openStore();
  await store.maintain();
  await store.close();
  await client.query(`update pgboss.job set start_after = now() where state = 'retry'`);
  await client.end();
}

/** Longer than the leases of a killed process last. */
async function until(claim: () => boolean): Promise<void> {
  for (const end = Date.now() + 90_000; Date.now() < end && !claim(); ) await wait(50);
}
