import { observe } from '../oracle/observe.ts';
import { judge } from '../oracle/oracle.ts';
import { meanings } from './policies.ts';
import type { Stage, Theatre, Witness } from './stage.ts';

/** Lets the program come to rest, and holds every check against the oracle. */
export async function settle(stage: Stage): Promise<void> {
  const { world, sandbox, memory, repository, faults, tally } = stage;
  stage.unsettled = false;
  await rest(stage);
  if (faults.lost) {
    await world.program.recoverDeliveries();
    await world.program.sweep();
    await rest(stage);
  }
  faults.lost = false;
  stage.seen = observe({ state: sandbox.state, repository, memory, policies: meanings });
  const differences = judge(stage.seen).flatMap(({ head, colour, why }) => {
    const shown = shownOn(stage, head);
    tally.compared += 1;
    if (shown.colour === 'green') tally.greens.push(witnessTo(stage, head, shown.digest));
    if (colour === 'green') tally[why.includes('signed') ? 'signed' : 'free'] += 1;
    stage.told.push(`  ${head.slice(0, 9)} shows ${shown.said}`);
    return shown.colour === colour ? [] : [`${head.slice(0, 9)} should be ${colour} (${why}), but shows ${shown.said}`];
  });
  if (sandbox.violations.length > 0) differences.push(...sandbox.violations.splice(0));
  if (differences.length > 0) throw new Error(`${differences.join('\n')}\nafter\n  ${stage.told.join('\n  ')}`);
}

/** Late webhooks come now, the last first; faults that met nothing are over. */
async function rest({ world, sandbox, faults }: Stage): Promise<void> {
  await sandbox.settled();
  faults.lose = { ...faults.lose, count: 0 };
  faults.delay = 0;
  faults.double = false;
  for (const delivery of faults.late.splice(0).reverse()) sandbox.redeliver(delivery);
  await world.quiet();
}

/** What GitHub would go by: the newest run of that name by the App. */
function shownOn({ world, repository }: Stage, head: string) {
  const runs = repository.checkRuns.filter(
    (run) => run.headSha === head && run.app === world.cast.app && run.name === 'countersign',
  );
  const newest = runs.toSorted((one, other) => other.id - one.id)[0];
  if (newest === undefined) return { colour: 'red', said: 'no check', digest: '' } as const;
  const { status, conclusion, output, externalId } = newest;
  const colour = status === 'completed' && conclusion === 'success' ? 'green' : 'red';
  return { colour, said: `${conclusion ?? status} "${output.title ?? ''}"`, digest: externalId } as const;
}

function witnessTo({ installation }: Stage, head: string, digest: string): Witness {
  return { installationId: installation.id, digest, where: `the check on ${head}` };
}

/** Every green check has its entry in the record, and the record is whole. */
export async function problemsOfTheRecord({ world, tally }: Theatre): Promise<readonly string[]> {
  const reports = await world.program.store.verifyChains(tally.greens);
  return reports.flatMap(({ problems }) => problems.map(({ kind, detail }) => `${kind}: ${detail}`));
}
