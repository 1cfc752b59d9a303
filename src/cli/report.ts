import { parseConfig, readEnvironment, type ServerConfig } from '../config.ts';
import { howHoursAreEstimated } from '../core/backtest/effort.ts';
import type { Observed, ObservedLevel } from '../core/observed.ts';
import type { ReportTotals, RepositoryReport } from '../core/report.ts';
import { type Shortage, sayShortage } from '../core/shortage.ts';
import { counted, plain } from '../core/text.ts';
import { readSince } from './arguments.ts';
import type { Io, Run } from './io.ts';
import { withStore } from './open-store.ts';
import { readCall } from './read-call.ts';

const usage = `Usage: countersign report [--since DATE|90d] [--json]

What the gate saw, and would have held where it only observes, from the database that the server is configured for. The
embedded database belongs to one process: stop the server first.

  --since        from this day on, such as 2026-03-01, or for so many days back; 90d unless told
  --json         the same figures for programs

Exit codes: 0 reported, 2 called wrongly.
`;

/** `countersign report`: what happened at the gate, for deciding when to enforce. */
export const runReport: Run = (args, io) => report(args, io, () => parseConfig(readEnvironment()), new Date());

export async function report(
  args: readonly string[],
  io: Io,
  readConfig: () => ServerConfig,
  now: Date,
): Promise<number> {
  const call = readCall(
    {
      name: 'report',
      usage,
      options: { since: { type: 'string' }, json: { type: 'boolean' } },
      words: 0,
      read: ({ values }) => ({ since: readSince(values.since ?? '90d', now), json: values.json === true }),
    },
    args,
    io,
  );
  if (!call.ok) return call.exitCode;
  const { wanted } = call;
  return withStore(readConfig(), async (store) => {
    const known = await store.reportedRepositories();
    const names = new Map(known.map(({ repositoryId, owner, name }) => [repositoryId, `${owner}/${name}`]));
    const filter = { repositoryIds: [...names.keys()], team: null, since: wanted.since, until: now };
    const { totals, repositories: rows } = await store.reportPeriod(filter);
    const observed = await store.reportObserved(filter);
    const shortages = await store.reportShortages(filter.repositoryIds, now);
    const repositories = rows.map((row) => ({ repository: names.get(row.repositoryId) ?? '', ...row }));
    const since = wanted.since.toISOString();
    if (wanted.json) io.stdout.write(`${JSON.stringify({ since, totals, observed, shortages, repositories })}\n`);
    else io.stdout.write(describe({ since, totals, observed, shortages, repositories }));
    return 0;
  });
}

type Found = {
  readonly since: string;
  readonly totals: ReportTotals;
  readonly observed: Observed;
  readonly shortages: readonly Shortage[];
  readonly repositories: readonly (RepositoryReport & { readonly repository: string })[];
};

function describe({ since, totals, observed, shortages, repositories }: Found): string {
  const lines = [
    `Since ${since.slice(0, 10)}`,
    `  pull requests         ${totals.pullRequests}`,
    `  with AI               ${totals.assisted}, of them by agents ${totals.byAgents}`,
    `  signed off            ${totals.signedOff}, after ${hours(totals.medianWait)} (median), ${hours(totals.p90Wait)} (9 of 10)`,
    `  merged                ${totals.merged}`,
    `  not cleared when merged  ${totals.ungated}: an enforced check would have held these`,
    ...describeObserved(observed),
    ...shortages.map((shortage) => `\n${sayShortage(shortage)}`),
    '',
    ...repositories.map(
      ({ repository, pullRequests, assisted, waiting, ungated }) =>
        `${plain(repository)}: ${pullRequests} pull requests, ${assisted} with AI, ${waiting} waiting, ${ungated} merged and not cleared`,
    ),
  ];
  return `${lines.join('\n')}\n`;
}

/** The words of a backtest, about what was observed. */
function describeObserved({ since, merged, observing, unjudged, needed, approved, caught, ...more }: Observed) {
  const { wait, levels, rules } = more;
  if (merged === 0) return [];
  return [
    '',
    `Observed since ${since.slice(0, 10)}, of ${counted(merged, 'merged pull request')} (${observing} in observe mode, in which nothing is held)`,
    `  needed a sign-off     ${needed}`,
    `  approved              ${approved} by somebody who qualifies, after ${hours(wait.median)} (median), ${hours(wait.p90)} (9 of 10)`,
    `  not cleared           ${caught}: an enforced check would have held these`,
    ...(unjudged === 0 ? [] : [`  never judged          ${unjudged} more, merged before anything was decided`]),
    '',
    ...levels.map(
      (level) => `  ${plain(level.level, 60)}: ${level.needed} needed, ${level.approved} approved${each(level)}`,
    ),
    '',
    ...rules.map((rule) => `  ${plain(rule.rule, 80)}: ${rule.needed} needed, ${rule.approved} approved`),
    '',
    `  ${howHoursAreEstimated}`,
  ];
}

function each({ given }: ObservedLevel): string {
  if (given === null || given.each === null) return '';
  const { people, signOffs, each: mean } = given;
  const who = counted(people, 'person', 'people');
  return `; ${counted(signOffs, 'sign-off')} by ${who}, each ${mean.signOffs.toFixed(1)} a week (${mean.hours.toFixed(1)} h)`;
}

const hours = (seconds: number | null): string =>
  seconds === null ? 'no time yet' : `${(seconds / 3600).toFixed(1)} h`;
