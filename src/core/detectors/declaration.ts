import type { Evidence } from '../evidence.ts';
import type { Traces } from '../facts.ts';
import { agentsIn, type Mention } from './agents.ts';
import type { Block } from './blocks.ts';
import { type Catalogue, catalogueOf } from './catalogue.ts';
import { answerOf, claimOf, isAllByHand, isDenial, mask } from './phrases.ts';
import { type Reading, readingsOf, textDetector } from './reading.ts';
import { sentencesIn } from './sentences.ts';
import { tools as builtInTools } from './tools.ts';
import { asking } from './trailer.ts';
import { trailerIn } from './trailers.ts';

/** An answer of the author that AI was used, wherever a template or a habit asks for it. */
export const declaration = textDetector('declaration', (reading, catalogue) =>
  answersIn(reading, catalogue).flatMap(({ says, mention, quotation }) => {
    if (says === 'not-made') return [];
    const matches = mention === null || mention.matches.length === 0 ? [null] : mention.matches;
    const confidence = says === 'made' ? ('declared' as const) : ('possible' as const);
    return matches.map((match) => ({ confidence, match, quotation, autonomy: 'assisted' as const }));
  }),
);

/**
 * What the author declared, if anything. "AI" wins over "no AI", as only that can be held against them; whatever they
 * themselves wrote that AI took part is a declaration, whether or not anybody asked.
 */
export const declaredIn = (traces: Traces, evidence: readonly Evidence[]): 'ai' | 'no-ai' | null => {
  if (evidence.some((item) => item.confidence === 'declared' && written.has(item.detector))) return 'ai';
  const catalogue = catalogueOf(builtInTools);
  const answers = readingsOf(traces, catalogue).flatMap(({ reading }) => answersIn(reading, catalogue));
  return answers.some((answer) => answer.says === 'not-made') ? 'no-ai' : null;
};

const written: ReadonlySet<string> = new Set(['co-author', 'trailer', 'footer', 'statement', 'declaration']);

/** What somebody answered to "was AI used?": a ticked box, a line below a heading or question, an inline `AI disclosure: …`. */
type Answer = {
  readonly says: 'made' | 'researched' | 'not-made';
  readonly mention: Mention | null;
  readonly quotation: string;
};

const known = new WeakMap<Reading, readonly Answer[]>();

const answersIn = (reading: Reading, catalogue: Catalogue): readonly Answer[] => {
  const before = known.get(reading);
  if (before !== undefined) return before;
  const answers = [...askedAnswers(reading.blocks, catalogue), ...denials(reading)];
  known.set(reading, answers);
  return answers;
};

const askedAnswers = (blocks: readonly Block[], catalogue: Catalogue): readonly Answer[] =>
  blocks.flatMap((block, at) => {
    if (!block.concerning) return [];
    if (block.kind === 'box') return block.ticked ? ticked(blocks, at, catalogue) : [];
    const question = questionOf(block, catalogue);
    if (question === null) return [];
    const section = question.rest === '' ? answerBelow(blocks, at) : sentencesIn(question.rest);
    return [...judge(section, question.heading, catalogue), ...boxesBelow(blocks, at, catalogue)];
  });

const denials = ({ lines, concerning }: Reading): readonly Answer[] =>
  concerning.flatMap((at) => {
    const line = lines[at];
    const found = line?.kind === 'text' ? trailerIn(line.text) : null;
    const denied = found !== null && asking.test(found.key) && isDenial(found.value.toLowerCase());
    return denied ? [{ says: 'not-made' as const, mention: null, quotation: line?.text ?? '' }] : [];
  });

type Question = { readonly heading: string; readonly rest: string };

