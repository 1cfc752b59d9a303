import type { ChangedFile, Snapshot } from '../facts.ts';

/** What we were not shown of a pull request. Each part, in words, makes the conditions about it hold. */
export type Unseen = {
  /** Set: the list of files is not whole. */
  readonly files: string | null;
  /** Set: the list of commits is not whole, and with it the authors and what commits say about AI. */
  readonly commits: string | null;
  /** Renamed files whose old name GitHub did not tell. */
  readonly oldNames: readonly string[];
  /** Files that changed by an unknown number of lines: binary, hidden by attributes, or too large. */
  readonly lines: readonly string[];
};

/** What is missing from a snapshot; a cut that cannot be told apart counts for files and commits both. */
export function unseenIn(snapshot: Snapshot): Unseen {
  const { truncated, totals, files, commits } = snapshot;
  const cut = (own: RegExp, others: RegExp): string | null =>
    truncated.toSorted().find((words) => own.test(words) || !others.test(words)) ?? null;
  return {
    files: cut(/file/i, /commit|review|timeline|label|push/i) ?? short('files', files.length, totals.files),
    commits: cut(/commit/i, /file|review|timeline|label|push/i) ?? short('commits', commits.length, totals.commits),
    oldNames: files
      .filter(({ previousPath }) => !previousPath.known)
      .map(({ path }) => path)
      .sort(),
    lines: files
      .filter(hidesItsLines)
      .map(({ path }) => path)
      .sort(),
  };
}

const short = (what: string, listed: number, total: number): string | null =>
  listed < total ? `${listed} of ${total} ${what} were listed` : null;

/** GitHub counts no lines where it gives no patch, unless the content is the same or empty. */
function hidesItsLines(file: ChangedFile): boolean {
  if (file.patch.known || file.additions + file.deletions > 0) return false;
  return !hasNoNewContent(file);
}

const emptyBlob = 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391';

/** Nothing but the name or the mode changed, or the file is empty: there is no patch to be missed. */
export function hasNoNewContent({ blobBefore, blobAfter, status }: ChangedFile): boolean {
  if (blobAfter.known && blobAfter.value === emptyBlob && status === 'added') return true;
  return blobBefore.known && blobAfter.known && blobBefore.value !== null && blobBefore.value === blobAfter.value;
}
