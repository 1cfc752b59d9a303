import { agentsIn, isPersonsName, type Mention } from './agents.ts';
import type { Catalogue } from './catalogue.ts';
import {
  allByHand,
  aside,
  authorship,
  bareDenial,
  denial,
  making,
  negation,
  order,
  researching,
  speaksOfMaking,
  thisChange,
  used,
  vibeCoded,
  withHelp,
  wroteWith,
} from './patterns.ts';

/** A sentence with every mention of AI replaced by one sign, so that a pattern can speak of "AI" whatever its name. */
export type Masked = { readonly text: string; readonly mentions: readonly Mention[] };

/** What a sentence says about AI and this change: it made some of it, or it only helped to find out; null says neither. */
export type Claim = { readonly says: 'made' | 'researched' | 'not-made'; readonly mention: Mention };

const sign = '§';

export const mask = (sentence: string, catalogue: Catalogue): Masked => {
  const mentions = agentsIn(sentence, catalogue).filter((mention) => !isPersonsName(sentence, mention));
  let text = '';
  let at = 0;
  for (const mention of mentions) {
    text += sentence.slice(at, mention.start).replaceAll(sign, ' ') + sign;
    at = endOf(mention, sentence);
  }
  return { text: (text + sentence.slice(at).replaceAll(sign, ' ')).toLowerCase().replace(/’/g, "'"), mentions };
};

// `Claude Code (Opus 4.6)` ends behind its bracket.
const endOf = ({ start, end }: Mention, sentence: string): number =>
  sentence.charAt(end) === ')' && sentence.slice(start, end).includes('(') ? end + 1 : end;

/** The claim of a sentence that stands anywhere: it has to say outright that AI made this change. */
export const claimOf = (masked: Masked): Claim | null => {
  if (masked.mentions.length === 0) return null;
  return authorshipIn(masked) ?? helpIn(masked) ?? firstPerson(masked);
};

/** The claim of a sentence that answers "was AI used?": there a tool's name alone says yes. */
export const answerOf = (masked: Masked): Claim | null => {
  const [mention] = masked.mentions;
  if (mention === undefined) return null;
  if (denial.test(masked.text)) return { says: 'not-made', mention };
  return authorshipIn(masked) ?? { says: onlyResearched(masked.text) ? 'researched' : 'made', mention };
};

/** A subject that orders an agent about, and whether it tells that this has happened: "Asked Claude to …". */
export const orderOf = (masked: Masked): { readonly mention: Mention; readonly past: boolean } | null => {
  const found = order.exec(masked.text);
  // The last one: in front of it a scope, `fix(claude):`, names what is changed.
  const mention = found === null ? undefined : mentionAt(masked, found.index + found[0].lastIndexOf(sign));
  return mention === undefined ? null : { mention, past: found?.[1]?.endsWith('ed') === true || found?.[1] === 'had' };
};

/** The tool in brackets behind a subject: "Tidy the parser (with Claude)". */
export const asideOf = (masked: Masked): Mention | null => {
  const found = aside.exec(masked.text);
  return found === null ? null : (mentionAt(masked, masked.text.indexOf(sign, found.index)) ?? null);
};

/** "Vibe coded" says by itself that a model wrote it. */
export const saysVibeCoded = (sentence: string): boolean => {
  const text = sentence.toLowerCase();
  return vibeCoded.test(text) && !/\b(?:not|never|no longer)\b[^.]{0,20}vibe/.test(text);
};

export const isDenial = (text: string): boolean => bareDenial.test(text) || denial.test(text);

export const isAllByHand = (text: string): boolean => allByHand.test(text);

const onlyResearched = (text: string): boolean => researching.test(text) && !making.test(text);

const authorshipIn = (masked: Masked): Claim | null => {
  if (!speaksOfMaking.test(masked.text)) return null;
  for (const pattern of authorship) {
    const found = pattern.exec(masked.text);
    if (found === null) continue;
    const at = masked.text.indexOf(sign, found.index);
    if (!negation.test(masked.text.slice(Math.max(0, at - 120), at))) return claim(masked, found, 'made');
  }
  return null;
};

const helpIn = (masked: Masked): Claim | null => {
  const found = withHelp.exec(masked.text);
  if (found === null || negation.test(masked.text.slice(0, found.index))) return null;
  return claim(masked, found, onlyResearched(masked.text) ? 'researched' : 'made');
};

const firstPerson = (masked: Masked): Claim | null => {
  const { text } = masked;
  const withTool = wroteWith.exec(text);
  if (withTool !== null && !negation.test(text.slice(0, withTool.index + withTool[0].length - 1))) {
    return claim(masked, withTool, 'made');
  }
  const found = used.exec(text);
  if (found === null || negation.test(found[0])) return null;
  // What follows "when" or "but" tells the circumstances, not what the tool was used for.
  const [rest = ''] = text
    .slice(found.index + found[0].length)
    .split(/\b(?:when|while|before|but|although|though)\b/, 1);
  const purpose = found[0].slice(0, -1) + rest;
  // "Asked Claude why …" is a conversation; "used Claude to write …" is authorship.
  const spoken = /\b(?:asked|told|prompted|consulted|tried)\b/.test(found[0]);
  if (spoken && /^(?:,? )?(?:why|what|how|whether|if|about|where|which)\b/.test(rest.trim())) return null;
  if (making.test(rest) || thisChange.test(rest)) {
    return claim(masked, found, onlyResearched(purpose) ? 'researched' : 'made');
  }
  return spoken ? null : claim(masked, found, 'researched');
};

const claim = (masked: Masked, found: RegExpExecArray, says: Claim['says']): Claim | null => {
  const at = masked.text.indexOf(sign, found.index);
  const mention = mentionAt(masked, at);
  return mention === undefined ? null : { says, mention };
};

const mentionAt = (masked: Masked, at: number): Mention | undefined => {
  let nth = 0;
  for (let index = masked.text.indexOf(sign); index >= 0 && index < at; index = masked.text.indexOf(sign, index + 1))
    nth += 1;
  return masked.mentions[nth];
};
