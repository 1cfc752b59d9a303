import { nextIds } from '../state/ids.ts';
import type { Actor, App, Issue, PullRequest, TimelineDetail } from '../state/model.ts';
import type { State } from '../state.ts';

/** Writes an event into the timeline; a bot's events carry its app. */
export function addTimelineEvent(
  state: State,
  conversation: Issue | PullRequest,
  actor: Actor | null,
  detail: TimelineDetail,
  app: App | null = appOf(state, actor),
): void {
  const ids = nextIds(state.ids, 'EV');
  conversation.timeline.push({ ...ids, actor, createdAt: state.now(), app, ...detail });
  conversation.updatedAt = state.now();
}

/** The app whose bot this is. */
export function appOf(state: State, actor: Actor | null): App | null {
  return state.apps.find((app) => app.bot === actor) ?? null;
}
