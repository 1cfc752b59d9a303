import type { Delivery } from '../core/hint.ts';
import {
  addedRepositories,
  mergeGroupHint,
  nothing,
  onActions,
  organizationHint,
  repositoryHint,
} from './webhook/hints.ts';
import { Payload, type Sender } from './webhook/payload.ts';
import { readComment } from './webhook/read-comment.ts';
import { readPullRequest, readReview } from './webhook/read-pull-request.ts';
import { readPush } from './webhook/read-push.ts';
import { readPreview, readRerequest, rerequests } from './webhook/read-request.ts';

/** Who we are in deliveries. Without a slug our own echoes cannot be told and cost a reading each. */
export type OwnApp = { readonly appId: number; readonly slug: string | null };

/**
 * What a delivery says that may matter here. A delivery is only a hint, so everything that is not understood is nothing,
 * and nothing is taken from it but numbers, names and who pushed.
 */
export function readDelivery(event: string, payload: unknown, own: OwnApp): Delivery {
  const parsed = Payload.safeParse(payload);
  if (!parsed.success) return nothing;
  const read = readers.get(event);
  if (read === undefined) return nothing;
  if (isOurs(parsed.data.sender, own) && !rerequests.has(parsed.data.action ?? '')) return nothing;
  const delivery = read(parsed.data, own);
  const stranger = strangerIn(parsed.data);
  return stranger === null || delivery.hints.length === 0 ? delivery : { ...delivery, stranger };
}

const isOurs = (sender: Sender | null | undefined, { slug }: OwnApp): boolean =>
  slug !== null && sender?.type === 'Bot' && sender.login.toLowerCase() === `${slug.toLowerCase()}[bot]`;

/** Who caused a delivery, where they wrote what it is about and may not write. Nobody gets into a private repository by themselves. */
function strangerIn({ sender, repository, review, comment, pull_request: pullRequest }: Payload): number | null {
  if (repository?.private !== false) return null;
  const { user, author_association: association } = review ?? comment ?? pullRequest ?? {};
  if (sender === null || sender === undefined || user?.id !== sender.id) return null;
  return strange.has(association ?? '') ? sender.id : null;
}

/** What GitHub calls people who may not write. A member whose membership it hides is a contributor to it. */
const strange = new Set(['NONE', 'FIRST_TIMER', 'FIRST_TIME_CONTRIBUTOR', 'MANNEQUIN']);

type Reader = (payload: Payload, own: OwnApp) => Delivery;

const readers: ReadonlyMap<string, Reader> = new Map(
  Object.entries<Reader>({
    pull_request: readPullRequest,
    pull_request_review: readReview,
    issue_comment: readComment,
    push: readPush,
    check_run: (payload, own) => readPreview(payload, own) ?? readRerequest(payload, payload.check_run, own),
    check_suite: (payload, own) => readRerequest(payload, payload.check_suite, own),
    merge_group: (payload) => onActions(payload, ['checks_requested'], mergeGroupHint),
    membership: (payload) => onActions(payload, ['added', 'removed'], organizationHint),
    team: (payload) =>
      // What a team may do in a repository decides whether its members' approvals count there.
      payload.action?.endsWith('_repository') === true
        ? onActions(payload, ['added_to_repository', 'removed_from_repository'], repositoryHint)
        : onActions(payload, ['created', 'deleted', 'edited'], organizationHint),
    organization: (payload) => onActions(payload, ['member_added', 'member_removed', 'renamed'], organizationHint),
    member: (payload) => onActions(payload, ['added', 'removed', 'edited'], repositoryHint),
    repository: (payload) => onActions(payload, ['renamed', 'transferred', 'unarchived', 'edited'], repositoryHint),
    installation: readInstallation,
    installation_repositories: (payload) => onActions(payload, ['added'], addedRepositories),
  }),
);

function readInstallation(payload: Payload): Delivery {
  const { action, installation } = payload;
  if (installation === undefined) return nothing;
  const { id: installationId, account } = installation;
  const delivery = onActions(payload, ['created', 'unsuspend', 'new_permissions_accepted'], () => [
    { kind: 'installation', installationId },
  ]);
  const kind = action === 'created' ? 'added' : action === 'deleted' ? 'removed' : null;
  if (kind === null || account === null || account === undefined) return delivery;
  return { ...delivery, installations: [{ kind, installationId, accountId: account.id }] };
}
