import type { PullRequestRef, RepositoryRef } from '../core/facts.ts';
import type { Hint } from '../core/hint.ts';
import { above, type OnBranches } from '../core/stacked.ts';
import { unreachable } from '../core/unreachable.ts';

export type ExpandPorts = {
  /** The open pull requests that a hint may concern, as far as we have decided them before. */
  readonly knownPullRequests: (hint: Hint) => Promise<readonly PullRequestRef[]>;
  readonly listRepositories: (installationId: number) => Promise<readonly RepositoryRef[]>;
  readonly listOpenPullRequests: (repository: RepositoryRef) => Promise<readonly OnBranches[]>;
  readonly send: (hints: readonly Hint[]) => Promise<void>;
};

/** Turns a hint about more than one pull request into hints about single ones; says how many it sent. */
export async function expandHint(ports: ExpandPorts, hint: Hint): Promise<number> {
  const hints = await hintsWithin(ports, hint);
  if (hints.length > 0) await ports.send(hints);
  return hints.length;
}

async function hintsWithin(ports: ExpandPorts, hint: Hint): Promise<readonly Hint[]> {
  switch (hint.kind) {
    case 'pull-request':
    case 'merge-group':
    case 'preview':
    case 'direct-push':
      return [hint];
    case 'commit':
    case 'organization':
      return pullRequestHints(await ports.knownPullRequests(hint));
    case 'branch':
      return pullRequestHints(above([hint.branch], await ports.listOpenPullRequests(hint.repository)));
    case 'repository': {
      // Known and no longer open are also looked at: that is how we learn of an end that nobody told us of.
      const [listed, known] = await Promise.all([
        ports.listOpenPullRequests(hint.repository),
        ports.knownPullRequests(hint),
      ]);
      const open = listed.map(({ ref }) => ref);
      const numbers = new Set(open.map(({ number }) => number));
      return pullRequestHints([...open, ...known.filter(({ number }) => !numbers.has(number))]);
    }
    case 'installation': {
      const repositories = await ports.listRepositories(hint.installationId);
      return repositories.map((repository) => ({ kind: 'repository', repository }));
    }
    default:
      return unreachable(hint);
  }
}

const pullRequestHints = (refs: readonly PullRequestRef[]): readonly Hint[] =>
  refs.map((ref) => ({ kind: 'pull-request', ref }));
