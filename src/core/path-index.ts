import type { ChangedFile } from './facts.ts';
import { couldContain, indexLetterPairs, type LetterPairs } from './letter-pairs.ts';

/** One spelling of one name of a file, and the name to show for it. */
export type Form = { readonly spelling: string; readonly path: string };

/** What every match of a pattern has, so that it is tried only on names that have it too. */
export type Telltale = {
  /** Segments without wildcards. */
  readonly literals: readonly string[];
  /** The extension, where the pattern names one. */
  readonly extension: string | null;
  /** Pieces of text without wildcards. */
  readonly pieces: readonly string[];
};

/** Names by what can be told of them: a pattern looks only at those it could match, in the order of names. */
export type FormIndex = {
  readonly forms: readonly Form[];
  readonly bySegment: ReadonlyMap<string, readonly Form[]>;
  readonly byExtension: ReadonlyMap<string, readonly Form[]>;
  /** Made when the first pattern asks that segments tell too little. */
  readonly byLetters: () => LetterPairs;
};

/** The names of changed files, as globs that tighten and globs that exempt spell them, and what was found among them. */
export type PathIndex = {
  readonly paths: readonly string[];
  readonly folded: FormIndex;
  readonly exact: () => FormIndex;
  readonly reached: Map<string, readonly string[]>;
  readonly exempted: Map<string, ReadonlySet<string>>;
};

/** Indexes the old and the new names of files, once for each list of files. */
export function indexPaths(files: readonly ChangedFile[]): PathIndex {
  const kept = indexes.get(files);
  if (kept !== undefined) return kept;
  const made = indexOf(files);
  indexes.set(files, made);
  return made;
}

/** Risk and requirement ask about the same files, and disputes ask again: what was found stays found. */
const indexes = new WeakMap<readonly ChangedFile[], PathIndex>();

function indexOf(files: readonly ChangedFile[]): PathIndex {
  const paths = [...new Set(files.flatMap(namesOf))].sort();
  const folded = paths.flatMap((path) => spellingsOf(path).map((spelling) => ({ spelling, path })));
  return {
    paths,
    folded: indexForms(folded),
    exact: once(() => indexForms(paths.map((path) => ({ spelling: path, path })))),
    reached: new Map(),
    exempted: new Map(),
  };
}

function indexForms(forms: readonly Form[]): FormIndex {
  const bySegment = new Map<string, Form[]>();
  const byExtension = new Map<string, Form[]>();
  for (const form of forms) {
    const segments = form.spelling.split('/');
    for (const segment of new Set(segments)) append(bySegment, segment, form);
    append(byExtension, extensionOf(segments.at(-1) ?? ''), form);
  }
  const byLetters = once(() => indexLetterPairs(forms.map(({ spelling }) => spelling)));
  return { forms, bySegment, byExtension, byLetters };
}

/** The names of a file that the rules look at: a file renamed out of a directory was in it. */
export function namesOf(file: ChangedFile): readonly string[] {
  const { path, previousPath } = file;
  return previousPath.known && previousPath.value !== null && previousPath.value !== path
    ? [path, previousPath.value]
    : [path];
}

/** Lower case as written, and folded by NFKC where that differs; both are tried, so folding can only find more. */
export function spellingsOf(name: string): readonly string[] {
  const lower = name.toLowerCase();
  const folded = name.normalize('NFKC').toLowerCase();
  return folded === lower ? [lower] : [lower, folded];
}

/** The forms that a pattern could match: none that it does is missing. */
export function candidates({ literals, extension, pieces }: Telltale, index: FormIndex): readonly Form[] {
  const lists = literals.map((segment) => index.bySegment.get(segment) ?? []);
  if (extension !== null) lists.push(index.byExtension.get(extension) ?? []);
  const fewest = shortest(lists, index.forms);
  if (fewest.length <= fewEnough || pieces.length === 0) return fewest;
  const places = fewestPlaces(pieces, index);
  const few = places !== null && places.length < fewest.length ? formsAt(places, index) : fewest;
  return few.filter(({ spelling }) => pieces.every((piece) => spelling.includes(piece)));
}

function fewestPlaces(pieces: readonly string[], index: FormIndex): readonly number[] | null {
  const telling = pieces.filter(({ length }) => length > 1);
  if (telling.length === 0) return null;
  const letters = index.byLetters();
  const [first = null, ...others] = telling.flatMap((piece) => {
    const places = couldContain(piece, letters);
    return places === null ? [] : [places];
  });
  return first === null ? null : shortest(others, first);
}

const formsAt = (places: readonly number[], index: FormIndex): readonly Form[] =>
  places.flatMap((place) => index.forms[place] ?? []);

/** So many names are looked through sooner than their letters are indexed. */
const fewEnough = 32;

const shortest = <T>(lists: readonly (readonly T[])[], among: readonly T[]): readonly T[] =>
  lists.reduce((least, list) => (list.length < least.length ? list : least), among);

function extensionOf(fileName: string): string {
  const dot = fileName.lastIndexOf('.');
  return dot === -1 ? '' : fileName.slice(dot + 1);
}

function append(index: Map<string, Form[]>, key: string, form: Form): void {
  const list = index.get(key);
  if (list === undefined) index.set(key, [form]);
  else list.push(form);
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
