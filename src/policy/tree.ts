import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
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

/** Reads YAML strictly: one document, no duplicate keys, no tags of its own, no tabs, few aliases. */
export function readTree(text: string): Tree | { readonly problems: readonly UnplacedProblem[] } {
  const lines = new LineCounter();
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(Math.min(offset, text.length));
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  try {
    const document = parseDocument(text, {
      lineCounter: lines,
      prettyErrors: false,
      uniqueKeys: true,
      logLevel: 'silent',
    });
    const broken = [...document.errors, ...document.warnings].map((error) => ({
      ...at(error.pos[0]),
      ...sentenceFor(error.code, error.message, text.slice(error.pos[0], error.pos[1])),
    }));
    if (broken.length > 0) return { problems: broken };
    const value: unknown = document.toJS({ maxAliasCount: mostAliases });
    return { value, positionOf: (place) => at(offsetOf(document, place)) };
  } catch (error) {
    return { problems: [{ line: 1, column: 1, ...sentenceForCrash(error) }] };
  }
}

type Sentence = { readonly message: string; readonly hint: string | null };

function sentenceFor(code: string, message: string, offending: string): Sentence {
  const quoted = `\`${offending.split('\n')[0]?.trim().slice(0, 60) ?? ''}\``;
  if (code === 'TAB_AS_INDENT') return { message: 'a tab where YAML wants spaces', hint: 'indent with two spaces' };
  if (code === 'DUPLICATE_KEY') return { message: `the key ${quoted} stands here twice`, hint: 'keep one of them' };
  if (code === 'MULTIPLE_DOCS') return { message: 'a second document begins here', hint: 'remove the line `---`' };
  if (code === 'TAG_RESOLVE_FAILED') return { message: `the tag ${quoted} is not known`, hint: 'remove it' };
  const sentence = message.replaceAll(/\s+/g, ' ').trim();
  return { message: `not YAML: ${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}`, hint: null };
}

/** The parser throws for a bomb of aliases, for an alias without an anchor, and when nesting exhausts its stack. */
function sentenceForCrash(error: unknown): Sentence {
  if (error instanceof RangeError) return { message: 'the file is nested too deeply', hint: null };
  const reason = error instanceof Error ? error.message : String(error);
  if (/alias count/i.test(reason)) {
    return { message: `aliases stand for too much: at most ${mostAliases} uses`, hint: 'write the values out' };
  }
  return { message: `not YAML: ${reason.replaceAll(/\s+/g, ' ')}`, hint: null };
}

/** Where the place is; a part that is not there stands where the nearest part around it does. */
function offsetOf(document: Document, place: Place): number {
  let node: Node | null = document.contents;
  let offset = node?.range?.[0] ?? 0;
  for (const [index, key] of place.path.entries()) {
    const step: Step | null = stepInto(resolved(node, document), key);
    if (step === null) return offset;
    const last = index === place.path.length - 1;
    offset = (last && place.at === 'value' ? (step.value ?? step.key) : step.key) ?? offset;
    node = step.node;
  }
  return offset;
}

type Step = { readonly key: number | undefined; readonly value: number | undefined; readonly node: Node | null };

function stepInto(node: Node | null, key: string | number): Step | null {
  if (isSeq(node)) {
    const item = typeof key === 'number' ? node.items[key] : undefined;
    if (!isNode(item)) return null;
    return { key: item.range?.[0], value: item.range?.[0], node: item };
  }
  if (!isMap(node)) return null;
  const pair = node.items.find((each) => isPair(each) && isScalar(each.key) && String(each.key.value) === String(key));
  if (pair === undefined) return null;
  const value = isNode(pair.value) ? pair.value : null;
  return { key: isNode(pair.key) ? pair.key.range?.[0] : undefined, value: value?.range?.[0], node: value };
}

const resolved = (node: Node | null, document: Document): Node | null =>
  isAlias(node) ? (node.resolve(document) ?? null) : node;
