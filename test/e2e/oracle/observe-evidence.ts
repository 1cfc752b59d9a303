import type { Commit as GitCommit } from '../../../src/sandbox/git/objects.ts';
import type { PullRequest } from '../../../src/sandbox/state/model.ts';
import { accountByEmail, type State } from '../../../src/sandbox/state.ts';
import type { Evidence } from './world.ts';

export type SeenEvidence = {
  readonly onPull: Map<number, Map<string, Evidence>>;
  /** By commit id and by tree id, of the whole repository (docs/semantics.md decision 12). */
  readonly onCommit: Map<string, Map<string, Evidence>>;
};

/** What speaks for AI on the pull request now, and what was ever seen to. */
export function evidenceOf(
  state: State,
  seen: SeenEvidence,
  pull: PullRequest,
  commits: readonly GitCommit[],
): readonly Evidence[] {
  const now = new Map(
    [...onCommits(state, commits), ...onText(pull), ...onLabels(pull), ...onAuthor(pull)].map((item) => [
      item.id,
      item,
    ]),
  );
  const known = entryIn(seen.onPull, pull.id);
  for (const { oid, tree } of commits) {
    for (const key of [oid, tree]) for (const [id, item] of seen.onCommit.get(key) ?? []) remember(known, id, item);
  }
  for (const [id, item] of now) remember(known, id, item);
  rememberForCommits(seen, pull, commits, known);
  return [...known].map(([id, item]) => now.get(id) ?? { ...item, standing: false });
}

function onCommits(state: State, commits: readonly GitCommit[]): readonly Evidence[] {
  return commits.flatMap(({ oid, message, author }) => {
    const found: Evidence[] = [];
    if (/^co-authored-by:.*<noreply@anthropic\.com>/imu.test(message)) {
      found.push({ id: `trailer ${oid}`, kind: 'commit', confidence: 'declared', standing: true });
    }
    const account = accountByEmail(state, author.email);
    if (account?.type === 'Bot' && account.slug === 'copilot-swe-agent') {
      found.push({ id: `agent ${oid}`, kind: 'agent-account', confidence: 'declared', standing: true });
    }
    return found;
  });
}

function onText({ body }: PullRequest): readonly Evidence[] {
  const found = /^🤖 Generated with \[Claude Code\]/mu.test(body ?? '');
  return found ? [{ id: 'text', kind: 'text', confidence: 'declared', standing: true }] : [];
}

function onLabels({ labels }: PullRequest): readonly Evidence[] {
  const found = labels.some(({ name }) => name === 'codex');
  return found ? [{ id: 'label codex', kind: 'label', confidence: 'possible', standing: true }] : [];
}

function onAuthor({ author }: PullRequest): readonly Evidence[] {
  const isAgent = author?.type === 'Bot' && author.slug === 'copilot-swe-agent';
  return isAgent ? [{ id: 'author', kind: 'agent-account', confidence: 'declared', standing: true }] : [];
}

/** Each commit passes on what was found in it; the head passes on what was ever found on its pull request. */
function rememberForCommits(
  { onCommit }: SeenEvidence,
  pull: PullRequest,
  commits: readonly GitCommit[],
  known: ReadonlyMap<string, Evidence>,
): void {
  for (const { oid, tree } of commits) {
    for (const key of [oid, tree]) {
      for (const [id, item] of known) {
        const inherited = item.kind === 'commit' || item.kind === 'agent-account';
        if (inherited && (oid === pull.head.sha || id.endsWith(oid))) entryIn(onCommit, key).set(id, item);
      }
    }
  }
}

/** A label is not remembered beyond itself: `standing` says whether it counts. */
function remember(known: Map<string, Evidence>, id: string, item: Evidence): void {
  if (!known.has(id)) known.set(id, item);
}

function entryIn<Key>(map: Map<Key, Map<string, Evidence>>, key: Key): Map<string, Evidence> {
  const entry = map.get(key) ?? new Map<string, Evidence>();
  map.set(key, entry);
  return entry;
}
