export const confidences = ['mention', 'possible', 'likely', 'declared'] as const;
/** How far one trace goes by itself. A mention is shown and weighs nothing. */
export type Confidence = (typeof confidences)[number];

export const involvements = ['none-found', 'possible', 'likely', 'declared'] as const;
/** How sure the declared evidence makes us that AI took part. `none-found` is deliberately not called human. */
export type Involvement = (typeof involvements)[number];

export const autonomies = ['none', 'assisted', 'agent'] as const;
/** Whether a person used a tool, or an agent acted by itself. */
export type Autonomy = (typeof autonomies)[number];

/** A claim with its quotation, so that a person can check us. */
export type Evidence = {
  /** Stable across runs and readable: what a person types to dispute it, such as `co-author:claude:c1234ab`. */
  readonly key: string;
  readonly detector: string;
  readonly confidence: Confidence;
  /** The catalogue's id of the tool, or null when none is named. */
  readonly tool: string | null;
  readonly autonomy: Autonomy;
  /** null: the evidence is on the pull request, not on a commit. */
  readonly commitSha: string | null;
  readonly excerpt: string;
};

/**
 * Where a tool signs its work. Accounts are matched by number; logins, addresses, names and trailer keys exactly and
 * without regard to case, never as parts of a longer word.
 */
export type Surfaces = {
  /** Numeric ids of its accounts; they survive a renamed App. */
  readonly accounts?: readonly number[];
  readonly logins?: readonly string[];
  /** Whole addresses; `*` stands for any run of characters. */
  readonly emails?: readonly string[];
  /** Trailer keys that nobody else writes. `Key=Value` asks for that value too. */
  readonly trailers?: readonly string[];
  /** Phrases that the tool puts below its work, whatever stands around them on the line. */
  readonly footers?: readonly string[];
  /** Beginnings of links to a session, without scheme. */
  readonly sessions?: readonly string[];
  /** Globs of head branches in the form that only the vendor generates. */
  readonly branches?: readonly string[];
};

/** One tool and everything by which it declares itself. */
export type Tool = Surfaces & {
  readonly id: string;
  readonly name: string;
  /** What the tool does where nothing says otherwise: it acts by itself, or helps a person. */
  readonly autonomy: Exclude<Autonomy, 'none'>;
  /** Surfaces that show that the tool acted by itself, although it mostly assists. */
  readonly agent?: Surfaces;
  /** Names under which it signs and which no person has. */
  readonly names?: readonly string[];
  /** Names that people have too, or plain words: weak unless an address goes with them. */
  readonly sharedNames?: readonly string[];
  /** Addresses that count only together with one of its names. */
  readonly sharedEmails?: readonly string[];
  /** What people call it in sentences. With a capital letter: only in that spelling, as it is also a plain word. */
  readonly words?: readonly string[];
  /** Its language models. They name the tool only where no other product is named beside them. */
  readonly models?: readonly string[];
  /** Globs of head branches that people name like this too. */
  readonly branchPrefixes?: readonly string[];
  readonly labels?: readonly string[];
  /** How it words a subject or title; `*` stands for any run of characters. */
  readonly titles?: readonly string[];
  readonly reference?: string;
};
