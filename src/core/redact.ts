/**
 * An entry of the record without what says in which teams somebody is, or how much they have to do: levels and load of
 * people are not for everybody who can see a repository.
 */
export function withoutTeams(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutTeams);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !hidden.includes(key) && !(key === 'level' && 'request' in value))
      .map(([key, part]) => [key, withoutTeams(part)]),
  );
}

/** Where teams stand, and what spoke for and against those who could be asked. The level of a request is a person's. */
const hidden = ['memberships', 'from', 'considered'];
