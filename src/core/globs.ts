import { Minimatch } from 'minimatch';
import type { ChangedFile } from './facts.ts';
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

/** Changed files by the names under which globs find them, so that a glob looks only at files it could match. */
export type PathIndex = {
  readonly paths: readonly string[];
  readonly forms: readonly Form[];
  readonly bySegment: ReadonlyMap<string, readonly Form[]>;
  readonly byExtension: ReadonlyMap<string, readonly Form[]>;
  readonly found: Map<string, readonly string[]>;
};

/** One spelling of one name of a file, and the name to show for it. */
type Form = { readonly spelling: string; readonly segments: readonly string[]; readonly path: string };

/** Indexes the old and the new names of files. */
export function indexPaths(files: readonly ChangedFile[]): PathIndex {
  const paths = [...new Set(files.flatMap(namesOf))].sort();
  const forms = paths.flatMap((path) =>
    spellingsOf(path).map((spelling) => ({ spelling, segments: spelling.split('/'), path })),
  );
  const bySegment = new Map<string, Form[]>();
  const byExtension = new Map<string, Form[]>();
  for (const form of forms) {
    for (const segment of new Set(form.segments)) append(bySegment, segment, form);
    append(byExtension, extensionOf(form.segments.at(-1) ?? ''), form);
  }
  return { paths, forms, bySegment, byExtension, found: new Map() };
}

/** The names of a file that the rules look at: a file renamed out of a directory was in it. */
export function namesOf(file: ChangedFile): readonly string[] {
  const { path, previousPath } = file;
  return previousPath.known && previousPath.value !== null && previousPath.value !== path
    ? [path, previousPath.value]
    : [path];
}

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

function reachedByOne(glob: Glob, index: PathIndex): readonly string[] {
  const before = index.found.get(glob.text);
  if (before !== undefined) return before;
  const found = new Set<string>();
  for (const pattern of tightening(glob)) {
    for (const form of candidates(pattern, index)) {
      if (found.has(form.path) || !form.spelling.includes(pattern.text)) continue;
      if (pattern.matches(form.spelling)) found.add(form.path);
    }
  }
  const sorted = glob.alternatives.length > 1 ? [...found].sort() : [...found];
  index.found.set(glob.text, sorted);
  return sorted;
}

type Pattern = {
  readonly matches: (name: string) => boolean;
  /** Segments without wildcards: a file that lacks one of them cannot match. */
  readonly literals: readonly string[];
  /** The longest piece without wildcards: no match lacks it, and looking for it is quicker than matching. */
  readonly text: string;
  /** Set: the extension that every match has. */
  readonly extension: string | null;
};

function candidates(pattern: Pattern, index: PathIndex): readonly Form[] {
  const lists = pattern.literals.map((segment) => index.bySegment.get(segment) ?? []);
  if (pattern.extension !== null) lists.push(index.byExtension.get(pattern.extension) ?? []);
  return lists.reduce((shortest, list) => (list.length < shortest.length ? list : shortest), index.forms);
}

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
    text: longestText(text),
    extension: extension ?? null,
  };
}

/** A globstar may stand for no folder at all, so that the slashes around it are no part of the text. */
function longestText(glob: string): string {
  if (/[[\]\\]/.test(glob)) return '';
  const pieces = glob.split('/').flatMap((segment) => segment.split(/[*?]+/));
  return pieces.reduce((longest, piece) => (piece.length > longest.length ? piece : longest), '');
}

/** Lower case as written, and folded by NFKC where that differs; both are tried, so folding can only find more. */
function spellingsOf(name: string): readonly string[] {
  const lower = name.toLowerCase();
  const folded = name.normalize('NFKC').toLowerCase();
  return folded === lower ? [lower] : [lower, folded];
}

function extensionOf(fileName: string): string {
  const dot = fileName.lastIndexOf('.');
  return dot === -1 ? '' : fileName.slice(dot + 1);
}

function append(index: Map<string, Form[]>, key: string, form: Form): void {
  const list = index.get(key);
  if (list === undefined) index.set(key, [form]);
  else list.push(form);
}
