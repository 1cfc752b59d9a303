import { organizationSimple, simpleUser } from '../shapes/account.ts';
import { repositoryShape } from '../shapes/repository.ts';
import type { Happening } from '../state/happening.ts';
import type { Organization, Repository } from '../state/model.ts';
import type { State } from '../state.ts';
import type { Recipient } from './recipients.ts';

/** What every payload has around its subject: where it happened, who did it, for which installation. */
export function payloadFor(state: State, happening: Happening, subject: object, { installation }: Recipient): object {
  const { event, action, scope, sender } = happening;
  const repository = 'repository' in scope ? scope.repository : null;
  const organization = organizationOf(happening);
  return {
    ...(action === null ? {} : { action }),
    ...subject,
    ...(repository === null ? {} : { repository: repositoryIn(state, event, repository) }),
    ...(organization === null ? {} : { organization: organizationSimple(state, organization) }),
    sender: simpleUser(state, sender),
    ...(scope.of === 'installation' ? {} : { installation: { id: installation.id, node_id: installation.nodeId } }),
  };
}

/** `push` tells times of the repository as seconds, everything else as text. */
function repositoryIn(state: State, event: string, repository: Repository): object {
  const shape = { ...repositoryShape(state, repository), custom_properties: {} };
  if (event !== 'push') return shape;
  const { createdAt, pushedAt } = repository;
  return {
    ...shape,
    created_at: seconds(createdAt),
    pushed_at: seconds(pushedAt),
    master_branch: shape.default_branch,
  };
}

function organizationOf({ scope }: Happening): Organization | null {
  if (scope.of === 'organization') return scope.organization;
  const owner = 'repository' in scope ? scope.repository.owner : null;
  return owner?.type === 'Organization' ? owner : null;
}

function seconds(time: Date): number {
  return Math.floor(time.getTime() / 1_000);
}
