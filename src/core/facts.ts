import type { Command } from './command.ts';
import type { Evidence } from './evidence.ts';

/** A value that GitHub may have refused to tell. Not told is not "no": it counts for nobody, and is shown as such. */
export type Fact<T> = { readonly known: true; readonly value: T } | { readonly known: false; readonly why: string };

export const known = <T>(value: T): Fact<T> => ({ known: true, value });
export const unknown = (why: string): Fact<never> => ({ known: false, why });

/** An account by its numeric id; the login is for display and for matching what people write in a policy. */
export type Account = {
  readonly id: number;
  readonly login: string;
  readonly kind: 'user' | 'bot' | 'other';
};

export type RepositoryRef = {
  readonly installationId: number;
  readonly repositoryId: number;
  readonly owner: string;
  readonly name: string;
};

export type PullRequestRef = RepositoryRef & { readonly number: number };

/** What a commit says about a person: unauthenticated text, with the account GitHub maps it to, or null. */
export type GitIdentity = {
  readonly name: string;
  readonly email: string;
  readonly account: Account | null;
};

export type Commit = {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
  /** The git author first, then the `Co-authored-by` people that GitHub recognised. */
  readonly authors: readonly GitIdentity[];
  readonly committer: GitIdentity | null;
  readonly committedAt: string;
};

export type ChangedFile = {
  readonly path: string;
  /** Set when the file was renamed or copied; unknown when GitHub did not say what it was called before. */
  readonly previousPath: Fact<string | null>;
  readonly status: 'added' | 'modified' | 'removed' | 'renamed' | 'copied' | 'changed';
  /** Git's mode after the change, such as 100644; null when the file is gone. */
  readonly mode: Fact<string | null>;
  readonly blobBefore: Fact<string | null>;
  readonly blobAfter: Fact<string | null>;
  readonly additions: number;
  readonly deletions: number;
  readonly patch: Fact<string>;
};

export type Review = {
  readonly id: string;
  /** null: the account is gone. */
  readonly reviewer: Account | null;
  readonly state: 'approved' | 'changes-requested' | 'dismissed' | 'commented' | 'pending';
  /** null: the commit was garbage collected; such a review never counts. */
  readonly commitSha: string | null;
  readonly submittedAt: string;
  readonly canPush: boolean;
  /** Who withdrew the review, when somebody did. */
  readonly dismissal: {
    readonly by: Account | null;
    readonly was: 'approved' | 'changes-requested' | 'unknown';
    /** null: GitHub does not tell. */
    readonly at: string | null;
  } | null;
};

/** A comment that commands us, as it stands now. Its commands count only as they were first written, by a person. */
export type CommandComment = {
  readonly id: number;
  readonly author: Account;
  readonly createdAt: string;
  readonly edited: boolean;
  /** An app wrote it in the person's name. */
  readonly viaApp: boolean;
  readonly canPush: Fact<boolean>;
  readonly commands: readonly Command[];
};

/** An event on the pull request's timeline that says who set an agent to work. */
export type AgentEvent = {
  readonly actor: Account | null;
  readonly appSlug: string;
  readonly at: string;
};

/** A person who was assigned to the pull request, as GitHub authenticated it. */
export type Assignment = {
  readonly assignee: Account;
  /** null: GitHub does not tell. */
  readonly by: Account | null;
  /** Not taken back since. */
  readonly stands: boolean;
};

/** What is visible on the pull request itself, besides its commits. */
export type PullRequestText = {
  readonly title: string;
  readonly body: string;
  /** null: the account is gone. */
  readonly author: Account | null;
  readonly headBranch: string;
  /** The head branch lies in the same repository, so only people with write access can have named it. */
  readonly sameRepository: boolean;
  readonly labels: readonly string[];
  readonly agentEvents: readonly AgentEvent[];
  readonly assignments: readonly Assignment[];
};

/** Everything a detector may look at: commits alone (`scan`), or a pull request with its commits. */
export type Traces = {
  readonly commits: readonly Commit[];
  readonly pullRequest: PullRequestText | null;
};

