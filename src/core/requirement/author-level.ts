import { broughtOnlyCleanMerge, isCleanMerge } from '../contributors.ts';
import { catalogueOf } from '../detectors/catalogue.ts';
import { recognize } from '../detectors/identity.ts';
import { findRequesters } from '../detectors/requesters.ts';
import { tools } from '../detectors/tools.ts';
import type { Account, Commit, GitIdentity, Snapshot } from '../facts.ts';
import { type Ladder, rank, standingOf } from '../ladder.ts';
import type { Policy } from '../policy.ts';
import { type Provenance, withBuiltIn } from '../provenance.ts';
import { unreachable } from '../unreachable.ts';

/**
 * The ranks of the people behind a change, lowest and highest. Whoever is not known could hold any level, and counts as
 * the worst for either question.
 */
export type AuthorRanks = { readonly lowest: number; readonly highest: number };

/**
 * Everybody who opened, wrote, pushed or asked for the change; a machine is below everybody, and whoever only updated the
 * branch is nobody.
 */
export function authorRanks(policy: Policy, snapshot: Snapshot, { autonomy }: Provenance): AuthorRanks {
  // Without an agent, a login in the text is nobody who asked for the change.
  const requesters = findRequesters(snapshot, withBuiltIn(policy.tools)).filter(
    ({ account }) => account !== null || autonomy === 'agent',
  );
  const ranks = [
    rankOf(policy, snapshot, snapshot.pullRequest.author),
    ...snapshot.commits
      .filter(({ sha }) => !isCleanMerge(sha, snapshot))
      .flatMap((commit) => writersOf(policy, snapshot, commit)),
    ...snapshot.pushes
      .filter((push) => !broughtOnlyCleanMerge(push, snapshot))
      .map(({ pusher }) => rankOf(policy, snapshot, pusher)),
    ...requesters.map(({ account }) => rankOf(policy, snapshot, account)),
  ];
  return {
    lowest: Math.min(...ranks.map(({ lowest }) => lowest)),
    highest: Math.max(...ranks.map(({ highest }) => highest)),
  };
}

/** Anybody at all: what to assume where the people are not known. */
export const anybody = (ladder: Ladder): AuthorRanks => ({ lowest: 0, highest: ladder.levels.length - 1 });

const machine: AuthorRanks = { lowest: 0, highest: 0 };

/** A bot or a tool that is only named as co-author is evidence of AI, not an author: the person who used it is. */
function writersOf(policy: Policy, snapshot: Snapshot, { authors }: Commit): readonly AuthorRanks[] {
  const [author, ...coAuthors] = authors;
  if (author === undefined) return [anybody(policy.ladder)];
  const people = coAuthors.filter((identity) => identity.account?.kind !== 'bot' && !isTool(identity));
  return [
    isTool(author) ? machine : rankOf(policy, snapshot, author.account),
    ...people.map(({ account }) => rankOf(policy, snapshot, account)),
  ];
}

/**
 * An address that only a tool signs with and no account holds. Names do not count here, and neither do the tools of a
 * policy: a repository could otherwise declare a person to be a tool.
 */
export const isTool = (identity: GitIdentity): boolean =>
  identity.account === null && recognize({ ...identity, name: '' }, catalogueOf(tools)) !== null;

function rankOf({ ladder, machineUsers }: Policy, { memberships }: Snapshot, account: Account | null): AuthorRanks {
  if (account === null) return anybody(ladder);
  if (account.kind === 'bot') return machine;
  const standing = standingOf(ladder, account, memberships[account.id]);
  const isMachine = machineUsers.includes(account.login.toLowerCase());
  switch (standing.kind) {
    case 'level': {
      const own = rank(ladder, standing.level);
      return { lowest: isMachine ? 0 : own, highest: own };
    }
    case 'no-level':
      return machine;
    case 'unknown':
      return anybody(ladder);
    default:
      return unreachable(standing);
  }
}
