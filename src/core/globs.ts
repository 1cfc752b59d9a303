import { Minimatch } from 'minimatch';
import { candidates, type FormIndex, type PathIndex, spellingsOf, type Telltale } from './path-index.ts';
import type { Glob } from './policy.ts';

/**
 * Without `dot` a glob would skip .github/ and .env, the very files a gate must see. Braces are expanded when the policy
 * is read; negation and comments are refused there.
 */
const options = {
  dot: true,
  noext: true,
  nobrace: true,
  nonegate: true,
  nocomment: true,
  platform: 'linux',
} as const;

/**
 * The paths that a rule's globs reach, sorted. Tightening: without regard to case and to compatible spellings of a
 * letter, since file systems that fold them would read the same file.
 */
export function reachedBy(globs: readonly Glob[], index: PathIndex): readonly string[] {
  const [only] = globs;
  if (only !== undefined && globs.length === 1) return reachedByOne(only, index);
  return [...new Set(globs.flatMap((glob) => reachedByOne(glob, index)))].sort();
}

/** Whether a branch or another single name is reached by one of the globs, in the tightening way. */
export function reaches(globs: readonly Glob[], name: string): boolean {
  const spellings = spellingsOf(name);
  return globs.some((glob) => tightening(glob).some(({ matches }) => spellings.some(matches)));
}

/** Whether one of the globs names exactly this path. Exempting: every letter as written, nothing folded. */
export function exempts(globs: readonly Glob[], path: string): boolean {
  return globs.some((glob) => exempting(glob).some(({ matches }) => matches(path)));
}

/** The changed paths that a glob names exactly. */
export function exemptedBy(glob: Glob, index: PathIndex): ReadonlySet<string> {
  const before = index.exempted.get(glob.text);
  if (before !== undefined) return before;
  const found = matched(exempting(glob), index.exact());
  index.exempted.set(glob.text, found);
  return found;
}

function reachedByOne(glob: Glob, index: PathIndex): readonly string[] {
  const before = index.reached.get(glob.text);
  if (before !== undefined) return before;
  const found = [...matched(tightening(glob), index.folded)].sort();
  index.reached.set(glob.text, found);
  return found;
}

function matched(patterns: readonly Pattern[], index: FormIndex): ReadonlySet<string> {
  const found = new Set<string>();
  for (const pattern of patterns) {
    for (const { path, spelling } of candidates(pattern, index)) {
      if (!found.has(path) && pattern.matches(spelling)) found.add(path);
    }
  }
  return found;
}

type Pattern = Telltale & { readonly matches: (name: string) => boolean };

/** Patterns live as long as the policy's globs: building them again for every evaluation would cost more than matching. */
const tighteningPatterns = new WeakMap<Glob, readonly Pattern[]>();
const exemptingPatterns = new WeakMap<Glob, readonly Pattern[]>();

function tightening(glob: Glob): readonly Pattern[] {
  const kept = tighteningPatterns.get(glob);
  if (kept !== undefined) return kept;
  const spellings = glob.alternatives.flatMap(spellingsOf);
  const made = [...new Set(spellings)].map(patternOf);
  tighteningPatterns.set(glob, made);
  return made;
}

function exempting(glob: Glob): readonly Pattern[] {
  const kept = exemptingPatterns.get(glob);
  if (kept !== undefined) return kept;
  const made = glob.alternatives.map(patternOf);
  exemptingPatterns.set(glob, made);
  return made;
}

function patternOf(text: string): Pattern {
  const segments = text.split('/');
  const [, extension] = /^\*+\.([^*?[\]\\.]+)$/.exec(segments.at(-1) ?? '') ?? [];
  let matcher: Minimatch | null = null;
  return {
    matches: (name) => {
      matcher ??= new Minimatch(text, options);
      return matcher.match(name);
    },
    literals: segments.filter((segment) => !/[*?[\]\\]/.test(segment)),
    extension: extension ?? null,
    pieces: piecesOf(segments),
  };
}

/** A globstar may stand for no folder at all, so that the slashes around it are no part of the text. */
const piecesOf = (segments: readonly string[]): readonly string[] => [
  ...new Set(
    segments
      .filter((segment) => !/[[\]\\]/.test(segment))
      .flatMap((segment) => segment.split(/[*?]+/))
      .filter((piece) => piece !== ''),
  ),
];
