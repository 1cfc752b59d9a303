import { readCommit } from '../git/objects.ts';
import { Refusal } from '../refusal.ts';
import { checkSuiteShape, webhookCheckRun } from '../shapes/checks.ts';
import { allows, covers } from '../state/apps.ts';
import { nextIds } from '../state/ids.ts';
import type {
  Account,
  Actor,
  App,
  CheckAction,
  CheckConclusion,
  CheckOutput,
  CheckRun,
  CheckStatus,
  CheckSuite,
  CommitStatus,
  Repository,
} from '../state/model.ts';
import { branchRef, fullName } from '../state/repositories.ts';
import { canPush, type State } from '../state.ts';
import { appOf } from './timeline.ts';

export type CheckRunDraft = {
  readonly name?: string;
  readonly status?: CheckStatus;
  readonly conclusion?: CheckConclusion;
  readonly externalId?: string;
  readonly detailsUrl?: string;
  readonly output?: Partial<CheckOutput>;
  readonly actions?: readonly CheckAction[];
  readonly completedAt?: Date;
};

export type NewCheckRun = CheckRunDraft & { readonly app: App; readonly name: string; readonly headSha: string };

/** GitHub keeps this many runs of one name in a suite and deletes the oldest beyond. */
const mostRunsOfOneName = 1_000;

export function createCheckRun(state: State, repository: Repository, draft: NewCheckRun): CheckRun {
  const { app, name, headSha } = draft;
  if (!repository.objects.commits.has(headSha)) throw new Refusal(422, `No commit found for SHA: ${headSha}`);
  const suite = suiteFor(state, repository, app, headSha);
  const run: CheckRun = {
    ...nextIds(state.ids, 'CR'),
    suite,
    app,
    name,
    headSha,
    status: 'queued',
    conclusion: null,
    startedAt: state.now(),
    completedAt: null,
    externalId: '',
    detailsUrl: app.externalUrl,
    output: { title: null, summary: null, text: null, annotations: [] },
    actions: [],
  };
  applyDraft(state, run, draft);
  repository.checkRuns.push(run);
  const sameName = repository.checkRuns.filter((other) => other.suite === suite && other.name === name);
  const [oldest] = sameName.length > mostRunsOfOneName ? sameName : [];
  if (oldest !== undefined) repository.checkRuns.splice(repository.checkRuns.indexOf(oldest), 1);
  announceRun(state, run, 'created', app.bot);
  if (run.status === 'completed') finishSuite(state, suite, run);
  return run;
}

export function updateCheckRun(state: State, run: CheckRun, draft: CheckRunDraft): void {
  const wasCompleted = run.status === 'completed';
  const { status: _status, conclusion: _conclusion, completedAt: _completedAt, ...rest } = draft;
  applyDraft(state, run, wasCompleted && state.behaviour.completedRunsAreFinal ? rest : draft);
  if (!wasCompleted && run.status === 'completed') finishSuite(state, run.suite, run);
}

/** "Re-run": the suite goes back to queued, the run itself stays as it is. Only its app is told. */
export function rerequestCheckRun(state: State, run: CheckRun, sender: Account): void {
  run.suite.status = 'queued';
  run.suite.conclusion = null;
  announceRun(state, run, 'rerequested', sender);
}

export function rerequestCheckSuite(state: State, suite: CheckSuite, sender: Account): void {
  suite.status = 'queued';
  suite.conclusion = null;
  announceSuite(state, suite, 'rerequested', sender);
}

/** A click on one of the buttons of a completed run. */
export function requestCheckAction(state: State, run: CheckRun, identifier: string, sender: Actor): void {
  if (!state.behaviour.readersMayClick && !canPush(run.suite.repository, sender)) {
    throw new Refusal(403, `${sender.login} may not click the buttons of checks`);
  }
  if (!run.actions.some((action) => action.identifier === identifier)) {
    throw new Refusal(422, `the check run has no button \`${identifier}\``);
  }
  announceRun(state, run, 'requested_action', sender, { requested_action: { identifier } });
}

