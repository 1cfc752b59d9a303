import fc from 'fast-check';
import { Refusal } from '../../../src/sandbox/refusal.ts';
import { perform } from './perform.ts';
import { settle } from './settle.ts';
import { raiseStage, type Stage, type Theatre } from './stage.ts';
import { drawn, type Parameters, type StepKind } from './steps.ts';

export function kindsBut(left: readonly StepKind[]): readonly StepKind[] {
  return (Object.keys(drawn) as StepKind[]).filter((kind) => !left.includes(kind));
}

/** Sequences of steps; after most of them, and after the last, everything comes to rest and is compared. */
export function histories(steps: number, kinds: readonly StepKind[]) {
  return fc.commands(
    kinds.flatMap((kind) => Array.from({ length: drawn[kind][0] }, () => commandOf(kind))),
    { maxCommands: steps, size: 'max' },
  );
}

type Model = { steps: number };
type Command<Kind extends StepKind = StepKind> = fc.AsyncCommand<Model, Stage> & { readonly kind: Kind };

function commandOf<Kind extends StepKind>(kind: Kind): fc.Arbitrary<Command<Kind>> {
  const parameters: fc.Arbitrary<Parameters[Kind]> = drawn[kind][1];
  return fc.tuple(parameters, fc.nat(2)).map(([step, patience]) => commandFor(kind, step, patience > 0));
}

/** Once more what a failure printed. */
export function historyFrom(text: string): readonly Command[] {
  return [...text.matchAll(/(?<kind>[a-z-]+) (?<step>\{.*?\})(?<hasty> and at once)?(?=,|$| \/\*)/gu)].map(
    ({ groups = {} }) => {
      const { kind, step = '{}', hasty } = groups;
      return commandFor(kind as StepKind, JSON.parse(step), hasty === undefined);
    },
  );
}

function commandFor<Kind extends StepKind>(kind: Kind, step: Parameters[Kind], rests: boolean): Command<Kind> {
  return {
    kind,
    check: () => true,
    run: async (model, stage) => {
      model.steps += 1;
      await take(stage, kind, step);
      if (rests && stage.unsettled) await settle(stage);
    },
    toString: () => `${kind} ${JSON.stringify(step)}${rests ? '' : ' and at once'}`,
  };
}

async function take<Kind extends StepKind>(stage: Stage, kind: Kind, step: Parameters[Kind]): Promise<void> {
  if (alone.has(kind) && stage.unsettled) await settle(stage);
  if (isUndecided(stage, kind)) return;
  const planned = perform[kind](stage, step);
  if (planned === null) return;
  try {
    planned.act();
    stage.told.push(planned.told);
    stage.unsettled = true;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    stage.told.push(`${planned.told}: refused, ${error.message}`);
  }
}

/** What these take away must have been seen before: nobody could know of it afterwards. */
const alone: ReadonlySet<StepKind> = new Set([
  'force-back',
  'rebase',
  'force-base',
  'retarget',
  'twin',
  'close',
  'reopen',
  'sign-off',
  'squash-anew',
  'body',
  'label',
]);

/** Where the documents leave open what a second pull request inherits of the text of the first, or of what is gone. */
function isUndecided({ seen }: Stage, kind: StepKind): boolean {
  const evidence = (seen?.pulls ?? []).flatMap((pull) => pull.evidence);
  const hasText = evidence.some((item) => item.kind === 'text');
  const hasGone = evidence.some((item) => !item.standing && item.kind !== 'label');
  const hasTwins = (seen?.pulls ?? []).length > 1;
  if (kind === 'body') return hasTwins;
  return (kind === 'twin' || kind === 'squash-anew' || kind === 'reopen') && (hasText || hasGone);
}

/** Plays a history on a stage of its own and leaves nothing behind; answers how many steps were taken. */
export async function play(theatre: Theatre, history: Iterable<fc.AsyncCommand<Model, Stage>>): Promise<number> {
  const { world } = theatre;
  const model = { steps: 0 };
  const stage = raiseStage(theatre, `run-${world.sandbox.state.ids.next}`);
  setFaults(stage);
  try {
    await settle(stage);
    await fc.asyncModelRun(() => ({ model, real: stage }), history);
    if (stage.unsettled) await settle(stage);
  } finally {
    clearFaults(stage);
    world.sandbox.uninstallApp(stage.installation);
    await world.quiet();
  }
  return model.steps;
}

function setFaults({ sandbox, faults }: Stage): void {
  sandbox.webhookFault = (delivery) => {
    if (delivery.redelivery) return null;
    if (faults.double) {
      faults.double = false;
      sandbox.redeliver(delivery);
    }
    const { event, count, status } = faults.lose;
    if (event === delivery.event && count > 0) {
      faults.lose = { event, count: count - 1, status };
      faults.lost = true;
      return status;
    }
    if (faults.delay > 0) {
      faults.delay -= 1;
      faults.late.push(delivery);
      return 502;
    }
    return null;
  };
  sandbox.fault = ({ forToken }) => {
    if (forToken || faults.fail === 0) return null;
    faults.fail -= 1;
    faults.failed = true;
    return { status: 502 };
  };
}

function clearFaults({ sandbox }: Stage): void {
  sandbox.webhookFault = () => null;
  sandbox.fault = () => null;
}
