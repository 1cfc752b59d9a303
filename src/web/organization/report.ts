import type { ReportFilter } from '../../core/report.ts';
import type { Organization, OrganizationPorts } from './ports.ts';

/** Everything that the dashboard shows and the download holds. */
export type Report = Awaited<ReturnType<typeof gatherReport>>;

/** Load is not even read for those whom the policy does not name. */
export async function gatherReport(
  ports: OrganizationPorts,
  filter: ReportFilter,
  { seesLoad }: Pick<Organization, 'seesLoad'>,
  most: number,
) {
  const [period, waiting, overrides, ungated, checks, load] = await Promise.all([
    ports.reportPeriod(filter),
    ports.reportWaiting(filter, most),
    ports.reportOverrides(filter, filter.until, most),
    ports.reportUngated(filter, most),
    ports.requiredChecks(filter.repositoryIds),
    seesLoad ? ports.reportLoad(filter) : null,
  ]);
  return { ...period, waiting, overrides, ungated, checks, load };
}
