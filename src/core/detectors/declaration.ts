import type { Evidence } from '../evidence.ts';
import type { Traces } from '../facts.ts';
import { agentsIn, type Mention } from './agents.ts';
import { type Catalogue, catalogueOf } from './catalogue.ts';
import { cite } from './cite.ts';
import { coAuthor } from './co-author.ts';
import type { Detector } from './detector.ts';
import type { Line } from './lines.ts';
import { answerOf, isAllByHand, isDenial, mask } from './phrases.ts';
import { readBody, readMessage } from './reading.ts';
import { type Block, blocksOf, sentencesIn } from './sentences.ts';
import { tools as builtInTools } from './tools.ts';
import { asking, trailer } from './trailer.ts';
import { trailerIn } from './trailers.ts';

/** What somebody answered to "was AI used?": a ticked box, a line below a heading or question, an inline `AI disclosure: …`. */
export type Answer = {
  readonly says: 'made' | 'researched' | 'not-made';
  readonly mention: Mention | null;
  readonly quotation: string;
};

/** An answer of the author that AI was used, wherever a template or a habit asks for it. */
export const declaration: Detector = {
  name: 'declaration',
  detect: ({ commits, pullRequest }, tools) => {
    const catalogue = catalogueOf(tools);
    const onCommits = commits.flatMap((commit) => citedAnswers(readMessage(commit, catalogue), commit.sha, catalogue));
    return pullRequest === null
      ? onCommits
      : [...onCommits, ...citedAnswers(readBody(pullRequest, catalogue), null, catalogue)];
  },
};

/** What the author declared, if anything; "AI" wins over "no AI", as only that can be held against them. */
export const declarationOf = (traces: Traces): 'ai' | 'no-ai' | null => {
  const catalogue = catalogueOf(builtInTools);
  const texts = [
    ...traces.commits.map((commit) => readMessage(commit, catalogue)),
    ...(traces.pullRequest === null ? [] : [readBody(traces.pullRequest, catalogue)]),
  ];
  const answers = texts.flatMap((lines) => answersIn(blocksOf(lines), lines, catalogue));
  const credited = [trailer, coAuthor].flatMap((detector) => detector.detect(traces, builtInTools));
  if (answers.some((answer) => answer.says === 'made') || credited.some((item) => item.confidence === 'declared'))
    return 'ai';
  return answers.some((answer) => answer.says === 'not-made') ? 'no-ai' : null;
};

const citedAnswers = (lines: readonly Line[], commitSha: string | null, catalogue: Catalogue): readonly Evidence[] =>
  answersIn(blocksOf(lines), lines, catalogue).flatMap(({ says, mention, quotation }) => {
    if (says === 'not-made') return [];
    const matches = mention === null || mention.matches.length === 0 ? [null] : mention.matches;
    const confidence = says === 'made' ? ('declared' as const) : ('possible' as const);
    return matches.map((match) =>
      cite({ detector: 'declaration', confidence, match, commitSha, quotation, autonomy: 'assisted' }),
    );
  });

/** Every answer in a text, in order. */
export const answersIn = (
  blocks: readonly Block[],
  lines: readonly Line[],
  catalogue: Catalogue,
): readonly Answer[] => {
  const answers: Answer[] = [];
  for (let at = 0; at < blocks.length; at += 1) {
    const block = blocks[at];
    if (block === undefined) continue;
    const question = questionOf(block, catalogue);
    if (question !== null) {
      const section = question.rest === '' ? answerBelow(blocks, at) : sentencesIn(question.rest);
      answers.push(...judge(section, question.heading, catalogue), ...boxesBelow(blocks, at));
    }
    if (block.kind === 'box' && block.ticked) answers.push(...ticked(block, catalogue));
  }
  return [...answers, ...lines.flatMap((line) => deniedIn(line))];
};

const deniedIn = (line: Line): readonly Answer[] => {
  const found = line.kind === 'text' ? trailerIn(line.text) : null;
  if (found === null || !asking.test(found.key) || !isDenial(found.value.toLowerCase())) return [];
  return [{ says: 'not-made', mention: null, quotation: line.text }];
};

type Question = { readonly heading: string; readonly rest: string };

const topic =
  /^(?:[\w /]{0,30}\b)?§[ -]?(?:[\w/]+ ){0,2}?(?:disclosures?|disclaimer|usage|use|used|assistance|involvement|attribution|notes?|statement|contributions?|declaration|tools?|tooling|help|credits?|transparency|assisted|generated|policy)(?: (?:disclosure|statement|notes?|declaration|used|usage|in this (?:pr|commit|change)))?(?: ?\([^)]{0,60}\))?\s?(?:[:?–—-]\s?|$)(.*)$/;
