import type { Commit } from './git/objects.ts';
import * as accounts from './operations/accounts.ts';
import * as apps from './operations/apps.ts';
import * as checks from './operations/checks.ts';
import { followUp } from './operations/follow-up.ts';
import * as issues from './operations/issues.ts';
import { agreeToManifest, type Manifest } from './operations/manifests.ts';
import { dequeue, enqueue } from './operations/merge-queue.ts';
import * as merging from './operations/merging.ts';
import * as pulls from './operations/pull-requests.ts';
import * as pushes from './operations/pushes.ts';
import * as repositories from './operations/repositories.ts';
import * as reviews from './operations/reviews.ts';
import * as rules from './operations/rules.ts';
import { stackPullRequests } from './operations/stacks.ts';
import { addTimelineEvent } from './operations/timeline.ts';
import type {
  Account,
  Actor,
  App,
  Issue,
  Organization,
  PullRequest,
  Repository,
  Review,
  Team,
  TeamMembership,
  TimelineDetail,
  User,
} from './state/model.ts';
import { branchRef } from './state/repositories.ts';
import type { State } from './state.ts';

/**
 * What tests, seeds and the pages do to this GitHub, in the name of somebody. All of it is reported by webhook. After
 * each, GitHub does by itself what has become due.
 */
export function actionsOn(state: State): Actions {
  const done = Object.entries(plainActions(state)).map(([name, act]) => [name, thenFollowUp(state, act)]);
  return Object.fromEntries(done) as Actions;
}

export type Actions = ReturnType<typeof plainActions>;

function thenFollowUp(state: State, act: (...given: never[]) => unknown) {
  return (...given: never[]) => {
    const answer = act(...given);
    followUp(state);
    return answer;
  };
}

function plainActions(state: State) {
  return {
    addUser: (draft: accounts.NewUser) => accounts.addUser(state, draft),
    /** By the switch of their status. GitHub tells nobody. */
    setBusy: (user: User, busy: boolean): void => {
      user.busy = busy;
    },
    addBot: (draft: accounts.NewBot) => accounts.addBot(state, draft),
    addOrganization: (draft: accounts.NewOrganization) => accounts.addOrganization(state, draft),
    ...teamActions(state),
    ...repositoryActions(state),
    ...pullRequestActions(state),
    ...reviewActions(state),
    ...checkActions(state),
    ...appActions(state),
    ...queueActions(state),
    setRequiredCheck: (source: Repository | Organization, draft: rules.RequiredCheckDraft) =>
      rules.requireCheck(state, source, draft),
    addRuleset: (source: Repository | Organization, draft: rules.RulesetDraft) =>
      rules.addRuleset(state, source, draft),
    /** For when only the clock has moved. */
    followUp: () => undefined,
  };
}

function queueActions(state: State) {
  return {
    setMergeQueue: (repository: Repository, draft?: rules.MergeQueueDraft) =>
      rules.requireMergeQueue(state, repository, draft),
    enqueue: (pull: PullRequest, { as }: By) => enqueue(state, pull, as),
    dequeue: (pull: PullRequest, { as }: By) => dequeue(state, pull, as),
    /** The first may be the top of a stack, which then grows. */
    stack: (lowestFirst: readonly PullRequest[], { as }: By) => stackPullRequests(state, lowestFirst, as),
  };
}

function teamActions(state: State) {
  return {
    addTeam: ({ as, ...draft }: accounts.NewTeam & { readonly as?: Account }): Team =>
      accounts.addTeam(state, draft, as ?? ownerOf(draft.organization)),
    editTeam: (team: Team, { as, ...edit }: accounts.TeamEdit & { readonly as?: Account }) =>
      accounts.editTeam(state, team, edit, as ?? ownerOf(team.organization)),
    deleteTeam: (team: Team, as: Account = ownerOf(team.organization)) => accounts.deleteTeam(state, team, as),
    addTeamMember: (
      team: Team,
      user: User,
      membership: Partial<Omit<TeamMembership, 'user'>> & { as?: Account } = {},
    ) => {
      const { as = ownerOf(team.organization), role = 'member', state: accepted = 'active' } = membership;
      accounts.addTeamMember(state, team, { user, role, state: accepted }, as);
    },
    removeTeamMember: (team: Team, user: User, as: Account = ownerOf(team.organization)) =>
      accounts.removeTeamMember(state, team, user, as),
    grantTeam: (team: Team, { as = ownerOf(team.organization), ...grant }: Grant) =>
      accounts.grantTeam(state, team, grant, as),
    addOrganizationMember: (organization: Organization, user: User, as: Account = ownerOf(organization)) =>
      accounts.addOrganizationMember(state, organization, user, as),
    removeOrganizationMember: (organization: Organization, user: User, as: Account = ownerOf(organization)) =>
      accounts.removeOrganizationMember(state, organization, user, as),
    deleteActor: (actor: Actor) => accounts.deleteActor(state, actor),
  };
}

