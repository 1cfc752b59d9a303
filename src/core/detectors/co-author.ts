import type { Evidence } from '../evidence.ts';
import type { Commit, GitIdentity } from '../facts.ts';
import { type Catalogue, catalogueOf } from './catalogue.ts';
import { cite } from './cite.ts';
import type { Detector } from './detector.ts';
import { recognize } from './identity.ts';
import { readingsOf } from './reading.ts';
import { identityIn, trailerIn } from './trailers.ts';

/** A tool credited as a person would be: `Co-authored-by` and its kin, on any line of a message or description. */
export const coAuthor: Detector = {
  name: 'co-author',
  detect: (traces, tools) => {
    const catalogue = catalogueOf(tools);
    return [
      ...traces.commits.flatMap((commit) => mappedBy(commit, catalogue)),
      ...readingsOf(traces, catalogue).flatMap(({ reading, commitSha }) =>
        reading.concerning.flatMap((at) => {
          const line = reading.lines[at];
          if (line === undefined || line.kind === 'comment' || line.kind === 'summary') return [];
          const credited = creditedBy(line.text).flatMap((identity) =>
            credit(identity, line.text, commitSha, catalogue),
          );
          return line.kind === 'text'
            ? credited
            : credited.map((item) => ({ ...item, confidence: 'mention' as const }));
        }),
      ),
    ];
  },
};

/** Whom a line credits, if it is such a trailer. */
export const creditedBy = (line: string): readonly GitIdentity[] => {
  const trailer = trailerIn(line);
  return trailer === null || !crediting.has(trailer.key) ? [] : trailer.values.map(identityIn);
};

const crediting: ReadonlySet<string> = new Set([
  'co-authored-by',
  'co-author',
  'co-authors',
  'coauthored-by',
  'co-authored-with',
  'co-autored-by',
  'co-developed-by',
  'co-written-by',
  'co-created-by',
  'co-committed-by',
  'pair-programmed-with',
  'paired-with',
  'signed-off-by',
  'author',
  'authored-by',
  'written-by',
  'committed-by',
  'contributed-by',
  'helped-by',
]);

// GitHub maps some co-authors to accounts, which says more than their text.
const mappedBy = (commit: Commit, catalogue: Catalogue): readonly Evidence[] =>
  commit.authors.slice(1).flatMap((identity) => {
    const who = identity.email === '' ? identity.name : `${identity.name} <${identity.email}>`;
    return credit(identity, `Co-authored-by: ${who}`, commit.sha, catalogue);
  });

const credit = (
  identity: GitIdentity,
  quotation: string,
  commitSha: string | null,
  catalogue: Catalogue,
): readonly Evidence[] => {
  const recognized = recognize(identity, catalogue);
  return recognized === null ? [] : [cite({ ...recognized, detector: coAuthor.name, commitSha, quotation })];
};