const bare = /^(?:disclosures?|disclaimer|transparency|full disclosure)(?: note)?\s?[:–—-]\s?(.{0,40}§.*)$/;
const question =
  /^[^?]{0,160}\b(?:authored|written|generated|created|use[ds]?|using|assist\w*|help|involve\w*|tool\w*|leverage\w*|produced?)\b[^?]{0,120}§[^?]{0,160}\?\s?(.*)$|^[^?]{0,160}§[^?]{0,120}\b(?:authored|written|generated|created|use[ds]?|using|assist\w*|help|involve\w*|tool\w*|produced?)\b[^?]{0,160}\?\s?(.*)$/;

/** Whether a block asks about AI, and what it answers itself. */
const questionOf = (block: Block, catalogue: Catalogue): Question | null => {
  if (block.kind === 'box') return null;
  const whole = block.sentences.join(' ').slice(0, 1200);
  if (!catalogue.concerns(whole)) return null;
  const { text } = mask(whole, catalogue);
  const found = topic.exec(text) ?? (block.kind === 'heading' ? null : bare.exec(text)) ?? question.exec(text);
  if (found === null || (block.first && !text.includes(':'))) return null;
  const answer = found[1] ?? found[2] ?? '';
  if (block.kind === 'heading' || answer.trim() === '') return { heading: whole, rest: '' };
  // The answer in its own spelling: everything behind the first mark that ends the question.
  const end = found[0].length - answer.length;
  return { heading: whole, rest: restAfter(whole, text, end, catalogue) };
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
    sentences.push(...block.sentences);
  }
  return sentences;
};

const judge = (sentences: readonly string[], heading: string, catalogue: Catalogue): readonly Answer[] => {
  const [first] = sentences;
  if (first === undefined) return [];
  const text = sentences.join(' ').slice(0, 1500);
  const quotation = `${heading.length > 60 ? '' : `${heading} `}${text}`;
  if (isDenial(mask(first, catalogue).text)) return [{ says: 'not-made', mention: null, quotation }];
  const claims = sentences.slice(0, 20).flatMap((sentence) => answerOf(mask(sentence, catalogue)) ?? []);
  if (/^(?:yes|yep|yeah|partially|partly|fully|mostly|some)\b/i.test(first)) {
    return [{ says: 'made', mention: claims[0]?.mention ?? null, quotation }];
  }
  const claim = claims.find(({ says }) => says === 'made') ?? claims[0];
  if (claim === undefined) return [];
  return [
    { ...claim, says: claim.says === 'made' && isAllByHand(text.toLowerCase()) ? 'researched' : claim.says, quotation },
  ];
};

const boxesBelow = (blocks: readonly Block[], at: number): readonly Answer[] => {
  const answers: Answer[] = [];
  for (const block of blocks.slice(at + 1, at + 15)) {
    if (block.kind === 'heading') break;
    const [text = ''] = block.sentences;
    if (block.kind !== 'box' || !block.ticked) continue;
    if (/^(?:yes|partially|partly|fully|mostly|some)\b/i.test(text))
      answers.push({ says: 'made', mention: null, quotation: `${blocks[at]?.sentences[0] ?? ''} [x] ${text}` });
    if (/^(?:no|none|not)\b/i.test(text))
      answers.push({ says: 'not-made', mention: null, quotation: `${blocks[at]?.sentences[0] ?? ''} [x] ${text}` });
  }
  return answers;
};

// A box that asks whether rules were read, or that says "if", is agreed to by everybody.
const attestation =
  /\b(?:if|policy|policies|guidelines?|read|agree|understand|understood|acknowledge|aware|responsib\w*|comply|complies|disclosed?|disclosure|label(?:l?ed)?|checked|follow\w*|accept)\b/;

const ticked = (block: Block, catalogue: Catalogue): readonly Answer[] => {
  const text = block.sentences.join(' ').slice(0, 600);
  const masked = mask(text, catalogue);
  const [mention] = masked.mentions;
  if (mention === undefined) return [];
  const quotation = `[x] ${text}`;
  if (denies.test(masked.text)) return [{ says: 'not-made', mention: null, quotation }];
  return attestation.test(masked.text) && !affirms.test(masked.text) ? [] : [{ says: 'made', mention, quotation }];
};

const denies = /\b(?:no|not|without|never|none|neither)\b|n't\b|§[- ]free\b/;
const affirms =
  /\b(?:i|we) (?:have |did )?used? §|\b(?:was|were|is) (?:\w+ )?(?:created|generated|written|made|produced|assisted|drafted|authored) |§ (?:tools? |assistance )?(?:was|were) used|\b(?:created|generated|written|produced|assisted) (?:by|with|via|using) /;
