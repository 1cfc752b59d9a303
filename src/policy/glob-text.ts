import type { Glob } from '../core/policy.ts';

const mostAlternatives = 64;
const longest = 500;

/** A glob ready to match, or why it is refused and what to write instead. */
export type GlobReading = { readonly glob: Glob } | { readonly refused: Refusal };

/** Reads a glob as written in a policy. Whatever would silently never match, or match too slowly, is refused here. */
export function readGlob(text: string): GlobReading {
  const trap = traps.find(({ looksLike }) => looksLike(text));
  if (trap !== undefined) return { refused: { message: trap.message(text), hint: trap.hint(text) } };
  const alternatives = expandBraces(text);
  return typeof alternatives === 'string'
    ? { refused: braceTraps[alternatives](text) }
    : { glob: { text, alternatives } };
}

type Refusal = { readonly message: string; readonly hint: string | null };
type BraceTrap = 'unbalanced' | 'too-many' | 'single';

const braceTraps: Readonly<Record<BraceTrap, (text: string) => Refusal>> = {
  unbalanced: (text) => ({
    message: `glob \`${text}\` has a brace without its other half`,
    hint: 'a brace itself is `\\{`',
  }),
  'too-many': (text) => ({
    message: `glob \`${text}\` stands for more than ${mostAlternatives} alternatives`,
    hint: 'write several globs',
  }),
  single: (text) => ({
    message: `glob \`${text}\` has braces without alternatives`,
    hint: 'write `{a,b}`; ranges such as `{1..3}` are not supported; a brace itself is `\\{`',
  }),
};

type Trap = {
  readonly looksLike: (text: string) => boolean;
  readonly message: (text: string) => string;
  readonly hint: (text: string) => string | null;
};

const traps: readonly Trap[] = [
  { looksLike: (text) => text.trim() === '', message: () => 'glob is empty', hint: () => null },
  {
    looksLike: (text) => text.length > longest,
    message: (text) => `glob \`${text.slice(0, 40)}…\` is longer than ${longest} characters`,
    hint: () => 'write several globs',
  },
  {
    looksLike: (text) => text !== text.trim(),
    message: (text) => `glob \`${text}\` begins or ends with a space`,
    hint: (text) => `write \`${text.trim()}\``,
  },
  {
    looksLike: (text) => text.startsWith('!'),
    message: (text) => `glob \`${text}\` begins with \`!\`: negation is not supported`,
    hint: () => 'say what matches; to exempt files use `unless_only`',
  },
  {
    looksLike: (text) => text.startsWith('#'),
    message: (text) => `glob \`${text}\` begins with \`#\`, which many readers take for a comment`,
    hint: (text) => `write \`[#]${text.slice(1)}\``,
  },
  {
    looksLike: (text) => /^\.?\//.test(text),
    message: (text) => `glob \`${text}\` begins with a slash and would never match`,
    hint: (text) => `paths are relative to the repository: write \`${text.replace(/^\.?\/+/, '')}\``,
  },
  {
    looksLike: (text) => text.endsWith('/'),
    message: (text) => `glob \`${text}\` names a directory and would match no file`,
    hint: (text) => `write \`${text}**\``,
  },
  {
    looksLike: (text) => /(^|\/)\.\.?(\/|$)|\/\//.test(text),
    message: (text) => `glob \`${text}\` has an empty, \`.\` or \`..\` segment and would never match`,
    hint: () => 'paths are relative to the repository',
  },
  {
    looksLike: (text) => /[?*+@!]\(/.test(text),
    message: (text) => `glob \`${text}\` uses an extended pattern such as \`+(…)\`, which is not supported`,
    hint: () => 'write braces, such as `{a,b}`, or several globs',
  },
  {
    looksLike: (text) => text.includes('[:'),
    message: (text) => `glob \`${text}\` uses a named character class, which is not supported`,
    hint: () => 'write the characters, such as `[a-z]`',
  },
  {
    looksLike: hasBrokenClass,
    message: (text) => `glob \`${text}\` has a character class that is not closed, empty or backwards`,
    hint: () => 'to match a bracket itself write `\\[`',
  },
  {
    looksLike: (text) => text.endsWith('\\'),
    message: (text) => `glob \`${text}\` ends with a backslash that escapes nothing`,
    hint: () => null,
  },
];

/** A class that the matcher would read as plain text, or whose range ends before it begins once case is ignored. */
function hasBrokenClass(text: string): boolean {
  const plain = text.replace(/\\./g, '');
  const withoutClasses = plain.replace(/\[[^\]/]+\]/g, '');
  if (withoutClasses.includes('[')) return true;
  const ranges = [...plain.matchAll(/\[[^\]/]+\]/g)].flatMap(([found]) => [
    ...found.slice(1, -1).matchAll(/(.)-(.)/gu),
  ]);
  return ranges.some(([, from, to]) => (from ?? '').toLowerCase() > (to ?? '').toLowerCase());
}

/** Braces as shells expand them: nested, empty alternatives allowed, counted before they are built. */
function expandBraces(text: string): readonly string[] | BraceTrap {
  const open = braceAt(text, 0);
  if (open === -1) return text.replace(/\\./g, '').includes('}') ? 'unbalanced' : [text];
  const parts = alternativesFrom(text, open);
  if (parts === null) return 'unbalanced';
  if (parts.alternatives.length === 1) return 'single';
  const rest = expandBraces(text.slice(parts.end + 1));
  if (typeof rest === 'string') return rest;
  const expanded: string[] = [];
  for (const part of parts.alternatives) {
    const inner = expandBraces(part);
    if (typeof inner === 'string') return inner;
    if ((expanded.length + inner.length) * rest.length > mostAlternatives) return 'too-many';
    for (const each of inner) expanded.push(text.slice(0, open) + each);
  }
  return expanded.flatMap((front) => rest.map((back) => front + back));
}

function braceAt(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '{') return at;
    else if (text[at] === '}') return -1;
  }
  return -1;
}

/** The alternatives between the brace at `open` and the one that closes it. */
function alternativesFrom(text: string, open: number): { alternatives: string[]; end: number } | null {
  const alternatives: string[] = [];
  let depth = 0;
  let start = open + 1;
  for (let at = open; at < text.length; at += 1) {
    const letter = text[at];
    if (letter === '\\') at += 1;
    else if (letter === '{') depth += 1;
    else if (letter === ',' && depth === 1) {
      alternatives.push(text.slice(start, at));
      start = at + 1;
    } else if (letter === '}') {
      depth -= 1;
      if (depth > 0) continue;
      alternatives.push(text.slice(start, at));
      return { alternatives, end: at };
    }
  }
  return null;
}
