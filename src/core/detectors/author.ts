import type { Evidence } from '../evidence.ts';
import type { Commit } from '../facts.ts';
import { type Catalogue, catalogueOf } from './catalogue.ts';
import { cite } from './cite.ts';
import type { Detector } from './detector.ts';
import { recognize } from './identity.ts';

/** A tool is the git author: it made the commit itself. */
export const author: Detector = {
  name: 'author',
  detect: ({ commits }, tools) => commits.flatMap((commit) => authorOf(commit, catalogueOf(tools))),
};

/** A tool is only the committer: it rebased or pushed, and may not have written anything. */
export const committer: Detector = {
  name: 'committer',
  detect: ({ commits }, tools) => commits.flatMap((commit) => committerOf(commit, catalogueOf(tools))),
};

const authorOf = (commit: Commit, catalogue: Catalogue): readonly Evidence[] => {
  const [identity] = commit.authors;
  const recognized = identity === undefined ? null : recognize(identity, catalogue);
  if (identity === undefined || recognized === null) return [];
  const quotation = `Author: ${signature(identity)}`;
  // Somebody called Jules, with an address of their own, is a person until something else speaks.
  const confidence = recognized.confidence === 'possible' ? 'mention' : recognized.confidence;
  const finding = { ...recognized, confidence, detector: author.name, commitSha: commit.sha, quotation } as const;
  // `Ada Lovelace (aider)` is a person who used a tool; a tool's own name means that it acted.
  return [cite({ ...finding, autonomy: /\([^()]+\)$/.test(identity.name.trim()) ? 'assisted' : 'agent' })];
};

const committerOf = (commit: Commit, catalogue: Catalogue): readonly Evidence[] => {
  const identity = commit.committer;
  const recognized = identity === null ? null : recognize(identity, catalogue);
  if (identity === null || recognized === null) return [];
  const quotation = `Committer: ${signature(identity)}`;
  return [
    cite({
      ...recognized,
      detector: committer.name,
      confidence: 'possible',
      autonomy: 'assisted',
      commitSha: commit.sha,
      quotation,
    }),
  ];
};

const signature = ({ name, email, account }: Commit['authors'][number]): string => {
  const who = email === '' ? name : `${name} <${email}>`;
  return who.trim() === '' ? (account?.login ?? '') : who;
};
