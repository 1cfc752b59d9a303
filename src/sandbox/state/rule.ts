export type BypassActor = {
  readonly actor_id: number | null;
  readonly actor_type: string;
  readonly bypass_mode: 'always' | 'pull_request' | 'exempt';
};

export type Patterns = { readonly include: readonly string[]; readonly exclude: readonly string[] };
export type RulesetConditions = {
  readonly ref_name: Patterns;
  /** Only in rulesets of an organization. */
  readonly repository_name?: Patterns;
};

/** Kept in GitHub's own spelling: rules go in and out through the API unchanged. */
export type Rule = RequiredStatusChecksRule | MergeQueueRule | OtherRule;
export type RequiredStatusChecksRule = {
  readonly type: 'required_status_checks';
  readonly parameters: {
    readonly required_status_checks: readonly RequiredStatusCheck[];
    readonly strict_required_status_checks_policy: boolean;
    readonly do_not_enforce_on_create?: boolean;
  };
};
export type MergeQueueRule = {
  readonly type: 'merge_queue';
  readonly parameters: {
    readonly check_response_timeout_minutes: number;
    readonly grouping_strategy: 'ALLGREEN' | 'HEADGREEN';
    readonly max_entries_to_build: number;
    readonly max_entries_to_merge: number;
    readonly merge_method: 'MERGE' | 'SQUASH' | 'REBASE';
    readonly min_entries_to_merge: number;
    readonly min_entries_to_merge_wait_minutes: number;
  };
};
export type RequiredStatusCheck = { readonly context: string; readonly integration_id?: number | null };
export type OtherRule = {
  readonly type: Exclude<string, 'required_status_checks'>;
  readonly parameters?: Readonly<Record<string, unknown>>;
};

/** Classic protection of one branch. An app id of null means any source. */
export type BranchProtection = {
  readonly checks: readonly { readonly context: string; readonly appId: number | null }[];
  readonly strict: boolean;
};
