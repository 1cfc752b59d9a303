/** One file's hunks: the lines taken away and put in, without their sign, and the shown text before and after. */
export type Patch = {
  readonly removed: readonly string[];
  readonly added: readonly string[];
  readonly before: string;
  readonly after: string;
};

/** Reads the hunks that GitHub gives for one file. */
export function readPatch(text: string): Patch {
  const removed: string[] = [];
  const added: string[] = [];
  const before: string[] = [];
  const after: string[] = [];
  for (const line of text.split(/\r?\n/)) {
    const content = line.slice(1);
    if (line.startsWith('-')) {
      removed.push(content);
      before.push(content);
    } else if (line.startsWith('+')) {
      added.push(content);
      after.push(content);
    } else if (line.startsWith(' ')) {
      before.push(content);
      after.push(content);
    }
  }
  return { removed, added, before: before.join('\n'), after: after.join('\n') };
}

/** Something matching was taken away and not put in elsewhere in the file: what only moved is not lost. */
export function lost({ removed, added }: Patch, pattern: RegExp): boolean {
  const matched = (line: string) => pattern.exec(line)?.[0];
  return leftOver(removed.map(matched), added.map(matched));
}

/** A matching line was put in that was not taken away elsewhere in the file: what only moved is not gained. */
export function gained({ removed, added }: Patch, pattern: RegExp): boolean {
  const whole = (line: string) => (pattern.test(line) ? line : undefined);
  return leftOver(added.map(whole), removed.map(whole));
}

/** More matches stand in the shown text than did before; a match may run over lines and into unchanged ones. */
export function gainedAcrossLines({ before, after }: Patch, pattern: RegExp): boolean {
  return [...after.matchAll(pattern)].length > [...before.matchAll(pattern)].length;
}

function leftOver(texts: readonly (string | undefined)[], against: readonly (string | undefined)[]): boolean {
  const counts = new Map<string, number>();
  const weigh = (text: string | undefined, weight: number): void => {
    if (text === undefined) return;
    const plain = text.trim().replaceAll(/\s+/g, ' ');
    counts.set(plain, (counts.get(plain) ?? 0) + weight);
  };
  for (const text of texts) weigh(text, 1);
  for (const text of against) weigh(text, -1);
  return [...counts.values()].some((count) => count > 0);
}
