import { type Comparison, comparePolicies } from '../core/compare.ts';
import type { PullRequestRef } from '../core/facts.ts';
import type { Hint, PreviewHint } from '../core/hint.ts';
import type { Loaded } from '../core/loaded.ts';
import { noteOnOpen, noteOnProposal, type ProposalNote } from '../core/proposal.ts';
import { decideOn } from './decide.ts';
import type { Ports } from './evaluate-pull-request.ts';

export type PreviewPorts = Ports & {
  readonly knownPullRequests: (hint: Hint) => Promise<readonly PullRequestRef[]>;
  readonly publishNote: (loaded: Loaded, note: ProposalNote, shownNote: string | null) => Promise<void>;
};

/** What became of the click, for the log line. */
export type Previewed = 'previewed' | 'not-a-writer' | 'nothing-proposed';

/** Each costs an evaluation of its own. */
const mostCompared = 20;

/** Somebody asks what a change of the policy would make of what is open. Only for people who may write, asked live. */
export async function previewOpen(ports: PreviewPorts, hint: PreviewHint): Promise<Previewed> {
  const { repository, headSha, by } = hint;
  if (!(await ports.canPush(repository, by))) return 'not-a-writer';
  const known = await ports.knownPullRequests({ kind: 'repository', repository });
  for (const ref of await ports.knownPullRequests(hint)) {
    const loaded = await ports.load(ref);
    if (loaded === null || loaded.facts.state !== 'open' || loaded.facts.headSha !== headSha) continue;
    const read = await ports.readProposal(loaded);
    if (read === null || !read.proposal.effective.usable) continue;
    const decision = await decideOn(read.loaded, ports);
    const { author } = loaded.facts.pullRequest;
    const trusted = author !== null && (await ports.canPush(repository, author));
    const note = noteOnProposal(read.proposal, decision.policy, decision.snapshot, trusted);
    const others = known.filter(({ number }) => number !== ref.number).sort((one, other) => other.number - one.number);
    const previews: Comparison[] = [];
    for (const other of others.slice(0, mostCompared)) {
      const open = await ports.load(other);
      if (open === null || open.facts.state !== 'open') continue;
      const { policy, snapshot } = await decideOn(open, ports);
      previews.push(comparePolicies(policy, read.effectiveFor(open), snapshot));
    }
    await ports.publishNote(read.loaded, noteOnOpen(note, previews, Math.max(0, others.length - mostCompared)), null);
    return 'previewed';
  }
  return 'nothing-proposed';
}
