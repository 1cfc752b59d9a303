import { findRequesters } from './detectors/requesters.ts';
import type { Account, Snapshot } from './facts.ts';

export type Contribution = {
  readonly role: 'author' | 'requester' | 'contributor' | 'pusher';
  /** What they did, for a reader: which commit, which pull request. */
  readonly detail: string;
};

/**
 * Everybody whose own work this is, by user id: who opened it or a twin with the same head, asked an agent for it, wrote,
 * co-wrote or committed any of its commits by any parent, or pushed to it. Nobody signs off on their own work.
 */
export function contributorsOf(snapshot: Snapshot): ReadonlyMap<number, Contribution> {
  const found = new Map<number, Contribution>();
  const add = (account: Account | null, contribution: Contribution): void => {
    if (account !== null && !found.has(account.id)) found.set(account.id, contribution);
  };
  add(snapshot.pullRequest.author, { role: 'author', detail: 'opened this pull request' });
  for (const sibling of snapshot.siblings) {
    add(sibling.author, { role: 'author', detail: `opened #${sibling.number}, which has the same head commit` });
  }
  for (const requester of findRequesters(snapshot)) {
    add(requester.account, { role: 'requester', detail: requester.detail });
  }
  for (const commit of snapshot.commits) {
    const identities = [...commit.authors, ...(commit.committer === null ? [] : [commit.committer])];
    for (const { account } of identities)
      add(account, { role: 'contributor', detail: `commit ${commit.sha.slice(0, 7)}` });
  }
  for (const push of snapshot.pushes) {
    add(push.pusher, { role: 'pusher', detail: `pushed ${push.after.slice(0, 7)}` });
  }
  return found;
}
