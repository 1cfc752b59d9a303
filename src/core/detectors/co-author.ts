import type { Evidence } from '../evidence.ts';
import type { GitIdentity, Traces } from '../facts.ts';
import { type Catalogue, catalogueOf } from './catalogue.ts';
import { cite } from './cite.ts';
import type { Detector } from './detector.ts';
import { recognize } from './identity.ts';
import type { Line } from './lines.ts';
import { readBody, readMessage } from './reading.ts';
import { identityIn, trailerIn } from './trailers.ts';

/** A tool credited as a person would be: `Co-authored-by` and its kin, on any line of a message or description. */
export const coAuthor: Detector = {
  name: 'co-author',
  detect: ({ commits, pullRequest }, tools) => {
    const catalogue = catalogueOf(tools);
    const onCommits = commits.flatMap((commit) => [
      ...credits(readMessage(commit, catalogue), commit.sha, catalogue),
      ...commit.authors
        .slice(1)
        .flatMap((identity) =>
          credit(identity, `Co-authored-by: ${identity.name} <${identity.email}>`, commit.sha, catalogue),
        ),
    ]);
    return pullRequest === null
      ? onCommits
      : [...onCommits, ...credits(readBody(pullRequest, catalogue), null, catalogue)];
  },
};

/** The people and tools that the traces credit, with the commit where it stands. */
export const creditsIn = (
  { commits }: Pick<Traces, 'commits'>,
  catalogue: Catalogue,
): readonly { readonly identity: GitIdentity; readonly commitSha: string }[] =>
  commits.flatMap((commit) =>
    readMessage(commit, catalogue).flatMap((line) => {
      const trailer = trailerIn(line.text);
      return trailer !== null && crediting.has(trailer.key)
        ? [{ identity: identityIn(trailer.value), commitSha: commit.sha }]
        : [];
    }),
  );

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
]);

const credits = (lines: readonly Line[], commitSha: string | null, catalogue: Catalogue): readonly Evidence[] =>
  lines.flatMap((line) => {
    if (line.kind === 'comment' || line.kind === 'summary') return [];
    const trailer = trailerIn(line.text);
    if (trailer === null || !crediting.has(trailer.key)) return [];
    const confidence = line.kind === 'text' ? null : 'mention';
    return trailer.values.flatMap((value) => credit(identityIn(value), line.text, commitSha, catalogue, confidence));
  });

const credit = (
  identity: GitIdentity,
  quotation: string,
  commitSha: string | null,
  catalogue: Catalogue,
  cap: 'mention' | null = null,
): readonly Evidence[] => {
  const recognized = recognize(identity, catalogue);
  if (recognized === null) return [];
  return [
    cite({ ...recognized, confidence: cap ?? recognized.confidence, detector: coAuthor.name, commitSha, quotation }),
  ];
};
