/** The streams a command talks through; `process` is one, and tests make their own. */
export type Io = {
  readonly stdin: NodeJS.ReadableStream;
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
};

/** Runs a command and gives its exit code. */
export type Run = (args: readonly string[], io: Io) => Promise<number>;

/** Whether somebody looks at it, or types into it. */
export const isTerminal = (stream: object): boolean => 'isTTY' in stream && stream.isTTY === true;
