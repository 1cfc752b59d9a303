import type { Commit, PullRequestText } from '../../../src/core/facts.ts';
import { assessTraces, type Provenance } from '../../../src/core/provenance.ts';
import { aCommit, aPullRequestText, sha } from '../../support/facts.ts';

/** Evidence as `detector:tool:confidence`, in one line each, without what only mentions AI. */
export const inCommit = (only: Partial<Commit>): readonly string[] =>
  weighing(assessTraces({ commits: [aCommit(only)], pullRequest: null }));

export const inMessage = (message: string): readonly string[] => inCommit({ message });

export const inPullRequest = (only: Partial<PullRequestText>): readonly string[] =>
  weighing(assessTraces({ commits: [], pullRequest: aPullRequestText(only) }));

export const inBody = (body: string): readonly string[] => inPullRequest({ body });

/** The same with the mentions. */
export const mentionedIn = (message: string): readonly string[] =>
  assessTraces({ commits: [aCommit({ message, sha: sha('c1') })], pullRequest: null })
    .evidence.filter((item) => item.confidence === 'mention')
    .map((item) => `${item.detector}:${item.tool ?? 'ai'}`);

const weighing = (provenance: Provenance): readonly string[] =>
  provenance.evidence
    .filter((item) => item.confidence !== 'mention')
    .map((item) => `${item.detector}:${item.tool ?? 'ai'}:${item.confidence}`);
