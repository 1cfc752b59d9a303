import { threeDotDiff } from '../../../src/sandbox/git/diff.ts';
import { commitsBetween, isAncestor, mergeBase } from '../../../src/sandbox/git/history.ts';
import type { Commit as GitCommit } from '../../../src/sandbox/git/objects.ts';
import { filesOf } from '../../../src/sandbox/git/objects.ts';
import { baseTip, commitsOf } from '../../../src/sandbox/state/changes.ts';
import type { Activity, Organization, PullRequest, Repository } from '../../../src/sandbox/state/model.ts';
import { branchRef, branchTip, noCommit } from '../../../src/sandbox/state/repositories.ts';
import { accountByEmail, canPush, findRepository, type State } from '../../../src/sandbox/state.ts';
import { evidenceOf, type SeenEvidence } from './observe-evidence.ts';
import { opinionsOf, overridesOf, type SeenReviews } from './observe-opinions.ts';
import type {
  Commit,
  Diff,
  Identity,
  OracleWorld,
  Person,
  PolicyFile,
  Pull,
  Push,
  Requester,
  Team,
  Update,
} from './world.ts';

/** What GitHub does not keep: each quiet point adds what can be seen at that moment. */
export type Memory = {
  readonly evidence: SeenEvidence;
  readonly reviews: SeenReviews;
  /** Whether a push was a clean "Update branch" when it was first seen, by pull request, base and push. */
  readonly updates: Map<string, Update | null>;
};

export function noMemory(): Memory {
  return { evidence: { onPull: new Map(), onCommit: new Map() }, reviews: new Map(), updates: new Map() };
}

export type Subject = {
  readonly state: State;
  readonly repository: Repository;
  readonly memory: Memory;
  /** Every text that a policy file may have, and what it means. */
  readonly policies: ReadonlyMap<string, PolicyFile>;
};

/** The repository as the oracle needs it, from the state of the sandbox; `memory` learns what can be seen now. */
export function observe(subject: Subject): OracleWorld {
  const { repository } = subject;
  const open = [...repository.pullRequests.values()].filter(({ state }) => state === 'open');
  const bases = new Set(open.map(({ base }) => base.ref).filter((ref) => ref !== repository.defaultBranch));
  const floor = findRepository(subject.state, repository.owner.login, '.github');
  return {
    people: peopleOf(subject),
    teams: teamsOf(repository),
    policies: {
      floor: floor === undefined ? { kind: 'absent' } : policyOn(subject, floor, floor.defaultBranch),
      onDefault: policyOn(subject, repository, repository.defaultBranch),
      onBase: Object.fromEntries([...bases].map((ref) => [ref, policyOn(subject, repository, ref)])),
    },
    pulls: open.map((pull) => pullOf(subject, pull)),
  };
}

const policyPath = '.github/countersign.yml';

function policyOn({ policies }: Subject, repository: Repository, branch: string): PolicyFile {
  const tip = branchTip(repository, branch);
  const entry = tip === null ? undefined : filesOf(repository.objects, tip).get(policyPath);
  if (entry === undefined) return { kind: 'absent' };
  const text = new TextDecoder().decode(repository.objects.blobs.get(entry.oid));
  const known = policies.get(text);
  if (known === undefined) throw new Error(`the oracle was not told what this policy means:\n${text}`);
  return known;
}

function peopleOf({ state, repository }: Subject): readonly Person[] {
  const { owner } = repository;
  const teams = owner.type === 'Organization' ? owner.teams : [];
  return state.accounts
    .filter((account) => account.type !== 'Organization')
    .map((account) => ({
      id: account.id,
      login: account.login,
      kind: account.type === 'Bot' ? 'bot' : 'user',
      teams: teams.filter(({ memberships }) => memberships.get(account.id)?.state === 'active').map(({ slug }) => slug),
      canPush: canPush(repository, account),
    }));
}

function teamsOf({ owner }: Repository): readonly Team[] {
  const teams: Organization['teams'] = owner.type === 'Organization' ? owner.teams : [];
  return teams.map(({ slug, parent }) => ({ slug, parent: parent?.slug ?? null }));
}

function pullOf(subject: Subject, pull: PullRequest): Pull {
  const { state, memory } = subject;
  const commits = commitsOf(pull);
  const pushes = pushesTo(subject, pull, commits);
  // Decision 13 of docs/semantics.md, row 8b: who pushed once stays a contributor, and so does an agent.
  const byAgent = agentsIn(state, pull, commits).length > 0 || pushes.some(({ by }) => isAgent(state, by));
  return {
    number: pull.number,
    author: pull.author?.id ?? null,
    base: pull.base.ref,
    head: pull.head.sha,
    mergeBase: mergeBaseWith(pull, pull.head.sha),
    commits: commits.map((commit) => commitOf(state, pull, commits, commit)),
    pushes,
    byAgent,
    requesters: byAgent ? requestersOf(pull) : [],
    evidence: evidenceOf(state, memory.evidence, pull, commits),
    opinions: opinionsOf(memory.reviews, pull, (sha) => ({
      mergeBase: mergeBaseWith(pull, sha),
      diff: diffTo(pull, sha),
    })),
    overrides: overridesOf(pull),
    disputes: [],
    diff: diffTo(pull, pull.head.sha),
    truncated: false,
  };
}

