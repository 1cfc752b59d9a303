import { setTimeout as wait } from 'node:timers/promises';
import { gather, isSignedOff, type Pull, wrong } from './crowd.ts';
import { serving } from './served.ts';

export type Killed = {
  readonly kills: number;
  readonly accepted: number;
  /** Not answered with 2xx, which GitHub is told: these are not promised. */
  readonly refused: number;
  /** The pull requests whose check is not right although every delivery about their last state was accepted. */
  readonly wrong: readonly string[];
  readonly seconds: number;
};

/**
 * Kills a server process at random moments while deliveries come in, starts it again on the same store, and in the end
 * compares every check with what it should say. Nothing but accepted deliveries may repair it: there is no sweep.
 */
export async function killAgainAndAgain(options: {
  readonly kills: number;
  readonly databaseUrl: string | null;
  /** How long a process lives at most, in milliseconds. */
  readonly longest: number;
  readonly onKill?: (kill: number) => void;
}): Promise<Killed> {
  const begun = performance.now();
  const crowd = await gather({ companies: 2, pulls: 4 });
  const { sandbox, app, companies } = crowd;
  sandbox.latency = 20;
  const served = await serving({ sandbox, app, databaseUrl: options.databaseUrl });
  // What no delivery tells must not be found either, or a lost one would not show.
  const noSweep = { SWEEP_MINUTES: '1440', SETTLE_SECONDS: '0.5' };
  let server = await served.start(noSweep);
  await until(() => wrong(crowd).length === 0);
  const over = new AbortController();
  let changes = 0;
  const unheard = new Set<Pull>();

  const changeThings = async (): Promise<void> => {
    while (!over.signal.aborted) {
      const company = companies[changes % companies.length];
      const pull = company?.pulls[Math.floor(Math.random() * company.pulls.length)];
      if (company === undefined || pull === undefined) return;
      changes += 1;
      const seen = sandbox.deliveries.length;
      if (changes % 3 === 0) sandbox.approve(pull, { as: company.senior });
      else {
        const { author } = company;
        const files = { [`src/${pull.head.ref}.ts`]: `export const n = ${changes};\n` };
        sandbox.pushCommit(pull.repository, {
          branch: pull.head.ref,
          as: author,
          author,
          files,
          message: `at ${changes}`,
        });
      }
      await sandbox.settled();
      const told = sandbox.deliveries.slice(seen).filter((delivery) => isAbout(delivery, pull));
      // A state that GitHub could not tell us is not ours to know; a later accepted one about the same tells it too.
      const heard = told.length > 0 && told.every(({ outcome }) => outcome?.statusCode === 202);
      if (heard) unheard.delete(pull);
      else unheard.add(pull);
      await wait(heard ? 10 : 100);
    }
  };

  const changing = changeThings();
  for (let kill = 1; kill <= options.kills; kill += 1) {
    await wait(Math.random() * options.longest);
    await server.kill('SIGKILL');
    options.onKill?.(kill);
    server = await served.start(noSweep);
  }
  over.abort();
  await changing;
  const counted = () => wrong(crowd).filter((pull) => !unheard.has(pull));
  await until(() => counted().length === 0);
  const pullRequestDeliveries = sandbox.deliveries.filter(({ outcome }) => outcome !== null);
  const accepted = pullRequestDeliveries.filter(({ outcome }) => outcome?.statusCode === 202).length;
  const left = counted().map((pull) => {
    const company = companies.find(({ pulls }) => pulls.includes(pull));
    const signedOff = company !== undefined && isSignedOff(pull, company);
    return `${pull.repository.owner.login}#${pull.number}, ${signedOff ? 'signed off' : 'not signed off'}`;
  });
  await served.close();
  await sandbox.close();
  return {
    kills: options.kills,
    accepted,
    refused: pullRequestDeliveries.length - accepted,
    wrong: left,
    seconds: (performance.now() - begun) / 1000,
  };
}

type Delivery = Awaited<ReturnType<typeof gather>>['sandbox']['deliveries'][number];

function isAbout({ event, repositoryId, payload }: Delivery, pull: Pull): boolean {
  const { pull_request: about } = payload as { pull_request?: { number?: unknown } };
  return event.startsWith('pull_request') && repositoryId === pull.repository.id && about?.number === pull.number;
}

/** Longer than the leases of a killed process last. */
async function until(claim: () => boolean): Promise<void> {
  for (const end = Date.now() + 90_000; Date.now() < end && !claim(); ) await wait(100);
}
