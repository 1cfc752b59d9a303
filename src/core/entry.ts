/** What to look for in the record of an installation. */
export type EntrySearch = {
  readonly installationId: number;
  /** The repositories that the reader may see: no other entry is found. */
  readonly repositoryIds: readonly number[];
  readonly number: number | null;
  /** A login, in whatever case. */
  readonly person: string | null;
  readonly outcome: Outcome | null;
  readonly since: Date | null;
  readonly until: Date | null;
  /** The digest of the last entry of the page before this one; null: the newest. */
  readonly before: string | null;
};

/** What an entry came to: a decision's verdict, how a merge found the gate, or what else happened. */
export const outcomes = [
  'pending',
  'blocked',
  'satisfied',
  'not-required',
  'overridden',
  'undecided',
  'merge',
  'merge-without-gate',
  'override',
  'dispute',
  'debt',
  'request',
  'merge-group',
  'push',
] as const;
export type Outcome = (typeof outcomes)[number];

/** One entry of the record as a reader sees it. Its digest names it: numbers would tell how much is hidden in between. */
export type Entry = {
  readonly digest: string;
  readonly previous: string;
  readonly at: string;
  readonly kind: string;
  readonly outcome: string;
  readonly repositoryId: number;
  readonly number: number;
  readonly content: unknown;
  /** What the seals in `content` stand for, as far as it was not erased. */
  readonly people: Readonly<Record<string, string>>;
};

/** The state of a chain, as far as somebody may know who sees only part of it. */
export type ChainState = {
  readonly intact: boolean;
  readonly verifiedAt: string;
  /** What is wrong and where; null where that is an entry which the reader may not see, or the chain as a whole. */
  readonly problems: readonly { readonly kind: string; readonly digest: string | null }[];
};