function commitOf(state: State, pull: PullRequest, commits: readonly GitCommit[], commit: GitCommit): Commit {
  const coAuthors = [...commit.message.matchAll(/^co-authored-by:.*<(?<email>[^>]*)>/gimu)];
  return {
    sha: commit.oid,
    authors: [commit.author.email, ...coAuthors.map(({ groups }) => groups?.['email'] ?? '')].map((email) =>
      identityOf(state, email),
    ),
    committer: identityOf(state, commit.committer.email),
    update: updateBy(pull, commits, commit),
  };
}

const toolAddresses: ReadonlySet<string> = new Set(['noreply@anthropic.com']);

function identityOf(state: State, email: string): Identity {
  const account = accountByEmail(state, email);
  if (account !== null) return { account: account.id };
  return toolAddresses.has(email.toLowerCase()) ? 'tool' : 'unmapped';
}

/** "Update branch": GitHub merged the tip of the base, as it was, into a commit of the pull request. */
function updateBy(
  pull: PullRequest,
  commits: readonly GitCommit[],
  { oid, parents, viaWeb }: GitCommit,
): Update | null {
  const [first, second, third] = parents;
  if (!viaWeb || first === undefined || second === undefined || third !== undefined) return null;
  const ofThePull = commits.some((commit) => commit.oid === first);
  if (!ofThePull || !isAncestor(pull.repository.objects, second, baseTip(pull))) return null;
  return { before: diffTo(pull, first), after: diffTo(pull, oid) };
}

/** Every move of the head branch, and of other branches those that brought one of the commits. */
function pushesTo({ memory }: Subject, pull: PullRequest, commits: readonly GitCommit[]): readonly Push[] {
  const { repository, head } = pull;
  const shas = new Set(commits.map(({ oid }) => oid));
  const brought = new Set<string>();
  return repository.activity
    .filter(({ activityType }) => activityType !== 'branch_deletion')
    .flatMap((move) => {
      const fresh = broughtBy(repository, move).filter((sha) => !brought.has(sha));
      for (const sha of fresh) brought.add(sha);
      const own = fresh.filter((sha) => shas.has(sha));
      const isHead = move.ref === branchRef(head.ref);
      if (!isHead && own.length === 0) return [];
      return [{ by: move.actor.id, commits: own, update: isHead ? updateSeen(memory, pull, move) : null }];
    });
}

function broughtBy(repository: Repository, { before, after }: Activity): readonly string[] {
  const from = before === noCommit ? branchTip(repository, repository.defaultBranch) : before;
  return from === null ? [] : commitsBetween(repository.objects, from, after).map(({ oid }) => oid);
}

function updateSeen({ updates }: Memory, pull: PullRequest, { id, before, after }: Activity): Update | null {
  // What was brought from another base than the present one is no update from the base.
  const key = `${pull.id} ${pull.base.ref} ${id}`;
  const known = updates.get(key);
  if (known !== undefined) return known;
  const { objects } = pull.repository;
  const commit = objects.commits.get(after);
  const previous = objects.commits.get(before);
  const isOneStep = commit?.parents[0] === before && previous !== undefined;
  const update = isOneStep ? updateBy(pull, [previous], commit) : null;
  updates.set(key, update);
  return update;
}

const agentSlugs: ReadonlySet<string> = new Set(['copilot-swe-agent']);

function agentsIn(state: State, pull: PullRequest, commits: readonly GitCommit[]) {
  const accounts = [pull.author, ...commits.map(({ author }) => accountByEmail(state, author.email))];
  return accounts.filter((account) => account?.type === 'Bot' && agentSlugs.has(account.slug));
}

function isAgent(state: State, id: number | null): boolean {
  const account = state.accounts.find((candidate) => candidate.id === id);
  return account?.type === 'Bot' && agentSlugs.has(account.slug);
}

/** decision 14 of docs/semantics.md: every candidate. */
function requestersOf(pull: PullRequest): readonly Requester[] {
  const started = pull.timeline.filter(
    ({ event, app }) => event === 'copilot_work_started' && agentSlugs.has(app?.slug ?? ''),
  );
  const people = pull.assignees.filter(({ type }) => type === 'User');
  return [
    ...started.flatMap(({ actor }) => (actor === null ? [] : [{ id: actor.id, from: 'timeline' } as const])),
    ...people.map(({ id }) => ({ id, from: 'assignee' }) as const),
  ];
}

function mergeBaseWith(pull: PullRequest, sha: string): string {
  return mergeBase(pull.repository.objects, baseTip(pull), sha) ?? noCommit;
}

function diffTo(pull: PullRequest, sha: string): Diff {
  const sides: Record<string, Diff[string]> = {};
  for (const { path, previousPath, before, after } of threeDotDiff(pull.repository.objects, baseTip(pull), sha)) {
    const old = before === null ? null : { mode: before.mode, blob: before.oid };
    const now = after === null ? null : { mode: after.mode, blob: after.oid };
    if (previousPath === null) sides[path] = { before: old, after: now };
    else {
      sides[previousPath] = { before: old, after: null };
      sides[path] = { before: null, after: now };
    }
  }
  return sides;
}
