import type { ChangedFile } from '../facts.ts';
import { namesOf } from '../path-index.ts';
import { hasNoNewContent } from '../requirement/unseen.ts';
import { code } from '../text.ts';
import { type Patch, readPatch } from './patch.ts';
import { destructivePatterns } from './patterns.ts';

export type Destruction = { readonly detail: string; readonly paths: readonly string[] };

/** What a change destroys, as far as its patches show: few patterns, each in the kind of file where it means something. */
export function findDestruction(files: readonly ChangedFile[]): readonly Destruction[] {
  const found = new Map<string, string[]>();
  for (const file of files) {
    for (const detail of destructionsIn(file)) found.set(detail, [...(found.get(detail) ?? []), file.path]);
  }
  const inFiles = [...found].map(([detail, paths]) => ({ detail, paths: paths.sort() }));
  return [...inFiles, ...emptiedDirectories(files)].sort((a, b) => a.detail.localeCompare(b.detail));
}

/** Whether any pattern reads files of this name: for others the patch need not be fetched. */
export const couldDestroy = (file: ChangedFile): boolean =>
  destructivePatterns.some(({ reads }) => namesOf(file).some((name) => reads(name.toLowerCase())));

function destructionsIn(file: ChangedFile): readonly string[] {
  const names = namesOf(file).map((name) => name.toLowerCase());
  const patterns = destructivePatterns.filter(({ reads }) => names.some(reads));
  if (patterns.length === 0 || hasNoNewContent(file)) return [];
  if (!file.patch.known) return ['a change whose patch GitHub does not give may destroy something'];
  const patch: Patch = readPatch(file.patch.value);
  return patterns.filter(({ destroys }) => destroys(patch)).map(({ detail }) => detail);
}

const manyRemoved = 10;

/** GitHub does not say what else was in a directory; this many files gone from one of them is taken for all. */
function emptiedDirectories(files: readonly ChangedFile[]): readonly Destruction[] {
  const removed = new Map<string, string[]>();
  for (const { path, status } of files) {
    const directory = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    if (status === 'removed') removed.set(directory, [...(removed.get(directory) ?? []), path]);
  }
  return [...removed]
    .filter(([, paths]) => paths.length >= manyRemoved)
    .map(([directory, paths]) => ({
      detail: `files of the directory ${code(directory === '' ? '/' : directory)} deleted`,
      paths: paths.sort(),
    }));
}
