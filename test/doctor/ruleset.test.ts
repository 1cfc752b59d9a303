import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Gate, leavesOut, planRuleset, type Ruleset } from '../../src/doctor/ruleset.ts';

const gate: Gate = { check: 'countersign', appId: 12, approvals: null, scope: 'repository' };

/** As it should be, but for what the test changes. */
const aRuleset = (only: Partial<Ruleset> = {}): Ruleset => ({
  name: 'main is ours',
  target: 'branch',
  enforcement: 'active',
  bypass_actors: [],
  conditions: { ref_name: { include: ['~DEFAULT_BRANCH'], exclude: [] } },
  rules: [pullRequest(), checks([{ context: 'countersign', integration_id: 12 }])],
  ...only,
});

const pullRequest = (only: object = {}) => ({
  type: 'pull_request',
  parameters: {
    required_approving_review_count: 0,
    dismiss_stale_reviews_on_push: true,
    require_code_owner_review: false,
    require_last_push_approval: false,
    required_review_thread_resolution: false,
    ...only,
  },
});

const checks = (required: readonly object[], only: object = {}) => ({
  type: 'required_status_checks',
  parameters: {
    strict_required_status_checks_policy: false,
    do_not_enforce_on_create: true,
    required_status_checks: required,
    ...only,
  },
});

const ours = { context: 'countersign', integration_id: 12 };

