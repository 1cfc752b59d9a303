import type { CommandComment } from './facts.ts';

/**
 * The version of each thing that a decision rests on, by the thing's name. Reading the same names again later shows
 * whether anything changed that no webhook told of.
 */
export type Versions = Readonly<Record<string, string>>;

export type ChildTeams = 'included' | 'excluded';

/** The pull request itself: what of it can change an answer, besides its head and its base. */
export const stateName = 'state';
/** The organization's policy, and which repository holds it. */
export const floorName = 'floor';
export const policyName = (branch: string): string => `policy:${branch}`;
export const ownersName = (branch: string): string => `owners:${branch}`;
export const teamName = (childTeams: ChildTeams, team: string): string => `team:${childTeams}:${team}`;
const accessName = ({ id, login }: Person): string => `access:${id}:${login}`;

/** The branch whose policy or owners a name stands for. */
export const branchIn = (name: string): string | null => /^(?:policy|owners):(.*)$/.exec(name)?.[1] ?? null;

export function teamIn(name: string, childTeams: ChildTeams): string | null {
  const prefix = teamName(childTeams, '');
  return name.startsWith(prefix) ? name.slice(prefix.length) : null;
}

export const isTeam = (name: string): boolean => name.startsWith('team:');

type Person = { readonly id: number; readonly login: string };

export function personIn(name: string): Person | null {
  const [kind, id, login] = name.split(':');
  return kind === 'access' && login !== undefined ? { id: Number(id), login } : null;
}

/** A review tells with itself whether its author may write here; a command does not. */
export const accessVersions = (commands: readonly Pick<CommandComment, 'author' | 'canPush'>[]): Versions =>
  Object.fromEntries(
    commands.map(({ author, canPush }) => [accessName(author), canPush.known ? String(canPush.value) : 'unknown']),
  );
