import type { Autonomy, Confidence, Evidence } from '../evidence.ts';
import type { Match } from './catalogue.ts';
import { invisible } from './words.ts';

/** One trace as a detector found it. */
export type Finding = {
  readonly detector: string;
  readonly confidence: Confidence;
  /** null: AI is declared and no tool is named. */
  readonly match: Match | null;
  readonly autonomy?: Autonomy;
  readonly commitSha: string | null;
  readonly quotation: string;
};

/** A finding as evidence, with its quotation made safe to show: one line, no control or direction characters. */
export const cite = (finding: Finding): Evidence => {
  const { detector, confidence, match, commitSha } = finding;
  const tool = match?.tool.id ?? null;
  return {
    key: `${detector}:${tool ?? 'ai'}:${commitSha === null ? 'pull-request' : commitSha.slice(0, 7)}`,
    detector,
    confidence,
    tool,
    autonomy: finding.autonomy ?? autonomyOf(match),
    commitSha,
    excerpt: excerptOf(finding.quotation),
  };
};

const autonomyOf = (match: Match | null): Autonomy => {
  if (match === null) return 'assisted';
  return match.acting ? 'agent' : match.tool.autonomy;
};

const longestExcerpt = 200;

/** A quotation on one line, without control and direction characters, at most 200 characters long. */
export const excerptOf = (text: string): string => {
  const line = text
    .slice(0, 4 * longestExcerpt)
    .replace(invisible, '')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const characters = Array.from(line.toWellFormed());
  return characters.length <= longestExcerpt
    ? line.toWellFormed()
    : `${characters.slice(0, longestExcerpt - 1).join('')}…`;
};
