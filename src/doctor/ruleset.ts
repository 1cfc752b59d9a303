import { describeActor } from './bypass-actor.ts';

/** A ruleset in GitHub's own spelling. What is not named here goes back as it came: a change replaces the whole. */
export type Ruleset = {
  readonly name: string;
  readonly target: string;
  readonly enforcement: string;
  readonly bypass_actors: readonly BypassActor[];
  readonly conditions: Conditions;
  readonly rules: readonly Rule[];
};

type BypassActor = { readonly actor_id: number | null; readonly actor_type: string; readonly bypass_mode: string };
type Patterns = { readonly include: readonly string[]; readonly exclude: readonly string[] };
type Conditions = { readonly ref_name: Patterns; readonly [other: string]: unknown };
type Rule = { readonly type: string; readonly parameters?: Readonly<Record<string, unknown>> | undefined };
type Check = { readonly context: string; readonly integration_id?: number | null | undefined };

export type Gate = {
  readonly check: string;
  readonly appId: number;
  /** How many approvals GitHub itself asks for; null: as many as now. */
  readonly approvals: number | null;
  readonly scope: 'organization' | 'repository';
};

/** One difference in words, from what is to what should be. */
export type Change = { readonly what: string; readonly is: string; readonly becomes: string };

export type Planned = { readonly ruleset: Ruleset; readonly changes: readonly Change[] };

/** The ruleset with the gate in it, and what that changes; no changes where it is there already. */
export function planRuleset(current: Ruleset | null, gate: Gate): Planned {
  const before = current ?? emptyRuleset(gate.scope);
  const changes: Change[] = [];
  const note = (what: string, is: string, becomes: string): void => {
    if (is !== becomes) changes.push({ what, is, becomes });
  };
  note('enforcement', current === null ? 'nothing there' : before.enforcement, 'active');
  const ruleset = {
    ...before,
    enforcement: 'active',
    conditions: withDefaultBranch(before.conditions, note),
    bypass_actors: inSight(before.bypass_actors, note),
    rules: withCheck(withPullRequest(before.rules, gate, note), gate, note),
  };
  return { ruleset, changes };
}

/** Whether a ruleset asks for our check, whoever may have set it. */
export const asksFor = ({ rules }: Pick<Ruleset, 'rules'>, check: string): boolean =>
  rules.some((rule) => checksOf(rule).some(({ context }) => context === check));

/** Which repositories a ruleset of an organization leaves out, in words; null: none. */
export function leavesOut({ conditions }: Pick<Ruleset, 'conditions'>): string | null {
  const { ref_name: _, repository_name: names, ...others } = conditions;
  const other = Object.keys(others)[0];
  if (other !== undefined) return `those that its condition \`${other}\` does not name`;
  if (!isPatterns(names)) return null;
  if (!names.include.includes('~ALL')) return `all but ${describePatterns(names)}`;
  return names.exclude.length === 0 ? null : names.exclude.join(', ');
}

const isPatterns = (value: unknown): value is Patterns =>
  typeof value === 'object' && value !== null && 'include' in value && 'exclude' in value;

type Note = (what: string, is: string, becomes: string) => void;

const everyRepository = { repository_name: { include: ['~ALL'], exclude: [] } };

const emptyRuleset = (scope: Gate['scope']): Ruleset => ({
  name: 'countersign',
  target: 'branch',
  enforcement: 'active',
  bypass_actors: [],
  conditions: {
    ref_name: { include: ['~DEFAULT_BRANCH'], exclude: [] },
    ...(scope === 'organization' ? everyRepository : {}),
  },
  rules: [],
});

function withDefaultBranch(conditions: Conditions, note: Note): Conditions {
  const { include, exclude } = conditions.ref_name;
  const covered = include.includes('~DEFAULT_BRANCH') || include.includes('~ALL');
  const ref_name = {
    include: covered ? include : [...include, '~DEFAULT_BRANCH'],
    exclude: exclude.filter((pattern) => pattern !== '~DEFAULT_BRANCH'),
  };
  note('branches', describePatterns(conditions.ref_name), describePatterns(ref_name));
  return { ...conditions, ref_name };
}

