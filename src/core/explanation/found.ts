import type { Evaluation } from '../evaluate.ts';
import type { Autonomy, Confidence, Evidence, Involvement, Tool } from '../evidence.ts';
import type { Snapshot } from '../facts.ts';
import { type Phrase, quote, say } from '../phrase.ts';
import { withBuiltIn } from '../provenance.ts';
import { sayRequesters } from '../say-requesters.ts';
import { plain } from '../text.ts';

export type Found = {
  readonly involvement: Involvement;
  readonly autonomy: Autonomy;
  readonly tools: readonly string[];
  readonly evidence: readonly Trace[];
  readonly contradicted: boolean;
  /** Who may have asked an agent for the change; empty: nobody is named. */
  readonly requesters: Phrase;
};

/** A piece of evidence: it stands, is remembered although it is gone, or was set aside. */
export type Trace = Pick<Evidence, 'key' | 'commitSha' | 'excerpt'> & {
  readonly confidence: Confidence;
  readonly status: 'stands' | 'remembered' | 'set-aside';
  /** What is to be said besides; empty where nothing is. */
  readonly note: Phrase;
};

/** What the evidence says, each piece with its quotation. */
export function foundIn({ provenance }: Evaluation, snapshot: Snapshot, own: readonly Tool[]): Found {
  const trace = (item: Evidence, status: Trace['status'], note: Phrase): Trace => ({
    key: plain(item.key),
    confidence: item.confidence,
    commitSha: item.commitSha,
    excerpt: plain(item.excerpt),
    status,
    note,
  });
  const now = provenance.evidence.map((item) => trace(item, 'stands', []));
  const before = provenance.remembered.map((item) => {
    const where = item.pullRequest === 0 ? 'in a push' : `on #${item.pullRequest}`;
    return trace(item, 'remembered', say`seen ${where}, since removed`);
  });
  const aside = provenance.setAside.map((item) =>
    trace(item, 'set-aside', say`set aside by ${quote(item.by)}: ${quote(item.reason)}`),
  );
  const { involvement, autonomy, tools, contradicted } = provenance;
  const requesters = autonomy === 'agent' ? sayRequesters(snapshot, withBuiltIn(own)) : [];
  return {
    involvement,
    autonomy,
    tools: tools.map((tool) => plain(tool)),
    evidence: [...now, ...before, ...aside],
    contradicted,
    requesters,
  };
}
