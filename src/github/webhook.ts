import { mayCommand, parseCommands } from '../core/command.ts';
import type { Account, RepositoryRef } from '../core/facts.ts';
import type { CommentSeen, Delivery, Hint } from '../core/hint.ts';
import { digestOf } from './comment-digest.ts';
import { type Check, type Commit, Payload, type Sender } from './payload.ts';
import { pushedEvidence, suspiciousCommits } from './pushed-evidence.ts';
import { checkName, policyPath, previewAction, proposalCheckName } from './target.ts';

/** Who we are in deliveries. Without a slug our own echoes cannot be told and cost a reading each. */
export type OwnApp = { readonly appId: number; readonly slug: string | null };

const nothing: Delivery = { hints: [], pushes: [] };

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

/** What GitHub calls people who may not write. A member whose membership it hides is a contributor to it. */
const strange = new Set(['NONE', 'FIRST_TIMER', 'FIRST_TIME_CONTRIBUTOR', 'MANNEQUIN']);

/** Who caused a delivery, where they wrote what it is about and may not write. Nobody gets into a private repository by themselves. */
function strangerIn({ sender, repository, review, comment, pull_request: pullRequest }: Payload): number | null {
  if (repository?.private !== false) return null;
  const { user, author_association: association } = review ?? comment ?? pullRequest ?? {};
  if (sender === null || sender === undefined || user?.id !== sender.id) return null;
  return strange.has(association ?? '') ? sender.id : null;
}

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

/** Asking for a check again is asking us, whoever asks. No other event has actions of these names. */
const rerequests = new Set(['rerequested', 'requested_action']);

const pullRequestActions = [
  'opened',
  'reopened',
  'synchronize',
  'edited',
  'closed',
  'ready_for_review',
  'converted_to_draft',
  'labeled',
  'unlabeled',
  'assigned',
  'unassigned',
  // Whoever was asked for a review does not give it; somebody else may be asked.
  'review_request_removed',
  'stacked',
];

/** Each comes by itself, though a template or a person sets several at once. */
const patientActions = ['labeled', 'unlabeled', 'assigned', 'unassigned', 'review_request_removed'];

function readPullRequest(payload: Payload): Delivery {
  const { action, before, after, pull_request: pullRequest, repository } = payload;
  const hints = [...onActions(payload, pullRequestActions, pullRequestHint).hints, ...aboveHint(payload)];
  if (patientActions.includes(action ?? '')) return { hints, pushes: [], pace: 'patient' };
  const pusher = accountOf(payload.sender);
  if (action !== 'synchronize' || typeof after !== 'string' || pusher === null) return { hints, pushes: [] };
  if (pullRequest?.head === undefined || repository === undefined) return { hints, pushes: [] };
  // For a fork this is the only witness of who pushed. The ledger is the one of the base repository.
  const ref = `refs/heads/${pullRequest.head.ref}`;
  const push = { repositoryId: repository.id, ref, before: before ?? null, after, pusher, forced: false };
  return { hints, pushes: [push] };
}

/** Approvals come in dozens and block nothing; a request for changes and a dismissal must show at once. */
function readReview(payload: Payload): Delivery {
  const delivery = onActions(payload, ['submitted', 'dismissed'], pullRequestHint);
  const opinion = payload.action === 'submitted' ? payload.review?.state?.toLowerCase() : undefined;
  return opinion === 'approved' || opinion === 'commented' ? { ...delivery, pace: 'patient' } : delivery;
}

/** What lies on a pull request that was retargeted lands elsewhere too, and GitHub tells nothing of it. */
function aboveHint(payload: Payload): readonly Hint[] {
  const { action, changes, pull_request: pullRequest } = payload;
  const repository = repositoryRef(payload);
  const branch = pullRequest?.head?.ref;
  if (action !== 'edited' || changes?.base === undefined || repository === null || branch === undefined) return [];
  // A branch of a fork is no base of anything here.
  if (pullRequest?.head?.repo?.id !== repository.repositoryId) return [];
  return [{ kind: 'branch', repository, branch }];
}

