import { personOf } from './cast.ts';
import { openPlanned, plans } from './pull-requests.ts';
import type { Check, Pull, Stage } from './stage.ts';

/** One step of the story: what is done, what should come of it, and whether it did. */
export type Step = {
  readonly told: string;
  readonly came: string;
  readonly asTold: boolean;
  readonly check: Check | null;
};

/** Opens the eight pull requests, and says of each whether the check came out as told. */
export async function* openAll(stage: Stage, opened: Map<string, Pull>): AsyncGenerator<Step> {
  for (const plan of plans) {
    const pull = openPlanned(stage.sandbox, stage.cast, plan);
    opened.set(plan.branch, pull);
    const { conclusion, title, label } = plan.expected;
    const told = `${plan.by} opens #${pull.number} "${plan.title}": ${title}${label ? ', labelled ai-assisted' : ''}`;
    const isLabelled = (): boolean => pull.labels.some(({ name }) => name === 'ai-assisted') === label;
    const claim = (check: Check): boolean => check.conclusion === conclusion && check.title === title && isLabelled();
    yield step(stage, pull, told, claim);
  }
}

/** The story of one pull request, from blocked to merged. */
export async function* playStory(stage: Stage, pull: Pull): AsyncGenerator<Step> {
  const { sandbox, cast } = stage;
  const person = (login: string) => personOf(cast, login);
  const waiting = (check: Check): boolean => check.conclusion === 'action_required';

  yield attempt(stage, pull, 'liam tries to merge: refused, the required check is missing', 'refused');
  sandbox.approve(pull, { as: person('mia') });
  yield step(
    stage,
    pull,
    'mia, a junior, approves: still waiting, her approval is below senior',
    (check) => waiting(check) && check.summary.includes('`mia` approved, which does not count: below `senior`'),
  );
  sandbox.approve(pull, { as: person('ada') });
  yield step(stage, pull, 'ada, a senior, approves: the check turns green', (check) => check.conclusion === 'success');
  const liam = person('liam');
  sandbox.pushCommit(cast.shop, {
    branch: pull.head.ref,
    as: liam,
    author: liam,
    files: {
      'src/cart.ts':
        'export const total = (prices: number[]) => Math.round(prices.reduce((sum, price) => sum + price, 0));\n',
    },
    message: 'round to whole numbers',
  });
  yield step(
    stage,
    pull,
    "liam pushes: waiting again, ada's approval is stale",
    (check) => waiting(check) && check.summary.includes('`ada` approved, which does not count: stale'),
  );
  yield attempt(stage, pull, 'liam tries to merge: refused again', 'refused');
  sandbox.requestChanges(pull, { as: person('bo') });
  yield step(
    stage,
    pull,
    'bo, a senior, asks for changes: blocked',
    (check) => waiting(check) && check.title === 'Changes requested by bo',
  );
  sandbox.approve(pull, { as: person('bo') });
  yield step(stage, pull, 'bo approves the new head: green', (check) => check.conclusion === 'success');
  yield attempt(stage, pull, 'liam merges: allowed', 'merged');
}

async function step(stage: Stage, pull: Pull, told: string, claim: (check: Check) => boolean): Promise<Step> {
  const met = await stage.awaitCheck(pull, claim);
  const check = met ?? stage.check(pull);
  return {
    told,
    came: check === null ? 'no check' : `${check.conclusion}: ${check.title}`,
    asTold: met !== null,
    check,
  };
}

async function attempt(stage: Stage, pull: Pull, told: string, expected: 'refused' | 'merged'): Promise<Step> {
  const came = tryMerge(stage, pull);
  return { told, came, asTold: came.startsWith(expected), check: stage.check(pull) };
}

function tryMerge({ sandbox, cast }: Stage, pull: Pull): string {
  try {
    sandbox.merge(pull, { as: personOf(cast, 'liam') });
    return 'merged';
  } catch (error) {
    return `refused: ${error instanceof Error ? error.message : String(error)}`;
  }
}