const describePatterns = ({ include, exclude }: Patterns): string =>
  `${include.join(', ') || 'none'}${exclude.length === 0 ? '' : ` without ${exclude.join(', ')}`}`;

/** Going around the gate stays possible on a pull request, where it is seen and recorded; a deploy key has none. */
function inSight(actors: readonly BypassActor[], note: Note): readonly BypassActor[] {
  return actors.flatMap((actor) => {
    const who = `bypass by ${describeActor(actor.actor_type, actor.actor_id)}`;
    if (actor.bypass_mode === 'pull_request') return [actor];
    const stays = actor.actor_type !== 'DeployKey';
    note(who, actor.bypass_mode, stays ? 'pull_request' : 'not any more');
    return stays ? [{ ...actor, bypass_mode: 'pull_request' }] : [];
  });
}

const plainReviews = {
  required_approving_review_count: 0,
  dismiss_stale_reviews_on_push: false,
  require_code_owner_review: false,
  require_last_push_approval: false,
  required_review_thread_resolution: false,
};

/** Without this rule a commit that passed on one branch can be pushed to another. */
function withPullRequest(rules: readonly Rule[], gate: Gate, note: Note): readonly Rule[] {
  const rule = rules.find(({ type }) => type === 'pull_request');
  const before = { ...plainReviews, ...rule?.parameters };
  const approvals = gate.approvals ?? before.required_approving_review_count;
  const parameters = {
    ...before,
    required_approving_review_count: approvals,
    dismiss_stale_reviews_on_push: true,
    // GitHub's own "somebody else than the last pusher" makes sense only where GitHub itself asks for an approval.
    require_last_push_approval: before.require_last_push_approval || approvals > 0,
  };
  note('pull request', rule === undefined ? 'not required' : describeReviews(before), describeReviews(parameters));
  return replaced(rules, { type: 'pull_request', parameters });
}

function describeReviews(reviews: typeof plainReviews): string {
  const stale = reviews.dismiss_stale_reviews_on_push ? 'dismissed' : 'kept';
  const last = reviews.require_last_push_approval ? ', the last push approved by somebody else' : '';
  return `required, ${reviews.required_approving_review_count} approvals by GitHub's own count, stale ones ${stale}${last}`;
}

/** Exactly once, and from this App alone: without the source anybody who can write could set it. */
function withCheck(rules: readonly Rule[], { check, appId }: Gate, note: Note): readonly Rule[] {
  const rule = rules.find(({ type }) => type === 'required_status_checks');
  const checks = rule === undefined ? [] : checksOf(rule);
  const own = checks.filter(({ context }) => context === check);
  const source = ({ integration_id: id }: Check): string =>
    id === null || id === undefined ? 'required from anybody' : `required from the App ${id}`;
  const pinned = { context: check, integration_id: appId };
  note(`check \`${check}\``, own.map(source).join(' and ') || 'not required', source(pinned));
  const parameters = {
    strict_required_status_checks_policy: false,
    do_not_enforce_on_create: true,
    ...rule?.parameters,
    required_status_checks: [...checks.filter(({ context }) => context !== check), pinned],
  };
  return replaced(rules, { type: 'required_status_checks', parameters });
}

function replaced(rules: readonly Rule[], rule: Rule): readonly Rule[] {
  const there = rules.some(({ type }) => type === rule.type);
  return there ? rules.map((other) => (other.type === rule.type ? { ...other, ...rule } : other)) : [...rules, rule];
}

function checksOf({ type, parameters }: Rule): readonly Check[] {
  const checks = type === 'required_status_checks' ? parameters?.['required_status_checks'] : undefined;
  return Array.isArray(checks) ? (checks as readonly Check[]) : [];
}