// "AI disclosure", "LLM usage", "AI assistance statement": named for the question, not for what a program does.
const topic =
  /^(?:(?:use of|usage of|generative|disclosure of|on|about) )?§[ -]?(?:[\w/]+ ){0,2}?(?:disclosures?|disclaimer|usage|use|used|assistance|involvement|attribution|notes?|declaration|transparency|contribution statement)(?: (?:disclosure|statement|notes?|declaration|used|usage|in this (?:pr|commit|change)))?(?: ?\([^)]{0,60}\))?\s?(?:[:?–—-]\s?|$)(.*)$/;
const bare = /^(?:disclosures?|disclaimer|transparency|full disclosure)(?: note)?\s?[:–—-]\s?(.{0,40}§.*)$/;
const asksAuthor =
  /^(?:(?:[\w ,]{0,40} )?(?:did|do|was|were|have|has|is|are|does|how|which|what|any|to what extent)\b)[^?]{0,200}§[^?]{0,200}\?\s?(.*)$/;
const ofThisChange =
  /\b(?:you|your|this (?:pr|patch|pull request|change|commit|contribution|code|mr|work|submission)|in this|co-?authored)\b|^(?:was|were|has|have|any) (?:any )?§[^?]{0,40}\b(?:used|involved)\b/;

/** Whether a block asks about AI, and what it answers itself. */
const questionOf = (block: Block, catalogue: Catalogue): Question | null => {
  if (block.kind === 'box' || !block.concerning) return null;
  const whole = block.sentences().join(' ').slice(0, 1200);
  const { text, mentions } = mask(whole, catalogue);
  const found = askedIn(text, block);
  // "Claude usage" in a project about Claude is a feature; only AI in general is asked about in few words.
  const aboutProduct = (mentions[0]?.matches.length ?? 0) > 0 && !/disclos|disclaim|assist|attribution/.test(text);
  if (found === null || (block.first && !/disclos|disclaim/.test(text))) return null;
  if (aboutProduct && !asksAuthor.test(text)) return null;
  const answer = found[1] ?? '';
  if (block.kind === 'heading' || answer.trim() === '') return { heading: whole, rest: '' };
  // The answer in its own spelling: everything behind the first mark that ends the question.
  const end = found[0].length - answer.length;
  return { heading: whole, rest: restAfter(whole, text, end, catalogue) };
};

const askedIn = (text: string, block: Block): RegExpExecArray | null => {
  const named = topic.exec(text) ?? (block.kind === 'heading' ? null : bare.exec(text));
  if (named !== null) return named;
  return ofThisChange.test(text) ? asksAuthor.exec(text) : null;
};

const restAfter = (whole: string, masked: string, end: number, catalogue: Catalogue): string => {
  const before = masked.slice(0, end).split('§').length - 1;
  const mentions = agentsIn(whole, catalogue).slice(0, before);
  const shift = mentions.reduce((sum, mention) => sum + mention.end - mention.start - 1, 0);
  return whole.slice(end + shift).trim();
};

const answerBelow = (blocks: readonly Block[], at: number): readonly string[] => {
  const sentences: string[] = [];
  for (const block of blocks.slice(at + 1, at + 8)) {
    if (block.kind !== 'paragraph') break;
    sentences.push(...block.sentences());
  }
  return sentences;
};

const judge = (sentences: readonly string[], heading: string, catalogue: Catalogue): readonly Answer[] => {
  const [first] = sentences;
  if (first === undefined) return [];
  const text = sentences.join(' ').slice(0, 1500);
  const quotation = `${heading.length > 60 ? '' : `${heading} `}${text}`;
  const inline = /\[[xX]\]\s?(yes|no)\b/i.exec(text)?.[1]?.toLowerCase();
  if (inline === 'no' || isDenial(mask(first, catalogue).text)) {
    return [{ says: 'not-made', mention: null, quotation }];
  }
  const claims = sentences.slice(0, 20).flatMap((sentence) => answerOf(mask(sentence, catalogue)) ?? []);
  if (inline === 'yes' || affirmative.test(first)) {
    return [{ says: 'made', mention: claims[0]?.mention ?? null, quotation }];
  }
  const claim = claims.find(({ says }) => says === 'made') ?? claims[0];
  if (claim === undefined) return [];
  const says = claim.says === 'made' && isAllByHand(text.toLowerCase()) ? 'researched' : claim.says;
  return [{ ...claim, says, quotation }];
};

