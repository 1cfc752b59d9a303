import type { ChainState, Entry, EntrySearch } from '../../core/entry.ts';
import type { RepositoryRef } from '../../core/facts.ts';
import type { Observed } from '../../core/observed.ts';
import type {
  Cut,
  Overrides,
  PeriodReport,
  PersonLoad,
  ReportFilter,
  RequiredCheck,
  UngatedMerge,
  Waiting,
} from '../../core/report.ts';
import type { Shortage } from '../../core/shortage.ts';
import type { AccountSetUp } from '../../doctor/facts.ts';

/** What the pages of an organization need. Every query takes the repositories that the viewer can see. */
export type OrganizationPorts = {
  /** Whether the organization's own policy lets this person see how much each person signs off. */
  readonly seesLoad: (
    organization: Pick<Organization, 'installationId' | 'owner'>,
    person: { readonly id: number; readonly login: string },
  ) => Promise<boolean>;
  readonly reportPeriod: (filter: ReportFilter) => Promise<PeriodReport>;
  readonly reportWaiting: (filter: ReportFilter, most: number) => Promise<Cut<Waiting>>;
  readonly reportOverrides: (filter: ReportFilter, now: Date, most: number) => Promise<Overrides>;
  readonly reportUngated: (filter: ReportFilter, most: number) => Promise<Cut<UngatedMerge>>;
  readonly reportLoad: (filter: ReportFilter) => Promise<readonly PersonLoad[]>;
  readonly reportObserved: (filter: ReportFilter) => Promise<Observed>;
  readonly reportShortages: (repositoryIds: readonly number[], now: Date, from?: Date) => Promise<readonly Shortage[]>;
  readonly reportTeams: (repositoryIds: readonly number[]) => Promise<readonly string[]>;
  readonly requiredChecks: (repositoryIds: readonly number[]) => Promise<readonly RequiredCheck[]>;
  readonly searchRecord: (search: EntrySearch, most: number) => Promise<readonly Entry[]>;
  readonly readEntry: (digest: string, repositoryIds: readonly number[]) => Promise<Entry | null>;
  /** Everything of the repositories given, oldest first. */
  readonly exportRecord: (organization: Organization, wanted: ExportWanted) => AsyncIterable<string>;
  /** How the chain was found when it was verified last; null: not since the start. */
  readonly lastVerified: (organization: Organization) => Promise<ChainState | null>;
  /** Reads the whole chain. Who asks while that is under way gets the answer of what is under way. */
  readonly verify: (organization: Organization) => Promise<ChainState>;
  /** Asks GitHub how an account and these repositories are set up; what it does not tell is unknown. */
  readonly setUp: (
    organization: Pick<Organization, 'installationId'>,
    repositories: readonly RepositoryRef[],
  ) => Promise<AccountSetUp>;
  readonly now: () => Date;
};

export type ExportWanted = {
  readonly format: 'jsonl' | 'csv';
  readonly since: Date | null;
  readonly until: Date | null;
};

/** An organization as one person sees it. */
export type Organization = {
  readonly owner: string;
  readonly installationId: number;
  readonly repositories: readonly RepositoryRef[];
  readonly seesLoad: boolean;
};
