/** The canonical form of a team: `org/slug`, lower case. A bare slug is a team of the owner of the policy. */
export function canonicalTeam(text: string, owner: string): string {
  const name = text.replace(/^@/, '').toLowerCase();
  return name.includes('/') ? name : `${owner.toLowerCase()}/${name}`;
}

/** The canonical form of a login: lower case, without the @ that people write in front of it. */
export const canonicalLogin = (text: string): string => text.replace(/^@/, '').toLowerCase();
