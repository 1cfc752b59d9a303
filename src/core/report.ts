import type { Involvement } from './evidence.ts';
import type { RequiredState } from './required-check.ts';

/** What a report is about. `repositoryIds` are the ones its reader may see: nothing else enters a row or a sum. */
export type ReportFilter = {
  readonly repositoryIds: readonly number[];
  /** Pull requests by members of this team (`org/slug`); null: by anybody. */
  readonly team: string | null;
  readonly since: Date;
  readonly until: Date;
};

/** A pull request by its place; whoever may read the report knows what the repository is called. */
export type Place = { readonly repositoryId: number; readonly number: number };

/** One week of pull requests, by the Monday it begins with. */
export type ReportWeek = {
  readonly week: string;
  readonly pullRequests: number;
  /** With AI involvement likely or declared. */
  readonly assisted: number;
  /** Of these, by an agent that acted by itself. */
  readonly byAgents: number;
  readonly signedOff: number;
  /** Seconds from first being asked to signed off. */
  readonly medianWait: number | null;
  readonly p90Wait: number | null;
};

export type ReportTotals = Omit<ReportWeek, 'week'> & {
  readonly merged: number;
  readonly ungated: number;
  /** How long sign-offs took, counted by `waitBuckets`. */
  readonly waits: readonly number[];
};

/** Upper ends of the counted waiting times in seconds; what took longer than the last is counted after it. */
export const waitBuckets = [3_600, 4 * 3_600, 8 * 3_600, 24 * 3_600, 3 * 24 * 3_600, 7 * 24 * 3_600] as const;

export type ToolUse = { readonly tool: string; readonly pullRequests: number };

export type RepositoryReport = {
  readonly repositoryId: number;
  readonly pullRequests: number;
  readonly assisted: number;
  readonly waiting: number;
  readonly ungated: number;
};

/** What was opened, signed off and merged in a period. */
export type PeriodReport = {
  readonly weeks: readonly ReportWeek[];
  readonly totals: ReportTotals;
  /** The most used first. */
  readonly tools: readonly ToolUse[];
  readonly repositories: readonly RepositoryReport[];
};

/** An open pull request that waits for a sign-off. */
export type Waiting = Place & {
  readonly since: string;
  /** What is missing, such as `1 × senior`. */
  readonly asked: string;
  readonly involvement: Involvement;
  readonly risk: string;
  readonly tools: readonly string[];
  readonly mode: string;
};

/** What was let through and is, or was, to be signed off afterwards. */
export type OverrideReport = Place & {
  /** An override, a merge without the gate, or a push around it. */
  readonly cause: string;
  readonly by: string;
  readonly reason: string;
  readonly at: string;
  /** Overridden and not merged; merged and to be signed off afterwards; signed off. */
  readonly state: 'not-merged' | 'open' | 'overdue' | 'closed';
  readonly due: string | null;
};

export type Overrides = Cut<OverrideReport> & { readonly open: number; readonly overdue: number };

export type UngatedMerge = Place & { readonly at: string; readonly verdict: string; readonly mode: string };

/** What one person signs off; shown only to whom the policy's `load_visible_to` names. */
export type PersonLoad = {
  /** null: erased. */
  readonly login: string | null;
  readonly signOffs: number;
  readonly repositories: number;
  /** Pull requests that wait and that this person had signed off on an earlier head. */
  readonly toReadAgain: number;
  /** Open review debt that this person was asked to sign off. */
  readonly debts: number;
  readonly lastAt: string;
};

/** Whether our check is required on a repository's default branch, as it was last looked up. */
export type RequiredCheck = {
  readonly repositoryId: number;
  readonly state: RequiredState;
  readonly checkedAt: string;
};

/** A list that was cut, with how many there are. */
export type Cut<Row> = { readonly rows: readonly Row[]; readonly total: number };