describe('the ruleset with the gate in it', () => {
  it('is planned where there is none: pinned, with pull requests, on the default branch, for nobody to go around', () => {
    const { ruleset, changes } = planRuleset(null, gate);
    expect(ruleset).toEqual(aRuleset({ name: 'countersign' }));
    expect(changes.map(({ what }) => what)).toEqual(['enforcement', 'pull request', 'check `countersign`']);
  });

  it('of an organization holds in every repository', () => {
    const { ruleset } = planRuleset(null, { ...gate, scope: 'organization' });
    expect(ruleset.conditions['repository_name']).toEqual({ include: ['~ALL'], exclude: [] });
  });

  it('is left alone where it is there', () => {
    expect(planRuleset(aRuleset(), gate)).toEqual({ ruleset: aRuleset(), changes: [] });
  });

  it.each<{
    why: string;
    current: Partial<Ruleset>;
    gate?: Partial<Gate>;
    says: readonly string[];
    becomes: Partial<Ruleset>;
  }>([
    {
      why: 'it only evaluates',
      current: { enforcement: 'evaluate' },
      says: ['enforcement: evaluate → active'],
      becomes: {},
    },
    {
      why: 'anybody may set the check',
      current: { rules: [pullRequest(), checks([{ context: 'countersign' }])] },
      says: ['check `countersign`: required from anybody → required from the App 12'],
      becomes: {},
    },
    {
      why: 'another App must set it, beside checks of others',
      current: {
        rules: [
          pullRequest(),
          checks([{ context: 'build' }, { context: 'countersign', integration_id: 7 }], {
            strict_required_status_checks_policy: true,
          }),
        ],
      },
      says: ['check `countersign`: required from the App 7 → required from the App 12'],
      becomes: {
        rules: [pullRequest(), checks([{ context: 'build' }, ours], { strict_required_status_checks_policy: true })],
      },
    },
    {
      why: 'it is required twice, once from anybody',
      current: { rules: [pullRequest(), checks([{ context: 'countersign' }, ours])] },
      says: ['check `countersign`: required from anybody and required from the App 12 → required from the App 12'],
      becomes: {},
    },
    {
      why: 'it has other rules only',
      current: { rules: [{ type: 'deletion' }] },
      says: ['pull request: not required → required', 'check `countersign`: not required → required from the App 12'],
      becomes: { rules: [{ type: 'deletion' }, pullRequest(), checks([ours])] },
    },
    {
      why: 'stale approvals stay, and it has a setting that we do not know',
      current: {
        rules: [
          pullRequest({
            dismiss_stale_reviews_on_push: false,
            required_approving_review_count: 2,
            of_tomorrow: 'kept',
          }),
          checks([ours]),
        ],
      },
      says: [
        "pull request: required, 2 approvals by GitHub's own count, stale ones kept → required, 2 approvals by GitHub's own count, stale ones dismissed, the last push",
      ],
      becomes: {
        rules: [
          pullRequest({ required_approving_review_count: 2, require_last_push_approval: true, of_tomorrow: 'kept' }),
          checks([ours]),
        ],
      },
    },
    {
      why: 'GitHub shall ask for an approval too',
      current: {},
      gate: { approvals: 1 },
      says: ['pull request: required, 0 approvals'],
      becomes: {
        rules: [pullRequest({ required_approving_review_count: 1, require_last_push_approval: true }), checks([ours])],
      },
    },
    {
      why: 'it holds for other branches',
      current: {
        conditions: {
          ref_name: { include: ['refs/heads/release/**'], exclude: ['~DEFAULT_BRANCH'] },
          repository_id: { repository_ids: [1] },
        },
      },
      says: ['branches: refs/heads/release/** without ~DEFAULT_BRANCH → refs/heads/release/**, ~DEFAULT_BRANCH'],
      becomes: {
        conditions: {
          ref_name: { include: ['refs/heads/release/**', '~DEFAULT_BRANCH'], exclude: [] },
          repository_id: { repository_ids: [1] },
        },
      },
    },
    {
      why: 'people and keys may go around it unseen',
      current: {
        bypass_actors: [
          { actor_id: null, actor_type: 'OrganizationAdmin', bypass_mode: 'exempt' },
          { actor_id: 5, actor_type: 'RepositoryRole', bypass_mode: 'always' },
          { actor_id: 3, actor_type: 'Team', bypass_mode: 'pull_request' },
          { actor_id: null, actor_type: 'DeployKey', bypass_mode: 'always' },
        ],
      },
      says: [
        'bypass by owners of the organization: exempt → pull_request',
        'bypass by the role admin: always → pull_request',
        'bypass by deploy keys: always → not any more',
      ],
      becomes: {
        bypass_actors: [
          { actor_id: null, actor_type: 'OrganizationAdmin', bypass_mode: 'pull_request' },
          { actor_id: 5, actor_type: 'RepositoryRole', bypass_mode: 'pull_request' },
          { actor_id: 3, actor_type: 'Team', bypass_mode: 'pull_request' },
        ],
      },
    },
  ])('is changed, and nothing else with it, when $why', ({ current, gate: asked, says, becomes }) => {
    const { ruleset, changes } = planRuleset(aRuleset(current), { ...gate, ...asked });
    expect(ruleset).toEqual(aRuleset(becomes));
    const told = changes.map(({ what, is, becomes: after }) => `${what}: ${is} → ${after}`);
    expect(told).toEqual(says.map((text) => expect.stringContaining(text)));
  });

  it('is as it should be after one change, whatever it was', () => {
    const required = fc.array(
      fc.record({ context: fc.constantFrom('build', 'countersign'), integration_id: fc.constantFrom(null, 7, 12) }),
    );
    const rule = fc.oneof(
      fc.constant({ type: 'deletion' }),
      required.map((given) => checks(given)),
      fc
        .record({ dismiss_stale_reviews_on_push: fc.boolean(), required_approving_review_count: fc.nat(3) })
        .map(pullRequest),
    );
    const actor = fc.record({
      actor_id: fc.constantFrom(null, 1),
      actor_type: fc.constantFrom('Team', 'DeployKey', 'User', 'Integration'),
      bypass_mode: fc.constantFrom('always', 'pull_request', 'exempt'),
    });
    const patterns = fc.array(fc.constantFrom('~ALL', '~DEFAULT_BRANCH', 'refs/heads/x'));
    const ruleset = fc.record({
      rules: fc.uniqueArray(rule, { selector: ({ type }) => type }),
      enforcement: fc.constantFrom('active', 'evaluate', 'disabled'),
      bypass_actors: fc.array(actor),
      conditions: fc.record({ ref_name: fc.record({ include: patterns, exclude: patterns }) }),
    });
    fc.assert(
      fc.property(ruleset, fc.option(fc.nat(2)), (current, approvals) => {
        const asked = { ...gate, approvals };
        const once = planRuleset(aRuleset(current), asked);
        const twice = planRuleset(once.ruleset, asked);
        expect(twice.changes).toEqual([]);
        expect(twice.ruleset).toEqual(once.ruleset);
      }),
    );
  });
});

describe('the repositories that a ruleset leaves out', () => {
  const ref_name = { include: ['~DEFAULT_BRANCH'], exclude: [] };
  it.each([
    { why: 'it is for all', conditions: { repository_name: { include: ['~ALL'], exclude: [] } }, left: null },
    { why: 'it is of one repository', conditions: {}, left: null },
    {
      why: 'it names some',
      conditions: { repository_name: { include: ['shop', 'web-*'], exclude: ['web-old'] } },
      left: 'all but shop, web-* without web-old',
    },
    {
      why: 'it excludes some',
      conditions: { repository_name: { include: ['~ALL'], exclude: ['sandbox'] } },
      left: 'sandbox',
    },
    {
      why: 'it goes by number',
      conditions: { repository_id: { repository_ids: [7] } },
      left: 'those that its condition `repository_id` does not name',
    },
    {
      why: 'it goes by a property',
      conditions: { repository_property: { include: [], exclude: [] } },
      left: 'those that its condition `repository_property` does not name',
    },
  ])('are told when $why', ({ conditions, left }) => {
    expect(leavesOut({ conditions: { ref_name, ...conditions } })).toBe(left);
  });
});
