import { withoutPersonalLoad } from '../../core/observed.ts';
import type { ReportFilter } from '../../core/report.ts';
import { withoutPersonalPace } from '../../core/shortage.ts';
import type { Organization, OrganizationPorts } from './ports.ts';

/** Everything that the dashboard shows and the download holds. */
export type Report = Awaited<ReturnType<typeof gatherReport>>;

/** Load is not even read for those whom the policy does not name. */
export async function gatherReport(
  ports: OrganizationPorts,
  filter: ReportFilter,
  { seesLoad, repositories }: Pick<Organization, 'seesLoad' | 'repositories'>,
  most: number,
) {
  const everywhere = repositories.map(({ repositoryId }) => repositoryId);
  const [period, waiting, overrides, ungated, checks, load, observed, shortages] = await Promise.all([
    ports.reportPeriod(filter),
    ports.reportWaiting(filter, most),
    ports.reportOverrides(filter, filter.until, most),
    ports.reportUngated(filter, most),
    ports.requiredChecks(filter.repositoryIds),
    seesLoad ? ports.reportLoad(filter) : null,
    ports.reportObserved(filter),
    // Whoever is asked is asked by all repositories, whatever the reader chose to look at.
    ports.reportShortages(everywhere, filter.until, filter.since),
  ]);
  return {
    ...period,
    waiting,
    overrides,
    ungated,
    checks,
    load,
    observed: seesLoad ? observed : withoutPersonalLoad(observed),
    shortages: seesLoad ? shortages : shortages.map(withoutPersonalPace),
  };
}
