/** https://docs.github.com/rest/repos/rules: the roles have fixed numbers. */
const roles: Readonly<Record<number, string>> = { 2: 'maintain', 4: 'write', 5: 'admin' };

/** Who may go around a ruleset, in words; GitHub names people and teams by numbers. */
export function describeActor(type: string, id: number | null): string {
  if (type === 'OrganizationAdmin') return 'owners of the organization';
  if (type === 'DeployKey') return 'deploy keys';
  if (type === 'RepositoryRole') return `the role ${roles[id ?? 0] ?? String(id)}`;
  if (type === 'Integration') return `the App with the id ${id}`;
  return `the ${type.toLowerCase()} with the id ${id}`;
}
