import type { Account, Fact, Membership } from '../core/facts.ts';
import { known } from '../core/facts.ts';
import type { Loaded } from '../core/loaded.ts';
import { HeadMovedError } from '../errors.ts';
import { Confirmation, type State } from './answer.ts';
import type { Scope } from './directory.ts';
import type { LoaderOptions } from './load-snapshot.ts';
import { refusePartial } from './problems.ts';
import { confirmationQuery } from './queries.ts';
import { type Claim, recheckClaims, type TeamsBefore, wholeTeams } from './recheck-teams.ts';
import { createStackReader, type Stack } from './stack.ts';
import { readStanding } from './standing.ts';
import { targetOf } from './target.ts';
import { teamVariables } from './team-query.ts';
import { childTeamsOf } from './wanted-facts.ts';

/**
 * Reads once more, live, what a green check rests on: head, base, the policy's blobs, reviews, and that `people` are
 * still in their teams. Memberships can only become fewer. Throws HeadMovedError when the decision is about another state.
 */
export function createConfirmer(
  options: LoaderOptions,
): (loaded: Loaded, people: readonly Account[]) => Promise<Loaded> {
  const { github, directory, appId, floor = 'read', now = Date.now } = options;
  const stacks = createStackReader(github);

  return async (loaded, people) => {
    const { ref, memberships, truncated, pullRequest } = loaded.facts;
    const scope = scopeOf(loaded);
    const claims = claimsOf(memberships, people);
    const before: TeamsBefore = new Map(claims.map(({ team }) => [team, directory.peek(scope, team)]));
    const state = await ask(loaded, scope, before);
    const held = await recheckClaims(github, directory, scope, before, claims);
    const standing = await readStanding(github, appId, ref, state, pullRequest.agentEvents);
    return {
      ...loaded,
      facts: {
        ...loaded.facts,
        ...standing.facts,
        memberships: { ...memberships, ...confirmedMemberships(claims, held) },
        truncated: [...new Set([...truncated, ...standing.truncated])],
        takenAt: new Date(now()).toISOString(),
      },
      shown: standing.shown,
    };
  };

  async function ask(loaded: Loaded, scope: Scope, before: TeamsBefore): Promise<State> {
    const { ref } = loaded.facts;
    const { installationId } = ref;
    const teams = wholeTeams(before, scope);
    const answer = await github.graphql(installationId, confirmationQuery(teams), {
      ...targetOf(ref, appId, floor),
      ...teamVariables(teams, scope.childTeams),
    });
    refusePartial(answer, 'Confirmation');
    const confirmation = Confirmation.parse(answer.data);
    await directory.learn(scope, teams, answer);
    const defaultBranch = confirmation.repository?.defaultBranchRef?.name ?? null;
    const stack = await stacks.read(ref, { baseRef: loaded.facts.baseRef, defaultBranch });
    return sameState(loaded, confirmation, stack);
  }
}

function sameState(loaded: Loaded, confirmation: Confirmation, stack: Stack | null): State {
  const { ref, headSha, baseRef, stackBaseRef } = loaded.facts;
  const state = confirmation.repository?.pullRequest ?? null;
  if (state === null || confirmation.repository?.databaseId !== ref.repositoryId)
    throw new HeadMovedError(`#${ref.number} is gone`);
  if (state.headRefOid !== headSha) throw new HeadMovedError(`the head of #${ref.number} is no longer ${headSha}`);
  if (state.baseRefName !== baseRef) throw new HeadMovedError(`the base of #${ref.number} is no longer \`${baseRef}\``);
  if ((stack?.baseRef ?? null) !== stackBaseRef)
    throw new HeadMovedError(`the stack of #${ref.number} changed meanwhile`);
  if (!samePolicy(loaded, confirmation, stack))
    throw new HeadMovedError(`the policy of #${ref.number} changed meanwhile`);
  return state;
}

/** The policy was made of exactly these blobs; a blob that two branches share is one source. */
function samePolicy({ policy, repairing }: Loaded, { repository, floor }: Confirmation, stack: Stack | null): boolean {
  const sources = repairing ?? (policy.usable ? policy.policy.sources : policy.sources);
  const then = new Set(sources.flatMap(({ sha }) => (sha === null ? [] : [sha])));
  const floorBranch = repository?.owner.__typename === 'Organization' ? floor?.defaultBranchRef : null;
  const branches = [floorBranch, repository?.defaultBranchRef, repository?.pullRequest?.baseRef];
  const blobs = [...branches.map((branch) => branch?.target?.policy?.oid), stack?.policy?.oid];
  const now = new Set(blobs.filter((sha) => sha !== undefined));
  return then.size === now.size && [...then].every((sha) => now.has(sha));
}

function scopeOf({ policy, facts }: Loaded): Scope {
  const childTeams = policy.usable ? childTeamsOf(policy.policy) : 'included';
  return { installationId: facts.ref.installationId, childTeams };
}

function claimsOf(memberships: Readonly<Record<string, Membership>>, people: readonly Account[]): readonly Claim[] {
  return people.flatMap((person): Claim[] => {
    const membership = memberships[person.id];
    return membership?.known === true ? membership.value.map((team) => ({ person, team })) : [];
  });
}

function confirmedMemberships(
  claims: readonly Claim[],
  held: ReadonlyMap<Claim, Fact<boolean>>,
): Readonly<Record<string, Membership>> {
  const byPerson = Map.groupBy(claims, ({ person }) => person.id);
  return Object.fromEntries(
    [...byPerson].map(([id, theirs]): [number, Membership] => {
      const answers = theirs.map((claim) => ({ team: claim.team, holds: held.get(claim) ?? known(false) }));
      const refused = answers.find(({ holds }) => !holds.known)?.holds;
      if (refused !== undefined && !refused.known) return [id, refused];
      return [id, known(answers.filter(({ holds }) => holds.known && holds.value).map(({ team }) => team))];
    }),
  );
}