/** Who may review what, from the CODEOWNERS file of the base commit. */
export type OwnedPath = {
  readonly path: string;
  readonly pattern: string;
  /** Lower-case logins and `org/team` slugs. */
  readonly owners: readonly string[];
  /** Owners given by e-mail, which nobody can resolve to an account here. */
  readonly unresolved: readonly string[];
};

/** Another open pull request with the same head commit. */
export type Sibling = {
  readonly number: number;
  readonly author: Account | null;
  readonly baseRef: string;
};

/** Who pushed which commit to the head branch, as GitHub authenticated it. */
export type Push = {
  readonly before: string | null;
  readonly after: string;
  readonly pusher: Account;
};

/** The state of the pull request under which a sign-off was first seen: with the head it fixes what was read. */
export type Binding = { readonly headSha: string; readonly baseRef: string; readonly mergeBase: string };

/** What was proven from the trees of commits, where a sign-off depends on it. */
export type Proofs = {
  /** Review id → whether the diff it was given on is the diff of the head: same paths, modes and both blobs. */
  readonly sameDiff: Readonly<Record<string, Fact<boolean>>>;
  /** Commits that merge the base into the branch and change nothing else; whoever made one contributed nothing. */
  readonly cleanMerges: readonly string[];
};

export const nothingProven: Proofs = { sameDiff: {}, cleanMerges: [] };

/** The levels of people as teams: the teams named by the policy that this person is an active member of. */
export type Membership = Fact<readonly string[]>;

/** Every fact a decision needs, read once and then immutable. Plain JSON: `countersign evaluate` reads it from a file. */
export type Snapshot = Traces & {
  readonly ref: PullRequestRef;
  readonly pullRequest: PullRequestText;
  readonly state: 'open' | 'closed' | 'merged';
  readonly draft: boolean;
  readonly headSha: string;
  readonly baseRef: string;
  readonly baseSha: string;
  /** The base of the stack, when this pull request is part of one: its rules are the ones that matter. */
  readonly stackBaseRef: string | null;
  /** Where the head left the base: with the head it fixes the diff. */
  readonly mergeBase: Fact<string>;
  readonly files: readonly ChangedFile[];
  readonly totals: {
    readonly commits: number;
    readonly files: number;
    readonly additions: number;
    readonly deletions: number;
  };
  /** Which lists GitHub cut, in words; anything here makes the answer stricter. */
  readonly truncated: readonly string[];
  /** Opinions in reviews, and those that were given by command. */
  readonly reviews: readonly Review[];
  readonly commands: readonly CommandComment[];
  /** Overrides of this repository that nobody has signed off afterwards. */
  readonly openDebts: number;
  /** By user id, as text. Nobody who is missing here has a known level. */
  readonly memberships: Readonly<Record<string, Membership>>;
  /** Teams that only their members may see; they are never named in public. */
  readonly secretTeams: readonly string[];
  readonly owners: Fact<readonly OwnedPath[]>;
  readonly pushes: readonly Push[];
  /** By review id: the state under which each approval was first seen. */
  readonly bindings: Readonly<Record<string, Binding>>;
  readonly proofs: Proofs;
  /** When the base was last changed or rewritten; null: never, as far as GitHub tells. */
  readonly baseChangedAt: string | null;
  readonly siblings: readonly Sibling[];
  /** Evidence recorded earlier, also on commits and text since removed. */
  readonly ledger: readonly LedgerEntry[];
  /** Tools that a fully signed-off merge of this repository has used before; lower-case ids. */
  readonly toolsUsedBefore: Fact<readonly string[]>;
  readonly takenAt: string;
};

/** One piece of evidence as the ledger keeps it: what was seen, where, and whether somebody set it aside. */
export type LedgerEntry = {
  readonly evidence: Evidence;
  readonly firstSeenAt: string;
  readonly pullRequest: number;
  readonly setAside: { readonly by: string; readonly reason: string; readonly at: string } | null;
};
