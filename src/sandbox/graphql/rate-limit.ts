import type { Viewer } from '../state/apps.ts';
import type { State } from '../state.ts';

export type Allowance = { readonly limit: number; readonly used: number; readonly resetAt: Date };

type Budget = { used: number; resetAt: Date };

const limit = 5_000;
const hour = 3_600_000;
const budgets = new WeakMap<State, Map<string, Budget>>();

export type Resource = 'graphql' | 'core';

/** Takes points off what the viewer may spend in an hour; REST and GraphQL have a budget each. */
export function spend(state: State, viewer: Viewer, points: number, resource: Resource = 'graphql'): Allowance {
  const budget = budgetOf(state, viewer, resource);
  budget.used += points;
  return { limit, ...budget };
}

export function allowance(state: State, viewer: Viewer, resource: Resource = 'graphql'): Allowance {
  return { limit, ...budgetOf(state, viewer, resource) };
}

/** What every answer says about the hour's budget. Nobody is refused for it here, so it never says that nothing is left. */
export function allowanceHeaders(state: State, viewer: Viewer, resource: Resource): Readonly<Record<string, string>> {
  const { used, resetAt } = allowance(state, viewer, resource);
  return {
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': String(Math.max(1, limit - used)),
    'x-ratelimit-used': String(used),
    'x-ratelimit-reset': String(Math.floor(resetAt.getTime() / 1_000)),
    'x-ratelimit-resource': resource,
  };
}

function budgetOf(state: State, viewer: Viewer, resource: Resource): Budget {
  const ofState = budgets.get(state) ?? new Map<string, Budget>();
  budgets.set(state, ofState);
  const key = `${resource} ${keyOf(viewer)}`;
  const known = ofState.get(key);
  if (known !== undefined && known.resetAt > state.now()) return known;
  const fresh = { used: 0, resetAt: new Date(state.now().getTime() + hour) };
  ofState.set(key, fresh);
  return fresh;
}

function keyOf(viewer: Viewer): string {
  switch (viewer.kind) {
    case 'installation':
      return `installation ${viewer.installation.id}`;
    case 'user':
      return `user ${viewer.user.id}`;
    case 'app':
      return `app ${viewer.app.id}`;
    case 'anonymous':
      return 'anonymous';
    default:
      return viewer satisfies never;
  }
}
