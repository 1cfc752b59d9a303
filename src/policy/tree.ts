import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type Scalar,
  visit,
  type YAMLMap,
} from 'yaml';
import type { PolicyProblem } from '../core/policy.ts';

/** Lines and columns count from 1. */
export type Position = { readonly line: number; readonly column: number };

/** A part of the file by the keys that lead to it, and whether the key or the value is meant. */
export type Place = { readonly path: readonly (string | number)[]; readonly at: 'key' | 'value' };

/** The file as plain values, and where each stands. */
export type Tree = { readonly value: unknown; readonly positionOf: (place: Place) => Position };

export type UnplacedProblem = Omit<PolicyProblem, 'file'>;

/** More uses of anchors than this are a bomb or a riddle. */
const mostAliases = 100;
const mostSyntaxErrors = 5;

/** Reads YAML strictly: one document, no duplicate keys, no tags of its own, no tabs, few aliases. */
export function readTree(text: string): Tree | { readonly problems: readonly UnplacedProblem[] } {
  const lines = new LineCounter();
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(Math.min(offset, text.length));
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  try {
    // Duplicates are found below: the parser would compare every key with every other.
    const document = parseDocument(text, {
      lineCounter: lines,
      prettyErrors: false,
      uniqueKeys: false,
      logLevel: 'error',
    });
    const errors = [...document.errors, ...document.warnings];
    if (errors.some(({ message }) => isTooDeep(message))) throw new RangeError('nested too deeply');
    // One slip of syntax makes many errors further on.
    const broken = errors.slice(0, mostSyntaxErrors).map((error) => ({
      ...at(error.pos[0]),
      ...sentenceFor(error.code, error.message, wordAt(text, error.pos[0])),
    }));
    if (broken.length > 0) return { problems: broken };
    const { doubled, aliases } = lookThrough(document);
    if (doubled.length > 0)
      return { problems: doubled.map((key) => ({ ...at(key.range?.[0] ?? 0), ...doubledKey(key) })) };
    if (aliases > mostAliases) return { problems: [{ ...at(0), ...tooManyAliases }] };
    const value: unknown = document.toJS({ maxAliasCount: mostAliases });
    const find = finderIn(document);
    return { value, positionOf: (place) => at(find(place)) };
  } catch (error) {
    return { problems: [{ line: 1, column: 1, ...sentenceForCrash(error) }] };
  }
}

/** The keys that stand in their mapping a second time, and how often anchors are used. */
function lookThrough(document: Document): { readonly doubled: readonly Scalar[]; readonly aliases: number } {
  const doubled: Scalar[] = [];
  let aliases = 0;
  visit(document, {
    Alias: () => {
      aliases += 1;
    },
    Map: (_, { items }) => {
      const seen = new Set<unknown>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        if (seen.has(key.value)) doubled.push(key);
        seen.add(key.value);
      }
    },
  });
  return { doubled, aliases };
}

/** The parser keeps some overflows of its stack as errors of syntax. */
const isTooDeep = (message: string): boolean => /call stack/i.test(message);

const doubledKey = (key: Scalar): Sentence => ({
  message: `the key \`${String(key.value).slice(0, 60)}\` stands here twice`,
  hint: 'keep one of them',
});

const tooManyAliases: Sentence = {
  message: `aliases stand for too much: at most ${mostAliases} uses`,
  hint: 'write the values out',
};

type Sentence = { readonly message: string; readonly hint: string | null };

const wordAt = (text: string, offset: number): string => /^[^\s:,]*/.exec(text.slice(offset, offset + 60))?.[0] ?? '';

function sentenceFor(code: string, message: string, offending: string): Sentence {
  const quoted = `\`${offending}\``;
  if (code === 'TAB_AS_INDENT') return { message: 'a tab where YAML wants spaces', hint: 'indent with two spaces' };
  if (code === 'MULTIPLE_DOCS') return { message: 'a second document begins here', hint: 'remove the line `---`' };
  if (code === 'TAG_RESOLVE_FAILED') return { message: `the tag ${quoted} is not known`, hint: 'remove it' };
  if (code === 'BLOCK_IN_FLOW') {
    return { message: 'a list or mapping by indentation begins inside brackets', hint: 'close the bracket before it' };
  }
  if (code === 'BAD_INDENT') {
    return { message: 'the indentation does not fit the lines above', hint: 'indent what belongs together alike' };
  }
  const sentence = message.replaceAll(/\s+/g, ' ').trim();
  return { message: `not YAML: ${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}`, hint: null };
}

/** The parser throws for a bomb of aliases, for an alias without an anchor, and when nesting exhausts its stack. */
function sentenceForCrash(error: unknown): Sentence {
  if (error instanceof RangeError) return { message: 'the file is nested too deeply', hint: null };
  const reason = error instanceof Error ? error.message : String(error);
  if (/alias count/i.test(reason)) return tooManyAliases;
  return { message: `not YAML: ${reason.replaceAll(/\s+/g, ' ')}`, hint: null };
}

/** Finds where a place is; a part that is not there stands where the nearest part around it does. */
function finderIn(document: Document): (place: Place) => number {
  const pairs = new Map<YAMLMap, ReadonlyMap<string, Pair>>();
  return ({ path, at }) => {
    let node: Node | null = document.contents;
    let offset = node?.range?.[0] ?? 0;
    for (const [index, key] of path.entries()) {
      const step: Step | null = stepInto(resolved(node, document), key, pairs);
      if (step === null) return offset;
      const isLast = index === path.length - 1;
      offset = (isLast && at === 'value' ? (step.value ?? step.key) : step.key) ?? offset;
      node = step.node;
    }
    return offset;
  };
}

type Step = { readonly key: number | undefined; readonly value: number | undefined; readonly node: Node | null };

function stepInto(
  node: Node | null,
  key: string | number,
  pairs: Map<YAMLMap, ReadonlyMap<string, Pair>>,
): Step | null {
  if (isSeq(node)) {
    const item = typeof key === 'number' ? node.items[key] : undefined;
    if (!isNode(item)) return null;
    return { key: item.range?.[0], value: item.range?.[0], node: item };
  }
  if (!isMap(node)) return null;
  const known = pairs.get(node) ?? pairsByKey(node);
  pairs.set(node, known);
  const pair = known.get(String(key));
  if (pair === undefined) return null;
  const value = isNode(pair.value) ? pair.value : null;
  return { key: isNode(pair.key) ? pair.key.range?.[0] : undefined, value: value?.range?.[0], node: value };
}

const pairsByKey = (map: YAMLMap): ReadonlyMap<string, Pair> =>
  new Map(map.items.flatMap((pair) => (isScalar(pair.key) ? [[String(pair.key.value), pair]] : [])));

const resolved = (node: Node | null, document: Document): Node | null =>
  isAlias(node) ? (node.resolve(document) ?? null) : node;
