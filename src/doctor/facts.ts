import type { Fact } from '../core/facts.ts';
import type { RequiredHere } from '../core/required-check.ts';

/** Everything that was found out about one set-up; what could not be asked is unknown, never fine. */
export type SetUp = {
  /** Seconds that this machine is ahead of GitHub. */
  readonly clockAhead: Fact<number>;
  readonly secret: string;
  /** What app.yml asks for. */
  readonly wanted: Wanted;
  readonly app: Fact<AppFacts>;
  readonly publicUrl: string | null;
  readonly hook: Fact<HookFacts>;
  /** The attempts to deliver that GitHub remembers, newest first. */
  readonly deliveries: Fact<readonly Attempt[]>;
  readonly database: DatabaseFacts;
  /** The account that was asked about; null: all of them. */
  readonly only: string | null;
  readonly installations: Fact<readonly InstallationFacts[]>;
};

export type Wanted = { readonly permissions: Permissions; readonly events: readonly string[] };
export type Permissions = Readonly<Record<string, string>>;

export type AppFacts = Wanted & { readonly id: number; readonly slug: string; readonly settingsUrl: string };

export type HookFacts = { readonly url: string; readonly contentType: string; readonly verifiesTls: boolean };

/** One attempt; a redelivery is another one under the same guid. */
export type Attempt = { readonly guid: string; readonly at: string; readonly status: number };

export type DatabaseFacts =
  | { readonly kind: 'ready'; readonly pending: readonly string[]; readonly newer: readonly string[] }
  /** Nothing there yet: the server makes it when it starts. */
  | { readonly kind: 'empty' }
  /** The embedded one, while the server has it. */
  | { readonly kind: 'in-use'; readonly by: string }
  | { readonly kind: 'unreachable'; readonly why: string };

export type InstallationFacts = AccountFacts & {
  readonly policies: Fact<readonly PolicyFacts[]>;
  readonly branches: Fact<readonly BranchFacts[]>;
};

/** One account that installed the App, its repositories aside. */
export type AccountFacts = Wanted & {
  readonly account: string;
  readonly isOrganization: boolean;
  readonly suspended: boolean;
  /** Whether ALLOWED_ACCOUNTS lets it in. */
  readonly served: boolean;
  readonly settingsUrl: string;
  readonly floor: FloorFacts;
  /** Names whose bearer is another than the one first seen, or gone; unknown where the database could not be asked. */
  readonly distrusted: Fact<readonly string[]>;
};

export type FloorFacts =
  /** ORGANIZATION_POLICY=none, or a person's account, which cannot have one. */
  | { readonly kind: 'not-asked' }
  | { readonly kind: 'absent'; readonly what: 'repository' | 'file' }
  /** Selected repositories without `.github`: nobody can tell absent from hidden. */
  | { readonly kind: 'hidden' }
  | { readonly kind: 'unreadable'; readonly why: string }
  | { readonly kind: 'broken'; readonly problems: readonly string[] }
  | {
      readonly kind: 'read';
      readonly mode: 'observe' | 'enforce';
      readonly carriesOver: boolean;
      readonly allowsOverrides: boolean;
      /** Teams that it names and the App cannot see. */
      readonly invisibleTeams: readonly string[];
      readonly levels: readonly LevelFacts[];
    };

/** One step of a ladder, the lowest first, and who holds it. */
export type LevelFacts = {
  readonly level: string;
  /** How many hold this level and none above it; unknown where a team of it, or of one above, was not told. */
  readonly people: Fact<number>;
  readonly teams: readonly { readonly team: string; readonly people: Fact<number> }[];
  /** How many are named one by one. */
  readonly users: number;
  /** Whether a rule asks for it. */
  readonly asked: boolean;
};

/** The policy file on the default branch of one repository. */
export type PolicyFacts = { readonly repository: string; readonly policy: Fact<RepositoryPolicy> };

export type RepositoryPolicy =
  | { readonly kind: 'absent' }
  | { readonly kind: 'broken'; readonly problems: readonly string[] }
  /** The levels are those of the floor where there is one; then none are given here. */
  | { readonly kind: 'read'; readonly mode: 'observe' | 'enforce'; readonly levels: readonly LevelFacts[] };

/** The set-up of one account as its members are shown it: some of its repositories, each looked up by itself. */
export type AccountSetUp = {
  readonly wanted: Wanted;
  readonly app: Fact<AppFacts>;
  readonly account: Fact<AccountFacts>;
  readonly repositories: readonly RepositoryFacts[];
};

/** `branch` is null where the repository is empty: there is nothing to hold up yet. */
export type RepositoryFacts = PolicyFacts & {
  readonly repositoryId: number;
  readonly branch: Fact<BranchFacts | null>;
};

/** What GitHub asks before something lands on the default branch. */
export type BranchFacts = {
  readonly repository: string;
  readonly branch: string;
  /** Each place that requires a check of our name. */
  readonly required: readonly RequiredHere[];
  readonly pullRequestRequired: boolean;
  /** Minutes that the merge queue waits for a check; null: there is no queue. */
  readonly queueMinutes: number | null;
  /** Rulesets that name our check and are not active. */
  readonly inactive: readonly { readonly name: string; readonly enforcement: string }[];
  /** Who may go around the rulesets that require our check. GitHub tells administrators only. */
  readonly bypass: Fact<readonly Bypass[]>;
};

export type Bypass = { readonly who: string; readonly mode: 'always' | 'pull_request' | 'exempt' };
