import { claimOn, isSetAside } from './claim.ts';
import { findRequesters } from './detectors/requesters.ts';
import type { Account, Push, Snapshot } from './facts.ts';
import type { Policy } from './policy.ts';
import { withBuiltIn } from './provenance.ts';

export type Contribution = {
  readonly role: 'author' | 'requester' | 'contributor' | 'pusher';
  /** What they did, for a reader: which commit, which pull request. */
  readonly detail: string;
};

/** What a person did for this change, or null: they had no part in it. */
export type Contributors = (account: Account) => Contribution | null;

/**
 * Everybody whose own work this is: who opened it or a twin with the same head, asked an agent for it, wrote, co-wrote or
 * committed any of its commits by any parent, or pushed to it. Nobody signs off on their own work.
 */
export function contributorsOf(policy: Policy, snapshot: Snapshot): Contributors {
  const { byId, byLogin } = gather(policy, snapshot);
  return (account) => byId.get(account.id) ?? byLogin.get(account.login.toLowerCase()) ?? null;
}

/** The same people by id, and those of whom only a lower-case login is known. */
export function listContributors(
  policy: Policy,
  snapshot: Snapshot,
): { readonly ids: readonly number[]; readonly logins: readonly string[] } {
  const { byId, byLogin } = gather(policy, snapshot);
  return { ids: [...byId.keys()], logins: [...byLogin.keys()] };
}

function gather(policy: Policy, snapshot: Snapshot) {
  const byId = new Map<number, Contribution>();
  const byLogin = new Map<string, Contribution>();
  const claims: [Account | null, string][] = [];
  const add = (account: Account | null, contribution: Contribution): void => {
    if (account !== null && !byId.has(account.id)) byId.set(account.id, contribution);
  };
  add(snapshot.pullRequest.author, { role: 'author', detail: 'opened this pull request' });
  for (const sibling of snapshot.siblings) {
    add(sibling.author, { role: 'author', detail: `opened #${sibling.number}, which has the same head commit` });
  }
  for (const { account, login, detail } of findRequesters(snapshot, withBuiltIn(policy.tools))) {
    add(account, { role: 'requester', detail });
    // A name in text is all there is for some agents; whoever bears it may have asked.
    if (account === null && login !== null) byLogin.set(login.toLowerCase(), { role: 'requester', detail });
  }
  for (const commit of snapshot.commits) {
    if (isCleanMerge(commit.sha, snapshot)) continue;
    const [author, ...claimed] = commit.authors;
    const detail = `commit ${commit.sha.slice(0, 7)}`;
    add(author?.account ?? null, { role: 'contributor', detail });
    add(commit.committer?.account ?? null, { role: 'contributor', detail });
    for (const identity of claimed) {
      const claim = claimOn(commit, identity);
      if (claim === null) add(identity.account, { role: 'contributor', detail });
      else if (!isSetAside(claim, snapshot.ledger)) claims.push([identity.account, claim.key]);
    }
  }
  for (const push of snapshot.pushes) {
    if (broughtOnlyCleanMerge(push, snapshot)) continue;
    add(push.pusher, { role: 'pusher', detail: `pushed ${push.after.slice(0, 7)}` });
  }
  // Only where nothing but a text says so: what GitHub saw somebody do is told first, and no dispute takes it away.
  for (const [account, key] of claims) add(account, { role: 'contributor', detail: `claimed as co-author (${key})` });
  return { byId, byLogin };
}

/** A merge that was proven to change nothing: whoever made it wrote nothing. */
export const isCleanMerge = (sha: string, { proofs }: Snapshot): boolean => proofs.cleanMerges.includes(sha);

/** "Update branch": the push of one clean merge on top of what was there, whether or not it was rewritten since. */
export function broughtOnlyCleanMerge({ before, after }: Push, snapshot: Snapshot): boolean {
  if (!isCleanMerge(after, snapshot)) return false;
  const merge = snapshot.commits.find(({ sha }) => sha === after);
  if (merge !== undefined) return merge.parents[0] === before;
  // What is gone was proven on top of what one push found there; of two that found different things nobody knows which.
  return snapshot.pushes.every((push) => push.after !== after || push.before === before);
}
