/**
 * An entry of the record without what says in which teams somebody is: levels of people are not for everybody who can
 * see a repository.
 */
export function withoutTeams(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutTeams);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== 'memberships' && key !== 'from')
      .map(([key, part]) => [key, withoutTeams(part)]),
  );
}