/** A push gives every app that writes checks a suite, unless the commit asks for none. */
export function requestCheckSuites(
  state: State,
  repository: Repository,
  { headSha, headBranch, sender }: { readonly headSha: string; readonly headBranch: string; readonly sender: Account },
): void {
  if (/\n\n\nskip-checks:\s*true\s*$/u.test(readCommit(repository.objects, headSha).message)) return;
  for (const installation of state.installations) {
    const writesChecks = allows(installation.permissions, 'checks', 'write') && installation.suspendedAt === null;
    if (!writesChecks || !covers(installation, repository)) continue;
    const known = repository.checkSuites.some((suite) => suite.app === installation.app && suite.headSha === headSha);
    if (known) continue;
    announceSuite(state, addSuite(state, repository, installation.app, { headSha, headBranch }), 'requested', sender);
  }
}

export type NewStatus = Pick<CommitStatus, 'sha' | 'context' | 'state'> & { readonly as: Actor };

export function createStatus(state: State, repository: Repository, { as, ...status }: NewStatus): CommitStatus {
  const written: CommitStatus = {
    ...nextIds(state.ids, 'SC'),
    ...status,
    description: null,
    targetUrl: null,
    creator: as,
    app: appOf(state, as),
    createdAt: state.now(),
  };
  repository.statuses.push(written);
  return written;
}

function applyDraft(state: State, run: CheckRun, draft: CheckRunDraft): void {
  run.name = draft.name ?? run.name;
  run.externalId = draft.externalId ?? run.externalId;
  run.detailsUrl = draft.detailsUrl ?? run.detailsUrl;
  run.actions = draft.actions ?? run.actions;
  // Annotations add up; the rest of the output is replaced.
  const annotations = [...run.output.annotations, ...(draft.output?.annotations ?? [])];
  if (draft.output !== undefined) run.output = { title: null, summary: null, text: null, ...draft.output, annotations };
  if (draft.conclusion !== undefined) {
    run.status = 'completed';
    run.conclusion = draft.conclusion;
    run.completedAt = draft.completedAt ?? state.now();
  } else if (draft.status !== undefined && draft.status !== run.status) {
    run.status = draft.status;
    run.conclusion = null;
    run.completedAt = null;
  }
}

function suiteFor(state: State, repository: Repository, app: App, headSha: string): CheckSuite {
  const known = repository.checkSuites.find((suite) => suite.app === app && suite.headSha === headSha);
  if (known !== undefined) return known;
  const branch = [...repository.refs].find(([, oid]) => oid === headSha)?.[0];
  const headBranch = branch?.startsWith(branchRef('')) ? branch.slice(branchRef('').length) : null;
  return addSuite(state, repository, app, { headSha, headBranch });
}

function addSuite(
  state: State,
  repository: Repository,
  app: App,
  head: Pick<CheckSuite, 'headSha' | 'headBranch'>,
): CheckSuite {
  const suite: CheckSuite = {
    ...nextIds(state.ids, 'CS'),
    repository,
    app,
    ...head,
    status: 'queued',
    conclusion: null,
    createdAt: state.now(),
    updatedAt: state.now(),
  };
  repository.checkSuites.push(suite);
  return suite;
}

function finishSuite(state: State, suite: CheckSuite, run: CheckRun): void {
  suite.status = 'completed';
  suite.conclusion = run.conclusion;
  suite.updatedAt = state.now();
  announceRun(state, run, 'completed', run.app.bot);
  announceSuite(state, suite, 'completed', run.app.bot);
}

function announceRun(state: State, run: CheckRun, action: string, sender: Account, extra: object = {}): void {
  const { repository } = run.suite;
  const everybody = action === 'created' || action === 'completed';
  const scope = everybody
    ? ({ of: 'repository', repository } as const)
    : ({ of: 'app', app: run.app, repository } as const);
  const payload = () => ({ check_run: webhookCheckRun(state, run), ...extra });
  state.announce({ event: 'check_run', action, scope, sender, payload });
}

function announceSuite(state: State, suite: CheckSuite, action: string, sender: Account): void {
  const { repository, app } = suite;
  const scope =
    action === 'completed' ? ({ of: 'repository', repository } as const) : ({ of: 'app', app, repository } as const);
  const payload = () => {
    const { repository: _repository, ...shape } = checkSuiteShape(state, suite);
    return { check_suite: shape };
  };
  state.announce({ event: 'check_suite', action, scope, sender, payload });
}

export function findCheckRun(repository: Repository, id: number): CheckRun {
  const run = repository.checkRuns.find((candidate) => candidate.id === id);
  if (run === undefined) throw new Refusal(404, `Not Found: check run ${id} in ${fullName(repository)}`);
  return run;
}
