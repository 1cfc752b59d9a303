import { Refusal } from '../refusal.ts';
import { allows } from '../state/apps.ts';
import { nextIds } from '../state/ids.ts';
import type { Organization, Repository, Ruleset } from '../state/model.ts';
import type { BypassActor, MergeQueueRule, Rule, RulesetConditions } from '../state/rule.ts';
import { isRequiredStatusChecks } from '../state/rules.ts';
import type { State } from '../state.ts';

export type RulesetDraft = {
  readonly name: string;
  readonly target?: Ruleset['target'];
  readonly enforcement: Ruleset['enforcement'];
  readonly bypassActors?: readonly BypassActor[];
  readonly conditions?: RulesetConditions;
  readonly rules?: readonly Rule[];
};

export function addRuleset(state: State, source: Repository | Organization, draft: RulesetDraft): Ruleset {
  refusePins(state, draft.rules ?? []);
  const ruleset: Ruleset = {
    ...nextIds(state.ids, 'RRS'),
    source,
    name: draft.name,
    target: draft.target ?? 'branch',
    enforcement: draft.enforcement,
    bypassActors: draft.bypassActors ?? [],
    conditions: draft.conditions ?? { ref_name: { include: ['~DEFAULT_BRANCH'], exclude: [] } },
    rules: draft.rules ?? [],
    createdAt: state.now(),
    updatedAt: state.now(),
  };
  source.rulesets.push(ruleset);
  return ruleset;
}

export function editRuleset(state: State, ruleset: Ruleset, draft: Partial<RulesetDraft>): void {
  refusePins(state, draft.rules ?? []);
  Object.assign(ruleset, draft, { updatedAt: state.now() });
}

export type RequiredCheckDraft = {
  /** Branch names or patterns. */
  readonly branches?: readonly string[];
  readonly context: string;
  /** The app that must have set it; null: anybody. */
  readonly appId: number | null;
  readonly bypassActors?: readonly BypassActor[];
};

/** A ruleset as an administrator would write it: the check is required, and so is a pull request. */
export function requireCheck(state: State, source: Repository | Organization, draft: RequiredCheckDraft): Ruleset {
  const { branches = ['~DEFAULT_BRANCH'], context, appId, bypassActors = [] } = draft;
  const pin = appId === null ? {} : { integration_id: appId };
  const include = branches.map(pattern);
  return addRuleset(state, source, {
    name: `require ${context}`,
    enforcement: 'active',
    bypassActors,
    conditions: { ref_name: { include, exclude: [] }, ...(source.nodeId.startsWith('O_') ? allRepositories : {}) },
    rules: [
      { type: 'pull_request', parameters: pullRequestParameters },
      {
        type: 'required_status_checks',
        parameters: {
          required_status_checks: [{ context, ...pin }],
          strict_required_status_checks_policy: false,
          do_not_enforce_on_create: true,
        },
      },
    ],
  });
}

export type MergeQueueDraft = Partial<MergeQueueRule['parameters']> & { readonly branches?: readonly string[] };

/** Merges into the branch go through a queue. Only a repository can ask for that, never an organization. */
export function requireMergeQueue(state: State, repository: Repository, draft: MergeQueueDraft = {}): Ruleset {
  const { branches = ['~DEFAULT_BRANCH'], ...parameters } = draft;
  return addRuleset(state, repository, {
    name: 'merge queue',
    enforcement: 'active',
    conditions: { ref_name: { include: branches.map(pattern), exclude: [] } },
    rules: [{ type: 'merge_queue', parameters: { ...mergeQueueParameters, ...parameters } }],
  });
}

/** GitHub's defaults. */
const mergeQueueParameters: MergeQueueRule['parameters'] = {
  check_response_timeout_minutes: 60,
  grouping_strategy: 'ALLGREEN',
  max_entries_to_build: 5,
  max_entries_to_merge: 5,
  merge_method: 'MERGE',
  min_entries_to_merge: 1,
  min_entries_to_merge_wait_minutes: 5,
};

function pattern(branch: string): string {
  return /^[~*]|^refs\//u.test(branch) ? branch : `refs/heads/${branch}`;
}

function refusePins(state: State, rules: readonly Rule[]): void {
  if (!state.behaviour.pinsNeedStatusesWrite) return;
  const pins = rules.filter(isRequiredStatusChecks).flatMap(({ parameters }) => parameters.required_status_checks);
  for (const { context, integration_id: id } of pins) {
    const app = state.apps.find((candidate) => candidate.id === id);
    if (app === undefined || allows(app.permissions, 'statuses', 'write')) continue;
    throw new Refusal(422, `${app.slug} cannot be the source of "${context}" without \`statuses: write\``);
  }
}

const allRepositories = { repository_name: { include: ['~ALL'], exclude: [] } };

const pullRequestParameters = {
  required_approving_review_count: 0,
  dismiss_stale_reviews_on_push: false,
  require_code_owner_review: false,
  require_last_push_approval: false,
  required_review_thread_resolution: false,
};
