import { commitNodeId } from '../shapes/commit.ts';
import type { Issue, PullRequest, Repository } from '../state/model.ts';
import { canSee } from '../state.ts';
import { canSeeTeam } from './access.ts';
import { actorNode, type Context, type GitObject, node, type Sources, type Tagged } from './node.ts';

/** The id of something that has no number of its own: its kind, its repository and its name there. */
export function namedId(
  kind: 'PRSE' | 'TR' | 'B' | 'REF' | 'PURC' | 'RRQ' | 'RRULE' | 'SCR',
  owner: number,
  name: string,
): string {
  return `${kind}_${Buffer.from(`${kind}:${owner}:${name}`).toString('base64url')}`;
}

/** The thing behind an id, if the viewer may know of it. */
export function findNode(context: Context, id: string): Tagged | null {
  const repositories = context.state.repositories.filter((repository) => canSee(context.viewer, repository));
  return findNamed(repositories, id) ?? findNumbered(context, repositories, id);
}

function findNamed(repositories: readonly Repository[], id: string): Tagged | null {
  const text = Buffer.from(id.slice(id.indexOf('_') + 1), 'base64url').toString();
  const match = /^(?<kind>TR|B|REF):(?<owner>\d+):(?<name>.+)$/u.exec(text)?.groups;
  const repository = repositories.find((known) => known.id === Number(match?.['owner']));
  const name = match?.['name'];
  if (repository === undefined || name === undefined) return null;
  if (match?.['kind'] === 'REF') return node('Ref', { repository, name });
  return node(match?.['kind'] === 'TR' ? 'Tree' : 'Blob', { repository, oid: name });
}

function findNumbered(context: Context, repositories: readonly Repository[], id: string): Tagged | null {
  for (const account of everyAccount(context)) if (account.nodeId === id) return account.show();
  for (const repository of repositories) {
    for (const thing of insideRepository(repository)) if (thing.nodeId === id) return thing.show();
  }
  return null;
}

type Candidate = { readonly nodeId: string; readonly show: () => Tagged | null };

function* everyAccount(context: Context): Generator<Candidate> {
  for (const account of context.state.accounts) {
    if (account.type !== 'Organization') yield { nodeId: account.nodeId, show: () => actorNode(account) };
    else {
      yield candidate('Organization', account.nodeId, account);
      for (const team of account.teams.filter((known) => canSeeTeam(context, known))) {
        yield candidate('Team', team.nodeId, team);
      }
      for (const ruleset of account.rulesets) yield candidate('RepositoryRuleset', ruleset.nodeId, ruleset);
    }
  }
  for (const app of context.state.apps) yield candidate('App', app.nodeId, app);
}

function* insideRepository(repository: Repository): Generator<Candidate> {
  yield candidate('Repository', repository.nodeId, repository);
  for (const label of repository.labels.values()) yield candidate('Label', label.nodeId, { label, repository });
  for (const issue of repository.issues.values()) yield* insideConversation(issue);
  for (const pullRequest of repository.pullRequests.values()) {
    yield* insideConversation(pullRequest);
    for (const review of pullRequest.reviews)
      yield candidate('PullRequestReview', review.nodeId, { review, pullRequest });
  }
  for (const queue of repository.mergeQueues.values()) {
    yield candidate('MergeQueue', queue.nodeId, queue);
    for (const entry of queue.entries) yield candidate('MergeQueueEntry', entry.nodeId, entry);
  }
  for (const stack of repository.stacks) yield candidate('PullRequestStack', stack.nodeId, stack);
  for (const ruleset of repository.rulesets) yield candidate('RepositoryRuleset', ruleset.nodeId, ruleset);
  for (const suite of repository.checkSuites) yield candidate('CheckSuite', suite.nodeId, suite);
  for (const run of repository.checkRuns) yield candidate('CheckRun', run.nodeId, run);
  for (const status of repository.statuses) yield candidate('StatusContext', status.nodeId, { status, repository });
  for (const oid of repository.objects.commits.keys()) {
    const commit: GitObject = { repository, oid };
    yield candidate('Commit', commitNodeId(repository, oid), commit);
  }
}

function* insideConversation(on: Issue | PullRequest): Generator<Candidate> {
  if (on.kind === 'issue') yield candidate('Issue', on.nodeId, on);
  else yield candidate('PullRequest', on.nodeId, on);
  for (const comment of on.comments) yield candidate('IssueComment', comment.nodeId, { comment, on });
}

function candidate<T extends keyof Sources>(type: T, nodeId: string, of: Sources[T]): Candidate {
  return { nodeId, show: () => node(type, of) as Tagged };
}
