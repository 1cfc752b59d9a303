import type { Snapshot } from './facts.ts';
import { opinionId } from './opinion.ts';
import type { Clause } from './requirement.ts';
import {
  accepted,
  commandsOf,
  disowned,
  type Given,
  notTheHead,
  type Outcome,
  type Ruling,
  refused,
} from './ruling.ts';
import type { ClauseOutcome, SignOff } from './sign-off.ts';
import { unreachable } from './unreachable.ts';
import { serves } from './verdict.ts';

/** What became of the commands that only ask or sign off; those that loosen more are judged where they do. */
export function ruleOnTheRest(
  snapshot: Snapshot,
  signOffs: readonly SignOff[],
  clauses: readonly Clause[],
): readonly Ruling[] {
  const kinds = ['sign-off', 'recheck', 'explain', 'unknown'] as const;
  return kinds
    .flatMap((kind): readonly Given<(typeof kinds)[number]>[] => commandsOf(snapshot, kind))
    .map((given) => ({
      comment: given.comment.id,
      author: given.comment.author,
      command: given.command,
      outcome: ruleOn(given, snapshot, signOffs, clauses),
    }));
}

function ruleOn(
  { comment, command }: Given<'sign-off' | 'recheck' | 'explain' | 'unknown'>,
  snapshot: Snapshot,
  signOffs: readonly SignOff[],
  clauses: readonly Clause[],
): Outcome {
  const wrong = disowned(comment);
  if (wrong !== null) return wrong;
  switch (command.kind) {
    case 'recheck':
      return accepted('evaluated again');
    case 'explain':
      return accepted('explained below');
    case 'unknown':
      return refused('not-understood', 'this is no command');
    case 'sign-off': {
      const signOff = signOffs.find(({ reviewId }) => reviewId === opinionId(comment));
      return worthOf(signOff, clauses) ?? notTheHead(command.sha, snapshot) ?? whyNot(signOff, clauses);
    }
    default:
      return unreachable(command);
  }
}

function worthOf(signOff: SignOff | undefined, clauses: readonly Clause[]): Outcome | null {
  if (signOff === undefined || signOff.disqualified !== null) return null;
  if (clauses.some((clause) => serves(signOff, clause))) return accepted('your sign-off counts');
  return clauses.length === 0 ? accepted('taken; nothing asks for a sign-off') : null;
}

function whyNot(signOff: SignOff | undefined, clauses: readonly Clause[]): Outcome {
  if (signOff === undefined) return refused('replaced', 'a later review or command of yours stands instead');
  const { disqualified, outcomes } = signOff;
  if (disqualified !== null) return refused(disqualified.why, disqualified.detail);
  const reasons = new Set(clauses.map(({ id }) => reasonOf(outcomes[id] ?? 'stale')));
  return refused('does-not-count', [...reasons].join(', and '));
}

/** In words that do not tell anybody's level. */
function reasonOf(outcome: ClauseOutcome): string {
  switch (outcome) {
    case 'counts':
    case 'carried':
      return 'it counts';
    case 'stale':
      return 'it was given on another state of the change';
    case 'below-level':
    case 'wrong-team':
    case 'not-an-owner':
      return 'it does not qualify for what is asked';
    case 'level-unknown':
      return 'GitHub did not tell which teams you are in';
    default:
      return unreachable(outcome);
  }
}