type Grant = Parameters<typeof accounts.grantTeam>[2] & { readonly as?: Account };

function repositoryActions(state: State) {
  return {
    addRepository: (draft: repositories.NewRepository) => repositories.addRepository(state, draft),
    fork: (repository: Repository, owner: User | Organization) => repositories.forkRepository(state, repository, owner),
    deleteRepository: (repository: Repository, as: Account) => repositories.deleteRepository(state, repository, as),
    renameRepository: (repository: Repository, name: string, as: Account) =>
      repositories.renameRepository(state, repository, name, as),
    transferRepository: (repository: Repository, to: Organization, as: Account) =>
      repositories.transferRepository(state, repository, to, as),
    archiveRepository: (repository: Repository, as: Account) => repositories.archiveRepository(state, repository, as),
    unarchiveRepository: (repository: Repository, as: Account) =>
      repositories.unarchiveRepository(state, repository, as),
    addCollaborator: (repository: Repository, user: User, permission: Collaboration) =>
      accounts.addCollaborator(state, repository, { user, permission }, repository.owner),
    removeCollaborator: (repository: Repository, user: User) =>
      accounts.removeCollaborator(state, repository, user, repository.owner),
    /** Writes a commit; no branch moves. */
    commit: (repository: Repository, draft: repositories.CommitDraft) => repositories.commit(state, repository, draft),
    push: (repository: Repository, push: pushes.Push) => pushes.push(state, repository, push),
    forcePush: (repository: Repository, push: pushes.Push) => pushes.forcePush(state, repository, push),
    deleteBranch: (repository: Repository, branch: string, as: Actor) =>
      pushes.deleteBranch(state, repository, branch, as),
    /** Commits on the branch, made from the default branch if it is new, and pushes as the author or as another. */
    pushCommit: (repository: Repository, draft: BranchCommit): Commit => {
      const { branch, as, ...rest } = draft;
      const on = repository.refs.has(branchRef(branch)) ? branch : (rest.on ?? repository.defaultBranch);
      const written = repositories.commit(state, repository, { ...rest, on });
      pushes.push(state, repository, { branch, to: written.oid, as });
      return written;
    },
  };
}

type Collaboration = Parameters<typeof accounts.addCollaborator>[2]['permission'];
export type BranchCommit = Omit<repositories.CommitDraft, 'parents'> & { readonly branch: string; readonly as: Actor };

function pullRequestActions(state: State) {
  return {
    openPullRequest: (draft: pulls.NewPullRequest) => pulls.openPullRequest(state, draft),
    editPullRequest: (pull: PullRequest, { as, ...edit }: pulls.PullRequestEdit & By) =>
      pulls.editPullRequest(state, pull, edit, as),
    closePullRequest: (pull: PullRequest, { as }: By) => pulls.closePullRequest(state, pull, as),
    reopenPullRequest: (pull: PullRequest, { as }: By) => pulls.reopenPullRequest(state, pull, as),
    markReady: (pull: PullRequest, { as }: By) => pulls.markReady(state, pull, as),
    convertToDraft: (pull: PullRequest, { as }: By) => pulls.convertToDraft(state, pull, as),
    assign: (pull: PullRequest, assignee: Actor, { as }: By) => pulls.assign(state, pull, assignee, as),
    unassign: (pull: PullRequest, assignee: Actor, { as }: By) => pulls.unassign(state, pull, assignee, as),
    requestReviewers: (pull: PullRequest, { as, ...reviewers }: pulls.Reviewers & By) =>
      pulls.requestReviewers(state, pull, reviewers, as),
    removeReviewers: (pull: PullRequest, { as, ...reviewers }: pulls.Reviewers & By) =>
      pulls.removeReviewers(state, pull, reviewers, as),
    /** Answers the commit that landed, or throws a Refusal in GitHub's words. */
    merge: (pull: PullRequest, order: merging.Merge) => merging.merge(state, pull, order),
    updateBranch: (pull: PullRequest, { as }: By) => merging.updateBranch(state, pull, as),
    addLabel: (pull: PullRequest, name: string, { as }: By) => issues.addLabel(state, pull, name, as),
    removeLabel: (pull: PullRequest, name: string, { as }: By) => issues.removeLabel(state, pull, name, as),
    comment: (pull: PullRequest | Issue, draft: issues.NewComment) => issues.addComment(state, pull, draft),
    editComment: (pull: PullRequest, comment: PullRequest['comments'][number], { as, body }: By & { body: string }) =>
      issues.editComment(state, pull, comment, as, body),
    deleteComment: (pull: PullRequest, comment: PullRequest['comments'][number], { as }: By) =>
      issues.deleteComment(state, pull, comment, as),
    /** For events that nothing else here causes, as `copilot_work_started`. */
    addTimelineEvent: (
      pull: PullRequest,
      { as, app, ...detail }: TimelineDetail & By & { readonly app?: App | null },
    ) => addTimelineEvent(state, pull, as, detail, app),
  };
}

