import {
  type CheckRunDraft,
  createCheckRun,
  findCheckRun,
  rerequestCheckRun,
  updateCheckRun,
} from '../operations/checks.ts';
import { Refusal } from '../refusal.ts';
import { checkRunShape, checkSuiteShape } from '../shapes/checks.ts';
import { latestCheckRuns } from '../state/checks.ts';
import type { Annotation, CheckRun, Repository } from '../state/model.ts';
import { resolveRevision } from '../state/repositories.ts';
import {
  type Answer,
  actorOf,
  type Call,
  created,
  type Need,
  namedPage,
  notAccessible,
  ok,
  onRepository,
  type Routes,
  text,
} from './route.ts';

const read: readonly Need[] = [['checks', 'read']];
const write: readonly Need[] = [['checks', 'write']];

export const checkRoutes: Routes = {
  'checks/create': onRepository(write, ({ state, viewer, body }, repository) => {
    if (viewer.kind !== 'installation') throw new Refusal(403, 'You must authenticate via a GitHub App.');
    const draft = { app: viewer.installation.app, name: String(body['name']), headSha: String(body['head_sha']) };
    return created(checkRunShape(state, createCheckRun(state, repository, { ...draftIn(body), ...draft })));
  }),
  'checks/update': onRepository(write, ({ state, viewer, params, body }, repository) => {
    const run = findCheckRun(repository, Number(params['check_run_id']));
    if (viewer.kind !== 'installation' || viewer.installation.app !== run.app) throw notAccessible();
    updateCheckRun(state, run, draftIn(body));
    return ok(checkRunShape(state, run));
  }),
  'checks/get': onRepository(read, ({ state, params }, repository) =>
    ok(checkRunShape(state, findCheckRun(repository, Number(params['check_run_id'])))),
  ),
  'checks/rerequest-run': onRepository(write, ({ state, viewer, params }, repository) => {
    rerequestCheckRun(state, findCheckRun(repository, Number(params['check_run_id'])), actorOf(viewer));
    return created({});
  }),
  'checks/list-for-ref': onRepository(read, listRuns),
  'checks/list-suites-for-ref': onRepository(read, (call, repository) => {
    const sha = resolveRevision(repository, call.params['ref'] ?? '');
    const appId = call.url.searchParams.get('app_id');
    const suites = repository.checkSuites.filter(
      (suite) => suite.headSha === sha && (appId === null || suite.app.id === Number(appId)),
    );
    return namedPage(call, 'check_suites', suites, (suite) => checkSuiteShape(call.state, suite));
  }),
};

function listRuns(call: Call, repository: Repository): Answer {
  const sha = resolveRevision(repository, call.params['ref'] ?? '');
  if (sha === null) throw new Refusal(422, `No commit found for SHA: ${call.params['ref'] ?? ''}`);
  const query = call.url.searchParams;
  const all = repository.checkRuns.filter((run) => run.headSha === sha);
  const runs = (query.get('filter') === 'all' ? all : latestCheckRuns(repository, sha)).filter((run) =>
    fits(run, query),
  );
  const newestFirst = [...runs].sort((one, other) => other.id - one.id);
  return namedPage(call, 'check_runs', newestFirst, (run) => checkRunShape(call.state, run));
}

function fits(run: CheckRun, query: URLSearchParams): boolean {
  const [name, appId, status] = [query.get('check_name'), query.get('app_id'), query.get('status')];
  return (
    (name === null || run.name === name) &&
    (appId === null || run.app.id === Number(appId)) &&
    (status === null || run.status === status)
  );
}

/** The body has passed GitHub's schema, so words are known words here. */
function draftIn(body: Call['body']): CheckRunDraft {
  const { output, actions, completed_at: completedAt } = body;
  const fields: [keyof CheckRunDraft, unknown][] = [
    ['name', body['name']],
    ['status', body['status']],
    ['conclusion', body['conclusion']],
    ['externalId', body['external_id']],
    ['detailsUrl', body['details_url']],
    ['actions', actions],
    ['completedAt', typeof completedAt === 'string' ? new Date(completedAt) : undefined],
    ['output', typeof output === 'object' && output !== null ? outputIn({ ...output }) : undefined],
  ];
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined));
}

function outputIn(output: Readonly<Record<string, unknown>>) {
  return {
    title: text(output['title']) ?? null,
    summary: text(output['summary']) ?? null,
    text: text(output['text']) ?? null,
    annotations: (output['annotations'] ?? []) as readonly Annotation[],
  };
}
