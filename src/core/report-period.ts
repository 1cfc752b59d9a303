import { quantile } from './quantile.ts';
import {
  type PeriodReport,
  type ReportTotals,
  type ReportWeek,
  type RepositoryReport,
  type ToolUse,
  waitBuckets,
} from './report.ts';
import { dateOf, happened, type Moment, type ReportedPullRequest, waitsOf } from './reported.ts';

type Period = { readonly since: Date; readonly until: Date };

/** What was opened, signed off and merged in the period, and what waits whenever it was opened. */
export function periodReport(period: Period, pulls: readonly ReportedPullRequest[]): PeriodReport {
  const inPeriod = happened(period);
  const opened = pulls.filter(({ openedAt }) => inPeriod(openedAt));
  const signed = pulls.filter(({ signedOffAt }) => inPeriod(signedOffAt));
  const merged = pulls.filter(({ mergedAt }) => inPeriod(mergedAt));
  return {
    weeks: weeksIn(period, opened, signed),
    totals: {
      ...openings(opened),
      ...signings(signed),
      merged: merged.length,
      ungated: merged.filter(isUngated).length,
      waits: waitsByLength(waitsOf(signed)),
    },
    tools: toolsIn(opened),
    repositories: repositoriesIn(opened, merged, pulls),
  };
}

type Pulls = readonly ReportedPullRequest[];

const isUngated = ({ kind }: ReportedPullRequest): boolean => kind.gate === 'not-open';

const openings = (opened: Pulls): Pick<ReportWeek, 'pullRequests' | 'assisted' | 'byAgents'> => ({
  pullRequests: opened.length,
  assisted: opened.filter(({ kind }) => kind.assisted).length,
  byAgents: opened.filter(({ kind }) => kind.byAgent).length,
});

/** Of the whole period it is not the sum of the weeks: medians do not add up. */
function signings(signed: Pulls): Pick<ReportWeek, 'signedOff' | 'medianWait' | 'p90Wait'> {
  const waits = waitsOf(signed);
  return { signedOff: signed.length, medianWait: quantile(waits, 0.5), p90Wait: quantile(waits, 0.9) };
}

function waitsByLength(waits: readonly number[]): ReportTotals['waits'] {
  const upTo = [...waitBuckets, Number.POSITIVE_INFINITY].map((end) => waits.filter((wait) => wait <= end).length);
  return upTo.map((count, index) => count - (upTo[index - 1] ?? 0));
}

const day = 24 * 60 * 60 * 1000;
const week = 7 * day;

/** Every week that the period touches, by the Monday it begins with, also those in which nothing happened. */
function weeksIn(period: Period, opened: Pulls, signed: Pulls): readonly ReportWeek[] {
  const { since, until } = period;
  const weekday = (since.getUTCDay() + 6) % 7;
  const monday = Date.UTC(since.getUTCFullYear(), since.getUTCMonth(), since.getUTCDate()) - weekday * day;
  const weekOf = (moment: Moment | null): number => Math.floor((dateOf(moment ?? 0).getTime() - monday) / week);
  const openedIn = Map.groupBy(opened, ({ openedAt }) => weekOf(openedAt));
  const signedIn = Map.groupBy(signed, ({ signedOffAt }) => weekOf(signedOffAt));
  const count = Math.max(0, Math.ceil((until.getTime() - monday) / week));
  return Array.from({ length: count }, (_, index) => ({
    week: new Date(monday + index * week).toISOString().slice(0, 10),
    ...openings(openedIn.get(index) ?? []),
    ...signings(signedIn.get(index) ?? []),
  }));
}

const mostTools = 20;

function toolsIn(opened: Pulls): readonly ToolUse[] {
  const uses = new Map<string, number>();
  for (const [{ assisted, tools }, pulls] of Map.groupBy(opened, ({ kind }) => kind))
    if (assisted) for (const tool of tools) uses.set(tool, (uses.get(tool) ?? 0) + pulls.length);
  return [...uses]
    .map(([tool, pullRequests]) => ({ tool, pullRequests }))
    .toSorted((one, other) => other.pullRequests - one.pullRequests || (one.tool < other.tool ? -1 : 1))
    .slice(0, mostTools);
}

/** By number, those of which there is anything to say. */
function repositoriesIn(opened: Pulls, merged: Pulls, all: Pulls): readonly RepositoryReport[] {
  const byRepository = (pulls: Pulls) => Map.groupBy(pulls, ({ repositoryId }) => repositoryId);
  const openedIn = byRepository(opened);
  const mergedIn = byRepository(merged);
  const waitingIn = byRepository(all.filter(({ waitingSince }) => waitingSince !== null));
  return [...new Set([...openedIn.keys(), ...mergedIn.keys(), ...waitingIn.keys()])]
    .toSorted((one, other) => one - other)
    .map((repositoryId) => {
      const { pullRequests, assisted } = openings(openedIn.get(repositoryId) ?? []);
      return {
        repositoryId,
        pullRequests,
        assisted,
        waiting: waitingIn.get(repositoryId)?.length ?? 0,
        ungated: (mergedIn.get(repositoryId) ?? []).filter(isUngated).length,
      };
    });
}
