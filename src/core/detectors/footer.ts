import type { Line } from './lines.ts';
import { textDetector } from './reading.ts';
import { fold } from './words.ts';

/** A phrase that a tool itself puts on its work, in the text or in a comment that only the source shows. */
export const footer = textDetector('footer', ({ lines, concerning }, catalogue) =>
  concerning.flatMap((at) => {
    const line = lines[at];
    if (line?.kind !== 'text' && line?.kind !== 'comment') return [];
    const text = folded(lines, at);
    const phrase = catalogue.footers.find((each) => {
      const found = text.indexOf(each.text);
      return found >= 0 && !/["'`“]\s?$/.test(text.slice(0, found));
    });
    return phrase === undefined ? [] : [{ confidence: 'declared', match: phrase.match, quotation: line.text }];
  }),
);

const longest = 300;

// Web pages fold long lines, so a phrase may begin on the line before or end on the one after.
const folded = (lines: readonly Line[], at: number): string => {
  const [before, here, after] = [lines[at - 1], lines[at], lines[at + 1]];
  const around = [
    before?.kind === 'text' ? before.text.slice(-longest) : '',
    here?.text.slice(0, 4000) ?? '',
    after?.kind === 'text' ? after.text.slice(0, longest) : '',
  ];
  return fold(around.join(' '));
};
