/**
 * One repository as GitHub knows it, in the words of the oracle: plain data, with nothing of the program in it.
 * What GitHub forgets and Countersign must remember (evidence since removed, who pushed, what a review was bound to
 * when it was first seen) is given as a fact here, so that judging is a function of one value.
 */
export type OracleWorld = {
  readonly people: readonly Person[];
  readonly teams: readonly Team[];
  readonly policies: Policies;
  /** Every open pull request of the repository. */
  readonly pulls: readonly Pull[];
};

export type Person = {
  readonly id: number;
  readonly login: string;
  readonly kind: 'user' | 'bot';
  /** Teams with an active membership of their own, child teams' parents left out; null: GitHub did not say. */
  readonly teams: readonly string[] | null;
  readonly canPush: boolean;
};

export type Team = { readonly slug: string; readonly parent: string | null };

export type Policies = {
  /** The organization's file. */
  readonly floor: PolicyFile;
  readonly onDefault: PolicyFile;
  /** The file of each base branch that is not the default branch; left out: absent. */
  readonly onBase: Readonly<Record<string, PolicyFile>>;
};

export type PolicyFile =
  | { readonly kind: 'absent' }
  | { readonly kind: 'broken' }
  | ({ readonly kind: 'valid' } & Policy);

export type Policy = {
  /** Lowest first. */
  readonly ladder: readonly string[];
  readonly levels: Readonly<Record<string, { readonly teams?: readonly string[]; readonly users?: readonly string[] }>>;
  readonly includeChildTeams: boolean;
  readonly machineUsers: readonly string[];
  readonly carryOver: 'identical_diff' | 'never';
  readonly unknownContributor: 'one_more' | 'block';
  readonly unattributedAgent: 'one_more' | 'block';
  readonly override: { readonly teams: readonly string[]; readonly reasonLength: number } | null;
  readonly rules: readonly Rule[];
};

export type Rule = {
  readonly name: string;
  /** All of them must hold; none: always. */
  readonly when: readonly Condition[];
  readonly require: {
    readonly level?: string;
    readonly aboveAuthor?: number;
    readonly count?: number;
    readonly from?: readonly string[];
  };
};

export type Involvement = 'none-found' | 'possible' | 'likely' | 'declared';

export type Condition =
  | { readonly kind: 'involvement'; readonly atLeast: Involvement }
  | { readonly kind: 'author-below'; readonly level: string }
  /** Some changed path begins with one of these. */
  | { readonly kind: 'paths'; readonly under: readonly string[] };

export type Pull = {
  readonly number: number;
  /** Null: the account is gone. */
  readonly author: number | null;
  readonly base: string;
  readonly head: string;
  readonly mergeBase: string;
  /** Reachable from the head and not from the base, by all parents. */
  readonly commits: readonly Commit[];
  /** Everybody who ever moved the head branch, also to commits since pushed away, or brought in one of the commits. */
  readonly pushes: readonly Push[];
  /** Whether an agent's account wrote it, opened it, or ever pushed to it. */
  readonly byAgent: boolean;
  readonly requesters: readonly Requester[];
  readonly evidence: readonly Evidence[];
  /** Oldest first. */
  readonly opinions: readonly Opinion[];
  readonly overrides: readonly Override[];
  readonly disputes: readonly Dispute[];
  readonly diff: Diff;
  /** Something of it was cut off by GitHub. */
  readonly truncated: boolean;
};

export type Commit = {
  readonly sha: string;
  /** The git author and every co-author. */
  readonly authors: readonly Identity[];
  readonly committer: Identity;
  /** For GitHub's "Update branch": the diff of the pull request before and after it. */
  readonly update: Update | null;
};

/** `tool`: the known address of an AI tool, which is nobody's. */
export type Identity = { readonly account: number } | 'unmapped' | 'tool';

export type Update = { readonly before: Diff; readonly after: Diff };

/** `by` is null where GitHub does not tell. */
export type Push = { readonly by: number | null; readonly commits: readonly string[]; readonly update: Update | null };

export type Requester = { readonly id: number; readonly from: 'timeline' | 'assignee' | 'co-author' | 'mention' };

export type Evidence = {
  readonly id: string;
  readonly kind: 'commit' | 'text' | 'label' | 'branch' | 'agent-account';
  readonly confidence: 'possible' | 'likely' | 'declared';
  /** Whether it can still be seen on the pull request. */
  readonly standing: boolean;
};

/** A review, or the command that stands for one. */
export type Opinion = {
  readonly by: number | null;
  readonly says: 'approve' | 'request-changes' | 'comment';
  /** Null: garbage collected. */
  readonly commit: string | null;
  readonly dismissed: { readonly by: number } | null;
  readonly via: 'review' | 'command' | 'edited-command' | 'command-through-an-app';
  /** What the reviewed commit changed when the opinion was first seen; null where GitHub could not say it whole. */
  readonly bound: { readonly mergeBase: string; readonly diff: Diff } | null;
};

export type Override = {
  readonly by: number;
  readonly commit: string;
  readonly reason: string;
  readonly via: Opinion['via'];
};

/** `/countersign not-ai`, naming the evidence. */
export type Dispute = {
  readonly by: number;
  readonly commit: string;
  readonly evidence: string;
  readonly via: Opinion['via'];
};

/** Path to both sides; null where the file does not exist there. */
export type Diff = Readonly<Record<string, { readonly before: Side; readonly after: Side }>>;
export type Side = { readonly mode: string; readonly blob: string } | null;
