import { Minimatch } from 'minimatch';
import type { Surfaces, Tool } from '../evidence.ts';
import { fold, wordsOf, wordTest } from './words.ts';

/** A surface that matched: whose it is, and whether it shows that the tool acted by itself. */
export type Match = { readonly tool: Tool; readonly acting: boolean };

/** A name as people write it in sentences, cut into words. */
export type Alias = {
  readonly match: Match;
  readonly words: readonly string[];
  /** Set: the spelling it must have, because it is also a plain word. */
  readonly exact: string | null;
  /** It names a language model, which says little where a product is named beside it. */
  readonly model: boolean;
};

type Pattern = { readonly match: Match; readonly matches: (text: string) => boolean };
type Phrase = { readonly match: Match; readonly text: string };
type Values = { readonly match: Match; readonly matches: ((value: string) => boolean) | null };

/** The surfaces of a list of tools, by what is looked up. */
export type Catalogue = {
  /** By id. */
  readonly tools: ReadonlyMap<string, Match>;
  readonly accounts: ReadonlyMap<number, Match>;
  readonly logins: ReadonlyMap<string, Match>;
  readonly emails: ReadonlyMap<string, Match>;
  readonly emailPatterns: readonly Pattern[];
  readonly sharedEmails: (email: string, tool: Tool) => boolean;
  readonly names: ReadonlyMap<string, Match>;
  readonly sharedNames: ReadonlyMap<string, Match>;
  readonly trailers: ReadonlyMap<string, readonly Values[]>;
  readonly footers: readonly Phrase[];
  readonly sessions: readonly Phrase[];
  readonly branches: readonly Pattern[];
  readonly branchPrefixes: readonly Pattern[];
  readonly labels: ReadonlyMap<string, Match>;
  readonly titles: readonly Pattern[];
  /** By first word; the longest first. */
  readonly aliases: ReadonlyMap<string, readonly Alias[]>;
  /** Whether a text holds any word of the catalogue. Where it does not, no detector has anything to read. */
  readonly concerns: (text: string) => boolean;
  readonly concernsBytes: (bytes: Uint8Array, start: number, end: number) => boolean;
};

const catalogues = new WeakMap<readonly Tool[], Catalogue>();

/** The look-ups for a list of tools, built once for each list. */
export const catalogueOf = (tools: readonly Tool[]): Catalogue => {
  const built = catalogues.get(tools) ?? buildCatalogue(tools);
  catalogues.set(tools, built);
  return built;
};

const buildCatalogue = (tools: readonly Tool[]): Catalogue => {
  const own = tools.map((tool) => ({ match: { tool, acting: false }, surfaces: tool as Surfaces }));
  const acting = tools.map((tool) => ({ match: { tool, acting: true }, surfaces: tool.agent ?? {} }));
  const entries = [...own, ...acting];
  const emails = entries.flatMap(({ match, surfaces }) => (surfaces.emails ?? []).map((text) => ({ match, text })));
  const words = wordTest(new Set([...tools.flatMap(keyWordsOf), ...genericWords]));
  return {
    tools: new Map(own.map(({ match }) => [match.tool.id, match])),
    accounts: new Map(entries.flatMap(({ match, surfaces }) => (surfaces.accounts ?? []).map((id) => [id, match]))),
    logins: byText(entries.flatMap(({ match, surfaces }) => (surfaces.logins ?? []).map((text) => ({ match, text })))),
    emails: byText(emails.filter(({ text }) => !text.includes('*'))),
    emailPatterns: emails
      .filter(({ text }) => text.includes('*'))
      .map(({ match, text }) => ({ match, matches: wildcard(text) })),
    sharedEmails: sharedEmails(tools),
    names: byText(own.flatMap(({ match }) => (match.tool.names ?? []).map((text) => ({ match, text })))),
    sharedNames: byText(own.flatMap(({ match }) => (match.tool.sharedNames ?? []).map((text) => ({ match, text })))),
    trailers: trailersOf(entries),
    footers: entries.flatMap(({ match, surfaces }) =>
      (surfaces.footers ?? []).map((text) => ({ match, text: fold(text) })),
    ),
    sessions: entries.flatMap(({ match, surfaces }) =>
      (surfaces.sessions ?? []).map((text) => ({ match, text: fold(text) })),
    ),
    branches: entries.flatMap(({ match, surfaces }) =>
      (surfaces.branches ?? []).map((text) => ({ match, matches: glob(text) })),
    ),
    branchPrefixes: own.flatMap(({ match }) =>
      (match.tool.branchPrefixes ?? []).map((text) => ({ match, matches: glob(text) })),
    ),
    labels: byText(own.flatMap(({ match }) => (match.tool.labels ?? []).map((text) => ({ match, text })))),
    titles: own.flatMap(({ match }) => (match.tool.titles ?? []).map((text) => ({ match, matches: wildcard(text) }))),
    aliases: aliasesOf(own.map(({ match }) => match)),
    concerns: words.inText,
    concernsBytes: words.inBytes,
  };
};

const byText = (phrases: readonly Phrase[]): ReadonlyMap<string, Match> =>
  new Map(phrases.map(({ match, text }) => [fold(text), match]));

