import * as z from 'zod';
import { hintFor } from './did-you-mean.ts';
import { PolicyContent } from './schema.ts';
import type { Tree, UnplacedProblem } from './tree.ts';

type Issue = z.core.$ZodIssue;
type Path = readonly (string | number)[];

/** One of zod's issues as sentences for the person who wrote the file. */
export function problemsOfIssue(issue: Issue, tree: Tree): readonly UnplacedProblem[] {
  const path = issue.path.map((key) => (typeof key === 'number' ? key : String(key)));
  if (issue.code === 'unrecognized_keys') {
    const candidates = keysOf(schemaAt(PolicyContent, path));
    return issue.keys.slice(0, mostKeys).map((key) => ({
      ...tree.positionOf({ path: [...path, key], at: 'key' }),
      message: `unknown key \`${key.slice(0, 60)}\`${path.length === 0 ? '' : ` in \`${nameOf(path)}\``}`,
      hint: hintFor(key, candidates),
    }));
  }
  if (issue.code === 'invalid_key') {
    const [first] = issue.issues;
    return [
      {
        ...tree.positionOf({ path, at: 'key' }),
        message: first?.message ?? issue.message,
        hint: hintOf(first),
      },
    ];
  }
  const value = valueAt(tree.value, path);
  const { message, hint } = sentenceFor(issue, path, value);
  return [{ ...tree.positionOf({ path, at: 'value' }), message, hint }];
}

const mostKeys = 50;

type Sentence = { readonly message: string; readonly hint: string | null };

function sentenceFor(issue: Issue, path: Path, value: unknown): Sentence {
  const name = nameOf(path);
  if (path.length === 0 && (value === null || value === undefined)) {
    return { message: 'the file says nothing', hint: 'begin with `version: 1`; to ask for nothing write `rules: []`' };
  }
  if (value === undefined) {
    return { message: `\`${name}\` is missing`, hint: missingHint(path) };
  }
  if (issue.code === 'custom') return { message: issue.message, hint: hintOf(issue) };
  const written = show(value);
  if (issue.code === 'invalid_value') {
    return {
      message: `\`${name}\` cannot be ${written}`,
      hint: hintFor(written.replaceAll('`', ''), issue.values.map(String)),
    };
  }
  if (issue.code === 'invalid_type') {
    return {
      message: `\`${name}\` must be ${article(issue.expected)}, not ${written}`,
      hint: shapeHint(issue, value) ?? scalarHint(issue, path),
    };
  }
  if (issue.code === 'too_small' || issue.code === 'too_big') {
    const [side, bound] = issue.code === 'too_small' ? ['least', issue.minimum] : ['most', issue.maximum];
    return { message: `\`${name}\` must ${sizeVerb(issue.origin)} at ${side} ${bound}`, hint: exampleHint(path) };
  }
  return { message: `\`${name}\` cannot be ${written}`, hint: exampleHint(path) };
}

const sizeVerb = (origin: string): string => (origin === 'array' || origin === 'string' ? 'have' : 'be');

const missingHint = (path: Path): string | null =>
  path.length === 1 && path[0] === 'rules' ? 'to ask for nothing write `rules: []`' : exampleHint(path);

function shapeHint(issue: Issue & { readonly code: 'invalid_type' }, value: unknown): string | null {
  if (issue.expected === 'array' && typeof value === 'string') return `write a list: \`[${value.slice(0, 60)}]\``;
  if (issue.expected === 'string' && typeof value === 'number') return 'write it in quotes';
  return null;
}

/** An example of a whole section would hide what is wrong with it. */
const scalarHint = ({ expected }: Issue & { readonly code: 'invalid_type' }, path: Path): string | null =>
  ['array', 'object', 'record'].includes(expected) ? null : exampleHint(path);

/** The example that the schema documents for this key. */
function exampleHint(path: Path): string | null {
  const schema = schemaAt(PolicyContent, path);
  const examples: unknown = schema?.meta()?.['examples'];
  const example: unknown = Array.isArray(examples) ? examples[0] : undefined;
  return example === undefined ? null : `for example \`${JSON.stringify(example)}\``;
}

function hintOf(issue: Issue | undefined): string | null {
  const hint: unknown = issue?.code === 'custom' ? issue.params?.['hint'] : null;
  return typeof hint === 'string' ? hint : null;
}

function article(expected: string): string {
  const words: Readonly<Record<string, string>> = {
    array: 'a list',
    object: 'a mapping',
    record: 'a mapping',
    string: 'text',
    number: 'a number',
    int: 'a whole number',
    boolean: '`true` or `false`',
  };
  return words[expected] ?? expected;
}

function show(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return `\`${text.split('\n')[0]?.slice(0, 60) ?? ''}\``;
}

const nameOf = (path: Path): string =>
  path.length === 0
    ? 'the file'
    : path.map((key, index) => (typeof key === 'number' ? `[${key + 1}]` : `${index > 0 ? '.' : ''}${key}`)).join('');

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((inner, key) => {
    if (typeof inner !== 'object' || inner === null || !Object.hasOwn(inner, key)) return undefined;
    return Reflect.get(inner, key);
  }, value);
}

/** The schema that a part of the file must meet, or null where the path leaves the schema. */
function schemaAt(schema: z.ZodType, path: Path): z.ZodType | null {
  const [key, ...rest] = path;
  if (schema instanceof z.ZodOptional) {
    const inner = schema.unwrap();
    if (key === undefined) return schema.meta() === undefined && inner instanceof z.ZodType ? inner : schema;
    return inner instanceof z.ZodType ? schemaAt(inner, path) : null;
  }
  if (key === undefined) return schema;
  const next = childOf(schema, key);
  return next === null ? null : schemaAt(next, rest);
}

function childOf(schema: z.ZodType, key: string | number): z.ZodType | null {
  if (schema instanceof z.ZodObject) {
    const child: unknown = Object.hasOwn(schema.shape, key) ? Reflect.get(schema.shape, key) : null;
    return child instanceof z.ZodType ? child : null;
  }
  if (schema instanceof z.ZodArray) return schema.element instanceof z.ZodType ? schema.element : null;
  if (schema instanceof z.ZodRecord) return schema.valueType instanceof z.ZodType ? schema.valueType : null;
  return null;
}

function keysOf(schema: z.ZodType | null): readonly string[] {
  if (schema instanceof z.ZodOptional) {
    const inner = schema.unwrap();
    return inner instanceof z.ZodType ? keysOf(inner) : [];
  }
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}
