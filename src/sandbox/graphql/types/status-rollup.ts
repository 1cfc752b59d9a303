import { latestCheckRuns, latestStatuses } from '../../state/checks.ts';
import { requireRead } from '../access.ts';
import { connection, type Page } from '../connection.ts';
import { namedId } from '../global-ids.ts';
import { type Context, type Fields, type GitObject, node, type Tagged } from '../node.ts';

/** The newest check of each name and the newest status of each context, as one light. Null without any. */
export function statusRollup(context: Context, of: GitObject): Tagged<'StatusCheckRollup'> | null {
  requireRead(context, of.repository, 'checks');
  return statesAt(of).length === 0 ? null : node('StatusCheckRollup', of);
}

export const statusCheckRollupFields: Fields<GitObject> = {
  id: (of) => namedId('SCR', of.repository.id, of.oid),
  commit: (of) => node('Commit', of),
  state: (of) => {
    const states = new Set(statesAt(of));
    return (['ERROR', 'FAILURE', 'PENDING', 'SUCCESS'] as const).find((state) => states.has(state));
  },
  contexts: (of, args: Page, _context, info) => {
    const { repository, oid } = of;
    const runs = latestCheckRuns(repository, oid).map((run) => node('CheckRun', run));
    const statuses = latestStatuses(repository, oid).map((status) => node('StatusContext', { status, repository }));
    const shown = connection<Tagged<'CheckRun' | 'StatusContext'>>([...runs, ...statuses], args, info, (item) => ({
      node: item,
    }));
    return { ...shown, checkRunCount: runs.length, statusContextCount: statuses.length };
  },
};

type RollupState = 'ERROR' | 'FAILURE' | 'PENDING' | 'SUCCESS';

function statesAt({ repository, oid }: GitObject): readonly RollupState[] {
  const runs = latestCheckRuns(repository, oid).map((run): RollupState => {
    if (run.conclusion === null) return 'PENDING';
    return ['success', 'neutral', 'skipped'].includes(run.conclusion) ? 'SUCCESS' : 'FAILURE';
  });
  const statuses = latestStatuses(repository, oid).map((status) => status.state.toUpperCase() as RollupState);
  return [...runs, ...statuses];
}
