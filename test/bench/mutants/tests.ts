/** The part of Jest that our fast tests use, without its start, so that many mutants can be tried in one process. */
export { expect } from 'expect';

export type Test = { readonly name: string; readonly run: () => unknown };
type Body = (...row: readonly unknown[]) => unknown;

let collected: Test[] = [];
let around: readonly string[] = [];

/** The tests that a file declares while it is loaded. */
export async function collectTests(load: () => Promise<unknown>): Promise<readonly Test[]> {
  collected = [];
  around = [];
  await load();
  return collected;
}

export const describe = Object.assign(
  (name: string, body: () => void) => {
    const before = around;
    around = [...around, name];
    body();
    around = before;
  },
  { each: eachOf(describeOne) },
);

export const it = Object.assign(itOne, { each: eachOf(itOne) });

function describeOne(name: string, body: () => unknown): void {
  describe(name, () => void body());
}

function itOne(name: string, run: () => unknown): void {
  collected.push({ name: [...around, name].join(' › '), run });
}

function eachOf(declare: (name: string, run: () => unknown) => void) {
  return (rows: readonly unknown[]) => (name: string, body: Body) =>
    rows.forEach((row, index) => declare(`${name} [${index}]`, () => (Array.isArray(row) ? body(...row) : body(row))));
}
