/** A run of lines that one side replaces by a run of the other; positions count from zero. */
export type Edit = {
  readonly from: number;
  readonly removed: number;
  readonly to: number;
  readonly added: number;
};

/** Lines with their line ends, so that joining them gives the text back. */
export function splitLines(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/gu) ?? [];
}

/** The fewest edits that turn one list of lines into the other (Myers 1986), ascending and never touching. */
export function diffLines(before: readonly string[], after: readonly string[]): readonly Edit[] {
  const prefix = commonPrefix(before, after);
  const suffix = commonSuffix(before.slice(prefix), after.slice(prefix));
  const old = before.slice(prefix, before.length - suffix);
  const now = after.slice(prefix, after.length - suffix);
  if (old.length === 0 && now.length === 0) return [];
  const kept = old.length === 0 || now.length === 0 ? [] : keptPairs(old, now);
  if (kept === null) return [{ from: prefix, removed: old.length, to: prefix, added: now.length }];
  return gaps(kept, old.length, now.length).map((edit) => ({
    ...edit,
    from: edit.from + prefix,
    to: edit.to + prefix,
  }));
}

type Pair = { readonly old: number; readonly now: number };

/** Past this many single-line edits the search would cost more than a coarser answer is worth. */
const mostEdits = 1_500;

/** Pairs of equal lines on a shortest edit path, or null when the two have too little in common. */
function keptPairs(old: readonly string[], now: readonly string[]): readonly Pair[] | null {
  const trace: Map<number, number>[] = [];
  let reach = new Map<number, number>([[1, 0]]);
  const most = Math.min(old.length + now.length, mostEdits);
  for (let edits = 0; edits <= most; edits++) {
    trace.push(new Map(reach));
    const next = new Map(reach);
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      let x = startOn(reach, diagonal, edits);
      while (x < old.length && x - diagonal < now.length && old[x] === now[x - diagonal]) x++;
      next.set(diagonal, x);
      if (x >= old.length && x - diagonal >= now.length) return walkBack(trace, old.length, now.length);
    }
    reach = next;
  }
  return null;
}

function startOn(reach: ReadonlyMap<number, number>, diagonal: number, edits: number): number {
  const down = reach.get(diagonal + 1) ?? -1;
  const right = reach.get(diagonal - 1) ?? -1;
  return diagonal === -edits || (diagonal !== edits && right < down) ? down : right + 1;
}

function walkBack(
  trace: readonly ReadonlyMap<number, number>[],
  oldLength: number,
  nowLength: number,
): readonly Pair[] {
  const pairs: Pair[] = [];
  let x = oldLength;
  let y = nowLength;
  for (let edits = trace.length - 1; edits >= 0; edits--) {
    const reach = trace[edits] ?? new Map<number, number>();
    const diagonal = x - y;
    const down = reach.get(diagonal + 1) ?? -1;
    const right = reach.get(diagonal - 1) ?? -1;
    const cameDown = diagonal === -edits || (diagonal !== edits && right < down);
    const startX = cameDown ? down : right + 1;
    while (x > startX && y > startX - diagonal) pairs.push({ old: --x, now: --y });
    if (edits === 0) break;
    x = cameDown ? down : right;
    y = x - (cameDown ? diagonal + 1 : diagonal - 1);
  }
  return pairs.reverse();
}

function gaps(pairs: readonly Pair[], oldLength: number, nowLength: number): readonly Edit[] {
  const edits: Edit[] = [];
  let from = 0;
  let to = 0;
  for (const pair of [...pairs, { old: oldLength, now: nowLength }]) {
    if (pair.old > from || pair.now > to) edits.push({ from, removed: pair.old - from, to, added: pair.now - to });
    from = pair.old + 1;
    to = pair.now + 1;
  }
  return edits;
}

function commonPrefix(one: readonly string[], other: readonly string[]): number {
  let length = 0;
  while (length < one.length && length < other.length && one[length] === other[length]) length++;
  return length;
}

function commonSuffix(one: readonly string[], other: readonly string[]): number {
  let length = 0;
  while (length < one.length && length < other.length && one.at(-1 - length) === other.at(-1 - length)) length++;
  return length;
}
