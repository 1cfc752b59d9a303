/** The end of every `switch` on a union: a new member breaks the build here, not production. */
export function unreachable(value: never): never {
  throw new Error(`unreachable value ${JSON.stringify(value)}`);
}