const affirmative = /^(?:yes|yep|yeah|partially|partly|fully|mostly|some|minimal|substantive)\b/i;

/** The boxes of a question: a ticked one answers it, in words that would say nothing elsewhere. */
const boxesBelow = (blocks: readonly Block[], at: number, catalogue: Catalogue): readonly Answer[] => {
  const near = blocks.slice(at + 1, at + 15);
  const end = near.findIndex((block) => block.kind === 'heading');
  const boxes = (end < 0 ? near : near.slice(0, end)).filter((block) => block.kind === 'box');
  return boxes.flatMap((block): readonly Answer[] => {
    const text = block.sentences().join(' ').slice(0, 600);
    const masked = mask(text, catalogue);
    const quotation = `${blocks[at]?.sentences()[0] ?? ''} [x] ${text}`;
    if (!block.ticked || attestation.test(masked.text)) return [];
    if (isDenial(masked.text) || denies.test(masked.text)) return [{ says: 'not-made', mention: null, quotation }];
    const [mention] = masked.mentions;
    return affirmative.test(text) || mention !== undefined
      ? [{ says: 'made', mention: mention ?? null, quotation }]
      : [];
  });
};

// A box that asks whether rules were read, or that says "if" or "any", is agreed to by everybody.
const attestation =
  /\b(?:if|any §|policy|policies|guidelines?|read|agree|understand|understood|acknowledge|aware|responsib\w*|comply|complies|disclosed?|disclosure|label(?:l?ed)?|checked|follow\w*|accept|reviewed all|verified all)\b/;

const ticked = (blocks: readonly Block[], at: number, catalogue: Catalogue): readonly Answer[] => {
  const text = (blocks[at]?.sentences() ?? []).join(' ').slice(0, 600);
  const masked = mask(text, catalogue);
  const [mention] = masked.mentions;
  if (mention === undefined) return [];
  const quotation = `[x] ${text}`;
  const conditional = /\bif\b[^,]{0,30}§/.test(masked.text);
  // "If AI was used, I say which" is agreed to by everybody, unless "no AI was used" is the other choice and stands open.
  if (conditional) return otherChoiceIsOpen(blocks, at, catalogue) ? [{ says: 'made', mention, quotation }] : [];
  if (denies.test(masked.text)) return [{ says: 'not-made', mention: null, quotation }];
  const claimed = claimOf(masked)?.says === 'made' || affirms.test(masked.text);
  return claimed && !(attestation.test(masked.text) && !affirms.test(masked.text))
    ? [{ says: 'made', mention, quotation }]
    : [];
};

const otherChoiceIsOpen = (blocks: readonly Block[], at: number, catalogue: Catalogue): boolean =>
  [blocks[at - 1], blocks[at + 1]].some(
    (block) => block?.kind === 'box' && !block.ticked && isDenial(mask(block.sentences().join(' '), catalogue).text),
  );

const denies = /\b(?:no|not|without|never|none|neither)\b|n't\b|§[- ]free\b/;
const affirms =
  /\b(?:i|we) (?:have |did |also )?used? §|§ (?:tools? |assistance )?(?:was|were) used|\b(?:created|generated|written|produced|assisted|drafted|authored) (?:by|with|via|using) (?:an? |the )?§|§ (?:\w+ )?(?:produced|wrote|generated|helped|assisted|drafted)\b|^(?:contains |includes )?§[- ](?:generated|assisted|written|authored)(?: (?:code|change|pr|contribution))?\b(?!.{0,40}\breviewed\b)|\b(?:is|was|contains|includes) (?:\w+ ){0,2}§[- ](?:generated|assisted|written|authored)/;
