import { claimDetector } from './claim.ts';
import { pushedBy } from './detectors/account.ts';
import { declaredIn } from './detectors/declaration.ts';
import { detectors } from './detectors/index.ts';
import { tools as builtInTools } from './detectors/tools.ts';
import {
  type Autonomy,
  autonomies,
  confidences,
  type Evidence,
  type Involvement,
  involvements,
  type Tool,
} from './evidence.ts';
import type { LedgerEntry, Snapshot, Traces } from './facts.ts';

/** Evidence that was recorded earlier and is no longer there: it still weighs. */
export type RememberedEvidence = Evidence & { readonly firstSeenAt: string; readonly pullRequest: number };

/** Evidence that a qualifying person set aside, with name and reason. It weighs nothing and stays visible. */
export type SetAsideEvidence = Evidence & { readonly by: string; readonly reason: string; readonly at: string };

/** What the declared evidence says about the part AI took in this change. */
export type Provenance = {
  readonly involvement: Involvement;
  readonly autonomy: Autonomy;
  /** Catalogue ids of the tools named by evidence that weighs, sorted. */
  readonly tools: readonly string[];
  readonly evidence: readonly Evidence[];
  readonly remembered: readonly RememberedEvidence[];
  readonly setAside: readonly SetAsideEvidence[];
  /** What the author declared, if anything. A "no" lowers nothing. */
  readonly declaration: 'ai' | 'no-ai' | null;
  /** The author declared "no AI" and weighing evidence says otherwise. */
  readonly contradicted: boolean;
};

/** Provenance of a pull request: what stands there now, and what the ledger remembers of it. `ownLabels` are the policy's, which prove nothing. */
export const assessProvenance = (
  snapshot: Pick<Snapshot, 'commits' | 'pullRequest' | 'ledger'> & Partial<Pick<Snapshot, 'pushes'>>,
  policyTools: readonly Tool[],
  ownLabels: readonly string[] = [],
): Provenance => {
  const traces = { commits: snapshot.commits, pullRequest: withoutLabels(snapshot.pullRequest, ownLabels) };
  const tools = withBuiltIn(policyTools);
  const evidence = [...gatherEvidence(traces, tools), ...pushedBy(snapshot.pushes ?? [], tools)];
  return weighEvidence({
    evidence,
    ledger: snapshot.ledger,
    declaration: declaredIn(traces, evidence.filter(isNotByOwnTool)),
  });
};

/** Provenance of traces alone, without a memory: what `scan` and `detect` show. */
export const assessTraces = (traces: Traces, policyTools: readonly Tool[] = []): Provenance => {
  const evidence = gatherEvidence(traces, withBuiltIn(policyTools));
  return weighEvidence({ evidence, ledger: [], declaration: declaredIn(traces, evidence) });
};

/** What the author declared: a ticked box, an answer, a trailer, or a plain statement of their own. */
export const declarationOf = (traces: Traces, policyTools: readonly Tool[] = []): Provenance['declaration'] =>
  declaredIn(traces, gatherEvidence(traces, withBuiltIn(policyTools)));

/**
 * Whether a policy's own tools alone declare AI. That weighs as evidence and is no declaration: a repository could
 * otherwise make an author's identity one, and so open the gate that its organization set up.
 */
export function onlyByOwnTools({ evidence, remembered }: Pick<Provenance, 'evidence' | 'remembered'>): boolean {
  const declared = [...evidence, ...remembered].filter(({ confidence }) => confidence === 'declared');
  return declared.length > 0 && !declared.some(isNotByOwnTool);
}

const builtInIds: ReadonlySet<string> = new Set(builtInTools.map(({ id }) => id));
const isNotByOwnTool = ({ tool }: Evidence): boolean => tool === null || builtInIds.has(tool);

/** Detectors whose evidence GitHub authenticated. Nobody can have stamped it by mistake, so it cannot be set aside. */
export const isAuthenticated = (evidence: Evidence): boolean => authenticatedDetectors.has(evidence.detector);

const authenticatedDetectors: ReadonlySet<string> = new Set(['account', 'timeline', 'pusher']);

/** Every piece of evidence in the traces, each once, the strongest first. */
export const gatherEvidence = (traces: Traces, tools: readonly Tool[]): readonly Evidence[] =>
  inOrder(uniqueByKey(detectors.flatMap((detector) => detector.detect(traces, tools))));

/**
 * Invariant: more evidence never lowers involvement or autonomy. Evidence from the ledger weighs like evidence that
 * stands; a piece that was set aside weighs again once evidence of the same kind stands elsewhere.
 */
export const weighEvidence = (found: {
  readonly evidence: readonly Evidence[];
  readonly ledger: readonly LedgerEntry[];
  readonly declaration: Provenance['declaration'];
}): Provenance => {
  const { standing, remembered, setAside } = sortOut(found.evidence, found.ledger);
  const weighing = [...standing, ...remembered].filter((item) => item.confidence !== 'mention');
  const involvement = involvementOf(weighing);
  return {
    involvement,
    autonomy: highest(
      autonomies,
      weighing.map((item) => item.autonomy),
    ),
    tools: [...new Set(weighing.flatMap((item) => item.tool ?? []))].sort(),
    evidence: standing,
    remembered,
    setAside,
    declaration: found.declaration,
    contradicted: found.declaration === 'no-ai' && involvements.indexOf(involvement) >= involvements.indexOf('likely'),
  };
};

