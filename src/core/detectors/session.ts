import { textDetector } from './reading.ts';
import { fold } from './words.ts';

/** A link to a tool's session, by itself: it shows that there was one, not what came of it. */
export const session = textDetector('session', ({ lines, concerning }, catalogue) =>
  concerning.flatMap((at) => {
    const line = lines[at];
    if (line?.kind !== 'text' || !line.text.includes('/')) return [];
    const text = fold(line.text);
    const link = catalogue.sessions.find((each) => text.includes(each.text));
    return link === undefined ? [] : [{ confidence: 'possible', match: link.match, quotation: line.text }];
  }),
);
