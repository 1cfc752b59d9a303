/** A configuration that cannot be run: every problem at once, each with its variable and what to do. The operator acts. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`configuration cannot be used: ${problems.join('; ')}`);
    this.problems = problems;
  }

  /** Each problem on a line of its own, for whoever started the program. */
  get explanation(): string {
    return `${['countersign cannot start:', ...this.problems.map((problem) => `  ${problem}`)].join('\n')}\n`;
  }
}

/** A call to GitHub that did not give an answer we can use. `retryAt` is the time GitHub named, where it named one. */
export class GitHubError extends Error {
  override readonly name = 'GitHubError';
  readonly status: number | null;
  readonly retryAt: Date | null;

  constructor(message: string, status: number | null, retryAt: Date | null, cause: unknown) {
    super(message, { cause });
    this.status = status;
    this.retryAt = retryAt;
  }
}

/** The pull request's head changed between the snapshot and its publication: nothing is wrong, the job runs again. */
export class HeadMovedError extends Error {
  override readonly name = 'HeadMovedError';
}
