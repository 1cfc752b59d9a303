import type { Ladder } from '../../src/core/ladder.ts';
import type { Policy, RoutingPolicy, Rule } from '../../src/core/policy.ts';

export const aLadder: Ladder = {
  levels: ['junior', 'mid', 'senior', 'staff', 'principal'],
  holders: {
    junior: { teams: ['acme/juniors'], users: [] },
    mid: { teams: ['acme/mids'], users: [] },
    senior: { teams: ['acme/seniors'], users: [] },
    staff: { teams: ['acme/staff'], users: [] },
    principal: { teams: ['acme/principals'], users: [] },
  },
};

/** A rule that always applies and asks for one senior, but for what a row changes. */
export function aRule(
  only: { name?: string; origin?: Rule['origin']; when?: Rule['when']; require?: Partial<Rule['require']> } = {},
): Rule {
  return {
    name: only.name ?? 'one senior',
    origin: only.origin ?? 'repository',
    when: only.when ?? [],
    require: {
      level: 'senior',
      aboveAuthor: null,
      count: 1,
      from: [],
      owners: false,
      declaration: false,
      ...only.require,
    },
  };
}

/** An enforcing policy with the usual ladder, no risk thresholds and one rule, but for what a row changes. */
export function aPolicy(only: Partial<Policy> = {}): Policy {
  return {
    mode: 'enforce',
    ladder: aLadder,
    includeChildTeams: true,
    machineUsers: [],
    tools: [],
    declaration: 'optional',
    labels: {
      assisted: { name: 'ai-assisted', color: '6f42c1' },
      agent: { name: 'ai-assisted', color: '6f42c1' },
    },
    risk: {
      paths: {},
      linesOver: {},
      filesOver: {},
      services: [],
      blastRadius: {},
      destructive: 'critical',
      novelty: 'low',
    },
    rules: [aRule()],
    carryOver: 'identical-diff',
    unknownContributor: 'one-more',
    unattributedAgent: 'one-more',
    routing: null,
    loadVisibleTo: { teams: [], users: [] },
    override: null,
    mergedWithoutGate: 'record',
    sources: [],
    ...only,
  };
}

/** Asks people, with no reminders, in the usual hours; but for what a row changes. */
export function aRouting(only: Partial<RoutingPolicy> = {}): RoutingPolicy {
  return {
    mode: 'ask',
    maxOpen: 8,
    away: [],
    nudgeAfter: null,
    escalateAfter: null,
    workingHours: { timeZone: 'UTC', days: [1, 2, 3, 4, 5], from: 9 * 60, to: 17 * 60 },
    chat: null,
    ...only,
  };
}
