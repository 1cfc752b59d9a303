import { isSameDiff } from './diffs.ts';
import type { Identity, OracleWorld, Person, Policy, Pull, Update } from './world.ts';

export function personById(world: OracleWorld, id: number | null): Person | undefined {
  return world.people.find((person) => person.id === id);
}

/** Place on the ladder from 0; -1 without any level; null where GitHub did not say (row 15). */
export function rankOf(world: OracleWorld, policy: Policy, person: Person | undefined): number | null {
  if (person === undefined) return -1;
  if (person.teams === null) return null;
  const ranks = Object.entries(policy.levels)
    .filter(
      ([, who]) =>
        (who.users ?? []).some((login) => login.toLowerCase() === person.login.toLowerCase()) ||
        (who.teams ?? []).some((team) => isIn(world, policy, person, team)),
    )
    .map(([level]) => policy.ladder.indexOf(level));
  return Math.max(-1, ...ranks);
}

/** Row 18: through a child team as well, where the policy says so. */
export function isIn(world: OracleWorld, policy: Policy, person: Person, team: string): boolean {
  return (person.teams ?? []).some((own) => {
    if (own === team) return true;
    return policy.includeChildTeams && ancestorsOf(world, own).includes(team);
  });
}

/** Nobody, or why this person's sign-off can never count here (rows 4 to 11, 13, 14). */
export function disqualification(
  world: OracleWorld,
  policy: Policy,
  pull: Pull,
  person: Person | undefined,
): string | null {
  if (person === undefined) return 'an account that is gone';
  if (person.kind === 'bot') return 'a bot';
  if (policy.machineUsers.some((login) => login.toLowerCase() === person.login.toLowerCase())) return 'a machine user';
  const part = contributorsOf(world, pull).get(person.id);
  if (part !== undefined) return part;
  return person.canPush ? null : 'without write access';
}

/** Everybody who took part, and how. Authors of other open pull requests with this head take part in this one. */
export function contributorsOf(world: OracleWorld, pull: Pull): ReadonlyMap<number, string> {
  const found = new Map<number, string>();
  const add = (id: number | null, how: string) => {
    if (id !== null && !found.has(id)) found.set(id, how);
  };
  add(pull.author, 'the author');
  for (const twin of world.pulls) if (twin.head === pull.head) add(twin.author, `the author of #${twin.number}`);
  for (const { sha, authors, committer, update } of pull.commits) {
    if (isClean(update)) continue;
    for (const author of authors) add(accountOf(author), `author of ${sha}`);
    add(accountOf(committer), `committer of ${sha}`);
  }
  for (const push of pushesThatContribute(pull)) add(push.by, 'a pusher');
  for (const { id } of pull.requesters) add(id, 'who asked the agent');
  return found;
}

/** "Update branch" with nothing else in it makes nobody a pusher (row 9). */
export function pushesThatContribute(pull: Pull) {
  return pull.pushes.filter(({ update }) => !isClean(update));
}

export function accountOf(identity: Identity): number | null {
  return typeof identity === 'string' ? null : identity.account;
}

/** Decision 18 of docs/semantics.md: the pull request changes the same before and after. */
export function isClean(update: Update | null): boolean {
  return update !== null && isSameDiff(update.before, update.after);
}

function ancestorsOf(world: OracleWorld, slug: string): readonly string[] {
  const parent = world.teams.find((team) => team.slug === slug)?.parent ?? null;
  return parent === null ? [] : [parent, ...ancestorsOf(world, parent)];
}
