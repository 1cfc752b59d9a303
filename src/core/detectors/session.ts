import type { Evidence } from '../evidence.ts';
import { type Catalogue, catalogueOf } from './catalogue.ts';
import { cite } from './cite.ts';
import type { Detector } from './detector.ts';
import type { Line } from './lines.ts';
import { readBody, readMessage } from './reading.ts';
import { fold } from './words.ts';

/** A link to a tool's session, by itself: it shows that there was one, not what came of it. */
export const session: Detector = {
  name: 'session',
  detect: ({ commits, pullRequest }, tools) => {
    const catalogue = catalogueOf(tools);
    const onCommits = commits.flatMap((commit) => linksIn(readMessage(commit, catalogue), commit.sha, catalogue));
    return pullRequest === null
      ? onCommits
      : [...onCommits, ...linksIn(readBody(pullRequest, catalogue), null, catalogue)];
  },
};

const linksIn = (lines: readonly Line[], commitSha: string | null, catalogue: Catalogue): readonly Evidence[] =>
  lines.flatMap((line) => {
    if (line.kind !== 'text' || !line.text.includes('/')) return [];
    const text = fold(line.text);
    const link = catalogue.sessions.find((each) => text.includes(each.text));
    if (link === undefined) return [];
    return [cite({ detector: 'session', confidence: 'possible', match: link.match, commitSha, quotation: line.text })];
  });
