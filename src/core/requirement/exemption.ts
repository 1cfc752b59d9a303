import type { ChangedFile } from '../facts.ts';
import { exemptedBy } from '../globs.ts';
import { indexPaths, namesOf, type PathIndex } from '../path-index.ts';
import type { Glob } from '../policy.ts';
import { isAgentInstruction } from './agent-instructions.ts';

/** The first path, in order of names, of a file that the globs do not exempt; null when they exempt all. */
export function firstThatCounts(globs: readonly Glob[], files: readonly ChangedFile[]): string | null {
  const { counting, exemptable, besides } = standingsOf(files);
  const index = indexPaths(files);
  const [widest, ...others] = globs
    .map((glob) => ({ glob, exempted: exemptedBy(glob, index) }))
    .sort((one, other) => other.exempted.size - one.exempted.size);
  const left = widest === undefined ? exemptable : leftBesides(widest.glob, exemptable, besides, index);
  const named = left.find(({ path }) => !others.some(({ exempted }) => exempted.has(path)));
  return earlier(counting, named?.shown ?? null);
}

type Name = {
  readonly path: string;
  /** The first of all names of the files that bear this one. */
  readonly shown: string;
};

type Standings = {
  /** The first name among files that nothing exempts. */
  readonly counting: string | null;
  /** The names of the others, in the order in which they are shown. */
  readonly exemptable: readonly Name[];
  /** By glob: what is left of those. Rules often share the glob that exempts most. */
  readonly besides: Map<string, readonly Name[]>;
};

const standings = new WeakMap<readonly ChangedFile[], Standings>();

function standingsOf(files: readonly ChangedFile[]): Standings {
  const kept = standings.get(files);
  if (kept !== undefined) return kept;
  const shown = new Map<string, string>();
  let counting: string | null = null;
  for (const file of files) {
    const names = namesOf(file);
    const first = names.reduce((least, name) => (name < least ? name : least));
    if (mayBeExempted(file))
      for (const name of names) shown.set(name, earlier(shown.get(name) ?? null, first) ?? first);
    else counting = earlier(counting, first);
  }
  const exemptable = [...shown]
    .map(([path, first]) => ({ path, shown: first }))
    .sort((one, other) => (one.shown < other.shown ? -1 : 1));
  const made = { counting, exemptable, besides: new Map<string, readonly Name[]>() };
  standings.set(files, made);
  return made;
}

/** Only regular files whose names are all known, and never what tells agents what to do. */
function mayBeExempted(file: ChangedFile): boolean {
  const { mode, previousPath, status } = file;
  if (!mode.known || !previousPath.known) return false;
  const regular = mode.value === '100644' || (mode.value === null && status === 'removed');
  return regular && !namesOf(file).some(isAgentInstruction);
}

function leftBesides(
  glob: Glob,
  exemptable: Standings['exemptable'],
  besides: Standings['besides'],
  index: PathIndex,
): readonly Name[] {
  const exempted = exemptedBy(glob, index);
  if (exempted.size === 0) return exemptable;
  const kept = besides.get(glob.text);
  if (kept !== undefined) return kept;
  const left = exemptable.filter(({ path }) => !exempted.has(path));
  besides.set(glob.text, left);
  return left;
}

function earlier(one: string | null, other: string | null): string | null {
  if (one === null || other === null) return one ?? other;
  return one < other ? one : other;
}
