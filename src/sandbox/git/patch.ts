import { diffLines, type Edit, splitLines } from './lines.ts';

export type Patch = {
  readonly additions: number;
  readonly deletions: number;
  /** Hunks without a file header, as GitHub gives them; null where GitHub gives none (binary, or too large). */
  readonly text: string | null;
};

/** GitHub leaves the patch of a file out beyond these. */
const mostPatchLines = 20_000;
const mostPatchBytes = 500_000;
const context = 3;

export function makePatch(before: Uint8Array, after: Uint8Array): Patch {
  if (isBinary(before) || isBinary(after)) return { additions: 0, deletions: 0, text: null };
  const old = splitLines(decode(before));
  const now = splitLines(decode(after));
  const edits = diffLines(old, now);
  const additions = sum(edits.map((edit) => edit.added));
  const deletions = sum(edits.map((edit) => edit.removed));
  if (edits.length === 0 || additions + deletions > mostPatchLines) return { additions, deletions, text: null };
  const text = hunks(edits)
    .map((hunk) => hunkText(hunk, old, now))
    .join('\n');
  return { additions, deletions, text: text.length > mostPatchBytes ? null : text };
}

/** Git's own guess: a zero byte near the beginning. */
export function isBinary(bytes: Uint8Array): boolean {
  return bytes.subarray(0, 8_000).includes(0);
}

/** Edits whose context would touch share a hunk. */
function hunks(edits: readonly Edit[]): readonly (readonly Edit[])[] {
  const groups: Edit[][] = [];
  for (const edit of edits) {
    const group = groups.at(-1);
    const last = group?.at(-1);
    if (group !== undefined && last !== undefined && edit.from - (last.from + last.removed) <= 2 * context) {
      group.push(edit);
    } else groups.push([edit]);
  }
  return groups;
}

function hunkText(edits: readonly Edit[], old: readonly string[], now: readonly string[]): string {
  const [first] = edits;
  const last = edits.at(-1);
  if (first === undefined || last === undefined) return '';
  const lead = Math.min(context, first.from);
  const trail = Math.min(context, old.length - last.from - last.removed);
  const oldFrom = first.from - lead;
  const newFrom = first.to - lead;
  const oldCount = last.from + last.removed + trail - oldFrom;
  const newCount = last.to + last.added + trail - newFrom;
  const lines: string[] = [];
  let at = oldFrom;
  for (const edit of edits) {
    lines.push(...marked(' ', old.slice(at, edit.from)));
    lines.push(...marked('-', old.slice(edit.from, edit.from + edit.removed)));
    lines.push(...marked('+', now.slice(edit.to, edit.to + edit.added)));
    at = edit.from + edit.removed;
  }
  lines.push(...marked(' ', old.slice(at, at + trail)));
  return [`@@ -${range(oldFrom, oldCount)} +${range(newFrom, newCount)} @@`, ...lines].join('\n');
}

function marked(mark: string, lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) =>
    line.endsWith('\n') ? [mark + line.slice(0, -1)] : [mark + line, '\\ No newline at end of file'],
  );
}

/** An empty range names the line before it. */
function range(from: number, count: number): string {
  const start = count === 0 ? from : from + 1;
  return count === 1 ? String(start) : `${start},${count}`;
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
