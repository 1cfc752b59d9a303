import type { Account, Fact, Push } from '../core/facts.ts';
import type { Facts, Loaded } from '../core/loaded.ts';
import type { Directory, TeamMembers } from './directory.ts';
import type { TeamSlug } from './team-query.ts';
import { type TeamsWanted, teamsWanted } from './wanted-facts.ts';

/** Everybody whose level can matter: who wrote, pushed, asked for, reviewed or dismissed. */
export function peopleIn(
  facts: Pick<Facts, 'pullRequest' | 'commits' | 'reviews' | 'siblings'>,
  pushes: readonly Push[],
): readonly Account[] {
  const { pullRequest, commits, reviews, siblings } = facts;
  const people = [
    pullRequest.author,
    ...pullRequest.agentEvents.map(({ actor }) => actor),
    ...pullRequest.assignments.map(({ assignee }) => assignee),
    ...commits.flatMap(({ authors, committer }) => [
      ...authors.map(({ account }) => account),
      committer?.account ?? null,
    ]),
    ...reviews.flatMap(({ reviewer, dismissal }) => [reviewer, dismissal?.by ?? null]),
    ...siblings.map(({ author }) => author),
    ...pushes.map(({ pusher }) => pusher),
  ];
  return people.filter((account) => account !== null);
}

/** The memberships of further people, such as pushers that only our own store remembers. No request as a rule. */
export function createMembershipReader(
  directory: Directory,
): (loaded: Loaded, people: readonly Account[]) => Promise<Facts['memberships']> {
  return async ({ policy, facts }, people) => {
    const others = people.filter(({ id }) => facts.memberships[id] === undefined);
    if (others.length === 0) return facts.memberships;
    const wanted = teamsWanted(facts.ref.installationId, policy, facts.owners);
    const { memberships } = await readMemberships(directory, wanted, others);
    return { ...facts.memberships, ...memberships };
  };
}

/** In which of these teams each of these people is, and which of the teams strangers may not see. */
export async function readMemberships(
  directory: Pick<Directory, 'read'>,
  { scope, teams }: TeamsWanted,
  people: readonly Account[],
): Promise<Pick<Facts, 'memberships' | 'secretTeams'>> {
  const members = await directory.read(scope, teams);
  return {
    memberships: Object.fromEntries(people.map(({ id }) => [id, membershipOf(id, members)])),
    secretTeams: [...members].filter(([, fact]) => !fact.known || fact.value.secret).map(([team]) => team),
  };
}

/** One person's memberships among these teams. One team that was not told makes all of them unknown. */
function membershipOf(userId: number, teams: ReadonlyMap<TeamSlug, Fact<TeamMembers>>): Fact<readonly string[]> {
  const joined: string[] = [];
  for (const [team, fact] of teams) {
    if (!fact.known) return fact;
    if (fact.value.members.has(userId)) joined.push(team);
  }
  return { known: true, value: joined };
}
