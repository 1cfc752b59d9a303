import type { Evidence } from '../evidence.ts';
import { type Catalogue, catalogueOf } from './catalogue.ts';
import { cite } from './cite.ts';
import type { Detector } from './detector.ts';
import { fold } from './words.ts';

/** A subject worded as only a tool words it. On a commit the tool wrote it; a pull request's title is anybody's to type. */
export const title: Detector = {
  name: 'title',
  detect: ({ commits, pullRequest }, tools) => {
    const catalogue = catalogueOf(tools);
    const onCommits = commits.flatMap((commit) => titled(commit.message, commit.sha, catalogue));
    return pullRequest === null ? onCommits : [...onCommits, ...titled(pullRequest.title, null, catalogue)];
  },
};

const titled = (text: string, commitSha: string | null, catalogue: Catalogue): readonly Evidence[] => {
  const [subject = ''] = text.slice(0, 500).split('\n', 1);
  const folded = fold(subject);
  const found = catalogue.titles.find((pattern) => pattern.matches(folded));
  if (found === undefined) return [];
  const confidence = commitSha === null ? 'possible' : 'likely';
  return [cite({ detector: 'title', confidence, match: found.match, commitSha, quotation: subject })];
};