type SortedOut = Pick<Provenance, 'remembered' | 'setAside'> & { readonly standing: readonly Evidence[] };

const sortOut = (evidence: readonly Evidence[], ledger: readonly LedgerEntry[]): SortedOut => {
  const disputed = ledger.filter((entry) => entry.setAside !== null && !isAuthenticated(entry.evidence));
  const covered = new Set(disputed.map((entry) => identityOf(entry.evidence)));
  const uncovered = evidence.filter((item) => !covered.has(identityOf(item)) && item.confidence !== 'mention');
  const returned = new Set(uncovered.map(kindOf));
  const isAside = (item: Evidence) => covered.has(identityOf(item)) && !returned.has(kindOf(item));
  const standing = evidence.filter((item) => !isAside(item));
  const stands = new Map(standing.map((item) => [item.key, item]));
  const gone = ledger.filter(
    ({ evidence: item }) => !isAside(item) && !fleeting.has(item.detector) && !isCoveredBy(stands.get(item.key), item),
  );
  return {
    standing,
    remembered: uniqueByKey(
      gone.map(({ evidence: item, firstSeenAt, pullRequest }) => ({ ...item, firstSeenAt, pullRequest })),
    ),
    setAside: uniqueByKey(disputed.filter((entry) => isAside(entry.evidence)).flatMap(asSetAside)),
  };
};

// A claim that was watered down keeps its key. What it said before is remembered.
const isCoveredBy = (standing: Evidence | undefined, item: Evidence): boolean =>
  standing !== undefined &&
  confidences.indexOf(standing.confidence) >= confidences.indexOf(item.confidence) &&
  autonomies.indexOf(standing.autonomy) >= autonomies.indexOf(item.autonomy);

// Others put labels on a pull request and take them off again: they count while they stand. So do claims about people.
const fleeting: ReadonlySet<string> = new Set(['label', claimDetector]);

const kindOf = (item: Evidence): string => `${item.detector}:${item.tool ?? 'ai'}`;

// Text on a pull request keeps its key when it is edited, so the quotation says whether it is still the same claim.
const identityOf = (item: Evidence): string =>
  item.commitSha === null ? `${item.key} ${item.excerpt}` : `${item.key} ${item.commitSha}`;

const asSetAside = ({ evidence, setAside }: LedgerEntry): readonly SetAsideEvidence[] =>
  setAside === null ? [] : [{ ...evidence, ...setAside }];

const uniqueByKey = <Item extends Evidence>(items: readonly Item[]): readonly Item[] => {
  const kept = new Map<string, Item>();
  for (const item of items) {
    const other = kept.get(item.key);
    kept.set(item.key, other === undefined ? item : strongerOf(other, item));
  }
  return [...kept.values()];
};

const involvementOf = (weighing: readonly Evidence[]): Involvement => {
  const strongest = highest(
    confidences,
    weighing.map((item) => item.confidence),
  );
  if (strongest === 'declared' || strongest === 'likely') return strongest;
  if (weighing.length === 0) return 'none-found';
  return new Set(weighing.map(sourceOf)).size > 1 ? 'likely' : 'possible';
};

// Weak signals are independent when different habits cause them. Somebody called Devin signs and names branches alike.
const sourceOf = (item: Evidence): string => {
  if (item.detector === 'label') return 'label';
  return named.has(item.detector) ? 'name' : 'text';
};

const named: ReadonlySet<string> = new Set(['author', 'committer', 'co-author', 'branch']);

const highest = <Step extends string>(scale: readonly [Step, ...Step[]], steps: readonly Step[]): Step =>
  scale[Math.max(0, ...new Set(steps.map((step) => scale.indexOf(step))))] ?? scale[0];

const strongerOf = <Item extends Evidence>(a: Item, b: Item): Item => {
  const byStrength = confidences.indexOf(b.confidence) - confidences.indexOf(a.confidence);
  // Of two equals the one that sorts first, so that the order of lines does not decide.
  const stronger = byStrength > 0 || (byStrength === 0 && b.excerpt < a.excerpt) ? b : a;
  // A mention weighs nothing, so it lends nothing either.
  if (a.confidence === 'mention' || b.confidence === 'mention') return stronger;
  return { ...stronger, autonomy: highest(autonomies, [a.autonomy, b.autonomy]) };
};

const inOrder = (evidence: readonly Evidence[]): readonly Evidence[] =>
  evidence.toSorted(
    (a, b) => confidences.indexOf(b.confidence) - confidences.indexOf(a.confidence) || (a.key < b.key ? -1 : 1),
  );

const withoutLabels = (pullRequest: Snapshot['pullRequest'], ownLabels: readonly string[]): Snapshot['pullRequest'] => {
  const own = new Set(ownLabels.map((name) => name.toLowerCase()));
  const labels = pullRequest.labels.filter((name) => !own.has(name.toLowerCase()));
  return labels.length === pullRequest.labels.length ? pullRequest : { ...pullRequest, labels };
};

const joined = new WeakMap<readonly Tool[], readonly Tool[]>();

// One list for each policy, so that its look-ups are built once.
export const withBuiltIn = (policyTools: readonly Tool[]): readonly Tool[] => {
  if (policyTools.length === 0) return builtInTools;
  const list = joined.get(policyTools) ?? [...builtInTools, ...policyTools];
  joined.set(policyTools, list);
  return list;
};
