import { allows, covers, type Installation } from '../state/apps.ts';
import type { Happening } from '../state/happening.ts';
import type { App } from '../state/model.ts';
import type { State } from '../state.ts';

export type Recipient = { readonly app: App; readonly installation: Installation };

/** The installations that hear of it: concerned, not suspended, subscribed and permitted. */
export function recipientsOf(state: State, { event, action, scope }: Happening): readonly Recipient[] {
  return state.installations
    .filter((installation) => {
      const awake = installation.suspendedAt === null || (event === 'installation' && action === 'suspend');
      return awake && concerns(scope, installation) && isEntitled(event, installation);
    })
    .map((installation) => ({ app: installation.app, installation }));
}

function concerns(scope: Happening['scope'], installation: Installation): boolean {
  switch (scope.of) {
    case 'repository':
      return covers(installation, scope.repository);
    case 'app':
      return installation.app === scope.app && covers(installation, scope.repository);
    case 'organization':
      return installation.account === scope.organization;
    case 'installation':
      return installation === scope.installation;
    default:
      return scope satisfies never;
  }
}

function isEntitled(event: string, installation: Installation): boolean {
  if (event.startsWith('installation')) return true;
  // Apps that may write checks hear of checks without asking to.
  if (event.startsWith('check_') && allows(installation.permissions, 'checks', 'write')) return true;
  const needed = permissionsFor[event] ?? ['metadata'];
  return installation.events.includes(event) && needed.some((name) => allows(installation.permissions, name, 'read'));
}

/** Any one of them is enough. https://docs.github.com/webhooks/webhook-events-and-payloads */
const permissionsFor: Readonly<Record<string, readonly string[]>> = {
  check_run: ['checks'],
  check_suite: ['checks'],
  issue_comment: ['issues'],
  label: ['issues', 'pull_requests'],
  member: ['members'],
  membership: ['members'],
  merge_group: ['merge_queues'],
  organization: ['members'],
  pull_request: ['pull_requests'],
  pull_request_review: ['pull_requests'],
  push: ['contents'],
  team: ['members'],
};
