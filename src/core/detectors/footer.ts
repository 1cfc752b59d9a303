import type { Evidence } from '../evidence.ts';
import { type Catalogue, catalogueOf } from './catalogue.ts';
import { cite } from './cite.ts';
import type { Detector } from './detector.ts';
import type { Line } from './lines.ts';
import { readBody, readMessage } from './reading.ts';
import { fold } from './words.ts';

/** A phrase that a tool itself puts on its work, in the text or in a comment that only the source shows. */
export const footer: Detector = {
  name: 'footer',
  detect: ({ commits, pullRequest }, tools) => {
    const catalogue = catalogueOf(tools);
    const onCommits = commits.flatMap((commit) => footersIn(readMessage(commit, catalogue), commit.sha, catalogue));
    return pullRequest === null
      ? onCommits
      : [...onCommits, ...footersIn(readBody(pullRequest, catalogue), null, catalogue)];
  },
};

const footersIn = (lines: readonly Line[], commitSha: string | null, catalogue: Catalogue): readonly Evidence[] =>
  lines.flatMap((line, at) => {
    if ((line.kind !== 'text' && line.kind !== 'comment') || !catalogue.concerns(line.text)) return [];
    const joined = fold(`${line.text} ${lines[at + 1]?.text ?? ''}`);
    const own = fold(line.text).length;
    const phrase = catalogue.footers.find(({ text }) => {
      const found = joined.indexOf(text);
      return found >= 0 && found < own && !/["'`“]$/.test(joined.slice(0, found).trimEnd());
    });
    if (phrase === undefined) return [];
    return [cite({ detector: 'footer', confidence: 'declared', match: phrase.match, commitSha, quotation: line.text })];
  });