/** Only a command can change anything; one that was edited or deleted no longer counts. */
function readComment(payload: Payload): Delivery {
  const { issue, comment, changes } = payload;
  if (issue === undefined) return nothing;
  // In an issue only a direct push can be signed off.
  const onIssue = issue.pull_request === undefined;
  if (onIssue && !parseCommands(comment?.body ?? '').some(({ kind }) => kind === 'sign-off')) return nothing;
  const texts = [comment?.body, changes?.body?.from];
  if (!texts.some((text) => typeof text === 'string' && mayCommand(text))) return nothing;
  const hints = pullRequestHint({ ...payload, pull_request: { number: issue.number } });
  return { hints, pushes: [], comments: commandsIn(payload) };
}

/** A comment as a person wrote it, without an app in between. Nothing is taken from it but its number and its author. */
function commandsIn({ action, issue, comment, repository, sender }: Payload): readonly CommentSeen[] {
  const author = accountOf(comment?.user);
  if (action !== 'created' || issue === undefined || repository === undefined || author?.kind !== 'user') return [];
  if (comment?.id === undefined || sender?.id !== author.id || (comment.performed_via_github_app ?? null) !== null)
    return [];
  if (parseCommands(comment.body ?? '').length === 0) return [];
  return [
    {
      repositoryId: repository.id,
      number: issue.number,
      commentId: comment.id,
      author,
      digest: digestOf(comment.body ?? ''),
    },
  ];
}

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

const noCommit = /^0+$/;

function readPush(payload: Payload): Delivery {
  const { ref, before, after, repository } = payload;
  if (typeof ref !== 'string' || typeof after !== 'string' || repository === undefined) return nothing;
  if (!ref.startsWith('refs/heads/') || noCommit.test(after)) return nothing;
  const pusher = accountOf(payload.sender);
  const forced = payload.forced === true;
  const evidence = pushedEvidence(payload);
  const from = typeof before !== 'string' || noCommit.test(before) ? null : before;
  return {
    hints: [
      ...(rulesMayDiffer(payload) ? [...floorHint(payload), ...repositoryHint(payload)] : []),
      ...directPushHint(payload),
    ],
    pushes: pusher === null ? [] : [{ repositoryId: repository.id, ref, before: from, after, pusher, forced }],
    ...(evidence.length === 0 ? {} : { evidence }),
  };
}

/** So many commits of a push are looked at, those that speak of AI before the others. */
const enoughCommits = 100;