export type By = { readonly as: Actor };
type Opinion = By & { readonly body?: string; readonly commitSha?: string };

function reviewActions(state: State) {
  const submit = (pull: PullRequest, opinion: Opinion, verdict: reviews.NewReview['state']) =>
    reviews.submitReview(state, pull, { ...opinion, state: verdict });
  return {
    approve: (pull: PullRequest, opinion: Opinion) => submit(pull, opinion, 'APPROVED'),
    requestChanges: (pull: PullRequest, opinion: Opinion) =>
      submit(pull, { body: 'Please change this.', ...opinion }, 'CHANGES_REQUESTED'),
    commentReview: (pull: PullRequest, opinion: Opinion) =>
      submit(pull, { body: 'A remark.', ...opinion }, 'COMMENTED'),
    dismissReview: (pull: PullRequest, review: Review, { as, message = 'dismissed' }: By & { message?: string }) =>
      reviews.dismissReview(state, pull, review, as, message),
    editReview: (pull: PullRequest, review: Review, { as, body }: By & { body: string }) =>
      reviews.editReview(state, pull, review, as, body),
  };
}

function checkActions(state: State) {
  return {
    createCheckRun: (repository: Repository, draft: checks.NewCheckRun) =>
      checks.createCheckRun(state, repository, draft),
    createStatus: (repository: Repository, draft: checks.NewStatus) => checks.createStatus(state, repository, draft),
    rerequestCheckRun: (run: Repository['checkRuns'][number], { as }: By) => checks.rerequestCheckRun(state, run, as),
    rerequestCheckSuite: (suite: Repository['checkSuites'][number], { as }: By) =>
      checks.rerequestCheckSuite(state, suite, as),
    requestCheckAction: (run: Repository['checkRuns'][number], { as, identifier }: By & { identifier: string }) =>
      checks.requestCheckAction(state, run, identifier, as),
  };
}

function appActions(state: State) {
  return {
    agreeToManifest: (manifest: Manifest, owner: User | Organization, nonce?: string) =>
      agreeToManifest(state, manifest, owner, nonce),
    addApp: (draft: apps.NewApp) => apps.addApp(state, draft),
    installApp: ({ as, ...draft }: apps.NewInstallation & { readonly as?: Account }) =>
      apps.installApp(state, draft, as ?? ownerOf(draft.account)),
    uninstallApp: (installation: State['installations'][number]) =>
      apps.uninstallApp(state, installation, ownerOf(installation.account)),
    suspendInstallation: (installation: State['installations'][number], { as }: { readonly as: User }) =>
      apps.suspendInstallation(state, installation, as),
    unsuspendInstallation: (installation: State['installations'][number], { as }: { readonly as: User }) =>
      apps.unsuspendInstallation(state, installation, as),
    acceptPermissions: (installation: State['installations'][number], { as }: { readonly as: User }) =>
      apps.acceptPermissions(state, installation, as),
    addToInstallation: (installation: State['installations'][number], repository: Repository, as: User) =>
      apps.addToInstallation(state, installation, repository, as),
    removeFromInstallation: (installation: State['installations'][number], repository: Repository, as: User) =>
      apps.removeFromInstallation(state, installation, repository, as),
  };
}

/** Who does what an administrator does, where nobody is named. */
function ownerOf(account: Organization | User): Account {
  if (account.type === 'User') return account;
  return [...account.members.values()].find(({ role }) => role === 'admin')?.user ?? account;
}
