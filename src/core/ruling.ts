import type { Command } from './command.ts';
import type { Contributors } from './contributors.ts';
import type { Account, CommandComment, Snapshot } from './facts.ts';
import type { Policy } from './policy.ts';
import { type Disqualification, disqualify } from './sign-off.ts';

/** Why a command does nothing. */
export type Refusal =
  | Disqualification
  | 'edited'
  | 'via-app'
  | 'access-unknown'
  | 'not-the-head'
  | 'ambiguous-commit'
  | 'replaced'
  | 'does-not-count'
  | 'overrides-off'
  | 'not-in-team'
  | 'team-unknown'
  | 'reason-too-short'
  | 'too-many-debts'
  | 'no-such-evidence'
  | 'authenticated-evidence'
  | 'not-qualified'
  | 'not-understood';

export type Outcome =
  | { readonly accepted: true; readonly detail: string }
  | { readonly accepted: false; readonly why: Refusal; readonly detail: string };

/** What became of one command, for whoever gave it. */
export type Ruling = {
  readonly comment: number;
  readonly author: Account;
  readonly command: Command;
  readonly outcome: Outcome;
};

export const accepted = (detail: string): Outcome => ({ accepted: true, detail });
export const refused = (why: Refusal, detail: string): Outcome => ({ accepted: false, why, detail });

/** One command with the comment that it stands in. */
export type Given<Kind extends Command['kind'] = Command['kind']> = {
  readonly comment: CommandComment;
  readonly command: Extract<Command, { readonly kind: Kind }>;
};

/** All commands of one kind, the earliest first. */
export function commandsOf<Kind extends Command['kind']>(snapshot: Snapshot, kind: Kind): readonly Given<Kind>[] {
  const isOfKind = (command: Command): command is Extract<Command, { readonly kind: Kind }> => command.kind === kind;
  return snapshot.commands
    .toSorted((one, other) =>
      one.createdAt === other.createdAt ? one.id - other.id : one.createdAt < other.createdAt ? -1 : 1,
    )
    .flatMap((comment) => comment.commands.filter(isOfKind).map((command) => ({ comment, command })));
}

/** Why a comment speaks for nobody, whatever it says: nobody knows whose words these are. */
export function disowned({ edited, viaApp, author }: CommandComment): Outcome | null {
  if (edited)
    return refused(
      'edited',
      'the comment was edited; a command counts as it was first written, so write a new comment',
    );
  if (viaApp) return refused('via-app', 'an app wrote the comment; only people command');
  if (author.kind !== 'user') return refused('bot', 'only people command');
  return null;
}

/** Why this command may not loosen anything, or null: its comment, its commit or its giver is not the right one. */
export function disallowed(
  { comment, command }: Given<'override'> | Given<'not-ai'>,
  policy: Policy,
  snapshot: Snapshot,
  contributors: Contributors,
): Outcome | null {
  const { author, canPush } = comment;
  const wrongComment = disowned(comment) ?? notTheHead(command.sha, snapshot);
  if (wrongComment !== null) return wrongComment;
  if (!canPush.known)
    return refused('access-unknown', `GitHub did not tell whether you may write here: ${canPush.why}`);
  const person = disqualify(policy, author, canPush.value, contributors);
  return person === null ? null : refused(person.why, person.detail);
}

export function notTheHead(sha: string, snapshot: Snapshot): Outcome | null {
  const named = commitNamed(sha, snapshot);
  if (named.kind === 'one' && named.sha === snapshot.headSha) return null;
  const head = `the head is ${snapshot.headSha}`;
  return named.kind === 'several'
    ? refused('ambiguous-commit', `several commits of this pull request begin with ${sha}: name all 40 digits; ${head}`)
    : refused('not-the-head', `${sha} is not the head commit; ${head}`);
}

export type Named = { readonly kind: 'one'; readonly sha: string } | { readonly kind: 'several' | 'none' };

/**
 * The commit that a short id names among all that this pull request ever had. A few digits are easy to forge: whoever
 * pushes a second commit that begins alike, before or after, makes the name ambiguous and gains nothing.
 */
export function commitNamed(short: string, { headSha, commits, pushes, reviews, bindings }: Snapshot): Named {
  const known = new Set([
    headSha,
    ...commits.map(({ sha }) => sha),
    ...pushes.flatMap(({ before, after }) => (before === null ? [after] : [before, after])),
    ...reviews.flatMap(({ commitSha }) => commitSha ?? []),
    ...Object.values(bindings).map((binding) => binding.headSha),
  ]);
  const [sha, ...others] = [...known].filter((candidate) => candidate.startsWith(short));
  if (sha === undefined) return { kind: 'none' };
  return others.length === 0 ? { kind: 'one', sha } : { kind: 'several' };
}
