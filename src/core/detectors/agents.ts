import type { Alias, Catalogue, Match } from './catalogue.ts';
import { fold, type Word, wordsOf } from './words.ts';

/** Where a text names AI: tools, models, or AI in general (`matches` is empty then). */
export type Mention = {
  readonly start: number;
  readonly end: number;
  readonly matches: readonly Match[];
  /** Only models are named. */
  readonly model: boolean;
};

type Found = Mention & { readonly last: number };

/** The mentions of AI in a text, neighbours joined: `Claude-3.5-Sonnet via Crush` is one mention, of Crush. */
export const agentsIn = (text: string, catalogue: Catalogue): readonly Mention[] => {
  const words = wordsOf(text);
  const mentions: Found[] = [];
  for (let at = 0; at < words.length; ) {
    const found = mentionAt(text, words, at, catalogue);
    if (found === null) {
      at += 1;
      continue;
    }
    const previous = mentions.at(-1);
    const joined = previous === undefined ? null : join(text, previous, found);
    if (joined !== null) mentions.pop();
    mentions.push(joined ?? found);
    at = found.last + 1;
  }
  return mentions;
};

/** The tool whose name this text is, entirely: a product or model with its version or vendor and nothing else. */
export const explains = (text: string, catalogue: Catalogue): Match | null => {
  const mentions = agentsIn(text, catalogue);
  const [mention] = mentions;
  const [match] = mention?.matches ?? [];
  if (mention === undefined || match === undefined || mentions.length > 1) return null;
  const words = wordsOf(text);
  const rest = words.filter((word) => word.end <= mention.start || word.start >= mention.end);
  const byVendor = rest.some((word) => vendors.has(word.text.toLowerCase()));
  // One word alone may be somebody's name: `Claude`, but not `Claude (Anthropic)`.
  if (words.length - rest.length < 2 && !byVendor) return null;
  return rest.every((word) => qualifiers.has(word.text.toLowerCase()) || vendors.has(word.text.toLowerCase()))
    ? match
    : null;
};

const vendors: ReadonlySet<string> = new Set(
  'anthropic openai google deepmind microsoft github cognition sourcegraph xai alibaba moonshot zhipu mistral meta aws amazon cursor'.split(
    ' ',
  ),
);

/** Whether the mention is a person's first name: a single word, and a surname right behind it. */
export const isPersonsName = (text: string, mention: Mention): boolean => {
  const named = fold(text.slice(mention.start, mention.end));
  const shared = mention.matches.some((match) => match.tool.sharedNames?.some((name) => fold(name) === named));
  return (
    shared &&
    /^ (?!AI\b|CLI\b|Code\b)[A-Z\u00c0-\u024f][a-z\u00df-\u024f'’-]+/.test(text.slice(mention.end, mention.end + 40))
  );
};

const mentionAt = (text: string, words: readonly Word[], at: number, catalogue: Catalogue): Found | null => {
  const first = words[at];
  if (first === undefined) return null;
  const candidates = catalogue.aliases.get(first.text.toLowerCase()) ?? [];
  const alias = candidates.find((candidate) => aliasAt(candidate, text, words, at));
  if (alias !== undefined) return found(words, at, at + alias.words.length - 1, [alias.match], alias.model);
  const phrase = generic.find((each) => each.every((word, offset) => words[at + offset]?.text.toLowerCase() === word));
  return phrase === undefined ? null : found(words, at, at + phrase.length - 1, [], false);
};

// Versions and variants belong to the name: `GPT-5.4 mini`, `Claude Opus 4.6 (1M context)`.
const found = (
  words: readonly Word[],
  first: number,
  end: number,
  matches: readonly Match[],
  model: boolean,
): Found => {
  let last = end;
  while (last - end < 8 && isQualifier(words[last + 1], words[last])) last += 1;
  return { start: words[first]?.start ?? 0, end: words[last]?.end ?? 0, matches, model, last };
};

const isQualifier = (word: Word | undefined, before: Word | undefined): boolean =>
  word !== undefined &&
  (/^[0-9]+$/.test(word.text) ||
    qualifiers.has(word.text.toLowerCase()) ||
    (word.text.length === 1 && before !== undefined && /^[0-9]+$/.test(before.text)));

const qualifiers: ReadonlySet<string> = new Set(
  'agent agents ai assistant bot cli code coder ide v context high xhigh medium low max mini nano pro preview flash thinking turbo ultra plus instruct chat lite large small fast reasoning extended sol terra luna omni auto model models'.split(
    ' ',
  ),
);

const aliasAt = (alias: Alias, text: string, words: readonly Word[], at: number): boolean => {
  const here = words.slice(at, at + alias.words.length);
  if (
    here.length < alias.words.length ||
    !here.every((word, offset) => word.text.toLowerCase() === alias.words[offset])
  )
    return false;
  const [start, end] = [here[0]?.start ?? 0, here.at(-1)?.end ?? 0];
  if (end - start > alias.words.join(' ').length + 4) return false;
  const partOfPath = /[/\\@#_$]/.test(text.charAt(start - 1)) || /[/\\_@]/.test(text.charAt(end));
  const spelled = alias.exact === null || here.map((word) => word.text).join(' ') === alias.exact;
  return spelled && !(partOfPath && alias.words.length === 1 && !/^[\w.]*\/[\w.-]*$/.test(text));
};

const generic: readonly (readonly string[])[] = [
  'artificial intelligence',
  'generative ai',
  'gen ai',
  'large language models',
  'large language model',
  'language model',
  'ai coding agent',
  'ai coding assistant',
  'ai coding tools',
  'ai coding tool',
  'ai pair programmer',
  'ai assistants',
  'ai assistant',
  'ai agents',
  'ai agent',
  'ai tools',
  'ai tool',
  'ai tooling',
  'ai models',
  'ai model',
  'llm tools',
  'llm tool',
  'llm agent',
  'llm model',
  'llm chatbot',
  'coding agents',
  'coding agent',
  'coding assistant',
  'genai',
  'llms',
  'llm',
  'ais',
  'ai',
  'a robot',
].map((phrase) => phrase.split(' '));

// What may stand between two names for them to be one mention: a list, or a model and the product it runs in.
const listed = /^[\s)]*(?:,|\+|\/|&|\band\b|\bor\b|, and)[\s(]*$/;
const within =
  /^[\s"'`)]*(?:[:(@-]|\((?:with|using|via|through|model:?)|via|using|with|through|on|in|under|by|running|powered by|and its|assistance|help|tools|tooling|assistance \()?[\s"'`(]*(?:the|model:?)?\s*$/;

const join = (text: string, before: Mention, after: Found): Found | null => {
  const between = text.slice(before.end, after.start);
  if (between.length > 24) return null;
  const both = { start: before.start, end: after.end, last: after.last };
  const matches = [...before.matches, ...after.matches.filter((match) => !before.matches.includes(match))];
  if (listed.test(between)) return { ...both, matches, model: before.model && after.model };
  if (!within.test(between)) return null;
  if (before.model === after.model || after.matches.length === 0 || before.matches.length === 0)
    return { ...both, matches, model: before.model && after.model };
  return { ...both, matches: before.model ? after.matches : before.matches, model: false };
};
