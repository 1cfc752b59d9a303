import { nextIds } from '../state/ids.ts';
import type { Organization, Repository, Ruleset } from '../state/model.ts';
import type { BypassActor, Rule, RulesetConditions } from '../state/rule.ts';
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
  const include = branches.map((branch) => (/^[~*]|^refs\//u.test(branch) ? branch : `refs/heads/${branch}`));
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

const allRepositories = { repository_name: { include: ['~ALL'], exclude: [] } };

const pullRequestParameters = {
  required_approving_review_count: 0,
  dismiss_stale_reviews_on_push: false,
  require_code_owner_review: false,
  require_last_push_approval: false,
  required_review_thread_resolution: false,
};