/** Merges look like this too; whether it was one is asked of GitHub later. Who makes a branch pushes past nobody. */
function directPushHint(payload: Payload): readonly Hint[] {
  const { ref = '', before, after, commits = [], sender } = payload;
  const repository = repositoryRef(payload);
  const by = accountOf(sender);
  const branch = (ref ?? '').replace(/^refs\/heads\//, '');
  if (repository === null || by === null || typeof before !== 'string' || typeof after !== 'string') return [];
  if (noCommit.test(before) || branch.startsWith('gh-readonly-queue/')) return [];
  const suspicious = suspiciousCommits(payload);
  if (suspicious.length === 0) return [];
  const shas = [...new Set([...suspicious.toReversed(), after, ...commits.flatMap(({ id }) => id ?? [])])];
  const toDefault = branch === payload.repository?.default_branch;
  const seen = { commits: shas.slice(0, enoughCommits), pushed: commits.length };
  return [{ kind: 'direct-push', repository, branch, toDefault, before, after, by, ...seen }];
}

/** Pull requests to a branch are judged anew when its policy or owners change, or its history was rewritten. */
function rulesMayDiffer({ forced, commits = [] }: Payload): boolean {
  // GitHub lists at most 2,048 commits; a full list may be a cut one.
  return forced === true || commits.length >= 2048 || commits.some(touchesRules);
}

const rulePaths = [policyPath, '.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'];

const touchesRules = ({ added, modified, removed }: Commit): boolean =>
  [...added, ...modified, ...removed].some((path) => rulePaths.includes(path));

/** The policy of the organisation's `.github` repository is everybody's. */
function floorHint(payload: Payload): readonly Hint[] {
  return payload.repository?.name.toLowerCase() === '.github' ? organizationHint(payload) : [];
}

/** GitHub resets the suite and leaves our run alone: somebody has to post it again. */
function readRerequest(payload: Payload, check: Check | undefined, { appId }: OwnApp): Delivery {
  const repository = repositoryRef(payload);
  if (check === undefined || repository === null || !rerequests.has(payload.action ?? '')) return nothing;
  const ofAnotherApp = check.app !== null && check.app !== undefined && check.app.id !== appId;
  const ofAnotherName = check.name !== undefined && check.name !== checkName;
  if (ofAnotherApp || ofAnotherName) return nothing;
  return { hints: [{ kind: 'commit', repository, sha: check.head_sha }], pushes: [] };
}

/** A click on the button under our note on a change of the policy. Who may ask is looked up later. */
function readPreview(payload: Payload, { appId }: OwnApp): Delivery | null {
  const { action, check_run: run, requested_action: requested } = payload;
  if (action !== 'requested_action' || requested?.identifier !== previewAction) return null;
  const repository = repositoryRef(payload);
  const by = accountOf(payload.sender);
  if (repository === null || by === null || run?.app?.id !== appId || run.name !== proposalCheckName) return nothing;
  return { hints: [{ kind: 'preview', repository, headSha: run.head_sha, by }], pushes: [] };
}

function onActions(
  payload: Payload,
  actions: readonly string[],
  hints: (payload: Payload) => readonly Hint[],
): Delivery {
  return actions.includes(payload.action ?? '') ? { hints: hints(payload), pushes: [] } : nothing;
}

function mergeGroupHint(payload: Payload): readonly Hint[] {
  const repository = repositoryRef(payload);
  const group = payload.merge_group;
  if (repository === null || group === undefined) return [];
  const baseBranch = group.base_ref.replace(/^refs\/heads\//, '');
  return [{ kind: 'merge-group', repository, headSha: group.head_sha, baseBranch }];
}

function pullRequestHint(payload: Payload): readonly Hint[] {
  const repository = repositoryRef(payload);
  const number = payload.pull_request?.number;
  return repository === null || number === undefined ? [] : [{ kind: 'pull-request', ref: { ...repository, number } }];
}

function repositoryHint(payload: Payload): readonly Hint[] {
  const repository = repositoryRef(payload);
  return repository === null ? [] : [{ kind: 'repository', repository }];
}

function organizationHint({ installation, organization, repository }: Payload): readonly Hint[] {
  const owner = organization?.login ?? repository?.owner.login;
  if (installation === undefined || owner === undefined) return [];
  return [{ kind: 'organization', installationId: installation.id, owner }];
}

function addedRepositories({ installation, repositories_added: added = [] }: Payload): readonly Hint[] {
  if (installation === undefined) return [];
  return added.flatMap(({ id, full_name }): Hint[] => {
    const [owner, name] = full_name.split('/');
    if (owner === undefined || name === undefined) return [];
    const repository = { installationId: installation.id, repositoryId: id, owner, name };
    return [{ kind: 'repository', repository }];
  });
}

function repositoryRef({ installation, repository }: Payload): RepositoryRef | null {
  if (installation === undefined || repository === undefined) return null;
  const { id: repositoryId, name, owner } = repository;
  return { installationId: installation.id, repositoryId, owner: owner.login, name };
}

function accountOf(sender: Sender | null | undefined): Account | null {
  if (sender === null || sender === undefined) return null;
  const { id, login, type } = sender;
  return { id, login, kind: type === 'User' ? 'user' : type === 'Bot' ? 'bot' : 'other' };
}

const isOurs = (sender: Sender | null | undefined, { slug }: OwnApp): boolean =>
  slug !== null && sender?.type === 'Bot' && sender.login.toLowerCase() === `${slug.toLowerCase()}[bot]`;
