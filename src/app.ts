import type { EmitterWebhookEventName } from '@octokit/webhooks';
import type { ApplicationFunction } from 'probot';
import type { ReadDelivery } from './core/hint.ts';
import { type OwnApp, readDelivery } from './github/webhook.ts';

/** The events that app.yml subscribes to, and those that every App with checks: write receives unasked. */
export const heardEvents = [
  'pull_request',
  'pull_request_review',
  'issue_comment',
  'push',
  'membership',
  'team',
  'organization',
  'member',
  'merge_group',
  'check_run',
  'check_suite',
  'installation',
  'installation_repositories',
  'repository',
] as const satisfies readonly EmitterWebhookEventName[];

/** The Probot application: each delivery becomes enqueued hints, and nothing else happens here. */
export function countersign(
  accept: (delivery: ReadDelivery) => Promise<unknown>,
  own: () => OwnApp,
): ApplicationFunction {
  return (app) => {
    app.on([...heardEvents], async ({ id, name, payload }) => {
      await accept({ guid: id, event: name, ...readDelivery(name, payload, own()) });
    });
  };
}
