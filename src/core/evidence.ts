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
 * One tool and every surface on which it declares itself. Addresses, names and keys are matched without regard to case
 * and exactly, never as parts of a longer word.
 */
export type Tool = {
  readonly id: string;
  readonly name: string;
  /** What the tool does where nothing says otherwise: it acts by itself, or helps a person. */
  readonly autonomy: Exclude<Autonomy, 'none'>;
  /** Numeric ids of its accounts; they survive a renamed App. */
  readonly accounts?: readonly number[];
  readonly logins?: readonly string[];
  readonly emails?: readonly string[];
  readonly names?: readonly string[];
  /** Head branch globs that the tool's vendor generates. */
  readonly branches?: readonly string[];
  readonly labels?: readonly string[];
  readonly reference?: string;
};
