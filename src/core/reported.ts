/** A moment in microseconds since the epoch, as exactly as a database keeps it. */
export type Moment = number;

/** A clause as reports count it: how many sign-offs it asks for, and how many of these are missing. */
export type ReportedClause = {
  readonly rule: string;
  readonly level: string;
  /** The position of the level on the ladder that was in force, lowest 0. */
  readonly rank: number;
  readonly count: number;
  readonly missing: number;
};

/** What reports count of a pull request. */
export type ReportedPullRequest = {
  readonly repositoryId: number;
  readonly openedAt: Moment;
  readonly askedAt: Moment | null;
  readonly waitingSince: Moment | null;
  readonly signedOffAt: Moment | null;
  readonly mergedAt: Moment | null;
  /** Nearly always one object for all of which it is the same: whoever groups by it may find the same twice, and adds up. */
  readonly kind: Kind;
};

/** What is said of many pull requests alike. */
export type Kind = {
  readonly observing: boolean;
  /** AI involvement is likely or declared. */
  readonly assisted: boolean;
  /** And by an agent that acted by itself. */
  readonly byAgent: boolean;
  /** Of the newest decision; empty: nothing was ever decided. */
  readonly verdict: string;
  /** null: not merged. */
  readonly gate: 'open' | 'not-open' | null;
  readonly tools: readonly string[];
  readonly clauses: readonly ReportedClause[];
};

/** A sign-off that once counted. */
export type ReportedSignOff = {
  readonly repositoryId: number;
  readonly countedAt: Moment;
  /** null, and no login: erased. */
  readonly userId: number | null;
  readonly login: string | null;
  /** The highest that it counted for; null: not known. */
  readonly level: string | null;
  /** The size of what was signed off; null: not known. */
  readonly lines: number | null;
};

type Period = { readonly since: Date; readonly until: Date };

/** Microseconds. */
export const momentsIn = (milliseconds: number): number => milliseconds * 1000;

export const momentOf = (date: Date): Moment => momentsIn(date.getTime());

export const dateOf = (moment: Moment): Date => new Date(moment / 1000);

/** Whether something happened in the period, of which the end is not part. */
export function happened({ since, until }: Period): (moment: Moment | null) => boolean {
  const [from, to] = [momentOf(since), momentOf(until)];
  return (moment) => moment !== null && moment >= from && moment < to;
}

/** Seconds from first being asked to signed off, of all that did wait. */
export function waitsOf(pulls: readonly ReportedPullRequest[]): readonly number[] {
  const waits: number[] = [];
  for (const { askedAt, signedOffAt } of pulls)
    if (askedAt !== null && signedOffAt !== null) waits.push((signedOffAt - askedAt) / 1_000_000);
  return waits;
}

/** How many people gave these; who was erased is nobody. */
export const peopleIn = (signOffs: readonly ReportedSignOff[]): number =>
  new Set(signOffs.flatMap(({ userId }) => userId ?? [])).size;
