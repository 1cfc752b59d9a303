import { membersOf } from '../state/accounts.ts';
import type { Organization, Repository, Team } from '../state/model.ts';
import { canSee, viewerMay } from '../state.ts';
import { forbidden } from './errors.ts';
import { type Context, node, type Sources, type Tagged } from './node.ts';

/** Public repositories are open to every token; in others the installation's permission decides. */
export function requireRead({ viewer }: Context, repository: Repository, permission: string): void {
  if (repository.visibility !== 'public' && !viewerMay(viewer, permission, 'read')) throw forbidden();
}

/** Teams and members of an organization are for its own people and for apps that may read members. */
export function requireMembers({ viewer }: Context, organization: Organization): void {
  const ofOrganization =
    viewer.kind === 'installation'
      ? viewer.installation.account.id === organization.id && viewerMay(viewer, 'members', 'read')
      : viewer.kind === 'user' && organization.members.get(viewer.user.id)?.state === 'active';
  if (!ofOrganization) throw forbidden();
}

/** A secret team is known to its members, to owners, and, it is believed, to apps that may read members. */
export function canSeeTeam({ state, viewer }: Context, team: Team): boolean {
  const { organization } = team;
  if (viewer.kind === 'installation') {
    if (team.privacy === 'secret' && !state.behaviour.appsSeeSecretTeams) return false;
    return viewer.installation.account.id === organization.id && viewerMay(viewer, 'members', 'read');
  }
  if (viewer.kind !== 'user') return false;
  const member = organization.members.get(viewer.user.id);
  if (member?.state !== 'active') return false;
  return team.privacy === 'closed' || member.role === 'admin' || membersOf(team).includes(viewer.user);
}

export function visibleRepository({ viewer }: Context, repository: Repository | null): Tagged<'Repository'> | null {
  return repository !== null && canSee(viewer, repository) ? node('Repository', repository) : null;
}

/** The permission that reading a thing of the type takes, where knowing the repository is not enough. */
const permissionOf: Partial<Record<keyof Sources, string>> = {
  Blob: 'contents',
  CheckRun: 'checks',
  CheckSuite: 'checks',
  Commit: 'contents',
  Issue: 'issues',
  PullRequest: 'pull_requests',
  PullRequestReview: 'pull_requests',
  StatusContext: 'statuses',
  Tree: 'contents',
};

export function requireNode(context: Context, found: Tagged): void {
  const permission = permissionOf[found.__typename];
  const repository = repositoryOf(found.of);
  if (permission !== undefined && repository !== undefined) requireRead(context, repository, permission);
}

function repositoryOf(of: Tagged['of']): Repository | undefined {
  if ('repository' in of && of.repository !== null) return of.repository;
  if ('suite' in of) return of.suite.repository;
  return 'pullRequest' in of ? of.pullRequest.repository : undefined;
}
