/** The candidate that somebody who typed `text` most likely meant, or null when none is near. */
export function nearest(text: string, candidates: readonly string[]): string | null {
  const typed = text.toLowerCase();
  const near = candidates
    .map((candidate) => ({ candidate, distance: editDistance(typed, candidate.toLowerCase()) }))
    .filter(
      ({ candidate, distance }) => distance <= Math.max(1, Math.floor(Math.max(typed.length, candidate.length) / 3)),
    )
    .sort((a, b) => a.distance - b.distance || a.candidate.localeCompare(b.candidate));
  return near[0]?.candidate ?? null;
}

/** A hint for a word that is not one of `candidates`: the nearest, else all of them when they are few. */
export function hintFor(text: string, candidates: readonly string[]): string | null {
  const meant = nearest(text, candidates);
  if (meant !== null) return `did you mean \`${meant}\`?`;
  if (candidates.length === 0) return null;
  const shown = candidates.slice(0, 12).map((candidate) => `\`${candidate}\``);
  return `one of ${shown.join(', ')}${candidates.length > shown.length ? ', …' : ''}`;
}

/** Insertions, deletions, replacements and swaps of neighbours that turn one word into the other. */
function editDistance(from: string, to: string): number {
  if (Math.abs(from.length - to.length) > 4 || from.length > 60) return Number.POSITIVE_INFINITY;
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const replaced = (last[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      const swapped =
        i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]
          ? (beforeLast[j - 2] ?? 0) + 1
          : Number.POSITIVE_INFINITY;
      row.push(Math.min(replaced, swapped, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    beforeLast = last;
    last = row;
  }
  return last[to.length] ?? 0;
}
