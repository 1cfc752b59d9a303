import type { Viewer } from '../state/apps.ts';
import type { State } from '../state.ts';

export type Allowance = { readonly limit: number; readonly used: number; readonly resetAt: Date };

type Budget = { used: number; resetAt: Date };

const limit = 5_000;
const hour = 3_600_000;
const budgets = new WeakMap<State, Map<string, Budget>>();

/** Takes points off what the viewer may spend in an hour. */
export function spend(state: State, viewer: Viewer, points: number): Allowance {
  const budget = budgetOf(state, viewer);
  budget.used += points;
  return { limit, ...budget };
}

export function allowance(state: State, viewer: Viewer): Allowance {
  return { limit, ...budgetOf(state, viewer) };
}

function budgetOf(state: State, viewer: Viewer): Budget {
  const ofState = budgets.get(state) ?? new Map<string, Budget>();
  budgets.set(state, ofState);
  const known = ofState.get(keyOf(viewer));
  if (known !== undefined && known.resetAt > state.now()) return known;
  const fresh = { used: 0, resetAt: new Date(state.now().getTime() + hour) };
  ofState.set(keyOf(viewer), fresh);
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
