import { findRequesters } from './detectors/requesters.ts';
import type { Account, Snapshot } from './facts.ts';
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
  const byId = new Map<number, Contribution>();
  const byLogin = new Map<string, Contribution>();
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
    const identities = [...commit.authors, ...(commit.committer === null ? [] : [commit.committer])];
    const detail = `commit ${commit.sha.slice(0, 7)}`;
    for (const { account } of identities) add(account, { role: 'contributor', detail });
  }
  for (const push of snapshot.pushes) {
    add(push.pusher, { role: 'pusher', detail: `pushed ${push.after.slice(0, 7)}` });
  }
  return (account) => byId.get(account.id) ?? byLogin.get(account.login.toLowerCase()) ?? null;
}
