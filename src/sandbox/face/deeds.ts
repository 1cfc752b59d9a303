import { requestCheckAction, rerequestCheckRun } from '../operations/checks.ts';
import { addComment, addLabel, removeLabel } from '../operations/issues.ts';
import { dequeue, enqueue } from '../operations/merge-queue.ts';
import { merge, updateBranch } from '../operations/merging.ts';
import { closePullRequest, convertToDraft, markReady, reopenPullRequest } from '../operations/pull-requests.ts';
import { dismissReview, submitReview } from '../operations/reviews.ts';
import { Refusal } from '../refusal.ts';
import { permissionOrder } from '../state/accounts.ts';
import type { CheckRun, Permission, PullRequest, Repository, User } from '../state/model.ts';
import { fullName } from '../state/repositories.ts';
import { permissionOf, type State } from '../state.ts';
import { pushChange } from './change.ts';
import type { Form } from './form.ts';

type Deed<Subject> = (state: State, subject: Subject, as: User, form: Form) => void;

/** What the buttons of a pull request's page do. Each may throw a Refusal. */
export const pullRequestDeeds: Readonly<Record<string, Deed<PullRequest>>> = {
  review: (state, pull, as, form) => {
    const opinion = form('opinion');
    const body = form('body');
    if (opinion === 'APPROVED' || opinion === 'CHANGES_REQUESTED')
      submitReview(state, pull, { as, state: opinion, body });
    else if (body.trim() === '') throw new Refusal(422, 'a comment needs words');
    else addComment(state, pull, { as, body });
  },
  dismiss: (state, pull, as, form) => {
    const review = pull.reviews.find(({ id }) => String(id) === form('review'));
    if (review === undefined) throw new Refusal(404, 'there is no such review');
    dismissReview(state, pull, review, as, `dismissed by ${as.login} on the page`);
  },
  push: (state, pull, as, form) => {
    const { repository, ref: branch, sha: on } = pull.head;
    if (repository === null) throw new Refusal(422, 'the head repository is gone');
    pushChange(state, { repository, branch, on }, as, form);
  },
  merge: (state, pull, as, form) => {
    const method = (['squash', 'rebase'] as const).find((known) => known === form('method')) ?? 'merge';
    merge(state, pull, { as, method });
  },
  enqueue,
  dequeue: (state, pull, as) => {
    refuseStranger(pull.repository, as, 'write');
    dequeue(state, pull, as);
  },
  update: (state, pull, as) => {
    refuseStranger(pull.head.repository ?? pull.repository, as, 'write');
    updateBranch(state, pull, as);
  },
  ready: byItsPeople(markReady),
  draft: byItsPeople(convertToDraft),
  close: byItsPeople(closePullRequest),
  reopen: byItsPeople(reopenPullRequest),
  label: (state, pull, as, form) => {
    refuseStranger(pull.repository, as, 'triage');
    if (form('name').trim() === '') throw new Refusal(422, 'a label needs a name');
    addLabel(state, pull, form('name').trim(), as);
  },
  unlabel: (state, pull, as, form) => {
    refuseStranger(pull.repository, as, 'triage');
    removeLabel(state, pull, form('name'), as);
  },
};

export const runDeeds: Readonly<Record<string, Deed<CheckRun>>> = {
  rerun: (state, run, as) => {
    refuseStranger(run.suite.repository, as, 'write');
    rerequestCheckRun(state, run, as);
  },
  action: (state, run, as, form) => {
    refuseStranger(run.suite.repository, as, 'write');
    requestCheckAction(state, run, form('identifier'), as);
  },
};

/** The author and everybody who may triage. */
function byItsPeople(deed: (state: State, pull: PullRequest, as: User) => void): Deed<PullRequest> {
  return (state, pull, as) => {
    if (as !== pull.author) refuseStranger(pull.repository, as, 'triage');
    deed(state, pull, as);
  };
}

function refuseStranger(repository: Repository, as: User, needed: Permission): void {
  const permission = permissionOf(repository, as);
  if (permissionOrder.indexOf(permission) >= permissionOrder.indexOf(needed)) return;
  throw new Refusal(403, `${as.login} needs ${needed} access to ${fullName(repository)} and has ${permission}`);
}