const trailersOf = (
  entries: readonly { readonly match: Match; readonly surfaces: Surfaces }[],
): ReadonlyMap<string, readonly Values[]> => {
  const trailers = new Map<string, Values[]>();
  for (const { match, surfaces } of entries) {
    for (const text of surfaces.trailers ?? []) {
      const [key = '', value] = fold(text).split('=');
      trailers.set(key, [
        ...(trailers.get(key) ?? []),
        { match, matches: value === undefined ? null : wildcard(value) },
      ]);
    }
  }
  return trailers;
};

const sharedEmails = (tools: readonly Tool[]): Catalogue['sharedEmails'] => {
  const patterns = new Map(tools.map((tool) => [tool, (tool.sharedEmails ?? []).map(wildcard)]));
  return (email, tool) => patterns.get(tool)?.some((matches) => matches(email)) ?? false;
};

const aliasesOf = (matches: readonly Match[]): ReadonlyMap<string, readonly Alias[]> => {
  const aliases = new Map<string, Alias[]>();
  for (const alias of matches.flatMap(aliasesOfTool)) {
    const first = alias.words[0] ?? '';
    aliases.set(first, [...(aliases.get(first) ?? []), alias]);
  }
  for (const list of aliases.values()) {
    list.sort((a, b) => b.words.length - a.words.length || Number(a.model) - Number(b.model));
  }
  return aliases;
};

const aliasesOfTool = (match: Match): readonly Alias[] => {
  const { words = [], models = [], names = [] } = match.tool;
  const alias = (text: string, model: boolean, exact: string | null): Alias => ({
    match,
    model,
    exact,
    words: wordsOf(fold(text)).map((word) => word.text),
  });
  // A name of several words is nobody's plain word, whatever its case.
  const plain = names.filter((name) => wordsOf(name).filter((word) => /^[a-z]/i.test(word.text)).length > 1);
  const isModel = (name: string) => models.some((model) => fold(name).startsWith(fold(model)));
  return [
    ...words.map((text) => alias(text, false, spelling(text))),
    ...models.map((text) => alias(text, true, spelling(text))),
    ...plain.map((text) => alias(text, isModel(text), null)),
  ];
};

const spelling = (text: string): string | null =>
  text === text.toLowerCase()
    ? null
    : wordsOf(text)
        .map((word) => word.text)
        .join(' ');

// Only `*` has a meaning, so that nothing a stranger writes into an address can be expensive to match.
const wildcard = (pattern: string): ((text: string) => boolean) => {
  const [first = '', ...rest] = fold(pattern).split('*');
  const last = rest.pop();
  return (text) => {
    if (last === undefined) return text === first;
    if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false;
    let at = first.length;
    for (const part of rest) {
      const found = text.indexOf(part, at);
      if (found < 0 || found + part.length > text.length - last.length) return false;
      at = found + part.length;
    }
    return true;
  };
};

const glob = (pattern: string): ((text: string) => boolean) => {
  const compiled = new Minimatch(pattern, { dot: true, noext: true, nobrace: true, nonegate: true, nocomment: true });
  return (text) => text.length <= 300 && compiled.match(text);
};

/** Words by which a text speaks of AI without naming a tool. */
export const genericWords: readonly string[] = [
  'ai',
  'llm',
  'llms',
  'genai',
  'ais',
  'vibe',
  'vibecoded',
  'vibecode',
  'assistant',
  'vibed',
  'artificial',
  'generative',
  'robot',
];

// In each surface the rarest word: a text without it cannot hold the surface.
const keyWordsOf = (tool: Tool): readonly string[] => {
  const surfaces = [tool, tool.agent ?? {}];
  const texts = [
    ...surfaces.flatMap((each) => [
      each.logins,
      each.emails,
      each.trailers?.map((text) => text.split('=')[0] ?? ''),
      each.footers,
      each.sessions,
    ]),
    tool.names,
    tool.sharedNames,
    tool.sharedEmails,
    tool.titles,
    tool.words,
    tool.models,
  ].flatMap((list) => list ?? []);
  const numbers = surfaces.flatMap((each) => each.accounts ?? []).map(String);
  const brand = new Set(runsIn(`${tool.id} ${tool.name}`));
  return [...numbers, ...texts.map((text) => rarestWord(text, brand))];
};

const rarestWord = (text: string, brand: ReadonlySet<string>): string => {
  const runs = runsIn(text).filter((run) => run.length > 1);
  const rank = (run: string) => {
    if (genericWords.includes(run)) return 0;
    return (everywhere.has(run) ? 8 : 0) + (plainWords.has(run) ? 4 : 0) + (brand.has(run) ? 0 : 2);
  };
  return runs.toSorted((a, b) => rank(a) - rank(b) || b.length - a.length)[0] ?? '';
};

// Letters and digits together, as the test for words reads them; digits behind letters are a version.
const runsIn = (text: string): readonly string[] =>
  (text.toLowerCase().match(/[a-z0-9]+/g) ?? []).map((run) =>
    /^[a-z]{2}/.test(run) ? run.replace(/[0-9].*$/, '') : run,
  );

const everywhere: ReadonlySet<string> = new Set('by all https with no to for agent code cli noreply reply'.split(' '));

const plainWords: ReadonlySet<string> = new Set(
  `noreply reply users github com dev example agent bot code support bytedance gitlab amazon google created automatically
  generated complete conversation request pull session sessions commit author pro autofix powered original prompt start
  coding mode cloud tasks threads build unable time staging thread open entire continue no for written local background
  behalf developer desktop permission composer merge review integration connector workflow block think strategy microsoft
  engineer studio executed cli chat code ai large small hands factories cascade permission escapes steers`.split(/\s+/),
);
