import { simpleUser, stamp } from '../shapes/account.ts';
import type { Activity } from '../state/model.ts';
import { branchRef } from '../state/repositories.ts';
import { sameText } from '../state.ts';
import { type Call, cursorPage, onRepository, type Routes } from './route.ts';

/** Who moved which branch. GitHub keeps it for a branch also once that is gone. */
export const activityRoutes: Routes = {
  'repos/list-activities': onRepository([['contents', 'read']], (call, repository) => {
    const listed = repository.activity.filter((activity) => isWanted(call, activity));
    const { searchParams } = call.url;
    const ordered = searchParams.get('direction') === 'asc' ? listed : listed.toReversed();
    return cursorPage(call, ordered, (activity) => activityShape(call, activity));
  }),
};

const hours = { day: 24, week: 7 * 24, month: 30 * 24, quarter: 91 * 24, year: 365 * 24 } as const;

function isWanted({ url, state }: Call, { ref, actor, activityType, timestamp }: Activity): boolean {
  const query = url.searchParams;
  const [branch, login, type] = [query.get('ref'), query.get('actor'), query.get('activity_type')];
  const period = Object.entries(hours).find(([name]) => name === query.get('time_period'))?.[1];
  const age = state.now().getTime() - timestamp.getTime();
  return (
    (branch === null || ref === branch || ref === branchRef(branch)) &&
    (login === null || sameText(actor.login, login)) &&
    (type === null || activityType === type) &&
    (period === undefined || age <= period * 3_600_000)
  );
}

function activityShape({ state }: Call, activity: Activity) {
  return {
    id: activity.id,
    node_id: activity.nodeId,
    before: activity.before,
    after: activity.after,
    ref: activity.ref,
    timestamp: stamp(activity.timestamp),
    activity_type: activity.activityType,
    actor: simpleUser(state, activity.actor),
  };
}
